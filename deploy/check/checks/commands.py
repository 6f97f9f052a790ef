"""Any command may take the lab's place: Binder, JupyterHub and curious people give their own."""

from ..container import Container, Image
from ..lab import Lab
from ..registry import check

COMMANDS = [
    (["echo", "hi"], 0, "hi"),
    (["sh", "-c", "exit 3"], 3, ""),
    (["jupyter", "--version"], 0, "jupyterlab"),
    (["jupyter", "lab", "--version"], 0, "4."),
    (["jupyter-notebook", "--version"], 0, "4."),  # repo2docker on one's own machine starts this one
    (["jupyterhub-singleuser", "--version"], 0, "."),
    (["python3", "-c", "import jupyterlab; print('lab', jupyterlab.__version__)"], 0, "lab 4."),
    (["go", "version"], 0, "go1."),
    (["bash", "-lc", "command -v go jupyter gonb"], 0, "/opt/vaebook/.venv/bin/jupyter"),  # a terminal in the lab is a login shell
]


@check
def commands(image: Image):
    """The command's own exit status and output come through."""
    for command, wanted, words in COMMANDS:
        with Container(image, command=command) as container:
            status, said = container.run(60)
        shown = " ".join(command)
        assert status == wanted, f"`{shown}` ends with {status} instead of {wanted}: {said[-800:]}"
        assert words in said, f"`{shown}` does not print {words!r}: {said[-800:]}"


@check
def command_of_binder(image: Image):
    """The line by which BinderHub starts a server: its own token and base URL, and the working folder as root."""
    options = ["--ip=0.0.0.0", "--port=8888", "--ServerApp.base_url=/user/x/", "--ServerApp.token=secret", "--ServerApp.trust_xheaders=True"]
    starter = "import os, sys; os.execvp('jupyter-lab', sys.argv)"
    with Container(image, command=["python3", "-c", starter, *options]).start() as container:
        lab = Lab(container, token="secret")
        lab.ready(page="/user/x/lab")
        assert lab.get("/user/x/api/contents", None)[0] == 403, "it answers without the token"
        assert "vaebook" in lab.get("/user/x/api/contents")[1], "the chapters are not in the server's root"
