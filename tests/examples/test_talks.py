"""Talks and replies: what the persona says stands behind what it answers, and every message has one account."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Set
from pathlib import Path
from random import Random
from typing import Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core import Message, Recipe
from simulacrum_core.examples.runs import LeftOut, Run
from simulacrum_core.examples.talks import (
    BEFORE,
    BEFORE_QUICK,
    RECENT,
    THOROUGH,
    Recent,
    Talks,
    cut_of,
    runs_of,
    talks_of,
)
from simulacrum_core.threads import Threads, threads
from simulacrum_core.threads.words import Names

from ..conftest import Simulacrum, conversation, talk
from .test_splits import made

MINE = {"me"}


def answering(lines: list[Message], **answers: int) -> list[Message]:
    """The messages with what they answer: `m5=2` says that the message at 5 answers the one at 2."""
    named = {int(place[1:]): str(to) for place, to in answers.items()}
    return [msgspec.structs.replace(line, reply_to=named.get(place)) for place, line in enumerate(lines)]


def cut(
    session: list[Message], recent: Recent | None = None, seed: int = 0, **recipe: object
) -> tuple[list[Run], LeftOut]:
    asked = Recipe.model_validate(recipe)
    chat = conversation(session)
    talks = talks_of(session, recent or Recent(), chat, MINE, asked)
    return runs_of(talks, MINE, cut_of(chat, asked, talks, MINE), Random(seed), asked.replies)


def texts(run: Run) -> list[str]:
    return [message.text for message in run.messages]


FAR = answering(
    talk("bo: did you feed the fish?", *["bo: and so on", "me: mhm"] * 6, "me: twice, this morning", "bo: thanks"),
    m13=0,
)


def test_a_message_that_is_answered_from_afar_stands_right_before_its_answer() -> None:
    found, _ = cut(FAR, max_messages=4)
    run = next(run for run in found if "twice, this morning" in texts(run))
    assert texts(run)[-2:] == ["did you feed the fish?", "twice, this morning"]
    assert run.beside == run.repeated == {len(run.messages) - 2}


def test_replies_in_a_row_to_different_questions_stand_each_behind_its_own() -> None:
    asked = talk(
        "bo: which boat?",
        "cy: what time?",
        "di: who steers?",
        "me: the red one",
        "me: no, blue",
        "me: at six",
        "me: di",
    )
    for replies in ("inline", "start"):
        ((run,), left_out) = cut(
            answering(asked, m3=0, m5=1, m6=2), min_messages=7, max_messages=7, replies=replies, threads="off"
        )
        assert not left_out
        assert texts(run)[:3] == ["which boat?", "what time?", "who steers?"]
        assert texts(run)[3:6] == ["which boat?", "the red one", "no, blue"]
        assert texts(run)[6:] == ["what time?", "at six", "who steers?", "di"]
        assert run.beside == run.repeated == {3, 6, 8}
        assert run.answers == {4: 3, 7: 6, 9: 8}


def test_replies_in_a_row_to_one_question_stay_one_turn() -> None:
    asked = talk("bo: which boat?", "cy: what time?", "me: the red one", "me: and the blue one")
    ((run,), _) = cut(answering(asked, m2=0, m3=0), min_messages=4, max_messages=4)
    assert texts(run) == [message.text for message in asked]
    assert not run.beside


def test_or_first_in_its_example_or_nowhere() -> None:
    first, _ = cut(FAR, max_messages=4, replies="start")
    run = next(run for run in first if "twice, this morning" in texts(run))
    assert texts(run)[0] == "did you feed the fish?"
    off, _ = cut(FAR, max_messages=4, replies="off")
    run = next(run for run in off if "twice, this morning" in texts(run))
    assert "did you feed the fish?" not in texts(run)


def test_what_is_answered_may_stand_in_an_earlier_session() -> None:
    recent = Recent()
    recent.add(talk("bo: where did you leave the ladder?"))
    later = [msgspec.structs.replace(m, id=f"later {m.id}") for m in talk("me: behind the shed", "bo: ah")]
    later[0] = msgspec.structs.replace(later[0], reply_to="0")
    found, left_out = cut(later, recent)
    assert [texts(run) for run in found] == [["where did you leave the ladder?", "behind the shed"]]
    assert found[0].repeated == {0}, "the earlier session has it in its account"
    assert [message.text for message in left_out["not_answered"]] == ["ah"]


def test_an_answer_to_what_nobody_can_see_is_left_out_and_counted() -> None:
    session = answering(talk("bo: hi", "me: hello", "me: yes, the blue one", "bo: good", "me: bye"), m2=77)
    found, left_out = cut(session)
    assert [texts(run) for run in found] == [["hi", "hello", "good", "bye"]]
    assert [message.text for message in left_out["answered_is_missing"]] == ["yes, the blue one"]
    assert "answered_is_missing" not in cut(session, replies="off")[1]


def test_going_on_with_ones_own_words_asks_for_nothing_beside_them() -> None:
    session = answering(talk("bo: hi", "me: hello", "bo: well", "me: hello again"), m3=1)
    assert [texts(run) for run in cut(session)[0]] == [["hi", "hello", "well", "hello again"]]


def test_what_only_stands_beside_an_answer_is_context_and_not_left_out() -> None:
    # The question crosses another talk; nobody goes on with it there.
    session = answering(talk("bo: who has the key?", "me: no idea what you mean", "bo: x", "bo: y"), m1=0)
    found, left_out = cut(session)
    assert not found[0].repeated
    assert sum(map(len, left_out.values())) + len(found[0].messages) == 4


def test_an_id_that_comes_twice_is_no_crash() -> None:
    recent = Recent()
    recent.add([msgspec.structs.replace(talk("cy: who?")[0], id="9")])
    session = talk("bo: one", "me: two", "bo: three", "me: four")
    session[1] = msgspec.structs.replace(session[1], reply_to="9")
    session[3] = msgspec.structs.replace(session[3], id="9", reply_to="2")
    found, _ = cut(session, recent, max_messages=2)
    assert [texts(run) for run in found] == [["one", "who?", "two"], ["three", "four"]]


@pytest.mark.parametrize("choices", [{}, {"splits": 3}, {"replies": "start"}, {"recency": "1d", "seed": 3}])
def test_a_question_of_an_earlier_session_is_context_and_no_longer_left_out(
    tmp_path: Path, choices: dict[str, object]
) -> None:
    days = (
        ("bo: where did you leave the ladder?", "cy: no idea"),
        ("cy: morning", "me: behind the shed", "bo: ah", "me: next to the rake"),
        ("cy: good day", "me: hello"),
    )
    chat = [
        msgspec.structs.replace(
            message, id=f"{day}.{message.id}", sent_at=message.sent_at and message.sent_at.replace(day=day + 1)
        )
        for day, lines in enumerate(days)
        for message in talk(*lines)
    ]
    chat[3] = msgspec.structs.replace(chat[3], reply_to="0.0")
    chat[5] = msgspec.structs.replace(chat[5], reply_to="0.0")
    manifest, examples = made(tmp_path / "out", [conversation(chat)], validation=0, **choices)
    texts = ["".join(segment.text for segment in example.segments) for example in examples]
    assert any("ladder" in text for text in texts)
    seen = [message for message in chat if message.author != "me" and any(message.text in text for text in texts)]
    assert manifest.ledger.context == len(seen)
    assert manifest.ledger.left_out.total() == len(chat) - manifest.ledger.trained - len(seen)
    assert manifest.ledger.sources["test"].context == len(seen)
    assert min(manifest.ledger.left_out.values()) > 0


@pytest.mark.parametrize("choices", [{}, {"openers": "keep"}, {"splits": 3}])
def test_what_is_answered_twice_in_a_row_of_replies_has_one_account(tmp_path: Path, choices: dict[str, object]) -> None:
    """It stands before both answers, as what another one answers is between them."""
    days = (
        ("bo: where is the ladder?", "cy: no idea"),
        ("cy: are you well?", "me: behind the shed", "me: very well", "me: next to the rake"),
        ("cy: good day", "me: hello"),
    )
    chat = [
        msgspec.structs.replace(
            message, id=f"{day}.{message.id}", sent_at=message.sent_at and message.sent_at.replace(day=day + 1)
        )
        for day, lines in enumerate(days)
        for message in talk(*lines)
    ]
    for place, answered in ((3, "0.0"), (4, "1.0"), (5, "0.0")):
        chat[place] = msgspec.structs.replace(chat[place], reply_to=answered)
    manifest, examples = made(tmp_path / "out", [conversation(chat)], validation=0, **choices)
    texts = {"".join(segment.text for segment in example.segments) for example in examples}
    assert sorted(text.count("ladder") for text in texts) == [0, 2]
    ledger = manifest.ledger
    assert (ledger.read, ledger.trained, ledger.context, ledger.left_out.total()) == (8, 4, 3, 1)


def test_earlier_messages_are_kept_up_to_a_bound() -> None:
    recent = Recent()
    for part in range(RECENT // 100 + 5):
        recent.leave_out({f"{part}.0": "silent_talk"})
        recent.add([msgspec.structs.replace(m, id=f"{part}.{m.id}") for m in talk(*["bo: x"] * 100)])
    assert recent.find("0.0") is None
    assert "0.0" not in recent.left_out
    assert recent.find("5.0") is not None


def test_talks_that_cross_in_a_busy_group_come_apart() -> None:
    session = talk(
        "Mirela: does anybody know why my seedlings turn yellow?",
        "Tesk: hello, where can I get cheap glass for a greenhouse?",
        "me: @Mirela how often do you water the seedlings?",
        "Yusra: @Tesk the demolition yard sells old windows",
        "Mirela: @me every day, the pots are small",
        "Tesk: @Yusra do they deliver windows?",
        "me: @Mirela too much, let the soil dry",
        "Yusra: @Tesk only on fridays",
        minutes=0.3,
    )
    found, left_out = cut(session)
    assert all(message.author in {"Mirela", "me"} for run in found for message in run.messages)
    assert {reason: len(messages) for reason, messages in left_out.items()} == {"silent_talk": 4}
    in_file_order, _ = cut(session, threads="off")
    assert any(message.author == "Tesk" for run in in_file_order for message in run.messages)


SESSIONS = st.lists(st.tuples(st.sampled_from(["me", "bo", "cy", "dee"]), st.none() | st.integers(0, 40)), max_size=40)


@given(said=SESSIONS, seed=st.integers(0, 9), replies=st.sampled_from(["inline", "start"]), most=st.integers(2, 8))
def test_every_message_has_one_account_and_what_is_answered_stands_before(
    said: list[tuple[str, int | None]], seed: int, replies: str, most: int
) -> None:
    lines = talk(*[f"{author}: {place}" for place, (author, _) in enumerate(said)], minutes=0.4)
    session = [
        msgspec.structs.replace(line, reply_to=None if to is None else str(to))
        for line, (_, to) in zip(lines, said, strict=True)
    ]
    found, left_out = cut(session, seed=seed, replies=replies, max_messages=most)
    placed = Counter(
        message.id for run in found for place, message in enumerate(run.messages) if place not in run.repeated
    )
    placed.update(message.id for messages in left_out.values() for message in messages)
    assert placed == Counter(message.id for message in session)
    by_id = {message.id: message for message in session}
    for run in found:
        assert run.messages[-1].author == "me"
        assert all(run.messages[place].author != "me" for place in run.beside)
        for place, message in enumerate(run.messages):
            named = by_id.get(message.reply_to or "")
            if message.author == "me" and message.reply_to is not None:
                assert named is not None
                assert named.author == "me" or named in run.messages[:place]


def test_a_session_without_the_persona_is_not_taken_apart() -> None:
    session = talk("bo: a", "cy: b", "dee: c", minutes=0.1)
    talks = talks_of(session, Recent(), conversation(session), MINE, Recipe())
    assert talks == Talks([session], {}, False, {})
    assert {reason: len(messages) for reason, messages in cut(session)[1].items()} == {"silent_talk": 3}


@pytest.mark.parametrize(("way", "before"), [("auto", BEFORE_QUICK), ("careful", BEFORE)])
def test_what_is_far_from_anything_the_persona_says_is_not_taken_apart(
    way: Literal["auto", "careful"], before: int
) -> None:
    session = talk(*["bo: a", "cy: b", "dee: c"] * 100, "me: yes", *["bo: d"] * 9, minutes=0.1)
    talks = talks_of(session, Recent(), conversation(session), MINE, Recipe(threads=way))
    assert talks.busy
    far = [*session[: 300 - before], *session[301:]]
    assert talks.talks[0][: len(far)] == far
    assert sum(map(len, talks.talks)) == len(session)


def test_the_quick_look_begins_at_the_same_message_of_a_chat_however_it_is_parted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = list[int | None]()

    def noted(
        session: list[Message], names: Names, mine: Set[str], *, quick_from: int | None, said: int, **more: bool
    ) -> Threads:
        begun.append(quick_from)
        assert said >= len(session)
        return threads(session, names, mine, quick_from=quick_from, said=said, **more)

    monkeypatch.setattr("simulacrum_core.examples.talks.threads", noted)
    session = talk(*["bo: a", "cy: b", "dee: c", "me: d"] * 5, minutes=0.1)
    for used in (0, THOROUGH - 5, THOROUGH + 5):
        talks_of(session, Recent(used), conversation(session), MINE, Recipe())
    assert begun == [THOROUGH, 5, 0]
    talks_of(session, Recent(THOROUGH + 5), conversation(session), MINE, Recipe(threads="careful"))
    assert begun.pop() is None


def test_identical_statements_still_give_examples() -> None:
    session = talk(*["bo: it is green", "cy: it is green", "dee: it is green", "me: good"] * 30, minutes=0.1)
    for used in (0, THOROUGH):
        talks = talks_of(session, Recent(used), conversation(session), MINE, Recipe())
        behind = [m for t in talks.talks for m in t if m.author == "me" and (len(t) > 1 or m.id in talks.answers)]
        assert len(behind) >= 20


@pytest.mark.parametrize(
    ("people", "named", "replies", "parted"),
    [(12, False, "inline", True), (13, False, "inline", False), (12, True, "inline", False), (12, False, "off", False)],
)
def test_in_a_small_group_that_names_nobody_an_unsure_answer_stands_behind_what_it_answers_alone(
    people: int, named: bool, replies: Literal["inline", "off"], parted: bool
) -> None:
    random = Random(2)
    others = [f"person{number}" for number in range(people - 1)]
    said = SAID.split("|")
    session = talk(
        *[
            f"{random.choice([*others, 'me'])}: {random.choice(others) + ', ' if named else ''}{said[i % len(said)]}"
            for i in range(120)
        ],
        minutes=0.5,
    )
    chat = conversation(session)
    assert len(chat.participants) == people
    talks = talks_of(session, Recent(), chat, MINE, Recipe(replies=replies))
    alone = [t[0] for t in talks.talks if len(t) == 1 and t[0].author == "me" and t[0].id in talks.answers]
    assert bool(alone) == parted
    if parted:
        cut = cut_of(chat, Recipe(), talks, MINE)
        found = [run for run in runs_of(talks, MINE, cut, Random(1), "inline")[0] if alone[0] in run.messages]
        assert [run.messages for run in found] == [[talks.answers[alone[0].id], alone[0]]]


SAID = """what time are we meeting?|at eight I think|can someone bring chairs?|I can bring two|is there parking?
yes, behind the church|who is driving?|I am, there is room for two|did you see the game?|what a mess
my train is late again|oh no, how late?|twenty minutes they say|we will wait|who has the tickets?|I do""".replace(
    "\n", "|"
)


def group_text(names: bool, count: int = 160) -> str:
    """A WhatsApp chat of four people, one message a minute, of which each fifth names somebody where that is asked for."""
    people = ("Ada Lind", "Bo Falk", "Cy Moor", "Dee Park")
    start, rows, random = dt.datetime(2024, 1, 13, 9), [], Random(1)
    for i in range(count):
        author, named = random.sample(people, 2)
        led = f"{named.split()[0]}: " if names and i % 5 == 0 else ""
        rows.append(f"{start + dt.timedelta(minutes=i):%d/%m/%Y, %H:%M} - {author}: {led}{SAID.split('|')[i % 16]}\n")
    return "".join(rows)


@pytest.mark.parametrize("names", [True, False])
def test_a_busy_group_in_which_nobody_is_named_is_told(simulacrum: Simulacrum, tmp_path: Path, names: bool) -> None:
    (tmp_path / "chat.txt").write_text(group_text(names))
    told = "hardly any message names somebody or is a reply"
    assert (told in " ".join(simulacrum("inspect", "chat.txt").stdout.split())) != names
    result = simulacrum("convert", "chat.txt", "--me", "Ada Lind", "-o", "out")
    assert result.exit_code == 0
    assert ("messages are in busy groups where hardly any" in " ".join(result.stderr.split())) != names
    manifest = json.loads((tmp_path / "out" / "simulacrum.json").read_text())
    assert (manifest["statistics"]["nameless"] > 150) != names


def test_a_busy_group_is_looked_at_twice_where_one_wants(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(group_text(names=True, count=THOROUGH + 100))
    decided, told = {}, {}
    for way in ("auto", "careful", "off"):
        result = simulacrum("convert", "chat.txt", "--me", "Ada Lind", "--threads", way, "--validation", 0, "-o", way)
        assert result.exit_code == 0, result.stderr
        manifest = json.loads((tmp_path / way / "simulacrum.json").read_text())
        assert manifest["recipe"]["threads"] == way
        counts = manifest["statistics"]
        decided[way] = [one["evidence"] for one in manifest["decisions"] if one["option"] == "--threads"]
        told[way] = "with a quick look; with --threads careful, each is looked at twice" in result.stderr
        assert (counts["taken_apart"], counts["quick"]) == {
            "auto": (394, 94),
            "careful": (394, 0),
            "off": (0, 0),
        }[way], "the last six are said behind all that the persona says"
    assert told == {"auto": True, "careful": False, "off": False}
    assert decided == {
        "auto": ["394 messages: a quick look at 94 of them, two looks at the others"],
        "careful": ["394 messages: two looks at each"],
        "off": [],
    }


def test_two_looks_give_the_same_bytes_with_workers(
    simulacrum: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulacrum_core.examples.borders.STRETCH", 100)
    monkeypatch.setattr("simulacrum_core.execution.workers.STRETCH", 1)
    (tmp_path / "chat.txt").write_text(group_text(names=True, count=THOROUGH + 100))
    for count in (1, 2):
        result = simulacrum(
            "convert", "chat.txt", "--me", "Ada Lind", "--threads", "careful", "--workers", count, "-o", count
        )
        assert result.exit_code == 0, result.stderr
    for path in (tmp_path / "1").iterdir():
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes(), path.name


@pytest.mark.parametrize(("said", "often"), [(10, False), (20, True)])
def test_whether_the_persona_writes_often_goes_by_the_whole_chat(
    said: int, often: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = set[bool]()

    def noted(session: list[Message], *more: object, often: bool, **others: object) -> Threads:
        told.add(often)
        return threads(session)

    monkeypatch.setattr("simulacrum_core.examples.talks.threads", noted)
    session = talk(*["bo: a", "cy: b"] * 28, *["bo: a", "me: d"] * said, minutes=0.1)
    made(tmp_path, [conversation([msgspec.structs.replace(m, text=f"{m.text} {i}") for i, m in enumerate(session)])])
    assert told == {often}
