"""The task that an essay was set, and what a teacher said of it, are none of its author's words."""

from __future__ import annotations

import pytest

from simulacrum_core.sources import words_of_others

OWN = "I was nine when my uncle took me up the lighthouse, and a different nine when I came down its stairs."


def told(*parts: str) -> list[str]:
    """Those of the paragraphs that are others'; one that begins with = is a heading."""
    pairs = [("heading" if part.startswith("=") else "text", part.lstrip("=")) for part in parts]
    found = words_of_others(pairs, ["Ada Lind"])
    assert set(found.values()) <= {"quote"}
    return [text for number, (_, text) in enumerate(pairs) if number in found]


@pytest.mark.parametrize(
    "task",
    [
        "Prompt: Describe a place.",
        "**Writing prompt 3:** Describe a place.",
        "Essay question (20 points): What is a place?",
        "Aufgabenstellung: Beschreibe einen Ort.",
        "Consigne : décrivez un lieu.",
        "Traccia: Descrivi un luogo.",
        "作文题目：我的家",
    ],
)
def test_a_task_at_the_begin_is_what_somebody_else_set(task: str) -> None:
    assert told("Ada Lind, 11B", task, OWN, OWN) == [task]


@pytest.mark.parametrize(
    "remark",
    [
        "Teacher's comments: Lovely images, Ada.",
        "Feedback from my tutor: mind the tenses.",
        "**Kommentar der Lehrerin:** Schön, aber kurz.",
        "Appréciation du professeur : bien.",
        "Commento dell'insegnante: bene.",
        "Комментарий учителя: хорошо.",
        "Lärarens kommentar: bra.",
    ],
)
def test_what_a_teacher_said_is_none_of_the_authors(remark: str) -> None:
    assert told(OWN, remark, OWN) == [remark]


def test_below_a_heading_all_is_told_up_to_the_next() -> None:
    assert told("=Prompt", "Describe a place.", "Use images.", "=Essay", OWN) == [
        "Prompt",
        "Describe a place.",
        "Use images.",
    ]
    assert told(OWN, "=Teacher's feedback", "Lovely.", "Grade: B") == ["Teacher's feedback", "Lovely.", "Grade: B"]
    assert told("Prompt:", "Describe a place.", OWN, OWN) == ["Prompt:", "Describe a place."]


@pytest.mark.parametrize(
    "own",
    [
        ("Prompt: a castle in fog, oil on canvas, with a moat and three small boats in it and no wind at all",),
        ("Prompt: why is the sky blue?", OWN, "Prompt: and at night?", OWN),
        ("**Prompt:** why is the sky blue?", "**ChatGPT:** because of the air.", OWN, OWN),
        ("Prompt: Describe a place.\n" + OWN, OWN, OWN),
        (OWN,) * 9 + ("Prompt: she was never late, and I was never there.", OWN),
        ("The prompt was to describe a place.", OWN),
        ("My teacher's comments: I never read them.", OWN),
        ("Assignment: finish the roof by Friday.", OWN),
        ("Feedback: I liked the soup.", OWN),
        ("Prompt payment is all I ask.", OWN),
        ("Teachers' feedback matters to me more than grades.", OWN),
        ("=Prompt engineering", OWN, OWN),
        ("Task: mend the net.", OWN),
        ("Aufgabe: Netz flicken", OWN),
        ("Commentaires du voisin : trop de bruit.", OWN),
    ],
)
def test_what_the_author_says_of_tasks_and_teachers_stays(own: tuple[str, ...]) -> None:
    assert told(*own) == []


def test_whoever_tells_below_a_label_of_a_remark_goes_on_writing() -> None:
    assert told("Feedback from my tutor:", "He likes it.", OWN, OWN) == []
    assert told(OWN, OWN, "Feedback from my tutor:", "Lovely.", "Mind the tenses.") == [
        "Feedback from my tutor:",
        "Lovely.",
        "Mind the tenses.",
    ]
