"""What the program decided of a reading is decided otherwise in the app, and read again."""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulacrum_app.decided import Decided

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
    return [shlex.split(html.unescape(found)) for found in re.findall("<code>(simulacrum .*?)</code>", app.get(path))]


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
    [("order", "ymdd"), ("order", EVIL), ("nothing", "1"), ("tz", "Europe/Atlantis"), ("year", "x")],
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
    told = "dates are read as day, month, year: of 1 dates 0 are impossible so, 1 as month, day, year"
    assert told in app.get("/")
