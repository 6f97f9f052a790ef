"""Who has no token sees nothing."""

import json

import websocket

from ..container import Container, Image
from ..lab import Lab, printed_token
from ..registry import check

CLOSED = ["/api/contents", "/api/contents/vaebook/en/00-start.ipynb", "/api/kernels", "/api/kernelspecs", "/api/sessions", "/api/terminals",
          "/api/status", "/api/me", "/files/vaebook/go.work", "/lab", "/lab/tree/vaebook", "/lab/api/settings", "/lab/api/workspaces"]


@check
def token_is_needed(image: Image):
    """Pages, files, kernels and their channels refuse without the token and with a wrong one, and answer with the right one."""
    with Container(image).start() as container:
        lab = Lab(container)
        lab.ready()
        for token in (None, "0" * 48):
            open_ones = [path for path in CLOSED if lab.get(path, token)[0] not in (302, 401, 403)]
            assert not open_ones, f"with {'no' if token is None else 'a wrong'} token these answer: {', '.join(open_ones)}"
        refused = [path for path in CLOSED if lab.get(path)[0] != 200]
        assert not refused, f"with the token these do not answer: {', '.join(refused)}"
        told = json.loads(lab.get("/api", None)[1])
        assert set(told) == {"version"}, f"/api tells without the token: {told}"
        for path in ("/api/kernels", "/api/terminals", "/api/sessions"):
            status = lab.ask("POST", path, {"name": "gonb"}, token=None)[0]
            assert status in (401, 403), f"POST {path} without the token: {status}"
        channels_need_it(lab)


def channels_need_it(lab: Lab) -> None:
    kernel = lab.kernel()
    try:
        lab.channels(kernel.id, token=None)
    except websocket.WebSocketBadStatusException as refusal:
        assert refusal.status_code in (401, 403), f"the kernel's channels without the token: {refusal.status_code}"
    else:
        raise AssertionError("the kernel's channels open without the token")


@check
def token_is_new_each_time(image: Image):
    """Two starts, two tokens, and neither can be guessed."""
    tokens = []
    for _ in range(2):
        with Container(image).start() as container:
            lab = Lab(container)
            lab.ready()
            tokens.append(lab.token)
    assert tokens[0] != tokens[1], "two starts gave the same token"
    assert all(len(t) >= 32 for t in tokens), f"a token of {min(map(len, tokens))} characters can be guessed"


@check
def token_of_ones_own(image: Image):
    """JUPYTER_TOKEN is the token, and an empty one does not mean none."""
    with Container(image, env={"JUPYTER_TOKEN": "correct-horse"}).start() as container:
        lab = Lab(container, token="correct-horse")
        lab.ready()
        assert lab.get("/api/contents", "another")[0] == 403, "another token opens it too"
    with Container(image, env={"JUPYTER_TOKEN": ""}).start() as container:
        lab = Lab(container)
        lab.ready()
        assert lab.get("/api/contents", None)[0] == 403, "an empty JUPYTER_TOKEN opens the lab to everyone"
        assert printed_token(container.output), "no token is printed"
