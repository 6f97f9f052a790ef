"""Both READMEs: commands that name what exists, the versions that are pinned elsewhere, and one and the same in two languages."""

import json
import re

import pytest
from conftest import DEPLOY, ROOT

EDITIONS = {name: (DEPLOY / name).read_text() for name in ("README.md", "README.zh-CN.md")}
both = pytest.mark.parametrize("text", EDITIONS.values(), ids=EDITIONS)


def commands(text: str) -> list:
    return [re.sub(r"\s+# .*", "", line[4:]) for line in text.splitlines() if line.startswith("    ")]


def slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


def test_both_editions_have_the_same_commands():
    english, chinese = map(commands, EDITIONS.values())
    assert english == [line.replace("/zh/", "/en/") for line in chinese]


@both
def test_commands_name_files_that_exist(text):
    named = set(re.findall(r"\b(?:deploy|setup|notebooks)/[\w./-]+\w", text)) - {"deploy/.env"}
    assert len(named) >= 4 and [name for name in named if not (ROOT / name).exists()] == []


@both
def test_links_lead_somewhere(text):
    titles = {slug(title) for title in re.findall(r"^#+ (.*)", text, re.M)}
    for link in re.findall(r"\]\(([^)]+)\)", text):
        if link.startswith("#"):
            assert link[1:] in titles, link
        elif not link.startswith("https://"):
            assert (DEPLOY / link).exists(), link


@both
def test_versions_are_those_that_are_pinned(text, hub_version):
    assert set(re.findall(r"jupyterhub==([\d.]+)", text)) == set(re.findall(r"JupyterHub (\d[\d.]*\d)", text)) == {hub_version}
    chart = re.search(r"chart jupyterhub ([\d.]+),", (DEPLOY / "zero-to-jupyterhub.yaml").read_text()).group(1)
    assert re.findall(r"--version (\S+)", text) == [chart]
    proxy = json.loads((DEPLOY / "check/hub/package.json").read_text())["dependencies"]["configurable-http-proxy"]
    assert re.findall(r"configurable-http-proxy@([\d.]+)", text) == [proxy]


@both
def test_variables_are_read_with_these_defaults(text):
    config, compose = (DEPLOY / "jupyterhub_config.py").read_text(), (DEPLOY / "compose.yaml").read_text()
    for name, default in re.findall(r"`(MEMORY|CPUS)=(\w+)`", text):
        assert f'"{name}", "{default}"' in config
    for line in commands(text):
        given = re.match(r"\s*(?:[A-Z_]+=\S+ )+", line)
        reader = compose if "docker compose" in line else config
        for name in re.findall(r"\b([A-Z_]+)=", given.group()) if given else []:
            assert name == "PATH" or f"${{{name}:-" in reader or f'"{name}"' in reader, line


@both
def test_the_values_to_fill_in_are_there(text):
    block = re.search(r"zero-to-jupyterhub\.yaml\)(.*?)(?:Then|然后)", text, re.S).group(1)
    names = re.findall(r"`(\w+)`", block)
    values = (DEPLOY / "zero-to-jupyterhub.yaml").read_text()
    assert len(names) == 4 and all(f"{name}:" in values for name in names)
    assert ", ".join(names) in re.search(r"Yours to fill in: (.*?)\.", values).group(1)


@both
def test_the_binder_link_opens_a_chapter(text):
    (page,) = re.findall(r"urlpath=lab/tree/vaebook/(\S+)", text)
    assert (ROOT / "notebooks" / page).is_file()


@both
def test_a_build_takes_the_arguments_that_are_named(text, image):
    named = set(re.findall(r"`(?:--build-arg )?([A-Z_]+)=…`", text))
    assert len(named) == 4 and named <= image.args
