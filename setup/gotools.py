"""The Go side: gonb, goimports and gopls in .cache/bin, the program that names the backend, and a warm build cache."""

import os
import re
from pathlib import Path

from places import BIN, GO_MODULES, GOCACHE, ROOT, SCRATCH, WHERE
from steps import Log, Step, digest

GOPLS = "golang.org/x/tools/gopls@v0.23.0"  # not a tool of go.mod: it needs an x/tools of its own
STATICCHECK = "honnef.co/go/tools/cmd/staticcheck@v0.8.2"


def go_key(env: dict, machine) -> str:
    names = ("GOFLAGS", "GOEXPERIMENT", "CGO_ENABLED")
    return digest(machine.go_version, *(env.get(n, "") for n in names), ROOT / "go.mod", ROOT / "go.sum")


def module_env(env: dict) -> dict:
    """A go.work in a parent folder is none of ours."""
    return dict(env, GOWORK="off")


def install(log: Log, env: dict, machine, *packages: str) -> None:
    """go install into a folder of its own, then each program renamed to its place: none is ever half written."""
    fresh = SCRATCH / f"bin-{log.name}-{os.getpid()}"
    env = dict(module_env(env), GOBIN=str(fresh))
    if machine.shared:  # no cell needs what a tool is built from
        env |= {"GOCACHE": str(SCRATCH / f"build-{os.getpid()}")}
    log.run(machine.go, "install", *packages, cwd=ROOT, env=env)
    BIN.mkdir(parents=True, exist_ok=True)
    for program in fresh.iterdir():
        os.replace(program, BIN / program.name)


def modules(env: dict, machine) -> Step:
    def work(log):
        log.run(machine.go, "mod", "download", cwd=ROOT, env=module_env(env))
        log.run(machine.go, "list", "-m", "-f", "{{.Dir}}", "all", cwd=ROOT, env=module_env(env))  # go doc asks for this

    return Step("modules", "Go modules", digest(machine.go_version, ROOT / "go.sum"), [], work)


def tools(env: dict, machine) -> Step:
    return Step("tools", "gonb and goimports", go_key(env, machine), [BIN / "gonb", BIN / "goimports"],
                lambda log: install(log, env, machine, "tool"))


def gocache(env: dict, machine) -> Step:
    sources = sorted((ROOT / "internal/gocache").glob("*.go")) + sorted((ROOT / "internal/cmd/gocache").glob("*.go"))
    return Step("gocache", "layers of the build cache", digest(go_key(env, machine), *sources), [GOCACHE],
                lambda log: install(log, env, machine, "./internal/cmd/gocache"))


def gopls(env: dict, machine) -> Step:
    if machine.shared:
        env = dict(env, GOMODCACHE=str(SCRATCH / "gopls-modules"), GOFLAGS=env["GOFLAGS"] + " -modcacherw")
    return Step("gopls", "gopls (completion in cells)", digest(GOPLS, machine.go_version), [BIN / "gopls"],
                lambda log: install(log, env, machine, GOPLS), optional=True)


def staticcheck(env: dict, machine) -> Step:
    return Step("staticcheck", "staticcheck", digest(STATICCHECK, machine.go_version), [BIN / "staticcheck"],
                lambda log: install(log, env, machine, STATICCHECK))


def warm(env: dict, machine) -> Step:
    """Builds what a notebook's first cell imports, the way a cell does, so that the learner does not wait for it."""

    def work(log):
        cell = SCRATCH / f"cell-{os.getpid()}"
        cell.mkdir()
        go = machine.go
        log.run(go, "mod", "init", "cell", cwd=cell, env=env)
        log.run(go, "work", "init", cwd=cell, env=env)
        log.run(go, "work", "use", ".", ROOT, cwd=cell, env=env)
        (cell / "main.go").write_text(cell_source())
        log.run(go, "build", "-o", cell / "cell", ".", cwd=cell, env=env)
        if machine.shared:
            everything(log, env, go, cell)

    return Step("warm", "build cache for the first cells", digest(go_key(env, machine), cell_source()), [], work, optional=True)


def everything(log: Log, env: dict, go: str, cell: Path) -> None:
    """Users of a shared cache find in it all of Go's own packages, and what %test needs; only modules' archives go."""
    (cell / "main_test.go").write_text('package main\n\nimport "testing"\n\nfunc Test(t *testing.T) {}\n')
    log.run(go, "build", "std", cwd=cell, env=env)
    log.run(go, "test", ".", cwd=cell, env=env)
    for archive in (GO_MODULES / "cache" / "download").rglob("*.zip"):
        archive.unlink()


def cell_source() -> str:
    """A program that imports every package of the library, and those that notebooks use beside it."""
    folders = {p.parent for p in (ROOT / "pkg").rglob("*.go") if not p.name.endswith("_test.go") and "testdata" not in p.parts}
    names = [f"github.com/vaebook/vaebook/{f.relative_to(ROOT)}" for f in folders]
    names += re.findall(r'_ "(.+)"', (ROOT / "internal/deps/deps.go").read_text())
    names += ["fmt", "math", "os", "slices", "strings", "time"]
    return "package main\n\nimport (\n" + "".join(f'\t_ "{n}"\n' for n in sorted(names)) + ")\n\nfunc main() {}\n"


def where(env: dict, machine) -> Step:
    """The small program that says which backend runs; built ahead so that the lab starts fast."""
    sources: list[Path] = sorted((ROOT / "pkg/tutorial/backend").glob("*.go")) + sorted((ROOT / "internal/cmd/where").glob("*.go"))
    return Step("where", "program that names the backend", digest(go_key(env, machine), *sources), [WHERE],
                lambda log: install(log, env, machine, "./internal/cmd/where"), optional=True)
