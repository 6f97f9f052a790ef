"""A learner's browser: logs in through the hub's form, opens the lab, starts a kernel, runs a notebook and saves it."""

import json
import re
import time
from html import unescape
from urllib.parse import urljoin

import requests

from .kernel import Kernel
from .people import Person

NAVIGATE = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}
FETCH = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}


class Refused(Exception):
    """The hub or a server said no; the text says where and how."""


class Learner:
    def __init__(self, address: str, person: Person):
        self.address, self.person, self.session = address, person, requests.Session()
        self.base, self.token = f"/user/{person.name}/", ""

    def log_in(self, name: str = "", password: str = "") -> str:
        """Fills in the form; the hub then starts the server. Returns the page that says so."""
        form = self.page("/hub/login")
        data = {"_xsrf": find(r'name="_xsrf" value="([^"]+)"', form), "username": name or self.person.name, "password": password or self.person.password}
        answer = self.session.post(self.address + "/hub/login?next=", data=data, headers=NAVIGATE | {"Origin": self.address}, timeout=60)
        return checked(answer).text

    def wait_for_server(self, pending: str) -> None:
        """Follows the progress bar of the page that the hub shows while a server starts."""
        progress = re.search(r'EventSource\("([^"]+)"\)', pending)
        if progress is None:
            return
        url = self.address + unescape(progress[1]).replace("\\u0026", "&")
        with self.session.get(url, headers=FETCH, stream=True, timeout=120) as events:
            for line in checked(events).iter_lines():
                event = json.loads(line[5:]) if line.startswith(b"data:") else {}
                if event.get("failed"):
                    raise Refused(f"{self.person.name}: the server did not start: {event.get('message')}")
                if event.get("ready"):
                    return
        raise Refused(f"{self.person.name}: the hub's progress ended before the server was ready")

    def open_lab(self) -> None:
        """The lab's page with its scripts, and what it asks for before it shows the launcher and the file browser."""
        page = self.page(f"{self.base}lab")
        config = json.loads(find(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page))
        self.token = config["token"]
        for script in re.findall(r'<script[^>]* src="([^"]+)"', page):
            checked(self.session.get(urljoin(self.address, script), timeout=60))
        for path in ("api/kernelspecs", "lab/api/settings", "api/contents/vaebook"):
            self.api("GET", path)

    def arrive(self) -> float:
        """From the click on "Sign in" to the lab; returns the seconds."""
        started = time.monotonic()
        self.wait_for_server(self.log_in())
        self.open_lab()
        return time.monotonic() - started

    def open_notebook(self, chapter: str) -> tuple:
        """The learner's own copy of a chapter, and its kernel."""
        path = f"vaebook/{self.person.edition}/{chapter}.ipynb"
        notebook = self.api("GET", f"api/contents/{path}").json()["content"]
        wanted = {"path": path, "name": chapter, "type": "notebook", "kernel": {"name": notebook["metadata"]["kernelspec"]["name"]}}
        return path, notebook, self.connect(self.api("POST", "api/sessions", json=wanted).json()["kernel"]["id"])

    def connect(self, kernel: str) -> Kernel:
        address = f"{self.address}{self.base}api/kernels/{kernel}/channels"
        request = requests.Request("GET", address).prepare()
        cookie = requests.cookies.get_cookie_header(self.session.cookies, request)
        return Kernel(address.replace("http", "ws", 1), cookie, self.address)

    def save(self, path: str, notebook: dict) -> None:
        self.api("PUT", f"api/contents/{path}", json={"type": "notebook", "format": "json", "content": notebook})

    def page(self, path: str) -> str:
        return checked(self.session.get(self.address + path, headers=NAVIGATE, timeout=120)).text

    def api(self, method: str, path: str, **more) -> requests.Response:
        """A request as the lab makes it: with its page's token, and the cookies."""
        headers = FETCH | {"Authorization": f"token {self.token}"}
        return checked(self.session.request(method, self.address + self.base + path, headers=headers, timeout=120, **more))

    def hub(self, method: str, path: str, **more) -> requests.Response:
        """A request to the hub's own API, as its pages make it."""
        xsrf = next((c.value for c in self.session.cookies if c.name == "_xsrf" and c.path == "/hub/"), "")
        return self.session.request(method, f"{self.address}/hub/api/{path}", headers=FETCH | {"X-XSRFToken": xsrf}, timeout=120, **more)


def checked(answer: requests.Response) -> requests.Response:
    if answer.status_code >= 400:
        raise Refused(f"{answer.request.method} {answer.url.partition('?')[0]}: {answer.status_code} {answer.reason}")
    return answer


def find(pattern: str, page: str) -> str:
    found = re.search(pattern, page, re.S)
    if found is None:
        raise Refused(f"a page without {pattern!r}: {page[:300]!r}")
    return found[1]
