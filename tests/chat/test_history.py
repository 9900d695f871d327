"""A history is counted from its end: what it costs grows with the budget, not with what was said years ago."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core import UsageError
from simulacrum_core.chat.chat import Chat
from simulacrum_core.chat.speaker import Sampling
from simulacrum_core.models import Turn
from simulacrum_core.rendering.bubbles import turns_of
from simulacrum_core.rendering.render import prompt

from .test_chat import Parrot, chat, manifest


class Counting(Parrot):
    """A speaker that counts a token a word, and how many characters it was given to count."""

    seen = 0

    def count(self, text: str) -> int:
        self.seen += len(text)
        return len(text.split())


class Joining(Parrot):
    """A speaker whose tokenizer counts one more for each text that stands alone, as SentencePiece does."""

    def count(self, text: str) -> int:
        return len(text) + 1


def told(rounds: int, speaker: Parrot, budget: int = 400, names: Callable[[int], str | None] = lambda i: None) -> Chat:
    talk = Chat(manifest(budget), speaker, Sampling(max_tokens=50))
    for i in range(rounds):
        talk.add_user_message(f"this is question number {i}", names(i))
        talk.add_persona_message(f"and that is answer number {i}")
    talk.add_user_message("so?")
    return talk


def test_what_is_counted_does_not_grow_with_the_history() -> None:
    seen = []
    for rounds in (500, 1000, 10_000):
        speaker = Counting()
        assert told(rounds, speaker).prompt().endswith("so?\nAda:")
        seen.append(speaker.seen)
    assert max(seen) < 1.1 * min(seen)


def test_a_history_twice_as_long_takes_at_most_twice_the_time() -> None:
    def seconds(rounds: int) -> float:
        started = time.process_time()
        told(rounds, Counting(), names=lambda i: f"Name {i % 90}").prompt()
        return time.process_time() - started

    seconds(100)
    assert min(seconds(40_000) for _ in range(3)) < 4 * min(seconds(20_000) for _ in range(3)) + 0.05


@given(
    history=st.lists(st.tuples(st.sampled_from(["Ben", "Ada", "Cy Moss"]), st.text("ab \n", min_size=1)), max_size=30),
    budget=st.integers(150, 400),
    speaker=st.sampled_from([Parrot(), Counting(), Joining()]),
)
def test_the_prompt_has_as_much_of_the_history_as_there_is_room_for(
    history: list[tuple[str, str]], budget: int, speaker: Parrot
) -> None:
    talk = Chat(manifest(budget), speaker, Sampling(max_tokens=50))
    for name, text in history:
        if name == "Ada":
            talk.add_persona_message(text)
        else:
            talk.add_user_message(text, name)
    talk.add_user_message("so?")
    made = talk.prompt()
    assert speaker.count(made) <= budget - 50
    assert made.endswith("so?\nAda:")
    # The persona begins only where nothing is left out.
    starts = [i for i, turn in enumerate(talk.turns) if not i or not turn.persona]
    fitting = [i for i in starts if speaker.count(joined(talk.turns[i:])) <= budget - 50]
    assert made == joined(talk.turns[fitting[0] :])


def joined(turns: list[Turn]) -> str:
    """The prompt of these messages, by another way: those of one author in a row are one turn."""
    runs: list[Turn] = []
    for turn in turns:
        if runs and runs[-1].name == turn.name:
            turn = Turn(turn.name, turn.persona, f"{runs.pop().text}\n{turn.text}")
        runs.append(turn)
    return prompt(manifest().template, runs)


@given(
    history=st.lists(st.tuples(st.sampled_from(["Ben", "Ada", "Cy Moss"]), st.text("ab \n", min_size=1)), max_size=30),
    budget=st.integers(150, 400),
)
def test_with_bubbles_the_prompt_is_within_the_budget_and_no_message_is_lost_that_has_room(
    history: list[tuple[str, str]], budget: int
) -> None:
    made = manifest(budget)
    made.template = made.template.model_copy(update={"bubbles": True})
    talk = Chat(made, Parrot(), Sampling(max_tokens=50))
    for name, text in [*history, ("Ben", "so?")]:
        if name == "Ada":
            talk.add_persona_message(text)
        else:
            talk.add_user_message(text, name)
    # The persona begins only where nothing is left out.
    starts = [i for i, turn in enumerate(talk.turns) if not i or not turn.persona]
    texts = (prompt(made.template, turns_of(made.template, talk.turns[i:])) for i in starts)
    assert talk.prompt() == next(text for text in texts if len(text) <= budget - 50)


def test_a_message_that_is_longer_than_the_budget_is_refused() -> None:
    talk = chat(Parrot(" fine"))
    talk.add_user_message("x" * 500)
    with pytest.raises(UsageError, match="a prompt of 526 tokens, and the dataset's budget is 400"):
        talk.prompt()


def test_what_is_learnt_of_names_later_holds_for_what_was_said_before() -> None:
    talk = chat(Parrot(" fine"))
    talk.add_user_message("Zoe: I never said that")
    talk.add_user_message("hello", "Zoe")
    assert "\nBen: Zoe : I never said that\nZoe: hello\n" in talk.prompt()
