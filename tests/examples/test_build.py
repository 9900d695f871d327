"""A plan and a context are all that a conversation is built with: anywhere, in any order, always the same."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import multiprocessing
import pickle
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import msgspec
import pytest
from pydantic import ConfigDict, PrivateAttr

from simulacrum_axolotl.exporter import AxolotlExporter
from simulacrum_core import Conversation, Importer, Message, Participant, Persona, Recipe, Source, SourceError
from simulacrum_core.conversations.participants import People
from simulacrum_core.dataset.manifest import Statistics
from simulacrum_core.examples.build import build
from simulacrum_core.examples.context import Context, context_of, controls_of
from simulacrum_core.examples.plan import ConversationPlan, Plan
from simulacrum_core.examples.results import SessionResult
from simulacrum_core.examples.survey import survey
from simulacrum_core.ledger import REASONS, Ledger, worded
from simulacrum_core.pipeline import convert
from simulacrum_core.tokens.tokenizers import ByteTokenizer, Tokenizer

from ..tokenizers import tiny_tokenizer

START = dt.datetime(2024, 3, 1, 8)
RECIPES: dict[str, dict[str, object]] = {
    "plain": {},
    "short": {"budget": 90, "max_messages": 4, "validation": 0.3},
    "weights": {"weights": {"chat": 2.5, "notes": 0.5}, "validation": 0.2},
    "caps": {"caps": {"chat": 40}},
    "private": {"redact": ["phone", "email"], "pseudonyms": True},
    "days": {"since": dt.date(2024, 3, 2), "control_tokens": "drop-message"},
}


def talk(id: str, days: range, other: str = "Bea", me: str = "Ada Lind") -> Conversation:
    """A chat of several days, with what is not used among it."""
    messages, mine = [], me.lower()[:3]
    for day in days:
        moment = START + dt.timedelta(days=day)
        for i, (author, text) in enumerate(
            [
                (mine, f"Good morning on day {day}, says {id}"),
                (other, f"Morning! Day {day} of {id}, is it? My number is +44 20 7946 0{day:03}"),
                (mine, f"Yes, day {day} </s>"),
                (other, "ok\nAda: no"),
                (other, ""),
                (mine, f"Write to ada{day}@example.org, {other}! " * (1 + day % 3)),
            ]
        ):
            forwarded = "somebody" if (day + i) % 7 == 2 else None
            sent_at = moment + dt.timedelta(minutes=2 * i)
            messages.append(Message(f"{day}.{i}", author, sent_at, text, forwarded_from=forwarded))
    people = (Participant(mine, me), Participant(other, f"{other} Bell"))
    return Conversation("chat", id, None, people, False, messages)


def note(day: int) -> Conversation:
    """An entry of a journal, with a quotation in it."""
    moment = START + dt.timedelta(days=day)
    texts = [f"It rained on day {day}. " * 12, "> So it goes.", f"Bea came by, day {day}."]
    messages = [
        Message(
            str(i), None if text.startswith(">") else "me", moment, text, "quote" if text.startswith(">") else "text"
        )
        for i, text in enumerate(texts)
    ]
    return Conversation("notes", f"note {day}", f"Day {day}", (Participant("me", ""),), False, messages, monologue=True)


CONVERSATIONS = [
    talk("a", range(12)),
    note(1),
    talk("a", range(8, 20)),
    talk("b", range(100, 103), "Cy"),
    note(2),
    note(3),
    talk("c", range(200, 203), "Dee", me="Eve"),
]


class Counting(Importer):
    """Conversations that are there already, and how often they were asked for."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    name: ClassVar[str] = "counting"
    conversations: list[Conversation]
    _readings: list[int] = PrivateAttr(default_factory=list)

    def identify(self, source: Source) -> bool:
        return True

    def read(self, source: Source) -> Iterator[Conversation]:
        self._readings.append(len(self.conversations))
        for one in self.conversations:
            yield msgspec.structs.replace(one, messages=iter(one.messages))


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(bytes(range(32)))
    monkeypatch.setenv("SIMULACRUM_KEY", str(tmp_path / "key"))


def planned(recipe: dict[str, object], tokenizer: Tokenizer | None = None) -> tuple[Plan, Context]:
    counter, choices = tokenizer or ByteTokenizer(), Recipe.model_validate(recipe)
    plan = survey(CONVERSATIONS, Persona(me=["Ada Lind"]), choices, controls_of(counter))
    return plan, context_of(plan, choices, counter, AxolotlExporter())


def built(work: bytes) -> bytes:
    """What another process makes of a conversation, its plan and the context."""
    conversation, plan, context = pickle.loads(work)
    return pickle.dumps(list(build(conversation, plan, context)))


