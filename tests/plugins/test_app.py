"""The app without a browser: its doors, what it keeps, what it deletes, and a dataset from a file that was dropped."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulacrum_app.buttons import Buttons
from simulacrum_app.processes import command_line
from simulacrum_app.workspace import Workspace
from simulacrum_core import Chat, Evaluation, Redaction, Sampling, UsageError
from simulacrum_core.evaluation.evaluate import save as save_evaluation
from simulacrum_core.evaluation.figures import Result, declined, figure
from simulacrum_core.evaluation.quiz_page import Round, quiz_page
from simulacrum_core.files import write_private

from ..chat.servers import ask_fully
from ..chat.test_server import Echo
from ..conftest import Simulacrum, chat_text
from .opened_app import EVIL, Opened, dropped, opened_app, with_model


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Opened]:
    with opened_app(tmp_path / "ws") as opened:
        yield opened


def test_nobody_else_gets_in(app: Opened) -> None:
    dropped(app)
    for path in (
        "/",
        "/you",
        "/dataset",
        "/training",
        "/talk/",
        "/compare",
        "/quiz",
        "/progress",
        "/report",
        "/app.js",
    ):
        assert ask_fully(app.port, None, path)[0] == 403
        assert ask_fully(app.port, None, path, headers={"Cookie": f"simulacrum-{app.port}=guess"})[0] == 403
        assert ask_fully(app.port, None, path, "evil.example", app.known)[0] == 400
        assert ask_fully(app.port, None, path, headers=app.known | {"Origin": "http://evil.example"})[0] == 403
        other = {"Origin": f"http://127.0.0.1:{app.port + 1}"}
        assert ask_fully(app.port, None, path, headers=app.known | other)[0] == 403
        assert ask_fully(app.port, None, path, headers=app.known | {"Sec-Fetch-Site": "cross-site"})[0] == 403
    for path in Buttons(app.workspace).actions():
        assert ask_fully(app.port, "{}", path, headers=app.known)[0] == 403
        assert ask_fully(app.port, "{}", path, headers=app.own | {"Sec-Fetch-Site": "same-site"})[0] == 403
        assert ask_fully(app.port, None, path, headers=app.own)[0] == 405
    assert len(app.workspace.state.sources) == 1


def test_no_page_may_be_framed_hold_scripts_or_fetch(app: Opened) -> None:
    for path in ("/", "/you", "/dataset", "/training", "/compare"):
        _, text, told = ask_fully(app.port, None, path, headers=app.known)
        policy = told["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert text.count("<script") == text.count('<script src="/app.js"') == 1
        assert " style=" not in text
        assert told["cache-control"] == "no-store"


def test_a_dropped_file_becomes_a_dataset(app: Opened) -> None:
    place = dropped(app)
    assert place.stat().st_mode & 0o777 == 0o600
    assert app.workspace.folder.stat().st_mode & 0o777 == 0o700
    assert "Next: who are you?" in app.get("/")
    assert 'value="whatsapp&#10;Ada"' in app.get("/you")
    assert app.post("/make", {"me": []}) == (400, '{"error":"tick at least one name that is you"}')
    assert app.post("/make", {"me": ["Ada"], "days": "yesterday"})[0] == 400
    for share in ("many", "-1", "100", "nan", "1e999"):
        assert "held back" in app.post("/make", {"me": ["Ada"], "held_out": share})[1]
        assert "Make the dataset" in app.get("/you")
    assert app.post("/make", {"me": ["Ada"], "facts": "Ada sails.", "words": "", "redact": True})[0] == 200
    app.wait()
    shown = app.get("/dataset?row=0")
    assert "<mark>" in shown
    assert "Ada sails." in shown
    assert "The same in a terminal: <code>simulacrum preview" in shown
    assert "How you write" in app.get("/report")
    for row in ("random", "longest", "9999", "-1", "x"):
        assert "<pre" in app.get(f"/dataset?row={row}")
    assert "none is named yet" in app.get("/training")
    assert "Train a model first" in app.get("/talk/")


@pytest.mark.parametrize("who", [{"me": ["Ada"]}, {"accounts": ["whatsapp\nAda"]}])
def test_the_command_below_a_button_makes_the_same(
    app: Opened, simulacrum: Simulacrum, tmp_path: Path, who: dict[str, list[str]]
) -> None:
    dropped(app)
    app.post(
        "/make",
        {
            **who,
            "name": 'A "d" a',
            "facts": "One.\nTwo.",
            "people": "Zoe",
            "days": "2024-01-13",
            "held_out": "20",
        },
    )
    app.wait()
    source, persona = app.workspace.state.sources[0], app.workspace.folder / "persona.toml"
    done = simulacrum("convert", source, "--persona", persona, "--redact", "all", "--validation", "0.2", "-o", "again")
    assert done.exit_code == 0, done.output
    for name in ("train.jsonl", "provenance.jsonl"):
        assert (app.workspace.dataset / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_remove_deletes_what_was_dropped_and_nothing_else(app: Opened) -> None:
    place, folder = dropped(app), app.workspace.folder
    precious = folder.parent / "precious" / "1"
    precious.mkdir(parents=True)
    (precious / "chat.txt").write_text(chat_text("Ben: hi", "Ada: yo"))
    for path in (
        "precious/1/chat.txt",
        "ws/dropped/../../precious/1/chat.txt",
        "ws/dropped/1/../../../precious/1/chat.txt",
    ):
        assert app.post("/remove", {"path": f"{folder.parent}/{path}"})[0] == 400
        app.workspace.add(Path(f"{folder.parent}/{path}"))
        assert app.post("/remove", {"path": f"{folder.parent}/{path}"})[0] == 200
        app.wait()
        assert (precious / "chat.txt").exists(), path
    assert app.post("/remove", {"path": f"{folder}/dropped/other"})[0] == 400
    assert place.exists()
    assert app.post("/remove", {"path": str(place)})[0] == 200
    assert not place.parent.exists()


@pytest.mark.parametrize("row", ["-1", "9" * 5000, "%D9%A3", "1e3", "<b>", "%00", ""])
def test_a_row_that_is_none_is_another_one(app: Opened, row: str) -> None:
    dropped(app)
    app.post("/make", {"me": ["Ada"]})
    app.wait()
    assert "<mark>" in app.get(f"/dataset?row={row}")


def test_whoever_wrote_little_among_many_can_be_ticked(app: Opened) -> None:
    crowd = [f"Guest {n}: hi" for n in range(60) for _ in range(3)]
    dropped(app, text=chat_text(*crowd, *["Guest 0: well?", "Ada: yo"] * 2))
    shown = app.get("/you")
    assert shown.count('name="accounts"') == 61
    first, _, folded = shown.partition("21 more names, who wrote less")
    assert first.count('name="accounts"') == 40
    assert 'value="whatsapp&#10;Ada"' in folded


@pytest.mark.parametrize(
    ("name", "data", "told", "changes"),
    [
        ("notes.cfg", b"a=1\nb=2\n", "it is in no form that is known here", True),
        ("empty.txt", b"", "there is nothing in it", False),
    ],
)
def test_what_is_not_known_is_told_in_plain_words(
    app: Opened, name: str, data: bytes, told: str, changes: bool
) -> None:
    app.drop(name, {"": data})
    app.wait()
    shown = app.get("/")
    assert told in shown
    assert "importer knows" not in shown
    assert "--from" not in shown
    assert ("Read it in another way <b>Change</b>" in shown) == changes
    assert ("Read it in another way" in shown) == changes


def test_what_would_be_replaced_is_looked_for_while_it_is_told(app: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = threading.Event()

    def slow(*_: object) -> Iterator[Redaction]:
        goes_on.wait(30)
        yield Redaction("chat:1", "phone", "123", "456")

    dropped(app)
    monkeypatch.setattr("simulacrum_app.private.redactions", slow)
    assert 'data-live="private"' in app.get("/private")
    assert json.loads(app.get("/progress"))["processes"] == {"private": None}
    goes_on.set()
    until = time.monotonic() + 30
    while json.loads(app.get("/progress"))["processes"]:
        assert time.monotonic() < until
    assert "1 place." in app.get("/private")


def test_what_would_be_replaced_is_shown_before_anything_is_made(app: Opened) -> None:
    dropped(app, text=chat_text(*["Ben: hi", "Ada: my mail is ada.lind@example.org"] * 4))
    shown, until = app.get("/private"), time.monotonic() + 30
    while 'data-live="private"' in shown and time.monotonic() < until:
        shown = app.get("/private")
    assert "ada.lind@example.org" in shown
    assert "4 places" in shown
    assert app.workspace.manifest() is None


def test_a_chat_can_be_left_out(app: Opened) -> None:
    dropped(app)
    dropped(app, "WhatsApp%20Chat%20with%20Mira.txt", chat_text(*["Mira: ladder", "Ada: no"] * 20))
    app.post("/make", {"me": ["Ada"]})
    app.wait()
    assert "ladder" in (app.workspace.dataset / "train.jsonl").read_text()
    app.post("/leave-out", {"path": "Mira"})
    app.wait()
    assert "ladder" not in (app.workspace.dataset / "train.jsonl").read_text()


def test_the_days_of_a_talk_can_be_left_out_and_stand_on_the_second_screen(app: Opened) -> None:
    dropped(app, text=chat_text(*[f"{name}: line {n}" for n in range(80) for name in ("Ben", "Ada")]))
    app.post("/make", {"me": ["Ada"]})
    app.wait()
    before = app.workspace.manifest()
    assert before
    last = sum(before.statistics.examples.values()) - 1
    seen = set()
    for row in (0, 1, last):
        shown = app.get(f"/dataset?row={row}")
        (days,) = re.findall('data-post="/leave-out-days" data-place="([0-9.-]+)"', shown)
        assert f", <bdi>Ben</bdi>, {days}</p>" in shown
        seen.add(days)
    assert len(seen) > 1
    assert 'data-post="/leave-out" data-place="Ben"' in shown
    assert json.loads(app.post("/leave-out-days", {"path": days, "row": str(last)})[1]) == {
        "then": f"/dataset?row={last}"
    }
    app.wait()
    after = app.workspace.manifest()
    assert after
    assert after.ledger.left_out["excluded_days"] > 0
    assert f'value="{days}"' in app.get("/you")
    assert app.post("/leave-out-days", {"path": "soon"})[0] == 400
    assert app.workspace.state.choices.days == days


def test_one_talk_can_be_left_out_and_taken_in_again(app: Opened, simulacrum: Simulacrum, tmp_path: Path) -> None:
    for name in ("Ben", "Mira"):
        lines = [f"{who}: {name} line{n}." for n in range(40) for who in (name, "Ada")]
        dropped(app, f"WhatsApp%20Chat%20with%20{name}.txt", chat_text(*lines))
    app.post("/make", {"me": ["Ada"], "redact": False})
    app.wait()
    before = (app.workspace.dataset / "train.jsonl").read_bytes()
    shown = app.get("/dataset?row=0")
    (talk,) = re.findall('data-post="/leave-out-talk" data-place="([^"]+)" data-row="0"', shown)
    assert talk == "Ben 2024-01-13T09:00:00..2024-01-13T09:07:00"
    assert app.post("/leave-out-talk", {"path": talk})[0] == 200
    app.wait()
    after = app.workspace.manifest()
    assert after
    assert after.ledger.left_out["excluded_talk"] == 8
    text = (app.workspace.dataset / "train.jsonl").read_text()
    assert "Ben line0." not in text
    assert "Mira line0." in text
    assert "Leave out the talk in <bdi>Ben, 2024-01-13 09:00 to 2024-01-13 09:07</bdi>" in app.get("/you")
    persona = app.workspace.folder / "persona.toml"
    done = simulacrum("convert", *app.workspace.state.sources, "--persona", persona, "-o", "again")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "again" / "train.jsonl").read_text() == text
    assert app.post("/leave-out-talk", {"path": "Ben soon"})[0] == 400
    assert app.workspace.state.single_left_out == [talk]
    app.post("/choose", {"me": ["Ada"], "redact": False, "single": []})
    assert "talks" not in persona.read_text()
    app.post("/make", {"me": ["Ada"], "redact": False, "single": []})
    app.wait()
    assert (app.workspace.dataset / "train.jsonl").read_bytes() == before


def test_a_chat_that_is_called_otherwise_in_the_dataset_has_no_button_that_leaves_out_nothing(app: Opened) -> None:
    dropped(app)
    app.post("/make", {"me": ["Ada"], "pseudonyms": True})
    app.wait()
    shown = app.get("/dataset?row=0")
    assert 'data-post="/leave-out-days"' in shown
    assert 'data-post="/leave-out"' not in shown
    assert "/leave-out-talk" not in shown
    assert "what your files call it" in shown


def test_a_chat_that_was_left_out_can_be_taken_in_again(app: Opened) -> None:
    dropped(app)
    dropped(app, "WhatsApp%20Chat%20with%20Mira.txt", chat_text(*["Mira: ladder", "Ada: no"] * 20))
    app.post("/make", {"me": ["Ada"]})
    app.wait()
    app.post("/leave-out", {"path": "Mira"})
    app.wait()
    assert "Leave out the chat <bdi>Mira</bdi>" in app.get("/you")
    app.post("/make", {"me": ["Ada"], "talks": []})
    app.wait()
    assert "ladder" in (app.workspace.dataset / "train.jsonl").read_text()


def test_the_same_name_in_another_source_is_somebody_else(app: Opened) -> None:
    """Ticked in one source only, it is context in the other."""
    dropped(app)
    telegram = [
        {"id": n, "type": "message", "date": f"2024-01-13T10:{n:02}:00", "text": f"over {n}", "text_entities": []}
        | {"from": ("Ada", "Zoe")[n % 2], "from_id": f"user{n % 2 + 1}"}
        for n in range(1, 40)
    ]
    app.drop(
        "result.json",
        {"": json.dumps({"name": "Zoe", "type": "personal_chat", "id": 3, "messages": telegram}).encode()},
    )
    app.wait()
    assert app.post("/make", {"accounts": ["whatsapp\nAda", "telegram\nZoe"], "name": "Ada"})[0] == 200
    app.wait()
    rows = (app.workspace.dataset / "train.jsonl").read_text()
    assert "over 1" in rows
    manifest = app.workspace.manifest()
    assert manifest
    assert manifest.ledger.trained == 20 + 20 - 1


def test_names_of_files_and_people_are_no_markup_and_lead_nowhere(app: Opened) -> None:
    for name in ("..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "a%00b", f"{EVIL}.txt", ".%2E", "x" * 5000):
        place = dropped(app, name, chat_text(*[f"{EVIL}: hi", "Ada: yo"] * 4))
        assert place.resolve().is_relative_to(app.workspace.folder / "dropped")
    for path in ("/", "/you"):
        shown = app.get(path)
        assert "<img" not in shown
    assert "&lt;img src=x" in app.get("/you")


def test_what_cannot_be_read_is_told_with_what_to_do(app: Opened) -> None:
    dropped(app, "photos.zip", "PK\x05\x06" + "\0" * 18)
    assert "was not read" in app.get("/")
    assert app.post("/path", {"path": "/nowhere/chat.zip"})[0] == 400
    assert app.post("/path", "[")[0] == 400
    assert app.post("/path", "x" * (1 << 21))[0] == 400


def test_one_talks_with_what_was_trained(app: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    dropped(app)
    app.post("/make", {"me": ["Ada"]})
    app.wait()
    manifest, loads = app.workspace.manifest(), []
    assert manifest

    def load(folder: Path, model: Path | None) -> Chat:
        loads.append(folder)
        return Chat(manifest, Echo(), Sampling())

    monkeypatch.setattr(Chat, "load", load)
    assert "Talk with <bdi>Ada</bdi>" in app.get("/talk/")
    status, told = app.post("/talk/say", {"text": "are you there?", "you": "Ben"})
    assert (status, json.loads(told.strip().split("\n")[-1])) == (200, {"end": True})
    turns = json.loads(app.get("/talk/state"))["turns"]
    assert turns[0] == {"name": "Ben", "persona": False, "text": "are you there?"}
    assert turns[1]["persona"]
    assert '<a href="/compare">' in app.get("/talk/")
    assert "trained on your messages" in app.get("/talk/")
    assert app.get("/talk/talk.txt").startswith("Ben: are you there?\nAda: ")
    assert app.get("/talk/talk.js").startswith("//")
    assert len(loads) == 1


def test_while_a_model_is_loaded_it_is_told_and_the_page_comes_by_itself(
    app: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped(app)
    app.post("/make", {"me": ["Ada"]})
    app.wait()
    manifest, goes_on = app.workspace.manifest(), threading.Event()
    assert manifest

    def load(folder: Path, model: Path | None) -> Chat:
        goes_on.wait(30)
        return Chat(manifest, Echo(), Sampling())

    monkeypatch.setattr(Chat, "load", load)
    shown = app.get("/talk/")
    assert "The model is being loaded" in shown
    assert 'data-live="talk"' in shown
    assert json.loads(app.get("/progress"))["processes"] == {"talk": None}
    goes_on.set()
    until = time.monotonic() + 30
    while json.loads(app.get("/progress"))["processes"]:
        assert time.monotonic() < until
    assert "Talk with <bdi>Ada</bdi>" in app.get("/talk/")


def test_training_is_a_process_of_its_own_whose_last_line_is_shown(app: Opened) -> None:
    dropped(app)
    app.post("/make", {"me": ["Ada"]})
    app.wait()
    assert app.post("/train")[0] == 200
    until = time.monotonic() + 60
    while json.loads(app.get("/progress"))["processes"]:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert "It wrote last" in app.get("/training")
    # The number of a process that is somebody else's is not taken for ours.
    (app.workspace.folder / "train.pid").write_text(str(os.getpid()))
    assert not json.loads(app.get("/progress"))["processes"]
    assert app.post("/stop-process")[0] == 200


def evaluation(persona: str = "Ada") -> Evaluation:
    figures = (
        figure(
            "bits_per_byte", "bits per byte", 1.2, (1.1, 1.4), 60, floor=(2.0, "others"), ceiling=(1.0, "own"), base=1.9
        ),
        figure(
            "auc", "own lines told apart", 0.75, None, 60, floor=(0.5, "chance"), ceiling=(None, "none"), unit="share"
        ),
        declined("style", "style", "12 words, and 500 are needed"),
    )
    results = (Result("likelihood", "Likelihood", f"It foresees {persona}'s words.", figures),)
    facts = (60, 200, results, ("too few",))
    return Evaluation(1, "test", persona, "model", "base", "cpu", True, 0, Sampling(), *facts)


def test_what_was_measured_is_shown_and_a_model_is_asked_for_first(app: Opened) -> None:
    assert "Make the dataset first" in app.get("/compare")
    for path in ("/quiz", "/evaluation"):
        assert ask_fully(app.port, None, path, headers=app.known)[0] == 404
    dropped(app)
    app.post("/make", {"me": ["Ada"]})
    app.wait()
    assert "Train a model first" in app.get("/compare")
    folder = with_model(app)
    shown = app.get("/compare")
    assert "Make the test" in shown
    assert "Measure it" in shown
    assert f"<code>simulacrum evaluate {folder} --quick</code>" in shown
    assert f"<code>simulacrum quiz {folder}</code>" in shown
    save_evaluation(evaluation(EVIL), folder)
    shown = app.get("/compare")
    for told in (
        "1.200<small>1.100 to 1.400</small>",
        "75.0%",
        "others: 2.000; own: 1.000; base model: 1.900",
        "too few",
    ):
        assert told in shown
    assert "&lt;img" in shown
    assert "<img" not in shown
    assert shown.count('class="spread" x1="90%" x2="60%"') == 1
    assert "<h1>" in app.get("/evaluation")
    assert "1.100 to 1.400" in app.get("/report")
    log = app.workspace.folder / "evaluate.log"
    log.write_text("The same as a page: here\n")
    assert "The same as a page" not in app.get("/compare")
    log.write_text("Error: 6 replies are too few. Convert with a larger --validation\n")
    os.utime(log, (time.time() + 30,) * 2)
    assert "too few. Convert with a larger --validation</code>. That is on the screen" in app.get("/compare")
    os.utime(folder / "model" / "adapter_model.safetensors", (time.time() + 60,) * 2)
    assert "before the last training" in app.get("/compare")


def test_the_quiz_is_shown_and_no_script_but_its_own_runs_in_it(app: Opened) -> None:
    folder = with_model(app)
    rounds = [Round((("Ben", EVIL),), (EVIL, "left"), 0)] * 10
    write_private(folder / "evaluation" / "quiz.html", quiz_page("Ada", rounds))
    assert "Open the test" in app.get("/compare")
    _, text, told = ask_fully(app.port, None, "/quiz", headers=app.known)
    policy = told["content-security-policy"]
    (script,) = re.findall("<script>(.*?)</script>", text, re.DOTALL)
    assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in policy
    assert re.findall("script-src [^;]*", policy)[0].count("'") == 2
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    # A page that something else has put there, or changed, gets no other policy.
    (folder / "evaluation" / "quiz.html").write_text("<script>alert(1)</script>")
    assert ask_fully(app.port, None, "/quiz", headers=app.known)[2]["content-security-policy"] == policy


def test_measuring_is_a_process_of_its_own_that_is_seen_and_stopped(app: Opened) -> None:
    folder = with_model(app)
    begun = [sys.executable, "-c", "import time; time.sleep(60)", "evaluate", str(folder)]
    with subprocess.Popen(begun) as other:
        (app.workspace.folder / "evaluate.pid").write_text(str(other.pid))
        until = time.monotonic() + 20
        while str(folder) not in command_line(other.pid) and time.monotonic() < until:
            time.sleep(0.01)
        write_private(folder / "evaluation" / "progress.json", '{"done": 30, "total": 40}')
        assert json.loads(app.get("/progress"))["processes"] == {"evaluate": 0.75}
        shown = app.get("/compare")
        assert 'data-live="evaluate"' in shown
        assert 'value="0.750"' in shown
        for path in ("/train", "/make-quiz", "/measure"):
            status, told = app.post(path)
            assert status == 400
            assert "`simulacrum evaluate` is running" in told
        assert app.post("/stop-process")[0] == 200
        assert other.wait(20) != 0
    assert json.loads(app.get("/progress"))["processes"] == {}
    (folder / "evaluation" / "progress.json").unlink()
    assert app.post("/measure")[0] == 200
    assert app.post("/forget")[0] == 200
    assert [path.name for path in app.workspace.folder.iterdir()] == [".app.lock"]


def test_a_second_start_goes_on_where_the_first_was(tmp_path: Path) -> None:
    for start in range(2):
        with opened_app(tmp_path / "ws") as app:
            if not start:
                dropped(app)
                app.post("/make", {"me": ["Ada"], "name": "Ada"})
            app.wait()
            assert "<mark>" in app.get("/dataset")
            assert "checked" in app.get("/you")


def test_two_at_once_are_told_and_other_folders_are_left_alone(tmp_path: Path) -> None:
    with (
        Workspace.opened(tmp_path / "ws"),
        pytest.raises(UsageError, match="another simulacrum app"),
        Workspace.opened(tmp_path / "ws"),
    ):
        pass
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match="holds something else"), Workspace.opened(tmp_path / "mine"):
        pass


def test_what_is_removed_or_forgotten_is_deleted(app: Opened, tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text(chat_text(*["Ben: hi", "Ada: yo"] * 20), encoding="utf-8")
    place = dropped(app)
    assert app.post("/path", {"path": str(own)})[0] == 200
    app.wait()
    app.post("/remove", {"path": str(place)})
    app.wait()
    assert not place.exists()
    dropped(app)
    app.post("/make", {"me": ["Ada"]})
    app.wait()
    assert app.post("/forget")[0] == 200
    assert [path.name for path in app.workspace.folder.iterdir()] == [".app.lock"]
    assert own.exists()


def test_a_stop_leaves_nothing_half_written(app: Opened) -> None:
    dropped(app, text=chat_text(*["Ben: hi", "Ada: yo"] * 4_000))
    app.post("/make", {"me": ["Ada"]})
    app.post("/stop")
    app.wait()
    assert not list(app.workspace.folder.glob(".dataset*"))
    assert "nothing was left half-written" in app.get("/you") or "<mark>" in app.get("/dataset")


def test_a_large_file_is_dropped_in_constant_memory(app: Opened) -> None:
    import tracemalloc

    tracemalloc.start()
    body = b"x" * (8 << 20)
    before = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    assert app.drop("large.bin", {"": body})[0] == 200
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # The one that sends holds its body twice.
    assert peak - before < 20 << 20
    app.wait()
