"""Labels that one author puts before a colon make no talk; names of people do, also beside labels."""

from __future__ import annotations

import pytest

from simulacrum_core.sources import is_talk

PLACES = [("France", "Paris"), ("Spain", "Madrid"), ("Italy", "Rome"), ("Japan", "Tokyo"), ("Chile", "Santiago")]
LABELS = {
    "pros and cons": "Canon A\nPros: light and cheap\nCons: loud\n\nNikon B\nPros: silent\nCons: heavy as a brick\n",
    "in bold": "**Pros:** light\n**Cons:** loud\n\n**Pros:** silent\n**Cons:** heavy\n",
    "in lists": "- Pro: light\n- Con: loud\n- Pro: silent\n- Con: heavy\n",
    "cards": "".join(f"Q: What is the capital of {one}?\nA: The capital is {other}.\n\n" for one, other in PLACES),
    "cards in bold": "".join(
        f"**Question:** Where is {other}?\n**Answer:** It is in {one}.\n" for one, other in PLACES
    ),
    "recipes": "Ingredients: flour, eggs\nMethod: mix and fry\nNote: use a hot pan\n" * 2,
    "tips": "Note: check the oil.\nTip: use a rag.\nWarning: it is hot.\n" * 2,
    "words": "".join(f"Word: {one}\nMeaning: {other}\nExample: I saw it in {one}.\n\n" for one, other in PLACES),
    "changes": "Added: a search box\nFixed: a crash\nAdded: dark mode\nFixed: a typo\nChanged: the icon\n",
    "German": "Vorteile: leise\nNachteile: teuer\n\nVorteile: billig\nNachteile: laut und schwer\n",
    "French": "Avantages : calme\nInconvénients : loin\nAvantages : central\nInconvénients : bruyant\n",
    "Chinese": "优点：便宜\n缺点：太重\n优点：安静\n缺点：太贵\n",
    "books": "".join(f"Title: Book {n}\nAuthor: Somebody\nRating: {n}\nThoughts: I liked it.\n\n" for n in range(1, 5)),
    "unknown words beside a known one": "".join(f"Title: {n}\nVibes: dreamy\nQuotables: none\n\n" for n in range(1, 5)),
    "meals": "Breakfast: eggs\nLunch: soup\nDinner: rice\n" * 3,
    "claims": "Claim: tides come from the moon.\nEvidence: they follow it.\n" * 3,
    "a thought record": "Situation: at work\nThought: they hate me\nFeeling: sad\n\n" * 3,
    "training": "Squat: 3x5\nBench: 3x5\nNote: felt good\n" * 3,
    "bugs": "Expected: it opens\nActual: it crashes\n" * 3,
    "gratitude": "Grateful for: coffee\nWin: I ran\n" * 3,
}
TALKS = {
    "an interview": "".join(
        f"Q: {one}?\nA: {other}\n"
        for one, other in [
            ("How did you start", "I started in my garage."),
            ("And then", "I bought a shop."),
            ("Why", "My wife said so."),
            ("Any regrets", "I have none."),
        ]
    ),
    "an interview with long answers": "".join(
        f"Q: What of {one}?\nA: {'It is a place of boats and of ropes, and of the people who mend them. ' * 3}\n"
        for one, _ in PLACES
    ),
    "a short interview": "Q: Why ladders?\nA: They lean, and they are lent.\nQ: Always?\nA: Nearly always.\n",
    "a name that is a word": "Bug: where are you\nAda: at the pump\nBug: still?\nAda: it leaks\n",
    "people beside a label": "Note: read this\nAda: why\nBen: no idea\nNote: it is old\nAda: ah\nBen: see\n",
    "people in a fixed order": "Ada: mended the pump\nBen: slept\nCem: cooked\n\n" * 4,
    "a group in which many speak once": (
        "Ada: who is in\nBen: me\nCem: not me\nAda: why\nDana: also not\nBen: what a pity\nEve: I come later\nAda: good\n"
    ),
    "unknown words": "Sea: you are wide\nLand: you are still\nSea: you are loud\nLand: you are old\n",
    "cards of nobody": "Q: 1?\nA: 2\nQ: 3?\nA: 4\nQ: 5?\nA: 6\nQ: 7?\nA: 8\n",
    "two in minutes": "Ben: is the heating fixed\nAda: not yet, it is cold\nNote: ask again\n" * 4,
    "two below a label": "Status: open\nDina: who pays for it\nBen: the landlord, I hope\n\n" * 4,
    "moods of two": "Ada: mood fine\nMood: fine\nBen: mood bad\nAda: why\nBen: rain\nMood: bad\n",
}


@pytest.mark.parametrize("kind", LABELS)
def test_labels_of_an_author_are_no_people(kind: str) -> None:
    assert not is_talk(LABELS[kind])


@pytest.mark.parametrize("kind", TALKS)
def test_people_are_no_labels(kind: str) -> None:
    assert is_talk(TALKS[kind])


ASKED = (
    "Q: Do you ever regret it?\nA: Only in February, when my bread is stale.\n\nQ: Is it not lonely?\nA: It is, and I like it."
    "\n\nQ: What do you miss?\nA: The cinema, and people who do not know my name.\n\nQ: Would you go back?\nA: We laughed.\n"
)


@pytest.mark.parametrize(
    "title",
    [
        "FAQ",
        "Questions I get asked",
        "Ask me anything",
        "Häufige Fragen",
        "Domande frequenti",
        "Часто задаваемые вопросы",
    ],
)
def test_questions_that_are_often_asked_are_answered_by_their_author(title: str) -> None:
    assert not is_talk(ASKED, title)
    assert not is_talk(f"# {title}\n\n{ASKED}")
    assert not is_talk(f"{title}\n{ASKED}")


@pytest.mark.parametrize(
    "title", ["", "The island", "Interview: questions we asked", "Mein Gespräch mit Bo: häufige Fragen"]
)
def test_other_questions_and_answers_are_a_talk(title: str) -> None:
    assert is_talk(ASKED, title)
    assert is_talk(f"# {title}\n\n{ASKED}")


def test_people_below_such_a_title_talk() -> None:
    assert is_talk(ASKED.replace("Q:", "Ben:").replace("A:", "Ada:"), "FAQ")