def results(plan: Plan, context: Context) -> list[list[SessionResult]]:
    return [list(build(one, part, context)) for one, part in plan.paired(CONVERSATIONS)]


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_conversation_built_twice_or_in_another_order_gives_the_same(recipe: dict[str, object]) -> None:
    plan, context = planned(recipe)
    wanted = results(plan, context)
    before = pickle.dumps(plan)
    pairs = list(plan.paired(CONVERSATIONS))
    assert [list(build(one, part, context)) for one, part in reversed(pairs)] == wanted[::-1]
    assert results(plan, context) == wanted
    assert pickle.dumps(plan) == before
    assert planned(recipe)[0] == plan


def test_another_process_gives_the_same() -> None:
    work, wanted = [], []
    for name, tokenizer in (("weights", tiny_tokenizer()), ("private", ByteTokenizer())):
        plan, context = planned(RECIPES[name], tokenizer)
        wanted += results(plan, context)
        work += [pickle.dumps((one, part, context)) for one, part in plan.paired(CONVERSATIONS)]
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert [pickle.loads(found) for found in pool.map(built, work)] == wanted


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_the_accounts_of_the_parts_add_up_to_that_of_the_whole(recipe: dict[str, object], tmp_path: Path) -> None:
    plan, context = planned(recipe)
    parts = [result for one in results(plan, context) for result in one]
    for part in parts:
        part.ledger.verify()
    ledger = sum((part.ledger for part in parts), Ledger())
    numbers = sum((part.statistics for part in parts), Statistics())
    manifest, _ = convert(
        [(Counting(conversations=CONVERSATIONS), Source([]))],
        AxolotlExporter(),
        tmp_path / "out",
        Persona(me=["Ada Lind"]),
        Recipe.model_validate(recipe),
        ByteTokenizer(),
    )
    assert ledger == manifest.ledger
    told = json.loads((tmp_path / "out" / "simulacrum.json").read_bytes())
    assert told["reasons"] == {reason: worded(reason) for reason in ledger.left_out}
    assert ledger.read == sum(len(list(one.messages)) for one in CONVERSATIONS)
    assert {reason.partition(":")[0] for reason in ledger.left_out} <= REASONS.keys()
    assert dataclasses.replace(numbers, people=manifest.statistics.people) == manifest.statistics
    assert numbers.conversations == len(CONVERSATIONS)
    assert sorted(frozenset().union(*(part.others for part in parts))) == manifest.others
    for field in ("read", "trained", "context"):
        assert sum(getattr(share, field) for share in ledger.sources.values()) == getattr(ledger, field)


def test_adding_changes_neither_of_two_ledgers() -> None:
    one = Ledger(read=3, trained=1, left_out=Counter({"empty": 2}))
    other = Ledger(read=1, left_out=Counter({"empty": 1}))
    assert (one + other).left_out == {"empty": 3}
    assert (one.left_out["empty"], other.left_out["empty"]) == (2, 1)


@pytest.mark.parametrize(
    ("conversations", "asks"),
    [([0, 1, 3], False), ([0, 2], False), ([0, 1, 3], True), ([0, 2], True)],
    ids=["alone", "copies", "asked", "copies, asked"],
)
def test_a_source_is_read_once_with_copies_too(tmp_path: Path, conversations: list[int], asks: bool) -> None:
    importer = Counting(conversations=[CONVERSATIONS[i] for i in conversations])
    convert(
        [(importer, Source([]))],
        AxolotlExporter(),
        tmp_path / "out",
        Persona(me=[] if asks else ["Ada Lind"]),
        Recipe(),
        ByteTokenizer(),
        ask=lambda people: Persona(me=[people.likely_me() or ""]),
    )
    assert len(importer._readings) == 1


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_persona_who_is_asked_for_gives_the_plan_of_one_who_is_named(recipe: dict[str, object]) -> None:
    def ask(people: People) -> Persona:
        assert people.messages["Ada Lind"] == 81
        return Persona(me=["Ada Lind"])

    choices = Recipe.model_validate(recipe)
    assert survey(CONVERSATIONS, Persona(), choices, controls_of(ByteTokenizer()), ask) == planned(recipe)[0]


def test_a_plan_says_what_is_done_with_each_session() -> None:
    plan, _ = planned({"validation": 0.1, "weights": {"notes": 0}, "caps": {"chat": 0}})
    assert plan.conversations[0].session(0).reason == "over_cap:chat"
    assert plan.conversations[1].session(0).reason == "thinned_out:notes"
    once = ConversationPlan("chat", "a", ("ada",), held_out=frozenset({1}))
    assert [once.session(number).split for number in range(3)] == ["train", "validation", "train"]
    thrice = ConversationPlan("chat", "a", ("ada",), held_out=frozenset({1}), repeats=b"\3\3")
    assert [thrice.session(number).uses for number in range(2)] == [3, 1], "what is held out is used once"


def test_a_source_that_changes_between_the_readings_is_refused() -> None:
    plan, _ = planned({})
    for others in (CONVERSATIONS[:-1], [*CONVERSATIONS, note(9)], CONVERSATIONS[::-1]):
        with pytest.raises(SourceError, match="changed while it was read"):
            list(plan.paired(others))
