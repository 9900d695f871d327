"""What is a talk, a log or mail, and what is one author's prose or diary all the same."""

from __future__ import annotations

import pytest

from simulacrum_core.sources import is_talk, takes_turns

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
    "names of every kind": "+49 171 1234567: ducks\nDr. Fern (Uni): where\n+49 171 1234567: pond\nDr. Fern (Uni): ah\n",
    "wide colons": "小明：鸭子\n阿达：哪里\n小明：池塘\n阿达：好\n",
    "a date above each message": "".join(
        f"{day}.03.2024, 20:0{day}\n{name}: ducks on the pond\n\n" for day in range(1, 7) for name in ("Moss", "Fern")
    ),
    "names and times above": "".join(
        f"{name}, [13 марта 2024 г., 20:0{minute}:05]:\nducks on the pond, and\nmore of them\n\n"
        for minute in range(3)
        for name in ("Moss", "Fern")
    ),
    "names alone": "You sent\nducks\n\nFern\nwhere are they?\n\n" * 6,
    "names in bold under a title": "# Ducks\n\n" + "**You:**\n\nwhere do they sleep?\n\n**Helper:**\n\nAfloat.\n\n" * 6,
    "names in bold": "**Moss** ducks again\n\n**Fern** where are they\n\n" * 4,
    "headings": "## User\n\nwhere do ducks sleep?\n\n## Helper\n\nOn the water.\n\n" * 6,
    "behind times": "".join(
        f"20:1{minute} {name} Lind ducks again\n" for minute in range(4) for name in ("Moss", "Fern")
    ),
    "subtitles": "".join(f"{n}\n00:0{n}:01,000 --> 00:0{n}:04,000\nducks on the pond\n\n" for n in range(1, 5)),
    "columns": "".join(
        f"| 2024-03-13 20:0{minute} | {name} | ducks |\n" for minute in range(3) for name in ("Moss", "Fern")
    ),
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
    "reviews": "".join(f"## Book {n}\n\n### For\n\nIt is short.\n\n### Against\n\nIt ends.\n\n" for n in range(1, 7)),
    "weeks": "".join(
        f"## {day}\n\nRain, and then soup.\n\n" for _ in range(6) for day in ("Sunday", "Monday", "Tuesday")
    ),
    "mornings and evenings": "".join(
        f"## 2024-01-0{day}\n\nMorning\nRain on the roof.\n\nEvening\nSoup, and a book.\n\n" for day in range(1, 8)
    ),
    "a first label": "".join(f"2024-01-0{day}\nMood: fine\nIt rained, and I slept.\n\n" for day in range(1, 8)),
    "refrain": "Nobody came to the pond.\nThe ducks were away\nOr asleep on the shore.\nThe ducks were away\n\n" * 3,
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


def test_entries_that_begin_with_names_are_a_talk() -> None:
    names = ["Moss: ducks", "Fern: where", "Moss: pond", "Fern: ah"]
    assert takes_turns(names)
    assert takes_turns(["Moss", "Fern"] * 3, days=1)
    assert not takes_turns(["Morning", "Evening"] * 3, days=3)
    assert not takes_turns(["Mood: fine", "Mood: bad", "Mood: fine", "Mood: bad"])
    assert not takes_turns(["It rained.", "Dream: of ducks", "Fern came: at last", "Soup"])
