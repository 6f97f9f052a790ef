"""`python -m check class`: a class held for real, and what it took."""

import os
import shutil
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from websocket import WebSocketException

from .. import build
from ..container import Image, sweep
from ..places import CACHE
from ..tools import Failed, call, require
from . import apart, programs
from .figures import Figures, class_of_sixty, table
from .learner import Learner, Refused
from .memory import Watch, gone, memory, processor, pss
from .people import LEARNERS, TEACHER
from .service import Hub
from .tally import Tally
from .work import MARK, Chapter, chinese, code, define

FOLDER = CACHE / "hub" / "class"
HOMES = FOLDER / "homes"
MODEL = ".cache/vaebook/models/fashion-20"

TRAIN_ON = "%%\nTrain(20, 500)"
LOAD = """import "context"

%%
all, _ := must.M2(dataset.FashionMNIST())
train, _ := vae.ForLesson(backend.Default(), all)
h := must.M1(New(20).Fit(context.Background(), train, vae.FitConfig{Epochs: 1, Batch: 128, Seed: 42, Dir: must.M1(vae.Folder("fashion-20"))}))
fmt.Println("went on from step", h.Resumed, "and refused", len(h.Refused))"""


def main() -> int:
    require("runc", "mount")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the hub and its containers end with us
    started, tally, figures = time.monotonic(), Tally(), Figures()
    sweep()
    image = build.image()
    shutil.rmtree(FOLDER, ignore_errors=True)
    try:
        hold(image, tally, figures)
        print(f"\n{table(figures)}\n\nA class of sixty:\n{class_of_sixty(figures)}")
        if not tally.failed:
            shutil.rmtree(HOMES)  # a gigabyte, of use only where something went wrong
    except (Refused, Failed, OSError, TimeoutError, WebSocketException) as problem:
        tally.check("the class went to its end", False, f"{type(problem).__name__}: {problem}")
    print(f"\nThe class took {time.monotonic() - started:.0f} s. Logs: {FOLDER}\n{tally.line}")
    return 1 if tally.failed else 0


def hold(image: Image, tally: Tally, figures: Figures) -> None:
    with Hub(image, programs.hub(5), programs.proxy(), FOLDER / "hub-5", HOMES) as hub:
        alone(hub, tally, figures)
        learners = together(hub, tally, figures)
        step = train(hub, learners, tally, figures)
    come_back(image, step, tally)
    measure_disk(image, figures)


def alone(hub: Hub, tally: Tally, figures: Figures) -> None:
    """The teacher comes first: the figures of one learner who has the machine to themselves."""
    print("The teacher, alone:", flush=True)
    stranger = Learner(hub.address, TEACHER)
    tally.check("another's password is refused", rejects(lambda: stranger.log_in(password=LEARNERS[0].password)), "it was taken")
    teacher = Learner(hub.address, TEACHER)
    page = teacher.arrive()
    figures.arriving = processor(TEACHER.uid)
    with Watch([TEACHER], []) as watch:
        chapter = Chapter(teacher, "00-start")
    judge(tally, chapter)
    tally.check("go doc in a cell shows the library's source", "func KLStandardNormal(" in chapter.outputs.get("00-source-doc", ""),
                chapter.outputs.get("00-source-doc", ""))
    figures.alone, figures.most_alone = chapter.visit, watch.most[TEACHER.uid]
    figures.alone.page = page
    leave(tally, teacher)


def rejects(attempt) -> bool:
    try:
        attempt()
        return False
    except Refused as refusal:
        return ": 403" in str(refusal)


def judge(tally: Tally, chapter: Chapter) -> None:
    person = chapter.learner.person
    tally.check(f"{person.name} ran {chapter.path} to its end", not chapter.problem, chapter.problem)
    said = "".join(chapter.outputs.values())
    tally.check(f"{person.name} was spoken to in {person.edition}", chinese(said) == (person.edition == "zh"), said)


def leave(tally: Tally, learner: Learner) -> None:
    """Stops one's own server on the hub's page."""
    started, person = time.monotonic(), learner.person
    answer = learner.hub("DELETE", f"users/{person.name}/server")
    left = gone([person.uid])
    tally.check(f"{person.name}'s server ends ({time.monotonic() - started:.1f} s) and leaves no process", answer.ok and not left,
                f"status {answer.status_code}, left: {', '.join(left)}")


