"""CONTRIBUTING: its tree names every room and nothing that is not there, and every room with logic has tests."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

# Tested as other programs call it.
ELSEWHERE = {"execution": "library"}
ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def named() -> Iterator[str]:
    """The paths that the tree names, folders with a slash behind them."""
    (tree,) = re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    folder = ""
    for line in tree.splitlines():
        inside = line.startswith("  ")
        names = re.match(r"(?:[\w./-]+(?: (?! )|$|(?=  )))+", line.strip())
        assert names, line
        for name in names.group().split():
            yield (folder if inside else "") + name
        folder = folder if inside else names.group().split()[0]


def rooms(folder: Path) -> set[str]:
    """The folders in a folder that hold files of the project."""
    return {path.name for path in folder.iterdir() if path.is_dir() and any(path.rglob("*.py"))}


def test_whatever_the_tree_names_is_there() -> None:
    for name in named():
        path = ROOT / name
        assert path.is_dir() if name.endswith("/") else path.is_file(), name


@pytest.mark.parametrize("folder", ["simulacrum_core", "plugins"])
def test_the_tree_names_every_room(folder: str) -> None:
    told = {name for name in named() if name.endswith("/")}
    assert {f"{folder}/{room}/" for room in rooms(ROOT / folder)} <= told


def test_the_tree_names_every_folder_at_the_top() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("no checkout")
    tops = {line.partition("/")[0] for line in listed.stdout.splitlines() if "/" in line and line[0] not in '."'}
    assert {f"{top}/" for top in tops} <= set(named())


@pytest.mark.parametrize("room", sorted(rooms(ROOT / "simulacrum_core")))
def test_every_room_of_the_core_has_tests(room: str) -> None:
    assert list((ROOT / "tests" / ELSEWHERE.get(room, room)).glob("test_*.py"))


@pytest.mark.parametrize("plugin", sorted(rooms(ROOT / "plugins")))
def test_every_plugin_has_tests(plugin: str) -> None:
    name = plugin.removeprefix("simulacrum_")
    home = ROOT / "tests" / "plugins"
    assert [*home.glob(f"test_{name}*.py"), *(home / name).glob("test_*.py")]


def test_every_verb_that_is_named_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for found in re.findall(r"`make ([a-z -]+)", PAGE):
        for verb in found.split():
            assert f"\n{verb}:" in makefile, verb
