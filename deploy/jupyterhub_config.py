"""A class on one machine with Docker: JupyterHub starts a container of the image for each learner.

Run in a folder of its own, where the hub keeps its accounts: TEACHER=ada jupyterhub -f …/deploy/jupyterhub_config.py
"""

import os
import sys

if not os.environ.get("TEACHER"):
    sys.exit("TEACHER is not set: it names the account that lets learners in, as in TEACHER=ada jupyterhub -f …")

c = get_config()  # noqa: F821, the hub defines it
c.JupyterHub.bind_url = os.environ.get("BIND", "http://127.0.0.1:8000")
c.JupyterHub.hub_ip = os.environ.get("HUB_IP", "172.17.0.1")  # this machine as containers see it: Docker's own bridge

# Learners sign up at /hub/signup, the teacher lets them in at /hub/authorize.
c.JupyterHub.authenticator_class = "native"
c.NativeAuthenticator.minimum_password_length = 8
c.Authenticator.admin_users = {os.environ["TEACHER"]}
c.Authenticator.allow_all = True  # all whom the teacher let in

c.JupyterHub.spawner_class = "docker"
c.DockerSpawner.image = os.environ.get("IMAGE", "vaebook")
c.DockerSpawner.cmd = ["jupyterhub-singleuser"]
c.DockerSpawner.volumes = {"vaebook-{username}": "/home/jovyan"}
c.DockerSpawner.remove = True  # the next start takes the newest image; work is in the volume
c.DockerSpawner.mem_limit = os.environ.get("MEMORY", "3G")
c.DockerSpawner.cpu_limit = float(os.environ.get("CPUS", "2"))
c.DockerSpawner.extra_host_config = {"cap_drop": ["ALL"], "security_opt": ["no-new-privileges"], "pids_limit": 4096}
c.DockerSpawner.default_url = "/lab/tree/vaebook/en"  # zh: the Chinese edition
c.DockerSpawner.environment = {"LANG": "C.UTF-8"}  # zh_CN.UTF-8: Chinese menus
# Unused kernels go after an hour, then the server without any.
c.DockerSpawner.args = ["--MappingKernelManager.cull_idle_timeout=3600", "--ServerApp.shutdown_no_activity_timeout=3600"]
