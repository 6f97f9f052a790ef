"""Any command may take the lab's place: Binder, JupyterHub and curious people give their own."""

from ..container import Container, Image
from ..lab import Lab
from ..registry import check

COMMANDS = [
    (["echo", "hi"], 0, "hi"),
    (["sh", "-c", "exit 3"], 3, ""),
    (["jupyter", "--version"], 0, "jupyterlab"),
    (["jupyter", "lab", "--version"], 0, "4."),
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
    """The line by which BinderHub starts a server: each option under its old name and its new, a token and a base URL of its own."""
    options = ["base_url=/user/x/", "token=secret", "trust_xheaders=True", "allow_origin=*"]
    named = [f"--{kind}.{o}" for kind in ("NotebookApp", "ServerApp") for o in options]
    starter = "import jupyterlab, os, sys; os.execvp('jupyter-lab', sys.argv)"
    with Container(image, command=["python3", "-c", starter, "--ip=0.0.0.0", "--port=8888", *named]).start() as container:
        lab = Lab(container, token="secret")
        lab.ready(page="/user/x/lab")
        assert lab.get("/user/x/api/contents", None)[0] == 403, "it answers without the token"
        assert "00-start.ipynb" in lab.get("/user/x/api/contents/vaebook/en")[1], "the chapters are not below the server's root"
        status, said = container.exec(*image.config["Healthcheck"]["Test"][1:])
        assert status == 0, f"HEALTHCHECK does not find the server under its base URL: {said}"


@check
def command_of_repo2docker(image: Image):
    """On one's own machine repo2docker starts `jupyter notebook`."""
    options = ["--ip=0.0.0.0", "--port=8888", "--ServerApp.token=secret", "--ServerApp.default_url=/lab"]
    with Container(image, command=["jupyter", "notebook", *options]).start() as container:
        lab = Lab(container, token="secret")
        lab.ready()
        assert lab.get("/api/contents", None)[0] == 403, "it answers without the token"
