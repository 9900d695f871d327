"""What the program decided of a reading is decided otherwise in the app, and read again."""

from __future__ import annotations

import html
import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulacrum_app.decided import Decided
from simulacrum_app.screens.decisions import decisions
from simulacrum_app.screens.markup import line
from simulacrum_core import Decision, Report

from ..conftest import Simulacrum, chat_text
from .opened_app import EVIL, Opened, dropped, opened_app

UNCLEAR = "".join(f"[03/04/24, 10:00:{n:02}] {('Ben', 'Ada')[n % 2]}: over {n}\n" for n in range(60))
"""Dates that can be read either way."""
CLEAR = UNCLEAR.replace("03/", "23/")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Opened]:
    with opened_app(tmp_path / "ws") as opened:
        yield opened


def changed(app: Opened, option: str, value: str) -> tuple[int, str]:
    answer = app.post("/change", {"option": option, "value": value})
    app.wait()
    return answer


def commands(app: Opened, path: str) -> list[list[str]]:
    """The commands that a screen names."""
    return [
        shlex.split(html.unescape(found)) for found in re.findall("<code[^>]*>(simulacrum .*?)</code>", app.get(path))
    ]


def test_the_order_of_dates_is_changed_and_all_is_read_again(
    app: Opened, simulacrum: Simulacrum, tmp_path: Path
) -> None:
    dropped(app, text=UNCLEAR)
    shown = app.get("/")
    told = "dates are read as day, month, year, which is a guess: the dates can be read as day, month, year or month, day, year"
    assert told in shown
    assert '<input type="hidden" name="option" value="order">' in shown
    assert "<b>Change</b>" in shown
    assert changed(app, "order", "mdy")[0] == 200
    shown = app.get("/")
    assert "dates are read as month, day, year" in shown
    assert '<option value="mdy" selected>month, day, year</option>' in shown
    app.post("/make", {"accounts": ["whatsapp\nAda"], "session_gap": "2d"})
    app.wait()
    (inspected,) = commands(app, "/")
    assert inspected[-2:] == ["order", "mdy"]
    assert simulacrum(*inspected[1:]).exit_code == 0
    (convert,) = commands(app, "/you")
    assert "--session-gap 2d" in shlex.join(convert)
    done = simulacrum(*convert[1:-1], "again")
    assert done.exit_code == 0, done.output
    for name in ("train.jsonl", "provenance.jsonl"):
        assert (app.workspace.dataset / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_what_was_decided_is_kept_and_can_be_left_to_the_program_again(tmp_path: Path) -> None:
    with opened_app(tmp_path / "ws") as app:
        dropped(app, text=UNCLEAR)
        assert changed(app, "order", "mdy")[0] == 200
        assert changed(app, "tz", "Europe/Berlin")[0] == 200
        app.wait()
        assert "times without a zone are read as those of Europe/Berlin" in app.get("/")
    with opened_app(tmp_path / "ws") as app:
        app.wait()
        assert "dates are read as month, day, year" in app.get("/")
        assert commands(app, "/")[0][-2:] == ["--tz", "Europe/Berlin"]
        assert changed(app, "order", "")[0] == 200
        assert changed(app, "tz", "")[0] == 200
        assert "which is a guess" in app.get("/")
        assert len(commands(app, "/")[0]) == 3


def test_what_cannot_be_read_as_decided_is_told_and_can_be_changed_back(app: Opened) -> None:
    dropped(app, text=CLEAR)
    assert changed(app, "order", "mdy")[0] == 200
    shown = app.get("/")
    assert "was not read." in shown
    assert '<option value="mdy" selected>' in shown
    assert changed(app, "order", "")[0] == 200
    assert "was not read." not in app.get("/")


def test_an_option_that_another_source_has_is_no_fault_of_this_one(app: Opened) -> None:
    text = "# The second buoy\n\n" + "We sailed as far as the second buoy and turned when the wind did. " * 40
    app.drop("Essays", {"buoy.md": text.encode()})
    app.wait()
    dropped(app, text=UNCLEAR)
    assert changed(app, "order", "mdy")[0] == 200
    shown = app.get("/")
    assert "was not read." not in shown
    assert commands(app, "/")[0][-2:] == ["order", "mdy"]
    app.post("/remove", {"path": app.workspace.state.sources[1]})
    app.wait()
    # A command that names an option which no importer of its sources has would be refused.
    assert "order" not in commands(app, "/")[0]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *[("order", "ymdd"), ("order", EVIL), ("nothing", "1"), ("tz", "Europe/Atlantis"), ("year", "x")],
        *[("importer", "slack"), ("importer", EVIL), ("replies", "never"), ("keep_copies", "both")],
    ],
)
def test_what_no_importer_knows_is_refused_and_nothing_is_changed(app: Opened, option: str, value: str) -> None:
    dropped(app, text=UNCLEAR)
    status, told = changed(app, option, value)
    assert status == 400, told
    assert app.workspace.state.decided == Decided()
    assert "which is a guess" in app.get("/")


