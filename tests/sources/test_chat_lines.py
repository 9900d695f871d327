"""What looks like the header of a message, and what does not."""

from __future__ import annotations

import pytest

from simulacrum_core.sources.authorship.chat_lines import is_chat, is_chat_line, without_chats

from ..doubling.costs import calls

HEADERS = """
1/13/26, 21:00 - Nils Arp: are you up
13.01.26, 21:00 - Nils Arp: bist du wach
[13.01.26, 21:00:05] Nils Arp: bist du wach
[1/13/26, 9:00:05 PM] Nils Arp: are you up
\u200e[1/13/26, 9:00:05\u202fPM] Nils Arp: \u200eimage omitted
13/01/2026, 9:00 p.m. - +49 170 5550101: are you up
2026-01-13 21:00 - Nils: are you up
3.01.26 г., 21:05 - Нилс: здравей
[21:05, 1/3/2026] Nils: pasted from the browser
Nils Arp, [13.01.2026 21:00]
Nils Arp [13.01.26 21:00]: are you up
nils — 13/01/2026 21:00
nils — Today at 9:00 PM
[2026-01-13 21:00:01] <nils> hey
21:00 <nils> hey
January 13, 2026 at 9:00 PM - Nils Arp: are you up
> 13.01.26, 21:00 - Nils Arp: quoted in a mail
""".strip().split("\n")

PROSE = """
08:15 - woke late: the alarm had no battery
08:15 - woke late
On 13.01.2026 we met Nils: he was late.
13.01.2026
Chapter 3: The ferry
He said: "come at 21:00 - or never: your choice"
1. First: wash the pump
12:30 lunch with Nils: soup
2026-01-13: rain, then more rain
Monday, 13 January 2026
Note: at 21:00 the tide turns
Ratio 4:3 - see Table 2: sizes
""".strip().split("\n")


@pytest.mark.parametrize("line", HEADERS)
def test_a_header_of_a_chat_is_seen(line: str) -> None:
    assert is_chat_line(line)


@pytest.mark.parametrize("line", PROSE)
def test_a_sentence_of_prose_or_a_diary_is_none(line: str) -> None:
    assert not is_chat_line(line)


def test_a_text_is_a_chat_where_one_line_in_four_begins_like_a_message() -> None:
    assert is_chat(["1/13/26, 21:00 - Nils: hey", "you", "there", "", "1/13/26, 21:01 - Ada: yes"] * 2)
    assert not is_chat(["A long walk.", "The sea."] * 20 + ["1/13/26, 21:00 - Nils: hey"] * 3)


ABOVE, BELOW = "I was on the train when this came in.", "I laughed so loud that a man moved seats away from me."
HEAD = "[12.03.24, 10:15:02] Ben: "


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"{ABOVE}\n{HEAD}the goose is back\n{BELOW}\nIt was long.", [ABOVE, f"{BELOW}\nIt was long."]),
        (f"{ABOVE}\n{HEAD}It is back.\n{HEAD}It left.\n{BELOW}", [ABOVE, BELOW]),
        (f"{ABOVE}\n\n{HEAD}the goose is back\n{BELOW}\n\nIt was long.", [ABOVE, f"{BELOW}\n\nIt was long."]),
        (
            f"{ABOVE}\n\n{HEAD}The goose is back.\nBen never learns, and nor do I.",
            [ABOVE, "Ben never learns, and nor do I."],
        ),
        (f"{ABOVE}\n\n{HEAD}The goose is back.\n☝ and that at night", [ABOVE, "☝ and that at night"]),
        # What may be the message's own next line is not taken for the author's.
        (f"{ABOVE}\n\n{HEAD}The goose is back.\n{BELOW}\n\nIt was long.", [ABOVE, "It was long."]),
        (f"{ABOVE}\n\n{HEAD}the goose is back\nand the fox\n\nIt was long.", [ABOVE, "It was long."]),
        (f"{ABOVE}\n\n{HEAD}one\ntwo\n{HEAD}three\nfour", [ABOVE]),
        (f"{ABOVE}\nBen Ek, [12.03.2024 10:00]\nthe goose is back", [ABOVE]),
        (f"{ABOVE}\nNothing at 10:15 [sic] here.", [f"{ABOVE}\nNothing at 10:15 [sic] here."]),
    ],
)
def test_what_stands_beside_a_copied_message_is_the_authors(text: str, own: list[str]) -> None:
    assert [part for part, is_copied in without_chats(text) if not is_copied] == own


def test_copied_messages_cost_what_the_length_of_a_text_warrants() -> None:
    def cost(seed: str, count: int) -> int:
        return calls(lambda: list(without_chats(seed * count)))

    for seed in (f"{HEAD}one\ntwo\n", f"{ABOVE}\n{HEAD}one\n\n", f"{HEAD}one\n", f"{HEAD}one\nBen is a goose, too\n"):
        assert cost(seed, 800) <= 2.3 * cost(seed, 400) + 100
