"""Several processes: the same bytes for any number of them, and the same errors; nothing is left when they are stopped."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from simulacrum_axolotl.exporter import AxolotlExporter
from simulacrum_core import (
    Conversation,
    Examples,
    Message,
    Participant,
    Persona,
    Recipe,
    SimulacrumError,
    TrainingExample,
    convert,
)
from simulacrum_core.conversations.spool import Spool
from simulacrum_core.dataset import write_rows
from simulacrum_core.dataset.manifest import Statistics
from simulacrum_core.errors import MissingExtraError, SourceError
from simulacrum_core.examples import borders
from simulacrum_core.examples.build import build
from simulacrum_core.examples.context import context_of, controls_of
from simulacrum_core.examples.results import SessionResult
from simulacrum_core.examples.survey import survey
from simulacrum_core.execution import looking, started, workers
from simulacrum_core.execution.pool import Helper
from simulacrum_core.execution.processes import Processes
from simulacrum_core.ledger import Ledger
from simulacrum_core.pipeline import HERE
from simulacrum_core.tokens.tokenizers import ByteTokenizer

from ..conftest import Simulacrum
from .channels import write_server

RECIPES: dict[str, dict[str, object]] = {
    "plain": {},
    "one gap": {"session_gap": "20m"},
    "private": {"redact": ["phone", "email", "code", "credential"], "session_gap": "20m"},
    "short": {"budget": 120, "max_messages": 4, "validation": 0.3, "overlap": 2},
    "weights": {"weights": {"chat": 2.5}, "recency": 3, "splits": 2, "session_gap": "20m"},
    "repeated": {"near_duplicates": "same", "since": dt.date(2024, 3, 3), "session_gap": "20m"},
    "openers": {"openers": "keep", "replies": "start", "bubbles": True, "session_gap": "20m"},
}


def chat(seed: int, count: int, *, replies: float) -> Conversation:
    """A group in which sessions are short, replies go back far and nowhere, and secrets stand beside their words."""
    rng = random.Random(seed)
    moment, messages = dt.datetime(2024, 3, 1, 8), list[Message]()
    said = ("the wifi password?", "kT9x-Qmv2-77aL", "call +44 20 7946 0123", "ok", "", "a </s> b", "Ben: so I said")
    for i in range(count):
        moment += dt.timedelta(minutes=rng.choice((1, 1, 2, 3, 45)))
        named = str(rng.choice((i - 1, i - rng.randint(1, 40), count + i))) if rng.random() < replies else None
        author = rng.choice(("ada", "ben", "cy"))
        text = f"{rng.choice(said)} {i}" if rng.random() < 0.3 else f"this and that, number {i}, " * rng.randint(1, 3)
        kind = "system" if rng.random() < 0.05 else "text"
        messages.append(Message(str(i), author, moment, text if rng.random() < 0.95 else "", kind, named))
    people = tuple(Participant(id, id.title()) for id in ("ada", "ben", "cy"))
    return Conversation("chat", f"{seed} \ud83d", None, people, False, messages)


def total(results: Iterator[SessionResult]) -> tuple[object, ...]:
    """All examples with their origins, and the sums of what is counted."""
    examples, origins, ledger, numbers, others = list[object](), list[object](), Ledger(), Statistics(), set[str]()
    for result in results:
        examples += result.examples
        origins += result.origins
        ledger += result.ledger
        numbers += result.statistics
        others |= result.others
    ledger.verify()
    # The order of the reasons is that of the manifest.
    return examples, origins, ledger, list(ledger.left_out), numbers, others


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(bytes(range(32)))
    monkeypatch.setenv("SIMULACRUM_KEY", str(tmp_path / "key"))


@pytest.mark.parametrize("replies", [0, 0.02, 0.3])
@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_parts_of_a_conversation_add_up_to_the_whole(
    monkeypatch: pytest.MonkeyPatch, recipe: dict[str, object], replies: float
) -> None:
    monkeypatch.setattr(borders, "STRETCH", 10)
    choices, tokenizer = Recipe.model_validate(recipe), ByteTokenizer()
    whole = [chat(1, 600, replies=replies), chat(2, 5, replies=0), chat(3, 0, replies=0)]
    with Spool(iter(whole)) as spool:
        plan = survey(spool, Persona(me=["Ada"]), choices, controls_of(tokenizer), is_parted=True)
        context = context_of(plan, choices, tokenizer, AxolotlExporter())
        tasks = [pickle.loads(pickle.dumps(task)) for task in workers.tasks(spool, plan.conversations)]
        assert len(tasks) > 4
        parts = (
            result for task in tasks for result in build(task.piece.conversation(), task.plan, context, task.stretch)
        )
        assert total(parts) == total(HERE.build(spool, plan, context))


def test_no_border_parts_a_reply_from_what_it_names() -> None:
    links = borders.Links()
    names = {5: "2", 9: "nobody", 12: "7", 13: "13", 20: "19", 21: "1"}
    ids, replies = [str(i) for i in range(22)], [names.get(i) for i in range(22)]
    links.see(ids, replies)
    assert links.spans == [(1, 21)]
    links = borders.Links()
    for first in range(0, 21, 3):
        named = replies[first : first + 3]
        links.see(ids[first : first + 3], named if any(named) else [])
    assert links.spans == [(2, 5), (7, 12), (19, 20)]


def test_the_reasons_stay_what_they_are_on_their_way_between_processes() -> None:
    for error in (MissingExtraError("rensa", "near-duplicates"), SourceError("damaged", file="a", line=3, remedy="b")):
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), again.line, again.exit_code) == (
            type(error),
            str(error),
            error.line,
            error.exit_code,
        )


def write(path: Path, count: int, text: str = "this and that") -> None:
    start = dt.datetime(2020, 1, 1)
    lines = []
    for i in range(count):
        moment = start + dt.timedelta(minutes=i if i % 50 else i + 30)
        lines.append(f"{moment:%d/%m/%Y, %H:%M} - {('Ada', 'Ben')[i % 2]}: {text} {i}\n")
    path.write_text("".join(lines), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_a_dataset_has_the_same_bytes_for_any_number_of_processes(
    simulacrum: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(started, "METHOD", method)
    (tmp_path / "chats").mkdir()
    write(tmp_path / "chats" / "WhatsApp Chat with Ben.txt", 12_000)
    write(tmp_path / "chats" / "WhatsApp Chat with Cy.txt", 40, "something else")
    found = []
    for count in (1, 2, 3):
        made = simulacrum("convert", "chats", "--me", "Ada", "-o", "out", "--force", "--workers", count)
        assert made.exit_code == 0, made.stderr
        found.append(contents(tmp_path / "out"))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_many_files_that_are_read_side_by_side_give_the_same_bytes(
    simulacrum: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """Chats and channels; what one process finds out, asks, and tells of damaged lines is told by several alike."""
    monkeypatch.setattr(started, "METHOD", method)
    monkeypatch.setattr(Processes, "task_size", 1 << 16)
    if method == "fork":
        # Some channels are more than what is sent back: they are read again.
        monkeypatch.setattr(looking, "_MOST", 1 << 15)
    (tmp_path / "chats").mkdir()
    for number in range(12):
        write(tmp_path / "chats" / f"WhatsApp Chat with P{number}.txt", 30 + 200 * number, f"words of {number}")
    with (tmp_path / "chats" / "WhatsApp Chat with P3.txt").open("a", encoding="utf-8") as chat:
        chat.write("31/02/2020, 09:00 - Ada: no such day\n")
    (tmp_path / "chats" / "sent.jpg").write_bytes(b"\xff\xd8")
    write_server(tmp_path / "server", 7, 60)
    found = []
    for count in (1, 2, 3):
        made = simulacrum("convert", "chats", "server", "--me", "Ada", "-o", "out", "--force", "--workers", count)
        assert made.exit_code == 0, made.stderr
        found.append((contents(tmp_path / "out"), made.stderr))
    assert found[0] == found[1] == found[2]
    assert "P3.txt" in found[0][1]


def test_a_message_that_is_too_long_in_one_of_many_files_is_told_alike(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "chats").mkdir()
    for number in range(6):
        write(tmp_path / "chats" / f"WhatsApp Chat with P{number}.txt", 300)
    with (tmp_path / "chats" / "WhatsApp Chat with P4.txt").open("a", encoding="utf-8") as chat:
        chat.write(f"01/03/2020, 09:00 - Ada: {'long ' * 250_000}\n")
    arguments = ("convert", "chats", "--from", "whatsapp", "-i", "longest", 1 << 20, "--me", "Ada", "-o", "out")
    alone, several = (simulacrum(*arguments, "--workers", count) for count in (1, 2))
    assert alone.exit_code == several.exit_code == 1
    assert alone.stderr == several.stderr
    assert "P4.txt:301" in alone.stderr
    assert not (tmp_path / "out").exists()


def test_an_error_is_the_same_with_several_processes(simulacrum: Simulacrum, tmp_path: Path) -> None:
    write(tmp_path / "chat.txt", 30)
    arguments = ("convert", "chat.txt", "--me", "Ada", "-o", "out", "--budget", 8, "--workers")
    alone, several = simulacrum(*arguments, 1), simulacrum(*arguments, 2)
    assert alone.exit_code == several.exit_code == 2
    assert alone.stderr == several.stderr
    assert "has no room for a message" in alone.stderr
    assert not (tmp_path / "out").exists()


def _ends_itself(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
@pytest.mark.parametrize("what", ["workers.build", "surveying.survey", "looking.seen", "chunked.packed"])
def test_a_process_that_is_killed_ends_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, what: str) -> None:
    monkeypatch.setattr(started, "METHOD", "fork")
    here = os.getpid()
    works = getattr(sys.modules[f"simulacrum_core.execution.{what.partition('.')[0]}"], what.partition(".")[2])

    def works_here_only(*given: Any, **more: Any) -> Any:
        return works(*given, **more) if os.getpid() == here else _ends_itself()

    monkeypatch.setattr(f"simulacrum_core.execution.{what}", works_here_only)
    (tmp_path / "chats").mkdir()
    for number in range(3 if what == "looking.seen" else 1):
        write(tmp_path / "chats" / f"{number}.txt", 300)
    # Chats in a zone are read by one process.
    tz = "UTC" if what == "surveying.survey" else None
    with pytest.raises(SimulacrumError, match=r"has ended by itself, perhaps for want of memory. Try again with"):
        convert(tmp_path / "chats", me="Ada", folder=tmp_path / "out", workers=2, tz=tz)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chats", "key"]


def test_a_persona_who_is_not_there_and_a_source_that_is_damaged_are_told_alike(
    simulacrum: Simulacrum, tmp_path: Path
) -> None:
    write(tmp_path / "chat.txt", 30)
    (tmp_path / "broken.json").write_text('{"name": "A", "type": "personal_chat", "id": 1, "messages": [{', "utf-8")
    for source, me in (("chat.txt", "Nobody"), ("broken.json", "Ada")):
        alone, several = (
            simulacrum("convert", source, "--me", me, "-o", "out", "--workers", count) for count in (1, 2)
        )
        assert alone.exit_code == several.exit_code != 0
        assert alone.stderr == several.stderr


def test_chats_that_are_there_twice_are_used_once_by_several_processes(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "chats").mkdir()
    write(tmp_path / "chats" / "a.txt", 400)
    write(tmp_path / "chats" / "b.txt", 300)
    for count in (1, 2):
        assert simulacrum("convert", "chats", "--me", "Ada", "-o", f"out{count}", "--workers", count).exit_code == 0
    assert contents(tmp_path / "out1") == contents(tmp_path / "out2")
    assert b'"in_another_export":' in contents(tmp_path / "out1")["simulacrum.json"].replace(b" ", b"")


def test_rows_are_made_by_helpers_where_they_can_be_and_are_the_same(tmp_path: Path) -> None:
    """A row that no other process can make is made here, of examples that are sent back."""

    class Local(AxolotlExporter):
        is_local: bool = False

        def write(self, examples: Examples, folder: Path) -> list[Path]:
            row = (lambda example: {"segments": example.segments}) if self.is_local else _segments_of
            return write_rows(examples, folder, row, apart=True).paths

    write(tmp_path / "chat.txt", 6_000)
    found = []
    for place, (count, exporter) in enumerate((w, Local(is_local=one)) for w in (1, 2) for one in (False, True)):
        folder = tmp_path / str(place)
        convert(tmp_path / "chat.txt", to=exporter, me="Ada", folder=folder, workers=count, report=False)
        found.append({name: (folder / name).read_bytes() for name in ("train.jsonl", "provenance.jsonl")})
    assert found[0] == found[1] == found[2] == found[3]


def _segments_of(example: TrainingExample) -> object:
    return {"segments": example.segments}


def test_what_cannot_be_handed_on_is_told(tmp_path: Path) -> None:
    class Own(ByteTokenizer):
        pass

    write(tmp_path / "chat.txt", 300)
    with pytest.raises(SimulacrumError, match=r"cannot be handed to other processes .* Pass --workers 1"):
        convert(tmp_path / "chat.txt", me="Ada", folder=tmp_path / "out", workers=2, tokenizer=Own())


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="nothing can be blocked")
def test_a_stop_while_processes_start_is_heard_afterwards_and_not_by_them() -> None:
    block = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))"
    inside = list[str]()

    def start() -> None:
        with started.shielded():
            signal.raise_signal(signal.SIGINT)
            inside.append(subprocess.run([sys.executable, "-c", block], capture_output=True, text=True).stdout.strip())

    with pytest.raises(KeyboardInterrupt):
        start()
    assert inside == ["True"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


class _Unpickled:
    """Becomes the name of the thread in which it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _thread_name, ()