def test_a_silence_that_is_no_length_of_time_is_told(app: Opened) -> None:
    dropped(app, text=UNCLEAR)
    status, told = app.post("/make", {"me": ["Ada"], "session_gap": "soon"})
    assert (status, "no length of time such as 45m" in told) == (400, True)
    assert "Make the dataset" in app.get("/you")


def test_what_was_stopped_is_read_by_its_button(app: Opened) -> None:
    dropped(app, text=chat_text(*["Ben: hi", "Ada: yo"] * 4_000))
    assert app.post("/change", {"option": "order", "value": "dmy"})[0] == 200
    app.post("/stop")
    assert app.post("/look")[0] == 200
    app.wait()
    assert "Next: who are you?" in app.get("/")


def test_why_is_told_without_the_words_of_an_option(app: Opened) -> None:
    dropped(app, text=CLEAR.replace("/24,", "/2024,"))
    told = "dates are read as day, month, year: 0 of 1 dates are impossible that way, 1 as month, day, year"
    assert told in app.get("/")


def made_by_command(app: Opened, simulacrum: Simulacrum, place: Path) -> list[str]:
    """The words of the command on the second screen, which gives the same bytes as the app."""
    (convert,) = commands(app, "/you")
    done = simulacrum(*convert[1:-1], place)
    assert done.exit_code == 0, done.output
    for name in ("train.jsonl", "provenance.jsonl"):
        assert (app.workspace.dataset / name).read_bytes() == (place / name).read_bytes()
    return convert


def make(app: Opened, *accounts: str) -> None:
    status, told = app.post("/make", {"accounts": [*accounts], "redact": False, "held_out": "20"})
    assert status == 200, told
    app.wait()
    assert "What came of it" in app.get("/dataset")


def post(number: int, answers: str | None) -> dict[str, object]:
    """A post of an archive of Mastodon."""
    me = "https://cove.example/users/ilse"
    note = {
        "id": f"{me}/statuses/{number}",
        "type": "Note",
        "inReplyTo": answers,
        "published": f"2024-05-{number:02}T09:00:00Z",
        "attributedTo": me,
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
        "content": f"<p>The ferry was late on day {number}, and nobody minded.</p>",
    }
    return {"type": "Create", "actor": me, "published": note["published"], "to": note["to"], "object": note}


def test_answers_to_what_is_not_in_an_archive_are_kept_where_one_wants(
    app: Opened, simulacrum: Simulacrum, tmp_path: Path
) -> None:
    posts = [post(n, "https://elsewhere.example/1" if n % 2 else None) for n in range(1, 25)]
    outbox = {"type": "OrderedCollection", "orderedItems": posts}
    actor = {"id": "https://cove.example/users/ilse", "type": "Person", "preferredUsername": "ilse", "name": "Ilse"}
    files = {"outbox.json": json.dumps(outbox).encode(), "actor.json": json.dumps(actor).encode()}
    assert app.drop("archive", files)[0] == 200
    app.wait()
    shown = app.get("/")
    assert "are left out" in shown
    assert '<input type="hidden" name="option" value="replies">' in shown
    make(app, "mastodon\nIlse")
    before = app.workspace.manifest()
    assert changed(app, "replies", "off")[0] == 200
    assert '<option value="off" selected>' in app.get("/")
    assert "until it is made again" in app.get("/")
    make(app, "mastodon\nIlse")
    after = app.workspace.manifest()
    assert before
    assert after
    assert after.ledger.trained == before.ledger.trained + 12
    assert made_by_command(app, simulacrum, tmp_path / "again")[-5:-2] == ["0.2", "--replies", "off"]
    assert "--replies" not in commands(app, "/")[0]


def test_a_chat_that_two_exports_hold_is_used_twice_where_one_wants(
    app: Opened, simulacrum: Simulacrum, tmp_path: Path
) -> None:
    text = chat_text(*(f"{name}: buoy {n} is in sight" for n in range(80) for name in ("Ben", "Ada")))
    dropped(app, text=text)
    dropped(app, "WhatsApp Chat with Ben Kowal.txt", text)
    make(app, "whatsapp\nAda")
    shown = app.get("/dataset")
    assert "the same, used once" in shown
    assert '<input type="hidden" name="option" value="keep_copies">' in shown
    before = app.workspace.manifest()
    assert changed(app, "keep_copies", "true")[0] == 200
    make(app, "whatsapp\nAda")
    after = app.workspace.manifest()
    assert before
    assert after
    assert after.ledger.trained == 2 * before.ledger.trained
    assert "is used twice, as you said" in app.get("/dataset")
    assert "--keep-copies" in made_by_command(app, simulacrum, tmp_path / "again")


