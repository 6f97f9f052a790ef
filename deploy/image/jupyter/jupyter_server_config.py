"""JupyterLab inside a container, over the settings of setup/jupyter: reached from outside, on one fixed port."""

import os

c = get_config()  # noqa: F821

c.ServerApp.ip = "0.0.0.0"
c.ServerApp.port_retries = 0  # another port than the published one would not be reached
c.ServerApp.open_browser = False
if "JUPYTERHUB_DEFAULT_URL" not in os.environ:  # a hub may choose another page
    c.ServerApp.default_url = c.LabApp.default_url = "/lab/tree/vaebook"
c.MultiKernelManager.default_kernel_name = "gonb"
c.KernelManager.shutdown_wait_time = 2.0  # a stop of the container ends in time