def _thread_name() -> str:
    return threading.current_thread().name


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_what_a_process_is_sent_is_unpickled_where_it_is_done(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    # Two threads that import the same modules may meet half of one: the process then waited for ever.
    monkeypatch.setattr(started, "METHOD", method)
    helper = Helper()
    try:
        told = helper.ask(str, _Unpickled())
        helper.take()
        assert told.result() == "MainThread"
    finally:
        helper.close()


@pytest.mark.skipif(sys.platform != "linux", reason="starts copies of this process")
def test_a_process_that_is_ended_before_it_is_ready_ends_without_a_word() -> None:
    code = """if True:
        import signal
        from simulacrum_core.execution.pool import Helper

        signal.signal(signal.SIGTERM, signal.default_int_handler)
        for _ in range(30):
            Helper().close()
    """
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
    assert ended.stderr == b""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopped_it_leaves_no_process_and_no_dataset(tmp_path: Path, how: signal.Signals) -> None:
    write(tmp_path / "chat.txt", 60_000)
    command = [sys.executable, "-m", "simulacrum_core", "convert", "chat.txt", "--me", "Ada", "-o", "out"]
    running = subprocess.Popen(
        [*command, "--workers", "2"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0
    )
    children = _children(running)
    # Ctrl-C reaches all processes of a terminal, `kill` the one that is named.
    os.killpg(running.pid, how) if how is signal.SIGINT else running.kill()
    _, told = running.communicate(timeout=60)
    assert running.returncode != 0
    # One that is killed while it starts a process cannot tell that one.
    assert how is signal.SIGKILL or b"Traceback" not in told
    until = time.monotonic() + 60
    while any(Path(f"/proc/{child}").exists() for child in children):
        assert time.monotonic() < until, "a process goes on"
        time.sleep(0.1)
    assert not (tmp_path / "out").exists()


def _children(process: subprocess.Popen[bytes]) -> list[str]:
    """The processes that one has started, when they are at work."""
    while process.poll() is None:
        found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if found:
            return found
        time.sleep(0.02)
    pytest.fail("it ended before it was stopped")


def test_a_conversation_is_taken_apart_from_any_message_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulacrum_core.sources.message_blocks._BLOCK", 700)
    messages = chat(4, 100, replies=0).messages
    with Spool(iter([chat(5, 3, replies=0), chat(4, 100, replies=0)])) as spool:
        for _ in spool:
            pass
        parts = [(0, 10), (7, 50), (49, 50), (49, 100), (90, None)]
        for (start, end), piece in zip(parts, spool.pieces(1, parts), strict=True):
            found = list(piece.conversation().messages)
            wanted = list(messages)[start:end]
            assert [msgspec.structs.astuple(one) for one in found] == [msgspec.structs.astuple(one) for one in wanted]