def test_the_talks_of_a_busy_group_are_taken_apart_as_one_wants(
    app: Opened, simulacrum: Simulacrum, tmp_path: Path
) -> None:
    dropped(app, text=chat_text(*(f"{('Ben', 'Cleo', 'Ada')[n % 3]}: buoy {n} is in sight" for n in range(90))))
    make(app, "whatsapp\nAda")
    shown = app.get("/dataset")
    assert "messages of busy groups were taken apart into talks, each with two looks." in shown
    assert '<option value="" selected>take apart, with a quick look</option>' in shown
    assert changed(app, "threads", "off")[0] == 200
    make(app, "whatsapp\nAda")
    assert "were left as they stand, as you said" in app.get("/dataset")
    assert made_by_command(app, simulacrum, tmp_path / "again")[-4:-2] == ["--threads", "off"]


def test_what_two_importers_would_read_is_read_by_the_one_that_one_wants(
    app: Opened, simulacrum: Simulacrum, tmp_path: Path
) -> None:
    dropped(app)
    assert changed(app, "importer", "telegram")[0] == 200
    shown = app.get("/")
    assert "was not read." in shown
    assert "read as: telegram, as you said" in shown
    assert changed(app, "importer", "whatsapp")[0] == 200
    assert commands(app, "/")[0][-2:] == ["--from", "whatsapp"]
    make(app, "whatsapp\nAda")
    assert "--from whatsapp" in shlex.join(made_by_command(app, simulacrum, tmp_path / "again"))
    assert changed(app, "importer", "")[0] == 200
    assert "--from" not in commands(app, "/")[0]


def test_a_decision_for_an_importer_offers_those_that_would_read_it() -> None:
    told = Decision("importer", "journals", "essays would read 2 of its files too, on less evidence: log.md", "--from")
    shown = decisions(Report([], None, [], [told], [], 0), {}, Decided())
    assert "read as journals: essays would read 2 of its files too" in shown
    assert re.findall('<option value="([a-z]+)"', shown) == ["essays", "journals"]
    assert "It holds for all sources here" in shown
    unread = decisions("essays and journals both identify it. Choose one with --from", {}, Decided())
    assert re.findall('<option value="([a-z]+)"', unread) == ["essays", "journals"]


def test_what_is_answered_on_the_second_screen_says_where() -> None:
    told = [
        Decision("direct posts", "conversations of one side", "2 posts", "--exclude TITLE"),
        Decision("owner of the data", "unknown", "statistics.csv is not there", "--me", certain=False),
    ]
    shown = decisions(Report([], None, [], told, [], 0), {}, Decided())
    assert "Change" not in shown
    assert shown.count('<a href="/you">You</a>') == 2
    assert "People or chats" in shown


def test_texts_that_name_no_author_are_whose_the_model_is_called(
    app: Opened, simulacrum: Simulacrum, tmp_path: Path
) -> None:
    text = "We sailed as far as buoy {} and turned when the wind did, as one does. "
    app.drop("diary", {f"2024-03-{day:02}.md": text.format(day).encode() * 40 for day in range(1, 7)})
    app.wait()
    shown = app.get("/you")
    assert "6 texts name no author: they count as yours." in shown
    assert "Tick every name that is you" not in shown
    status, told = app.post("/make", {"redact": False, "held_out": "20"})
    assert (status, "write what the model is called" in told) == (400, True)
    status, told = app.post("/make", {"redact": False, "held_out": "20", "name": "Ilse"})
    assert status == 200, told
    app.wait()
    assert "<h1>Ilse: " in app.get("/dataset")
    made_by_command(app, simulacrum, tmp_path / "again")


def test_what_is_answered_is_kept_as_it_is_written_and_the_command_says_the_same(
    app: Opened, simulacrum: Simulacrum, tmp_path: Path
) -> None:
    dropped(app, text=UNCLEAR)
    answers = {
        "accounts": ["whatsapp\nAda"],
        "facts": "Ada sails.",
        "held_out": "20",
        "session_gap": "2d",
        "redact": False,
    }
    status, told = app.post("/choose", answers)
    assert status == 200
    shown = app.get("/you")
    assert html.escape(json.loads(told)["command"]) in shown
    assert "Ada sails.</textarea>" in shown
    assert re.search('value="whatsapp&#10;Ada" checked', shown)
    done = simulacrum(*shlex.split(json.loads(told)["command"])[1:-1], tmp_path / "again")
    assert done.exit_code == 0, done.output
    app.post("/make", answers)
    app.wait()
    assert (app.workspace.dataset / "train.jsonl").read_bytes() == (tmp_path / "again" / "train.jsonl").read_bytes()
    status, told = app.post("/choose", answers | {"days": "soon"})
    assert (status, "not a day" in told) == (200, True)
    assert 'value="soon"' in app.get("/you")


def test_a_command_is_whole_and_names_what_cannot_be_seen(tmp_path: Path) -> None:
    words = [f"{tmp_path}/Chat with \u200e\u202e{EVIL}'s \\ {number}.txt" for number in range(40)]
    shown = line(["printf", "%s\\n", *words])
    assert "\u200e" not in shown
    said = subprocess.run(
        ["bash", "-c", shown], capture_output=True, encoding="utf-8", check=True, env={"LC_ALL": "C.UTF-8"}
    )
    assert said.stdout.split("\n")[:-1] == words
