"""Names of people who take no part, where a recognizer finds them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import pytest

from simulacrum_core import Recipe, Recognizer, Registry, UsageError, convert, hookimpl, redactions
from simulacrum_core.errors import PluginError
from simulacrum_core.privacy.names.pseudonyms import Known, Pseudonyms
from simulacrum_core.privacy.names.third_parties import WidePseudonyms

from ..conftest import Simulacrum, chat_text

KEY = b"a key of the tests"
SAID = [
    "Ben Kowal: have you met (Hilda Marsh)'s brother?",
    "Ada: Ben, not yet. Hilda Marsh lives by Gus",
    "Ben Kowal: Ada, Gus says hi to Ben",
    "Ada: tell Gus's dog",
]


class Listed(Recognizer):
    """Names of a list, with what stands around them."""

    name: ClassVar[str] = "listed"
    names: str = "Hilda Marsh,Gus,Ada,Ben"

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        told = "|".join(map(re.escape, self.names.split(",")))
        yield from (match.span() for match in re.finditer(rf"\(?\b(?:{told})\b\)?(?:'s)?", text))


class Astray(Recognizer):
    """Places that are none."""

    name: ClassVar[str] = "astray"

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        yield (0, len(text) + 1)


@pytest.fixture
def chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    (tmp_path / "chat.txt").write_text(chat_text(*SAID * 6), encoding="utf-8")
    return tmp_path


def wide(*people: str) -> WidePseudonyms:
    return WidePseudonyms(Pseudonyms([Known((name,)) for name in people], ["Ada"], KEY), Listed(), KEY)


def rows(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.jsonl")))


def test_whoever_is_found_gets_a_name_and_whoever_takes_part_keeps_theirs() -> None:
    names = wide("Ben Kowal")
    told, kinds = names.told("Ben, (Hilda Marsh)'s aunt Gus and Ada")
    ben, hilda, gus = names.named("Ben Kowal"), *(place[2] for place in names.third_parties("Hilda Marsh, Gus"))
    assert told == f"{ben}, ({hilda})'s aunt {gus} and Ada"
    assert kinds == ["name", "third_party", "third_party"]
    assert len({ben, hilda, gus}) == 3
    assert list(names.map) == ["ben kowal"]


def test_a_name_is_drawn_the_same_whatever_was_found_before() -> None:
    one, other = wide("Ben Kowal"), wide("Otto Rhys")
    assert one.renamed("Gus. Hilda Marsh") == ". ".join((one.renamed("Gus"), other.renamed("Hilda Marsh")))


def test_places_that_are_none_are_an_error_that_names_the_recognizer() -> None:
    names = WidePseudonyms(Pseudonyms([], ["Ada"], KEY), Astray(), KEY)
    with pytest.raises(PluginError, match="the recognizer astray found a name at 0 to 6"):
        names.renamed("hello")


def test_a_conversion_replaces_and_counts_them_and_the_manifest_tells_the_recognizer(chat: Path) -> None:
    recipe = Recipe(pseudonyms=True)
    made = convert(
        chat / "chat.txt", folder=chat / "out", me="Ada", recipe=recipe, recognizer=Listed(names="Hilda Marsh,Gus")
    )
    written = rows(chat / "out")
    assert not re.search(r"\b(?:Hilda|Marsh|Gus|Ben|Kowal)\b", written)
    assert made.manifest.ledger.redacted.keys() == {"name", "third_party"}
    assert made.manifest.ledger.private() == {}
    told = json.loads((chat / "out" / "simulacrum.json").read_text())["recipe"]
    assert (told["recognizer"], told["recognizer_options"]) == ("listed", {"names": "Hilda Marsh,Gus"})


def test_nothing_is_looked_for_unless_it_is_asked_for(chat: Path) -> None:
    convert(chat / "chat.txt", folder=chat / "out", me="Ada", recipe=Recipe(pseudonyms=True))
    assert "Hilda Marsh" in rows(chat / "out")


def test_redactions_show_who_would_be_called_what(chat: Path) -> None:
    found = list(redactions(chat / "chat.txt", pseudonyms=True, me="Ada", recognizer=Listed()))
    assert {place.old for place in found} == {"Hilda Marsh", "Gus"}
    assert {place.category for place in found} == {"third_party"}
    assert len({place.new for place in found}) == 2


@pytest.mark.parametrize("call", [convert, redactions])
def test_a_recognizer_without_invented_names_is_refused(chat: Path, call: object) -> None:
    folder = {"folder": chat / "out"} if call is convert else {}
    with pytest.raises(UsageError, match="--recognizer finds names for --pseudonyms"):
        call(chat / "chat.txt", me="Ada", recognizer=Listed(), **folder)  # type: ignore[operator]
    assert not (chat / "out").exists()


def test_the_command_line_takes_it_by_name_with_its_options(
    simulacrum: Simulacrum, registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def register_recognizers() -> list[type[Recognizer]]:
        return [Listed]

    plugin = ModuleType("listed")
    vars(plugin)["register_recognizers"] = hookimpl(register_recognizers)
    registry._add("tests:listed", lambda: plugin)
    try:
        (tmp_path / "chat.txt").write_text(chat_text(*SAID * 6), encoding="utf-8")
        asked = ("--me", "Ada", "--pseudonyms", "--recognizer", "listed", "-r", "names", "Gus")
        result = simulacrum("convert", "chat.txt", *asked, "-o", "out")
        assert result.exit_code == 0, result.output
        assert "named who takes no part got one" in result.output
        assert "Gus" not in rows(tmp_path / "out")
        assert "Hilda Marsh" in rows(tmp_path / "out")
        shown = simulacrum("redactions", "chat.txt", *asked)
        assert re.search(r"third_party: Gus -> \w+ \(\d+ times", shown.output)
        assert simulacrum("convert", "chat.txt", *asked[:-2], "listen", "x", "-o", "out2").exit_code == 2
        assert simulacrum("convert", "chat.txt", "--me", "Ada", "--recognizer", "nobody", "-o", "o").exit_code != 0
    finally:
        registry.offers[:] = [offer for offer in registry.offers if offer.cls is not Listed]
        registry._manager.unregister(plugin)