def together(hub: Hub, tally: Tally, figures: Figures) -> list:
    """Eight log in at the same moment, and run chapter 00 at the same time; nobody sees what is another's."""
    print("Eight learners at once:", flush=True)
    learners = [Learner(hub.address, person) for person in LEARNERS]
    with ThreadPoolExecutor(len(learners)) as pool, Watch(LEARNERS, [*hub.pids(), os.getpid()]) as watch:
        pages = list(pool.map(Learner.arrive, learners))
        chapters = list(pool.map(lambda learner: Chapter(learner, "00-start"), learners))
    for chapter, page in zip(chapters, pages):
        judge(tally, chapter)
        chapter.visit.page = page
    figures.eight = [chapter.visit for chapter in chapters]
    figures.most_eight = [watch.most[person.uid] for person in LEARNERS]
    figures.together, figures.strangers = watch.together, watch.strangers
    figures.hub = sum(pss(Path(f"/proc/{pid}")) for pid in hub.pids())
    thief, owner = chapters[0], chapters[1]
    for trial in apart.trials(thief.learner, thief.kernel, owner.learner, owner.kernel, HOMES):
        tally.check(*trial)
    return learners


def train(hub: Hub, learners: list, tally: Tally, figures: Figures) -> int:
    """Two train chapter 08 at the same time; one trains on while the hub is stopped. Returns the last step that was saved before."""
    print("Two train at once:", flush=True)
    two = [learners[0], learners[-1]]
    with ThreadPoolExecutor(2) as pool, Watch([learner.person for learner in two], []) as watch:
        chapters = list(pool.map(lambda learner: Chapter(learner, "08-vae"), two))
    for chapter in chapters:
        judge(tally, chapter)
    figures.training = [chapter.visit for chapter in chapters]
    figures.most_training = [watch.most[learner.person.uid] for learner in two]
    figures.idle = [memory(learner.person.uid) for learner in learners if learner not in two]
    leave(tally, learners[2])
    print("The hub is stopped while one trains:", flush=True)
    before = saved_step(learners[0])
    chapters[0].kernel.send(TRAIN_ON)
    until = time.monotonic() + 90
    while saved_step(learners[0]) <= before and time.monotonic() < until:
        time.sleep(0.1)
    step = saved_step(learners[0])
    tally.check("training went on and saved", step > before, f"the newest checkpoint is of step {step}")
    took, left = hub.stop(), gone([person.uid for person in LEARNERS])
    tally.check(f"the hub ends ({took:.1f} s) and leaves no process of a learner", not left, ", ".join(left))
    log = hub.log.read_text(errors="replace")
    tally.check("no server had to be killed", ", killed" not in log, f"see {hub.log}")
    return step


def saved_step(learner: Learner) -> int:
    """The step of the newest checkpoint in the learner's home."""
    names = sorted(path.name for path in (HOMES / learner.person.name / MODEL).glob("*.vbk"))
    return int(names[-1].rpartition("-step")[2].removesuffix(".vbk")) if names else 0


def come_back(image: Image, step: int, tally: Tally) -> None:
    """The newest hub, the same homes: the learner's notebook and checkpoint are there, and the kernel runs."""
    print("The next day, with the newest hub:", flush=True)
    with Hub(image, programs.hub(6), programs.proxy(), FOLDER / "hub-6", HOMES) as hub:
        learner = Learner(hub.address, LEARNERS[0])
        learner.arrive()
        _, notebook, kernel = learner.open_notebook("08-vae")
        shown = sum(bool(cell["outputs"]) for cell in code(notebook))
        tally.check("the notebook is as it was saved", notebook["metadata"].get(MARK) == learner.person.name and shown > 20, f"{shown} cells with outputs")
        define(kernel, notebook)
        said = kernel.run(LOAD).text
        words = said.split()
        whole = "went on from step" in said and int(words[4]) >= step and words[-1] == "0"
        tally.check("the checkpoint is whole and no older", whole, f"saved at {step}; {said}")
        leave(tally, learner)


def measure_disk(image: Image, figures: Figures) -> None:
    figures.image_disk, figures.home_read, figures.home_trained = map(
        size, (image.root, HOMES / LEARNERS[1].name, HOMES / LEARNERS[0].name))


def size(folder: Path) -> int:
    return int(call("du", "--summarize", "--one-file-system", "--block-size=1", folder).split()[0])
