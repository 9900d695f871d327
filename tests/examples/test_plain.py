"""Plain sessions: what is made of them by columns is what is made of them message by message."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest

from simulacrum_axolotl.exporter import AxolotlExporter
from simulacrum_core import Conversation, Message, Participant, Persona, Recipe
from simulacrum_core.dataset.manifest import Statistics
from simulacrum_core.dataset.statistics import Figures
from simulacrum_core.examples.build import build
from simulacrum_core.examples.context import context_of, controls_of
from simulacrum_core.examples.plain import Plain, PlainSessions
from simulacrum_core.examples.results import SessionResult
from simulacrum_core.examples.survey import survey
from simulacrum_core.ledger import Ledger
from simulacrum_core.tokens.tokenizers import ByteTokenizer

RECIPES: dict[str, dict[str, object]] = {
    "usual": {},
    "short": {"min_messages": 5, "max_messages": 8, "validation": 0.3},
    "budget": {"budget": 120},
    "bubbles": {"bubbles": True, "style": "origin", "train": ["forwarded"]},
    "off": {"threads": "off", "replies": "off", "control_tokens": "keep", "train": ["links"]},
    "openers": {"openers": "keep"},
    "twice": {"weights": {"chat": 1.5}, "splits": 2},
    "repeated": {"near_duplicates": "same"},
}
ODD = ("https://a.example", "www.b.example and so", "a </s> b", "Ben: so I said", "\ud83d", "long " * 60, "", " ok")


def chat(seed: int, people: int, odd: float) -> Conversation:
    """Some talk, of which a part is odd: links, what is forwarded, replies, what has to be altered."""
    rng, now, messages = random.Random(seed), dt.datetime(2024, 1, 1), list[Message]()
    authors = ("ada", "ben", "cy", "dee")[:people]
    for i in range(1_200):
        now += dt.timedelta(minutes=rng.choice((0, 1, 1, 2, 3)) if rng.random() < 0.94 else 600)
        is_odd, author = rng.random() < odd, authors[rng.randrange(people)]
        text = rng.choice(ODD) if is_odd and rng.random() < 0.5 else f"this and that, number {i}"
        reply = str(rng.choice((i - 1, i - 30))) if is_odd and rng.random() < 0.2 else None
        forwarded = "Eve" if is_odd and rng.random() < 0.2 else None
        for _ in range(40 if rng.random() < 0.004 else 1):
            messages.append(Message(str(len(messages)), author, now, text, "text", reply, forwarded_from=forwarded))
    there = tuple(Participant(id, id.title()) for id in authors)
    return Conversation("chat", f"{seed}", None, there, False, messages)


def total(results: Iterator[SessionResult]) -> tuple[object, ...]:
    examples, origins, others = list[object](), list[object](), set[str]()
    ledger, numbers, figures = Ledger(), Statistics(), Figures()
    for result in results:
        result.ledger.verify()
        examples += result.examples
        origins += result.origins
        others |= result.others
        ledger += result.ledger
        numbers += result.statistics
        figures += result.figures or Figures()
    # The order of the reasons is that of the manifest.
    return examples, origins, others, ledger, list(ledger.left_out), numbers, figures.trimmed()


@pytest.mark.parametrize("odd", [0, 0.01, 0.2])
@pytest.mark.parametrize("people", [2, 4])
@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_plain_sessions_give_what_any_way_of_making_them_gives(
    monkeypatch: pytest.MonkeyPatch, recipe: dict[str, object], people: int, odd: float
) -> None:
    choices, tokenizer, conversation = Recipe.model_validate(recipe), ByteTokenizer(), chat(people, people, odd)
    plan = survey([conversation], Persona(me=["Ada"]), choices, controls_of(tokenizer))
    context = context_of(plan, choices, tokenizer, AxolotlExporter())
    found, of = list[Plain | None](), PlainSessions.of

    def noted(*asked: Any) -> Plain | None:
        found.append(of(*asked))
        return found[-1]

    monkeypatch.setattr(PlainSessions, "of", noted)
    made = total(build(conversation, plan.conversations[0], context))
    monkeypatch.setattr(PlainSessions, "of", lambda *_: None)
    assert made == total(build(conversation, plan.conversations[0], context))
    if recipe == RECIPES["usual"] and people == 2:
        plain = sum(one is not None for one in found) / len(found)
        assert plain > 0.8 if not odd else 0.2 < plain < 0.98 if odd < 0.1 else plain > 0


def test_a_conversation_without_replies_remembers_no_session() -> None:
    tokenizer = ByteTokenizer()
    for odd, has_replies in ((0.0, False), (0.2, True)):
        plan = survey([chat(1, 2, odd)], Persona(me=["Ada"]), Recipe(), controls_of(tokenizer))
        assert plan.conversations[0].has_replies is has_replies
