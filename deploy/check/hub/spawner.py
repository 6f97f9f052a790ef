"""The hub's spawner: each single-user server is a container of the image."""

import asyncio
import shutil
from pathlib import Path

from jupyterhub.spawner import Spawner
from jupyterhub.utils import random_port
from traitlets import Instance, Unicode

from check.container import Container, Image

from .people import EVERYBODY, make_home

GRACE = 10  # seconds between SIGTERM and SIGKILL, docker's own


class ContainerSpawner(Spawner):
    image = Instance(Image).tag(config=True)
    homes = Unicode(help="The folder of all home volumes.").tag(config=True)
    logs = Unicode(help="Where the servers' logs are kept.").tag(config=True)
    container = None

    async def start(self):
        self.ip, self.port = "127.0.0.1", random_port()
        await asyncio.to_thread(self._run)
        return self.ip, self.port

    def _run(self):
        person = EVERYBODY[self.user.name]
        home = make_home(Path(self.homes), person)
        container = Container(
            self.image, command=[*self.cmd, *self.get_args()], user=f"{person.uid}:0", env=self.get_env(),
            mounts=[(home, "/home/jovyan", "rw")], network="host", hostname=person.name,
        )
        try:
            self.container = container.start()
        except BaseException:
            container.remove()
            raise

    async def poll(self):
        if self.container is None:
            return 0
        return None if self.container.alive() else self.container.wait()

    async def stop(self, now=False):
        if self.container is not None:
            await asyncio.to_thread(self._end, 0 if now else GRACE)

    def _end(self, grace: float):
        container, self.container = self.container, None
        took = container.stop(grace)
        self.log.info("%s ended in %.1f s%s", self.user.name, took, ", killed" if container.killed else "")
        shutil.copy(container.log, Path(self.logs) / f"{self.user.name}.log")
        container.remove()
