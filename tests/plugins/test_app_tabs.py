"""Two tabs of the app on one folder: what one has changed is not written over by the other, unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulacrum_core import CATEGORIES

from ..conftest import chat_text
from .opened_app import Opened, dropped, opened_app

MEANWHILE = "changed meanwhile"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Opened]:
    with opened_app(tmp_path / "ws") as opened:
        dropped(opened, text=chat_text(*[f"{name}: line {n}" for n in range(40) for name in ("Ben", "Ada")]))
        yield opened


def form(app: Opened, **answers: Any) -> dict[str, Any]:
    """What a tab sends that shows the second screen from now on."""
    shown = app.get("/you")
    hidden = re.findall('<input type="hidden" name="(page|seen)" value="([^"]*)">', shown)
    return {"me": ["Ada"], "redact": False, **dict(hidden), **answers}


def test_a_tab_that_has_not_seen_what_another_wrote_is_told(app: Opened) -> None:
    one, other = form(app, name="Ada"), form(app, name="Adele")
    assert app.post("/choose", one)[0] == 200
    assert app.post("/choose", one | {"days": "2024-01-02"})[0] == 200
    for action in ("/choose", "/make"):
        status, told = app.post(action, other)
        assert (status, MEANWHILE in told) == (400, True)
    assert app.workspace.state.choices.name == "Ada"
    assert app.post("/choose", form(app, name="Adele"))[0] == 200
    assert app.post("/choose", one)[0] == 400
    assert app.workspace.state.choices.name == "Adele"


def test_a_talk_that_was_left_out_is_not_taken_in_by_a_tab_that_does_not_show_it(app: Opened) -> None:
    tab = form(app)
    assert app.post("/make", tab)[0] == 200
    app.wait()
    talk = re.findall('data-post="/leave-out-talk" data-place="([^"]+)"', app.get("/dataset"))[0]
    assert app.post("/leave-out-talk", {"path": talk})[0] == 200
    app.wait()
    status, told = app.post("/choose", tab | {"single": []})
    assert (status, MEANWHILE in told) == (400, True)
    assert app.workspace.state.still_left_out() == ([], [talk])


def test_what_is_replaced_is_what_the_command_below_says(app: Opened) -> None:
    app.post("/choose", form(app, redact=True))
    assert "--redact all" in app.get("/you")
    assert app.workspace.recipe().redact == [*CATEGORIES]


def test_what_was_unticked_stays_so_where_something_else_is_left_out(app: Opened) -> None:
    app.post("/make", form(app))
    app.wait()
    last = sum(app.workspace.manifest().statistics.examples.values()) - 1  # type: ignore[union-attr]
    rows = (app.get(f"/dataset?row={row}") for row in (0, last))
    talks = [re.findall('data-post="/leave-out-talk" data-place="([^"]+)"', shown)[0] for shown in rows]
    assert talks[0] != talks[1]
    app.post("/leave-out-talk", {"path": talks[0]})
    app.wait()
    app.post("/choose", form(app, single=[]))
    app.post("/leave-out-talk", {"path": talks[1]})
    app.wait()
    assert app.workspace.state.single_left_out == [talks[1]]
