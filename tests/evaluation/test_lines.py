"""Turns come back from rows as the renderer wrote them, whatever the style of the borders."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core import Manifest, Registry, Template, Turn
from simulacrum_core.evaluation.lines import Parser, read_lines
from simulacrum_core.evaluation.material import Draw, Material
from simulacrum_core.models import TrainingExample
from simulacrum_core.rendering.render import prompt, render

from .conftest import made


def parsed(manifest: Manifest, turns: list[Turn], **changes: object) -> list[tuple[str, bool, str, str]]:
    template = manifest.template.model_copy(update=changes)
    changed = manifest.model_copy(update={"template": template, "others": ["Ben", "Ben Kay"]})
    example = TrainingExample(render(template, turns), "validation")
    return [(line.name, line.own, line.text, line.prompt) for line in Parser(changed).lines(example, "row", None)]


@pytest.mark.parametrize("style", ["seamless", "origin"])
@pytest.mark.parametrize("train_name", [True, False])
def test_what_was_rendered_is_read_back_and_the_prompt_is_that_of_chat(
    manifest: Manifest, style: str, train_name: bool
) -> None:
    turns = [
        Turn("Ben", False, "hi\nthere"),
        Turn("Ada", True, "yes: no"),
        Turn("Ben Kay", False, "well\n"),
        Turn("Ada", True, "ok\nthen"),
    ]
    template = manifest.template.model_copy(update={"style": style, "train_name": train_name})
    found = parsed(manifest, turns, style=style, train_name=train_name)
    assert [(name, own, text) for name, own, text, _ in found] == [(t.name, t.persona, t.text) for t in turns]
    asked = prompt(template, turns[:3])
    # The names in the system prompt are those of the whole row.
    assert found[3][3].partition("\n")[2] == asked.partition("\n")[2]


def test_bubbles_of_a_turn_are_one_turn(manifest: Manifest) -> None:
    turns = [Turn("Ben", False, "hi"), Turn("Ada", True, "yes\nAda: no", 2)]
    assert [one[2] for one in parsed(manifest, turns, bubbles=True)] == ["hi", "yes\nAda: no"]


def test_what_the_persona_only_sent_is_nobodys_reply(manifest: Manifest) -> None:
    turns = [Turn("Ben", False, "hi"), Turn("Ada", True, "forwarded", 1, True), Turn("Ada", True, "mine")]
    assert [(one[1], one[2]) for one in parsed(manifest, turns)] == [(False, "hi"), (False, "forwarded\nmine")]


def test_a_text_that_answers_nobody_is_a_monologue(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("# On ladders\n\n" + "They lean where they are put. " * 30)
    (tmp_path / "notes" / "b.md").write_text("# On kettles\n\n" + "They sing before they boil. " * 30)
    from simulacrum_core import Recipe, convert

    convert(str(tmp_path / "notes"), folder=tmp_path / "ada", me="Ada", tokenizer="bytes", recipe=Recipe(validation=0))
    manifest = Manifest.load(tmp_path / "ada")
    lines = list(read_lines(tmp_path / "ada", manifest, Registry.installed().exporter_of(manifest), "train"))
    assert [line.monologue for line in lines] == [True, True]
    assert {line.text[:4] for line in lines} == {"They"}
    assert lines[0].prompt.endswith("\n\n")
    assert lines[0].scored == lines[0].text


def test_sessions_come_from_where_the_rows_do(material: Material) -> None:
    assert all(line.source == "whatsapp" and "/" in line.group for line in material.held_out)
    assert len({line.group for line in material.held_out}) > 10


def test_a_pulled_dataset_has_rows_for_sessions(tmp_path: Path) -> None:
    folder = made(tmp_path, 20)
    (folder / "provenance.jsonl").unlink()
    manifest = Manifest.load(folder)
    lines = list(read_lines(folder, manifest, Registry.installed().exporter_of(manifest), "validation"))
    assert lines
    assert all(line.group == line.place for line in lines)


def test_a_reply_that_was_trained_on_is_not_held_out(material: Material) -> None:
    trained = {line.text for line in material.trained}
    assert not any(line.text in trained for line in material.held_out)


def test_a_draw_is_even_and_in_order() -> None:
    counts = [0] * 10
    for seed in range(500):
        draw = Draw[int](3, seed)
        for item in range(10):
            draw.add(item)
        assert draw.seen == 10
        for item in draw.drawn:
            counts[item] += 1
    assert min(counts) > 100
    assert max(counts) < 200


def test_template_of_the_dataset_is_template_free(manifest: Manifest) -> None:
    assert isinstance(manifest.template, Template)
