"""Generated files are as the code makes them, and what is written is valid against them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from docs.generate import ROOT, generated
from simulacrum_core.evaluation.schema import NAMES, schema
from simulacrum_core.schemas import _settled

from .conftest import Simulacrum, chat_text


@pytest.mark.parametrize("path", generated(), ids=lambda path: path.name)
def test_no_generated_file_is_stale(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == generated()[path], "run `make docs`"


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))


def test_a_schema_is_the_same_whichever_release_of_the_libraries_made_it() -> None:
    found = {
        "description": "One line.\n\n    And another.\n    ",
        "minimum": 0.0,
        "anyOf": [{"maximum": 0.5, "default": 1.0}],
    }
    expected = {"description": "One line.\n\nAnd another.", "minimum": 0, "anyOf": [{"maximum": 0.5, "default": 1.0}]}
    assert json.dumps(_settled(found)) == json.dumps(expected)


def test_what_is_written_is_valid(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben: hi", "Ada: yo"] * 20), encoding="utf-8")
    line = simulacrum("read", "chat.txt").stdout
    jsonschema.validate(json.loads(line), schema("conversation"))
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "out").exit_code == 0
    jsonschema.validate(json.loads((tmp_path / "out" / "simulacrum.json").read_text()), schema("manifest"))
    for row in (tmp_path / "out" / "train.jsonl").read_text().split("\n")[:-1]:
        jsonschema.validate(json.loads(row), schema("training-example"))


def test_the_reference_names_every_command() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name in ("convert", "read", "inspect", "preview", "check", "plugins", "schema"):
        assert f"## simulacrum {name}" in page


def test_every_promise_in_the_security_policy_has_its_test() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(named) > 15
    assert [f"{file}::{test}" for file, test in named if f"def {test}(" not in (ROOT / file).read_text()] == []
