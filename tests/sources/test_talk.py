"""What is a talk, a log or mail, and what is one author's prose or diary all the same."""

from __future__ import annotations

import pytest

from simulacrum_core.sources import is_talk

TALKS = {
    "dialogue": "Moss: So you came?\nFern: I did.\nMoss: By boat?\nFern: By boat.\n",
    "interview with long answers": (
        "**Q:** Why ladders?\n\n**A:** They lean, and they\nare lent, and they come\nback one rung short.\n\n"
        "**Q:** Always?\n\n**A:** Nearly always, and if\nnot they were never yours\nin the first place.\n"
    ),
    "minutes": "## 2024-01-02\n\nMoss: We need a pump.\nFern: Why?\nMoss: It leaks.\nFern: Does it?\n",
    "brackets": "[2024-01-02 12:30] Moss: ducks\n[2024-01-02 12:31] Fern: where\n[2024-01-02 12:32] Moss: pond\n",
    "dashes": "1/2/24, 12:30 - Moss: ducks\n1/2/24, 12:31 - Fern: where\n1/2/24, 12:32 - Moss: pond\n",
    "nicks": "<moss> is anybody here\n<fern> no\n<moss> good\n* fern listens\n",
    "joins": "10:00 -!- moss has joined\n10:01 -!- fern has joined\n10:02 -!- moss has quit\n",
    "log": "2024-01-02 10:00:00 INFO up\n2024-01-02 10:00:01 WARN slow\n2024-01-02 10:00:02 INFO down\n",
    "signed": "Moss 10:05\nducks\n\nFern 10:06\nwhere\n\nMoss 10:07\npond\n",
    "mail": "From: moss@pond.example\nTo: fern@pond.example\nSubject: ducks\n\nThere are nine.\n",
    "actions": "10:00 * moss waves\n10:01 * fern nods\n10:02 * moss sits\n10:03 * fern too\n",
}
NO_TALKS = {
    "notes of times": "08:15 - woke late\n09:30 - wrote two lines\n11:00 - gave Ben his ladder\n21:40 - nine gulls\n",
    "notes of times with colons": "08:15: woke late\n09:30: two lines, both bad\n11:00 - breakfast: eggs\n12:00 - lunch: soup\n",
    "labels once a day": "".join(
        f"## 2024-01-0{day}\n\nMood: fine\nSleep: 7\nWeather: rain\n\n" for day in range(1, 8)
    ),
    "times once a day": "".join(
        f"## 2024-01-0{day}\n\nWoke 07:10\nLunch 12:30\nSlept 23:00\n\n" for day in range(1, 8)
    ),
    "tasks": "Todo: call the harbour\nTodo: mend the hinge\nTodo: feed the cat\n",
    "prose": "It rained, and I said to him: stay. He stayed: it was late. Nobody came.\n\nI slept.\n",
    "prose with a remembered talk": "We met at the pond.\n\nHe said it was cold.\n\nMoss: Is it?\nFern: It is.\n\nThen we left.\n\nI slept.\n",
    "recipe": "Take two eggs.\nNote: not three.\nBeat them for 10:00 minutes.\nNote: no more.\n",
    "stars": "* woke late\n* wrote two lines\n* gave Ben his ladder\n",
    "blank": "\n\n",
}


@pytest.mark.parametrize("kind", TALKS)
def test_a_talk_is_one(kind: str) -> None:
    assert is_talk(TALKS[kind])


@pytest.mark.parametrize("kind", NO_TALKS)
def test_the_words_of_one_author_are_none(kind: str) -> None:
    assert not is_talk(NO_TALKS[kind])


def test_marks_of_direction_hide_no_talk() -> None:
    assert is_talk("".join(f"\u200e{line}\n" for line in TALKS["brackets"].split("\n")))
