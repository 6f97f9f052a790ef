"""Who is in the class. Each has a uid of their own, group 0, and a home that nobody else may enter."""

import os
from dataclasses import dataclass
from pathlib import Path


FIRST_UID = 32000  # no one else's on any usual machine: processes are told apart by it


@dataclass(frozen=True)
class Person:
    name: str
    uid: int
    edition: str = "en"

    @property
    def password(self) -> str:
        return f"{self.name}-password"


TEACHER = Person("teacher", FIRST_UID)
LEARNERS = [Person(f"learner{n}", FIRST_UID + n, "en" if n <= 4 else "zh") for n in range(1, 9)]
EVERYBODY = {person.name: person for person in [TEACHER, *LEARNERS]}


def make_home(homes: Path, person: Person) -> Path:
    """An empty volume, as a hub's storage gives it to one user."""
    home = homes / person.name
    home.mkdir(parents=True, exist_ok=True)
    os.chown(home, person.uid, 0)
    home.chmod(0o700)
    return home
