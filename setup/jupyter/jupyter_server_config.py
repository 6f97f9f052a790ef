"""JupyterLab as `make lab` starts it: local, quiet, and asking the network for nothing."""

c = get_config()  # noqa: F821

c.Application.log_level = "ERROR"
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port_retries = 50  # a taken port gives way to the next
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"  # the other one asks the package index
c.KernelSpecManager.ensure_native_kernel = False  # the book is in Go
c.KernelSpecManager.allowed_kernelspecs = {"gonb"}
c.MultiKernelManager.default_kernel_name = "gonb"
c.ZMQChannelsWebsocketConnection.limit_rate = False  # live figures may send more than a megabyte a second
