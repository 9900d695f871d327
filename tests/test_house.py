"""The rules of the code that import-linter (pyproject.toml) does not check, and that it sees every plugin."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
CORE = HOME / "simulacrum_core"
PLUGINS = sorted(path for path in (HOME / "plugins").glob("simulacrum_*") if path.is_dir())
DOORS = {"simulacrum_core", *(f"simulacrum_core.{door}" for door in "sources dataset training testing".split())}
HEAVY = [
    "torch",
    "transformers",
    "datasets",
    "huggingface_hub",
    "tokenizers",
    "tiktoken",
    "matplotlib",
    "numpy",
    "pytest",
    "jsonschema",
    # Their patterns take as long as all the rest of a start.
    "simulacrum_core.privacy.finder",
    "simulacrum_core.privacy.names.name_finder",
    "simulacrum_core.privacy.stand_ins",
]
OWN_LINES = {
    "simulacrum_core/dataset/manifest.py": "an error of pydantic",
    "simulacrum_core/privacy/recognizers/phrases.py": "our own table",
    "plugins/simulacrum_whatsapp/phrases.py": "our own table",
    "plugins/simulacrum_axolotl/environments.py": "what our own program prints",
}
"""Where text is cut into lines by `splitlines` because no message is in it."""


def test_the_contracts_on_imports_name_every_plugin() -> None:
    config = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    names = [plugin.name for plugin in PLUGINS]
    contracts = {contract["id"]: contract for contract in config["contracts"]}
    assert config["root_packages"] == ["simulacrum_core", *names]
    assert contracts["core"]["forbidden_modules"] == contracts["plugins"]["modules"] == names
    assert contracts["doors"]["source_modules"] == names


def test_no_room_of_the_core_names_a_plugin_by_a_string() -> None:
    plugins = {path.name for path in PLUGINS}
    for file in CORE.rglob("*.py"):
        strings = {node.value for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant)}
        assert plugins & strings == set(), file.name


@pytest.mark.parametrize("file", sorted([*CORE.rglob("*.py"), *(HOME / "plugins").rglob("*.py")]), ids=lambda f: f.stem)
def test_lines_of_a_source_end_at_line_feeds_only(file: Path) -> None:
    """`splitlines` and text streams also cut at U+2028, U+0085 and others, which stand in messages."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in ("splitlines", "readlines"):
            assert file.relative_to(HOME).as_posix() in OWN_LINES, f"{file.name}:{node.lineno}"
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "TextIOWrapper":
            assert "newline" in {word.arg for word in node.keywords}, f"{file.name}:{node.lineno}"


def test_every_name_has_one_door_and_is_there() -> None:
    doors = [importlib.import_module(door) for door in sorted(DOORS)]
    names = [name for door in doors for name in door.__all__]
    assert len(set(names)) == len(names)
    assert [name for door in doors for name in door.__all__ if not hasattr(door, name)] == []


@pytest.mark.parametrize(
    "code",
    ["import simulacrum_core.cli", "from simulacrum_core import Registry; assert Registry.installed().offers"],
    ids=["the command line", "all plugins"],
)
def test_nothing_heavy_is_imported_unasked(code: str) -> None:
    code += f"; import sys; print(*sorted(set({HEAVY!r}) & sys.modules.keys()))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""
