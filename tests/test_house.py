"""The house rules: imports point one way, plugins use the front door, and nothing heavy is loaded unasked."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import simulacrum_core

HOME = Path(__file__).parents[1]
CORE = HOME / "simulacrum_core"
PLUGINS = sorted(path for path in (HOME / "plugins").glob("simulacrum_*") if path.is_dir())
PUBLIC = {
    f"simulacrum_core.{name}"
    for name in (
        "testing sources.json_stream.walk sources.json_lines sources.encodings sources.front_matter sources.html.blocks "
        "sources.overlaps sources.archives sources.limits dataset.row_files dataset.cards training.losses terminal "
        "sources.wraps checks.check dataset.rows dataset.folder privacy.names.names_file privacy.renamed_dataset progress "
        "rendering.chat_template files"
    ).split()
}
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
]
OWN_LINES = {
    "simulacrum_core/dataset/manifest.py": "an error of pydantic",
    "simulacrum_core/tokens/loading.py": "an error of a library",
    "simulacrum_core/privacy/recognizers/phrases.py": "our own table",
    "plugins/simulacrum_whatsapp/phrases.py": "our own table",
    "plugins/simulacrum_axolotl/environments.py": "what our own program prints",
}
"""Where text is cut into lines by `splitlines` because no message is in it."""
ORDER = "errors models plugin.contracts plugin.hookspecs plugin.registry cli".split()
ROAD = (
    "models examples.sessions examples.runs rendering.render examples.budget examples.plan examples.survey examples.build "
    "pipeline cli"
).split()


def module_name(file: Path, root: Path) -> str:
    return ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def imports(file: Path, root: Path) -> Iterator[tuple[str, str | None]]:
    """What a file imports wherever it does so, as module and name; relative ones are spelled out."""
    package = file.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((module, alias.name) for alias in node.names)


def top(module: str) -> str:
    return module.partition(".")[0]


def rooms() -> dict[str, set[str]]:
    """The core's modules and which others each imports."""
    names = {module_name(file, HOME): file for file in CORE.rglob("*.py")}
    graph: dict[str, set[str]] = {}
    for name, file in names.items():
        found = imports(file, HOME)
        wanted = [(f"{module}.{part}", module) for module, part in found]
        graph[name] = {full if full in names else module for full, module in wanted} & names.keys()
    return graph


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
def test_a_plugin_uses_the_front_door_and_no_other_plugin(plugin: Path) -> None:
    for file in plugin.rglob("*.py"):
        for module, name in imports(file, plugin.parent):
            if module == "simulacrum_core":
                assert name in simulacrum_core.__all__ or f"{module}.{name}" in PUBLIC, f"{file.name} imports {name}"
            elif top(module).startswith("simulacrum_"):
                assert top(module) == plugin.name or module in PUBLIC, f"{file.name} imports {module}"


def test_the_core_imports_no_plugin() -> None:
    for file in CORE.rglob("*.py"):
        strangers = {module for module, _ in imports(file, HOME) if top(module).startswith("simulacrum_")}
        assert {top(module) for module in strangers} <= {"simulacrum_core"}, file.name


def test_no_room_of_the_core_names_a_plugin_by_a_string() -> None:
    plugins = {path.name for path in PLUGINS}
    for file in CORE.rglob("*.py"):
        strings = {node.value for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant)}
        assert plugins & strings == set(), file.name


def test_the_rooms_of_the_core_import_each_other_in_one_direction() -> None:
    TopologicalSorter(rooms()).prepare()


@pytest.mark.parametrize("chain", [ORDER, ROAD], ids=["plugins", "pipeline"])
def test_what_is_left_in_the_design_never_imports_what_is_right_of_it(chain: list[str]) -> None:
    graph = rooms()
    for place, name in enumerate(chain):
        reached: set[str] = set()
        waiting = [f"simulacrum_core.{name}"]
        while waiting:
            room = waiting.pop()
            waiting += graph[room] - reached
            reached |= graph[room]
        assert reached & {f"simulacrum_core.{later}" for later in chain[place + 1 :]} == set(), name


@pytest.mark.parametrize("file", sorted([*CORE.rglob("*.py"), *(HOME / "plugins").rglob("*.py")]), ids=lambda f: f.stem)
def test_lines_of_a_source_end_at_line_feeds_only(file: Path) -> None:
    """`splitlines` and text streams also cut at U+2028, U+0085 and others, which stand in messages."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in ("splitlines", "readlines"):
            assert file.relative_to(HOME).as_posix() in OWN_LINES, f"{file.name}:{node.lineno}"
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "TextIOWrapper":
            assert "newline" in {word.arg for word in node.keywords}, f"{file.name}:{node.lineno}"


def test_everything_behind_the_front_door_is_there() -> None:
    assert len(set(simulacrum_core.__all__)) == len(simulacrum_core.__all__)
    assert [name for name in simulacrum_core.__all__ if not hasattr(simulacrum_core, name)] == []


@pytest.mark.parametrize(
    "code",
    ["import simulacrum_core.cli", "from simulacrum_core import Registry; assert Registry.installed().offers"],
    ids=["the command line", "all plugins"],
)
def test_nothing_heavy_is_imported_unasked(code: str) -> None:
    code += f"; import sys; print(*sorted(set({HEAVY!r}) & sys.modules.keys()))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""
