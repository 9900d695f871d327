"""Names in other forms than they were given: short, declined, halved, in accounts, in other scripts, as initials."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from simulacrum_core import Recipe, convert
from simulacrum_core.privacy.names.endings import all_endings
from simulacrum_core.privacy.names.nicknames import nicknames
from simulacrum_core.privacy.names.ordinary import plain
from simulacrum_core.privacy.names.pseudonyms import Known, Pseudonyms
from simulacrum_core.privacy.names.tables import rows

from .name_forms_corpus import invented_for, measured, named_lines

KEY = b"a key of the tests"


def pseudonyms(*people: str, mine: str = "Nora Quill") -> Pseudonyms:
    return Pseudonyms([Known((name,)) for name in people], [mine], KEY)


@pytest.mark.parametrize(("part", "recall"), [("tuning", 0.97), ("heldout", 0.96), ("fresh", 0.97)])
def test_names_in_other_forms_are_replaced_and_harmless_lines_are_left(part: str, recall: float) -> None:
    outcome = measured(named_lines(part))
    assert outcome.recall >= recall, outcome.faults
    assert outcome.precision >= 0.96, outcome.faults


def test_renaming_a_line_of_the_corpus_twice_changes_nothing_more() -> None:
    for line in (*named_lines("tuning"), *named_lines("heldout")):
        names = invented_for(line.people)
        once = names.renamed(line.text)
        assert names.renamed(once) is once, line


def test_a_short_form_that_two_people_may_have_is_a_name_of_its_own() -> None:
    names = pseudonyms("Alexander Horn", "Alexandra Voss")
    told = names.renamed("ask Alex, not Xander")
    assert told == f"ask {names.named('alex')}, not {names.named('Alexander Horn')}"
    assert len({names.named("alex"), names.named("Alexander Horn"), names.named("Alexandra Voss")}) == 3


def test_initials_count_where_they_are_those_of_one_person() -> None:
    alone, both = pseudonyms("Ada Lind", "Ben Kowal"), pseudonyms("Ada Lind", "Arno Lange")
    assert alone.renamed("by A.L., by A. L. too") == "by {0}, by {0} too".format(alone.named("Ada Lind"))
    assert both.renamed("by A.L. again") == "by A.L. again"
    mine = pseudonyms("Ada Lind", mine="Anna Lux")
    assert mine.renamed("by A.L. again") == "by A.L. again"


@pytest.mark.parametrize(
    "text", ["at 9 A.M. and P.M.", "in the U.S.A. and L.A.", "z.B. so", "a lindy hop", "a l. of it", "A.L.B. is a firm"]
)
def test_what_has_dots_is_not_always_somebodys_initials(text: str) -> None:
    assert pseudonyms("Ada Lind", "Paul Moss", "Ulla Stein", "Lou Arp", "Zoe Berg", "Ann Moss").renamed(text) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("markoduya99 and xX", "{} and xX"),
        ("write moduya@mail.example", "write {}@mail.example"),
        ("https://oduya.example/a", "https://{}.example/a"),
        ("@oduya and @moduya", "@{} and @{}"),
        ("m.oduya@mail.example", "{}@mail.example"),
        ("remarkoduyable oduya", "remarkoduyable oduya"),
        ("mark@mail.example or mark@ home", "{}@mail.example or mark@ home"),
        ("bookmark@mail.example, mark.example", "bookmark@mail.example, mark.example"),
        ("mark21, mark2021", "mark21, {}"),
        ("mark@oduya.example and m.oduya", "{0}@{0}.example and {0}"),
        ("my_oduya_99 but my_mark_99", "my_{}_99 but my_mark_99"),
    ],
)
def test_accounts_and_addresses_are_named_as_their_owner_is(text: str, wanted: str) -> None:
    names = pseudonyms("Mark Oduya", "Ada Lind")
    assert names.renamed(text) == re.sub(r"\{0?\}", names.named("Mark Oduya"), wanted)


def test_what_an_account_is_called_in_its_source_is_replaced_and_the_personas_is_not() -> None:
    names = Pseudonyms(
        [Known(("Ada Lind",), ("fern.k99", "+49 171 3920019"))], Known(("Nora Quill",), ("adalind",)), KEY
    )
    ada = names.named("Ada Lind")
    assert names.renamed("fern.k99, @fern.k99, 49 171 3920019") == f"{ada}, @{ada}, {ada}"
    assert names.renamed("@adalind is me") == "@adalind is me"


def test_handles_of_a_source_are_replaced_in_a_dataset_and_names_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    people = [
        {"id": "1", "name": "Ben Kowal", "handles": ["sea.dog"]},
        {"id": "2", "name": "Ada", "handles": ["bkowal"]},
    ]
    said = [("1", "ping sea.dog or @bkowal"), ("2", "bkowalk? no, sea.dog"), ("1", "Benjamin then"), ("2", "a sea dog")]
    messages = [
        {"id": str(number), "author": author, "sent_at": f"2024-05-01T10:{number:02}:00", "text": text}
        for number, (author, text) in enumerate(said * 5)
    ]
    chat = {"source": "talk", "id": "c", "title": "c", "participants": people, "one_sided": False, "messages": messages}
    (tmp_path / "chat.jsonl").write_text(json.dumps(chat) + "\n", encoding="utf-8")
    made = convert(tmp_path / "chat.jsonl", folder=tmp_path / "out", me="Ada", recipe=Recipe(pseudonyms=True))
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("*.jsonl"))
    assert "@bkowal" in written
    assert not re.search(r"sea\.dog|Benjamin|Kowal", written)
    assert made.manifest.ledger.redacted["name"] > 10


def test_an_invented_address_keeps_its_looks() -> None:
    text = "write to ben.xyzx@example.com"
    assert pseudonyms("Ben Kowal").renamed(text) == text


def test_a_declined_name_needs_its_language_or_more() -> None:
    names = pseudonyms("Jan Nowak", "Mehmet Demir", "Pekka Laine")
    assert names.renamed("Jana and Jane and Janem, Mehmeti, Pekkan") == "Jana and Jane and Janem, Mehmeti, Pekkan"
    jan, mehmet, pekka = map(names.named, ("Jan Nowak", "Mehmet Demir", "Pekka Laine"))
    assert names.renamed("nie ma Jana") == f"nie ma {jan}"
    assert names.renamed("bu Mehmetin değil mi") == f"bu {mehmet} değil mi"
    assert names.renamed("Pekan auto on tuolla") == f"{pekka} auto on tuolla"


def test_parts_of_one_name_are_replaced_together() -> None:
    names = pseudonyms("Анна Петрова", "Ben Kowal")
    assert names.renamed("с Анной Петровой, Anna Petrova") == "с {0}, {0}".format(names.named("Анна Петрова"))
    assert names.renamed("Ben Ben! Ben, Ben") == "{0} {0}! {0}, {0}".format(names.named("Ben Kowal"))


def test_a_name_that_is_called_out_is_one_and_an_amount_is_none() -> None:
    names = pseudonyms("Ada Lind", "Mark Oduya", "María José Ruiz Pena")
    ada, mark, maria = map(names.named, ("Ada Lind", "Mark Oduya", "María José Ruiz Pena"))
    assert names.renamed("Adaaa! adaaaa, adda") == f"{ada}! {ada}, adda"
    assert names.renamed("20 Mark, von Mark") == f"20 Mark, von {mark}"
    assert names.renamed("maria jose, jose, ruiz, by M.J. and J.R.") == f"{maria}, {maria}, ruiz, by {maria} and J.R."


def test_a_title_tells_that_a_small_word_is_a_surname() -> None:
    names = pseudonyms("Kilian Wegner", "李明", "김민수")
    assert names.renamed("herr wegner, wegner") == f"herr {names.named('Kilian Wegner')}, wegner"
    assert names.renamed("李先生，行李，小李") == "{0}先生，行李，小{0}".format(names.named("李明"))
    assert names.renamed("김선생님 김치") == f"{names.named('김민수')}선생님 김치"


def test_nobody_gets_an_invented_name_in_which_a_real_one_would_be_found() -> None:
    people = [Known((name,)) for name in ("Ben", "Lu", "Ada", "Rol", "Dal", "Mel", "Zer")]
    names = Pseudonyms(people, ["Nora"], KEY)
    for made in names.map.values():
        for text in (made, f"{made}s", f"@{made}", f"{made}'s", f"{made}@mail.example"):
            assert names.renamed(text) is text


def test_the_tables_hold_each_entry_once_and_no_name_as_its_own_short_form() -> None:
    for table in ("nicknames.txt", "spellings.txt"):
        for names, forms in rows(table):
            assert names
            assert forms
            assert len(forms) == len(set(forms)), names
            assert not set(map(plain, names)) & set(map(plain, forms)), names
    assert "katya" not in nicknames("екатерина")
    assert all(all_endings())


def test_a_long_message_takes_time_that_grows_with_its_length() -> None:
    names = pseudonyms("Jan Nowak", "Ada Lind", "Mehmet Demir", "李明")
    line = "Jana was.here adalind.x a.l.a.l. x@janx A. L. 小李李 "
    took = []
    for size in (1_000, 4_000):
        text = line * size
        start = time.process_time()
        names.renamed(text)
        took.append(time.process_time() - start)
    assert took[1] < 8 * took[0] + 0.2
