"""Tries to get at another learner's work: from a kernel, past the hub, and through the hub with one's own credentials."""

import subprocess
from pathlib import Path

import requests
import websocket

from .kernel import Kernel
from .learner import Learner
from .memory import processes
from .people import Person

SECRET = "secret-of-another.txt"

KNOCK = """import (
	"fmt"
	"net/http"
)

%%
answer, err := http.Get("URL")
if err != nil {
	fmt.Println(err)
} else {
	fmt.Println("status", answer.StatusCode)
}"""


def trials(thief: Learner, kernel: Kernel, owner: Learner, owner_kernel: Kernel, homes: Path) -> list:
    """(what, whether it held, what happened). What is refused to the thief is granted to the owner; that is checked too."""
    owner.api("PUT", f"api/contents/{SECRET}", json={"type": "file", "format": "text", "content": "mine"})
    number = owner.api("GET", "api/sessions").json()[0]["kernel"]["id"]
    return [*from_kernel(thief, kernel, owner, owner_kernel), as_user(thief.person, owner.person, homes), *by_http(thief, owner, number)]


def from_kernel(thief: Learner, kernel: Kernel, owner: Learner, owner_kernel: Kernel) -> list:
    look = f"!find / -name {SECRET} -not -path '/proc/*' 2>/dev/null; true"
    mine, theirs = owner_kernel.run(look).text, kernel.run(look).text
    others = kernel.run("!find /proc -maxdepth 1 -name '[0-9]*' -not -uid $(id -u) 2>/dev/null | wc -l").text
    door = direct_address(owner.person) + "api/contents"
    knock = kernel.run(KNOCK.replace("URL", door)).text
    return [
        ("a learner's own file is found from the learner's kernel", SECRET in mine, mine),
        ("another's file is not", SECRET not in theirs, theirs),
        ("nor is a process of another", others.strip() == "0", f"{others} processes"),
        ("another's server refuses a request that goes past the hub", "status 403" in knock, knock),
    ]


def direct_address(person: Person) -> str:
    """Where a person's server listens, as its environment says."""
    for folder in processes(person.uid):
        for word in (folder / "environ").read_bytes().split(b"\0"):
            if word.startswith(b"JUPYTERHUB_SERVICE_URL="):
                return word.partition(b"=")[2].decode()
    raise LookupError(f"{person.name} has no server")


def as_user(thief: Person, owner: Person, homes: Path) -> tuple:
    """On the machine itself, with the thief's uid and group."""
    command = ["setpriv", f"--reuid={thief.uid}", "--regid=0", "--clear-groups", "ls", str(homes / owner.name)]
    done = subprocess.run(command, capture_output=True, text=True)
    return "another's home cannot be listed on the machine", "Permission denied" in done.stderr, done.stdout + done.stderr


def by_http(thief: Learner, owner: Learner, number: str) -> list:
    """Requests to the owner's server and account: from the thief's browser, with the thief's cookies made out to the owner, with the thief's token."""
    given = thief.hub("POST", f"users/{thief.person.name}/tokens", json={"note": "a token of one's own"}).json()["token"]
    bearer, forged = {"Authorization": f"token {given}"}, {"Cookie": renamed_cookies(thief, owner)}
    server, account = thief.address + owner.base, f"{thief.address}/hub/api/users/{owner.person.name}"
    doors = {
        "a list of another's files": ("GET", f"{server}api/contents", None),
        "another's file": ("GET", f"{server}files/{SECRET}", None),
        "a kernel on another's server": ("POST", f"{server}api/kernels", {"name": "gonb"}),
        "a terminal on another's server": ("POST", f"{server}api/terminals", {}),
        "another's account": ("GET", account, None),
        "the end of another's server": ("DELETE", f"{account}/server", None),
    }
    own = requests.get(f"{thief.address}{thief.base}api/contents", headers=bearer, timeout=60).status_code
    found = [("a token of one's own opens one's own server", own == 200, f"status {own}"),
             ("the owner reads that file", owner.api("GET", f"files/{SECRET}").text == "mine", "another text")]
    for what, (method, url, body) in doors.items():
        answers = [thief.session.request(method, url, json=body, timeout=60, headers=page_headers(thief)),
                   requests.request(method, url, json=body, timeout=60, headers=forged, allow_redirects=False),
                   requests.request(method, url, json=body, timeout=60, headers=bearer)]
        found.append((f"refused: {what}", all(map(refused, answers)), f"statuses {[a.status_code for a in answers]}"))
    found.append(("refused: another's kernel, by websocket", *websocket_refused(thief, owner, number)))
    return found


def refused(answer: requests.Response) -> bool:
    """A page that needs a login sends there instead."""
    return answer.status_code in (403, 404) or (answer.status_code == 302 and "/hub/api/oauth2/authorize" in answer.headers["Location"])


def page_headers(thief: Learner) -> dict:
    """What a page of the hub sends along; so a refusal is one of the person, not of a missing XSRF header."""
    return {"X-XSRFToken": next(c.value for c in thief.session.cookies if c.name == "_xsrf" and c.path == "/hub/")}


def renamed_cookies(thief: Learner, owner: Learner) -> str:
    return "; ".join(f"{c.name.replace(thief.person.name, owner.person.name)}={c.value}" for c in thief.session.cookies)


def websocket_refused(thief: Learner, owner: Learner, number: str) -> tuple:
    thief_base, thief.base = thief.base, owner.base
    try:
        thief.connect(number).close()
        return False, "it opened"
    except websocket.WebSocketBadStatusException as refusal:
        return refusal.status_code in (403, 404), f"status {refusal.status_code}"
    finally:
        thief.base = thief_base
