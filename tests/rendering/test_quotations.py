"""Which lines of a message are quoted, and that a text is its parts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core.rendering.quotations import is_only_quoted, may_quote, own_words, parts, quotes

PARTS = {
    "> as you said\nno": [(True, "> as you said"), (False, "no")],
    "> as you said\n\nno\nreally": [(True, "> as you said\n"), (False, "no\nreally")],
    "see\n> this\n> and this\nfunny": [(False, "see"), (True, "> this\n> and this"), (False, "funny")],
    "well\n>>> all of\nit": [(False, "well"), (True, ">>> all of\nit")],
    "> > deeper\nno": [(True, "> > deeper"), (False, "no")],
    "> as you said\n\n": [(True, "> as you said\n\n")],
    "> 8pm at the pier\nfine": [(True, "> 8pm at the pier"), (False, "fine")],
}
COPIED = {
    "[10/03, 10:00] Cleo: hi": [(True, "[10/03, 10:00] Cleo: hi")],
    "look\n[3/10, 10:00 AM] Cleo Ek: hi\nand more": [(False, "look"), (True, "[3/10, 10:00 AM] Cleo Ek: hi\nand more")],
    "[10/03/2026, 10:00:00] Cleo: hi\n[10/03/2026, 10:01:00] Ada: so\n\nhm?": [
        (True, "[10/03/2026, 10:00:00] Cleo: hi\n[10/03/2026, 10:01:00] Ada: so\n"),
        (False, "hm?"),
    ],
    "Cleo Ek, [10.03.2026 10:00]\nhi\n\nweird": [(True, "Cleo Ek, [10.03.2026 10:00]\nhi\n"), (False, "weird")],
    "[10/03, 10:00] Cleo: hi\nwhat does Cleo want now": [
        (True, "[10/03, 10:00] Cleo: hi"),
        (False, "what does Cleo want now"),
    ],
    "[10/03, 10:00] Cleo: hi\nyou there?\n^^ lol": [
        (True, "[10/03, 10:00] Cleo: hi\nyou there?"),
        (False, "^^ lol"),
    ],
    "[10/03, 10:00] Cleo: hi\nthis is Cleo from work": [(True, "[10/03, 10:00] Cleo: hi\nthis is Cleo from work")],
    "[10/03, 10:00] Cleo: hi\nsee you\nyours, Cleo": [(True, "[10/03, 10:00] Cleo: hi\nsee you\nyours, Cleo")],
    "[10/03, 10:00] Al: hi\nAl dente is not for me": [(True, "[10/03, 10:00] Al: hi\nAl dente is not for me")],
    "Cleo — Today at 10:00 AM\nhi": [(True, "Cleo — Today at 10:00 AM\nhi")],
}
PASTED = {
    "[10:37:05] Cleo Ek: hi\n\nso?": [(True, "[10:37:05] Cleo Ek: hi\n"), (False, "so?")],
    "[10:37 AM] Cleo Ek\nhi\n\nso?": [(True, "[10:37 AM] Cleo Ek\nhi\n"), (False, "so?")],
    "[Yesterday 10:37 AM] Ek, Cleo (Guest)\nhi": [(True, "[Yesterday 10:37 AM] Ek, Cleo (Guest)\nhi")],
    "[Gestern 10:37] Cleo Ek\nhallo\n\nwas?": [(True, "[Gestern 10:37] Cleo Ek\nhallo\n"), (False, "was?")],
    "[02.01. 10:37] Cleo Ek\nhi\n\nso?": [(True, "[02.01. 10:37] Cleo Ek\nhi\n"), (False, "so?")],
    "Cleo Ek  10:37 AM\nhi\n\nso?": [(True, "Cleo Ek  10:37 AM\nhi\n"), (False, "so?")],
    "[Gestern 10:37] Cleo Ek: hallo\n\nwas?": [(True, "[Gestern 10:37] Cleo Ek: hallo\n"), (False, "was?")],
    "cleo  10:37 AM\nhi\n\nso?": [(True, "cleo  10:37 AM\nhi\n"), (False, "so?")],
    "cleo  [10:37 AM]\nhi\n\nso?": [(True, "cleo  [10:37 AM]\nhi\n"), (False, "so?")],
    "Cleo Ek\n  10:37 AM\nhi\n\nso?": [(True, "Cleo Ek\n  10:37 AM\nhi\n"), (False, "so?")],
    "[ 2 January 2024 10:37 AM ] Cleo: hi\n\nso": [(True, "[ 2 January 2024 10:37 AM ] Cleo: hi\n"), (False, "so")],
    "[클레오] [오전 10:37] 안녕\n나도": [(True, "[클레오] [오전 10:37] 안녕"), (False, "나도")],
    "10:37\tCleo\thi\n10:38\tBen\tno\nsee?": [(True, "10:37\tCleo\thi\n10:38\tBen\tno"), (False, "see?")],
    "[10:37] <cleo> hi\nlook at that": [(True, "[10:37] <cleo> hi"), (False, "look at that")],
    "10:37 <@cleo> hi\nlook at that": [(True, "10:37 <@cleo> hi"), (False, "look at that")],
    "「Cleo: hi there」\n- - - - - - - - - -\nhey": [(True, "「Cleo: hi there」\n- - - - - - - - - -"), (False, "hey")],
    "“克莉：你好\n在吗”\n——————————\n在": [(True, "“克莉：你好\n在吗”\n——————————"), (False, "在")],
    "Клео, [2 янв. 2024 г., 10:01:05]:\nпривет\n\nя": [
        (True, "Клео, [2 янв. 2024 г., 10:01:05]:\nпривет\n"),
        (False, "я"),
    ],
}
RESULTS = {
    "Wordle 934 3/6\n\n⬛🟨⬛⬛⬛\n🟩🟩🟩🟩🟩": [(True, "Wordle 934 3/6\n\n⬛🟨⬛⬛⬛\n🟩🟩🟩🟩🟩")],
    "My Wordle 1,234 X/6*\n\n⬜🟨⬜⬜⬜\n⬜🟩⬜⬜⬜\nso close": [
        (True, "My Wordle 1,234 X/6*\n\n⬜🟨⬜⬜⬜\n⬜🟩⬜⬜⬜"),
        (False, "so close"),
    ],
    "easy today, Wordle 934 3/6\n⬛🟨⬛⬛⬛\n🟩🟩🟩🟩🟩": [
        (False, "easy today, Wordle 934 3/6"),
        (True, "⬛🟨⬛⬛⬛\n🟩🟩🟩🟩🟩"),
    ],
    "#Worldle #701 2/6 (100%)\n🟩🟩🟩🟩🟨⬆️\n🟩🟩🟩🟩🟩🎉\nhttps://worldle.example.org\nha": [
        (True, "#Worldle #701 2/6 (100%)\n🟩🟩🟩🟩🟨⬆️\n🟩🟩🟩🟩🟩🎉\nhttps://worldle.example.org"),
        (False, "ha"),
    ],
    "Connections\nPuzzle #205\n🟨🟨🟨🟨\n🟩🟩🟩🟩": [(True, "Connections\nPuzzle #205\n🟨🟨🟨🟨\n🟩🟩🟩🟩")],
    "Heardle #45\n\n🔊⬛⬛🟩⬜⬜⬜": [(True, "Heardle #45\n\n🔊⬛⬛🟩⬜⬜⬜")],
}
SHARED = {
    'Watch "The tide" on YouTube\nhttps://youtu.be/abc\nlovely': [
        (True, 'Watch "The tide" on YouTube\nhttps://youtu.be/abc'),
        (False, "lovely"),
    ],
    '"Die Flut" auf YouTube ansehen\nhttps://youtu.be/abc': [
        (True, '"Die Flut" auf YouTube ansehen\nhttps://youtu.be/abc')
    ],
    'Mira "La marea" en YouTube https://youtu.be/abc': [(True, 'Mira "La marea" en YouTube https://youtu.be/abc')],
    "Here’s a song for you… Tide by Boat\nhttps://open.spotify.com/track/1\nfor tonight": [
        (True, "Here’s a song for you… Tide by Boat\nhttps://open.spotify.com/track/1"),
        (False, "for tonight"),
    ],
    "I used Shazam to discover Tide by Boat. https://www.shazam.com/track/1": [
        (True, "I used Shazam to discover Tide by Boat. https://www.shazam.com/track/1")
    ],
    "Check out Cleo's video! #TikTok > https://vm.tiktok.com/1/\nhaha": [
        (True, "Check out Cleo's video! #TikTok > https://vm.tiktok.com/1/"),
        (False, "haha"),
    ],
    "Check out Cleo (@cleo): https://twitter.com/cleo/status/1": [
        (True, "Check out Cleo (@cleo): https://twitter.com/cleo/status/1")
    ],
    "Folge diesem Link, um meiner WhatsApp-Gruppe beizutreten: https://chat.whatsapp.com/abc": [
        (True, "Folge diesem Link, um meiner WhatsApp-Gruppe beizutreten: https://chat.whatsapp.com/abc")
    ],
    "Ada is inviting you to a scheduled Zoom meeting.\n\nTopic: Boats\n\nJoin Zoom Meeting\nhttps://zoom.us/j/1\n\nsee you": [
        (
            True,
            "Ada is inviting you to a scheduled Zoom meeting.\n\nTopic: Boats\n\nJoin Zoom Meeting\nhttps://zoom.us/j/1\n",
        ),
        (False, "see you"),
    ],
}
LINKED = [
    "look https://youtu.be/abc is great",
    'did you see "the tide" on YouTube? https://youtu.be/abc',
    'the "tide" on YouTube was better https://youtu.be/abc',
    "Topic: i have none https://zoom.us/j/1",
    "i found it on Spotify https://open.spotify.com/1",
    "Shazam says it is Tide https://www.shazam.com/track/1",
    "here is our WhatsApp group: https://chat.whatsapp.com/abc",
    "and my WhatsApp group: https://chat.whatsapp.com/abc",
    "lol this one #TikTok https://vm.tiktok.com/1/",
    "Time: eight\nhttps://example.org",
]
TIMES = [
    "[10:30] Dentist: bring the card\nthen lunch",
    "[10:30] Dentist\n[12:00] Lunch with mum",
    "[Fri 10:30 AM] Team Lunch\n[Fri 12:00 PM] Dentist Visit",
    "Dentist  10:30\nLunch  12:30",
    "Dinner  19:30\nbring wine",
    "[Mon 9:00] Dentist: Dr Bo",
    "[Sat, 10:30 AM] dinner: at Bo's",
    "see you at  10:30 AM then",
    "we met at 10:30 <3 and went home> wow",
    "<sarcasm> oh great",
    "“Cleo: hi” is all she wrote\n------\nnothing else",
    "a\tb\tc",
    "two  blanks  everywhere",
    "- - - -",
]
SQUARES = ["🟩🟩🟩", "I got 3/6\nyou?", "⬛ is my colour\n🟩 is yours", "🟨🟨 hm 🟨🟨\nno", "3/6 on my Wordle 934!"]
BRACKETS = ["I think [sic] this — is fine", "array[1]: 2", "[10:00] tea", "the plan [10/03]: meet", "a [x] — at 10:00"]
OWN = ["a > b", "3> 2", ">_<", "-> there", "no quote\n->> here", ">:(", "a\n  > b", "<3 > all", "> 20\nmany", "x\n>5"]
STORIES = ["> be me\n> go out\n> see dog", "> walk in\n> nobody there\n> mfw", ">be me\n> see dog"]
CODE = ["```\n> not quoted\n```\nhm", "so\n```diff\n> a line\n```"]


@pytest.mark.parametrize(("text", "told"), [*{**PARTS, **COPIED, **PASTED, **RESULTS, **SHARED}.items()])
def test_quoted_lines_are_told_from_the_others(text: str, told: list[tuple[bool, str]]) -> None:
    assert may_quote(f"ok\n{text}\nso")
    assert list(parts(text)) == told
    assert quotes(text) == (len(told) > 1)
    assert is_only_quoted(text) == (len(told) == 1)
    assert own_words(text) == "\n".join(part for is_quoted, part in told if not is_quoted)


@pytest.mark.parametrize("text", [*OWN, *STORIES, *CODE, *BRACKETS, *TIMES, *SQUARES, *LINKED])
def test_other_signs_stories_and_code_quote_nothing(text: str) -> None:
    assert not quotes(text)
    assert not is_only_quoted(text)


def test_one_line_before_a_number_compares() -> None:
    assert not is_only_quoted("> 20 people")
    assert is_only_quoted("> 20 people\n> came")


@given(st.lists(st.sampled_from(["> a", ">>> b", "", "c", "```", ">", "> 1", " > d", "> be me"]), max_size=9))
def test_a_text_is_its_parts(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = list(parts(text))
    assert "\n".join(part for _, part in found) == text
    assert all(one != other for (one, _), (other, _) in pairwise(found))
    assert may_quote(text) or not any(is_quoted for is_quoted, _ in found)
