"""JupyterHub's configuration. What differs from class to class comes in the JSON file that VAEBOOK_CLASS names."""

import hmac
import json
import os
from pathlib import Path

from jupyterhub.auth import Authenticator

from check.container import Image
from check.hub.people import EVERYBODY
from check.hub.spawner import ContainerSpawner

given = json.loads(Path(os.environ["VAEBOOK_CLASS"]).read_text())


class OwnPassword(Authenticator):
    async def authenticate(self, handler, data):
        person = EVERYBODY.get(data["username"])
        known = person is not None and hmac.compare_digest(data["password"], person.password)
        return person.name if known else None


c = get_config()  # noqa: F821, the hub defines it
c.JupyterHub.bind_url = f"http://127.0.0.1:{given['port']}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{given['hub_port']}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{given['proxy_port']}"
c.ConfigurableHTTPProxy.command = [given["proxy"]]
c.JupyterHub.authenticator_class = OwnPassword
c.Authenticator.allowed_users = set(EVERYBODY)
c.JupyterHub.spawner_class = ContainerSpawner
c.ContainerSpawner.image = Image(Path(given["root"]), given["config"])
c.ContainerSpawner.homes = given["homes"]
c.ContainerSpawner.logs = given["logs"]
c.Spawner.cmd = ["jupyterhub-singleuser"]
c.Spawner.default_url = "/lab"
c.Spawner.env_keep = []  # the image's own PATH and language
