"""The quiz shows real and written replies in an order that the seed draws, and nothing that cannot be compared."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import simulacrum_core.evaluation.quiz as library
from simulacrum_core import DatasetError, Manifest, quiz
from simulacrum_core.evaluation.quiz_page import Round, quiz_page

from ..conftest import Simulacrum
from .conftest import made
from .models import Known, subject
from .test_metrics import size


def rounds(page: Path) -> list[dict[str, object]]:
    (data,) = re.findall(r'id="rounds">(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
    found: list[dict[str, object]] = json.loads(data)
    return found


@pytest.fixture(autouse=True)
def loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(folder: Path, manifest: Manifest, *_: object, **__: object) -> object:
        said = {"boat": " ", "kettle": " gone </script> for good"}
        asked = Known(
            size, lambda prompt: next((text for word, text in said.items() if word in prompt), " hm, who knows")
        )
        return subject(manifest, asked), ""

    monkeypatch.setattr(library, "load_subject", load)


def test_twenty_contexts_each_with_a_real_reply_in_a_drawn_place(dataset: Path) -> None:
    found = rounds(quiz(dataset))
    assert len(found) == 20
    assert 4 < sum(bool(one["real"]) for one in found) < 16
    for one in found:
        real, other = one["replies"][one["real"]], one["replies"][1 - one["real"]]  # type: ignore[index,operator]
        assert real.startswith("the ")
        assert other in ("hm, who knows", "gone </script> for good")
        assert one["before"][-1][0] == "Ben"  # type: ignore[index]
    assert rounds(quiz(dataset)) == found
    assert rounds(quiz(dataset, seed=1)) != found


def test_the_page_has_no_address_and_its_script_alone_may_run(simulacrum: Simulacrum, dataset: Path) -> None:
    result = simulacrum("quiz", dataset)
    assert result.exit_code == 0, result.output
    page = Path(result.stdout.strip())
    text = page.read_text(encoding="utf-8")
    assert page.stat().st_mode & 0o077 == 0
    assert "http://" not in text
    assert "https://" not in text
    assert re.search(r"default-src 'none'; script-src 'sha256-[\w+/]+=*'", text)
    assert "private" in result.stderr


def test_fewer_rounds_than_were_asked_for_are_told(simulacrum: Simulacrum, dataset: Path) -> None:
    result = simulacrum("quiz", dataset, "--rounds", 500)
    assert result.exit_code == 0, result.output
    count = len(rounds(Path(result.stdout.strip())))
    assert re.search(
        rf"^{count} rounds, not 500: no more of the \d+ held-out replies can be shown$", result.stderr, re.M
    )
    assert "not 20" not in simulacrum("quiz", dataset).stderr


def test_a_reply_that_is_longer_than_a_model_writes_is_not_shown(
    dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "_SHOWN_LENGTH", 60)
    found = rounds(quiz(dataset))
    assert len(found) >= 10
    assert all(len(text) <= 60 for one in found for text in one["replies"])  # type: ignore[attr-defined]


def test_a_name_keeps_its_direction_to_itself(tmp_path: Path) -> None:
    page = quiz_page("Ada \u202e", [Round((), ("a", "b"), 0)])
    (data,) = re.findall(r'id="words">(.*?)</script>', page)
    assert json.loads(data)["question"] == "Which reply is \u2068Ada \u202e\u2069's own?"


def test_few_replies_are_a_small_quiz_that_tells_what_to_do(
    dataset: Path, simulacrum: Simulacrum, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = library.drawn
    monkeypatch.setattr(library, "drawn", lambda lines, count, seed: usual(lines, count, seed)[:6])
    result = simulacrum("quiz", dataset)
    assert result.exit_code == 0, result.output
    assert 3 <= len(rounds(Path(result.stdout.strip()))) <= 6
    assert "say little" in result.stderr
    assert re.search(r"--validation 0\.\d", result.stderr)


def test_too_few_replies_are_no_quiz(tmp_path: Path, simulacrum: Simulacrum, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made(tmp_path, 4)
    usual = library.drawn
    monkeypatch.setattr(library, "drawn", lambda lines, count, seed: usual(lines, count, seed)[:2])
    with pytest.raises(DatasetError, match="too few for a quiz"):
        quiz(folder)
    assert simulacrum("quiz", folder).exit_code == 1
    assert "2 rounds are no quiz" in simulacrum("quiz", folder, "--rounds", 2).stderr
