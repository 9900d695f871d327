"""What an assistant answers in a text by one author is told from the author's own words."""

from __future__ import annotations

import pytest

from simulacrum_core.sources import assistant_parts

OWN, ALSO = "Why does my kettle leak?", "And the lid?"
ANSWER, MORE = "Great question! There are three reasons.", "The lid is fine."


def kept(*texts: str) -> list[str]:
    parts = assistant_parts(texts)
    return list(texts) if parts is None else [text for each in parts for text, is_theirs in each if not is_theirs]


@pytest.mark.parametrize(
    ("person", "assistant"),
    [
        ("## User", "## Assistant"),
        ("**You:**", "**ChatGPT:**"),
        ("You said:", "ChatGPT said:"),
        ("Du hast gesagt:", "ChatGPT hat gesagt:"),
        ("Vous avez dit :", "ChatGPT a dit :"),
        ("你说：", "ChatGPT 说："),
        ("### 👤 user", "### 🤖 assistant"),
        ("## Prompt:", "## Response:"),
        ("**You** (10:31)", "**GPT-4o** (10:32)"),
        ("You", "ChatGPT"),
        ("Human:", "Assistant:"),
        ("# Me", "# Claude 3.5 Sonnet"),
        ("## Ada Lind", "## Gemini"),
        ("**Ada:**", "**Copilot:**"),
    ],
)
def test_answers_and_lines_that_say_who_speaks_are_none_of_the_authors(person: str, assistant: str) -> None:
    talk = ["Before.", person, OWN, assistant, ANSWER, "- a list", person, ALSO, assistant, MORE]
    assert kept(*talk) == ["Before.", OWN, ALSO]


def test_who_speaks_may_stand_on_the_line_of_what_is_said() -> None:
    assert kept(f"You: {OWN}", f"ChatGPT: {ANSWER}", MORE, f"You: {ALSO}") == [OWN, ALSO]
    assert kept(f"**Me:** {OWN}\nPlease.", f"**Claude:** {ANSWER}") == [f"{OWN}\nPlease."]
    assert kept(f"Before.\n\n**Me:** {OWN}\n\n**ChatGPT:** {ANSWER}\n\n{MORE}") == ["Before.", OWN]
    assert kept(f"You\n{OWN}\nChatGPT\n{ANSWER}\nYou\n{ALSO}") == [OWN, ALSO]


@pytest.mark.parametrize(
    "texts",
    [
        ("## You", OWN, "## AI", MORE),
        ("## Claude Monet", OWN, "## Me", MORE),
        ("I", "You", "AI", "We"),
        ("I asked ChatGPT: why?", "You said: because.", OWN),
        ("**Prompt:**", OWN, "**Response:**", MORE),
        ("ChatGPT", OWN, "Claude", MORE),
        ("## Gulls", OWN, "## Gemini", MORE, "## Gulls again", ALSO),
    ],
)
def test_headings_and_sentences_about_assistants_are_the_authors(texts: tuple[str, ...]) -> None:
    assert kept(*texts) == list(texts)


@pytest.mark.parametrize(
    "stamp", ["2024-03-03", "## 3 March 2024", "**21:40**", "9:40 pm", "[21:40]", "03.03.2024", "21.40 Uhr"]
)
@pytest.mark.parametrize("shape", [("You:", "ChatGPT:"), ("## You", "## ChatGPT"), ("**Me:**", "**Claude:**")])
def test_an_answer_ends_before_a_date_or_a_time_in_a_diary(stamp: str, shape: tuple[str, str]) -> None:
    me, it = shape
    said = [f"{me} {OWN}", f"{it} {ANSWER}"] if me == "You:" else [me, OWN, it, ANSWER]
    (parts,) = assistant_parts(["\n\n".join([*said, MORE, stamp, ALSO])], is_diary=True) or [[]]
    own = "".join(text for text, is_theirs in parts if not is_theirs)
    assert ALSO in own
    assert ANSWER not in own
    assert MORE not in own


@pytest.mark.parametrize(
    "line",
    ["### Day 1", "9:40 breakfast", "**Evening**", "## 1. Boil it", "In 2024", "---", "3 eggs", "Ratio 2:1", "21:40 -"],
)
def test_an_answer_goes_on_behind_other_lines(line: str) -> None:
    talk = f"You:\n{OWN}\n\nChatGPT:\n{ANSWER}\n\n{line}\n\n{MORE}"
    (parts,) = assistant_parts([talk], is_diary=True) or [[]]
    assert [text for text, is_theirs in parts if not is_theirs] == [OWN]


def test_a_date_ends_an_answer_in_a_text_only_where_one_stands_before_it() -> None:
    talk = f"You:\n{OWN}\n\nChatGPT:\n{ANSWER}\n\n2024-03-03\n\n{ALSO}"
    assert ALSO not in "".join(kept(talk))
    assert ALSO in "".join(kept(f"2024-03-02\n\nBefore.\n\n{talk}"))
