"""Mails and posts of others that somebody copied into a text are told from the author's words."""

from __future__ import annotations

import pytest

from simulacrum_core.sources import is_talk, quoted_parts

OWN = "I walked down to the slip this morning and found the boat half full of rain."
MORE = "My neighbour laughed at me, and then lent me his second bucket."
SAID = "You should really sell that thing before winter comes."
ALSO = "Nobody has ever made money on a wooden boat, as my father used to say."
HEAD = "From: Ben Kowal <ben@example.org>\nSent: Tuesday, March 5, 2024 10:12 AM\nTo: Ada Lind\nSubject: boat"


def kept(*texts: str, kinds: str = "") -> list[str]:
    """What of the texts is the author's; a kind of `q` is a quotation."""
    parts = [("quote" if kinds[n : n + 1] == "q" else "text", text) for n, text in enumerate(texts)]
    told = quoted_parts(parts, ["Ada Lind"])
    if told is None:
        return list(texts)
    return [
        text
        for (kind, _), each in zip(parts, told, strict=True)
        for text, theirs in each
        if kind == "text" and not theirs
    ]


@pytest.mark.parametrize(
    "quoted",
    [
        f"[quote=Ben]{SAID}[/quote]",
        f'[quote="Ben, post:3, topic:8"]\n{SAID}\n\n{ALSO}\n[/quote]',
        f"[QUOTE=Ben;12]{SAID}[/QUOTE]",
        f'[quote="Ben"][quote]{ALSO}[/quote]{SAID}[/quote]',
        f"[quote author=Ben link=topic=12.msg3#msg3 date=1388]\n{SAID}\n[/quote]",
        f"On Tue, 5 Mar 2024 at 10:12, Ben Kowal <ben@example.org> wrote:\n> {SAID}\n>\n> {ALSO}",
        f"Am 05.03.2024 um 10:12 schrieb Ben Kowal:\n> {SAID}",
        f"> {SAID}\n>> {ALSO}",
    ],
)
def test_what_is_quoted_is_somebody_elses_and_what_stands_around_it_is_not(quoted: str) -> None:
    assert kept(f"{OWN}\n\n{quoted}\n\n{MORE}") == [OWN, MORE]
    assert "".join(kept(*f"{OWN}\n\n{quoted}\n\n{MORE}".split("\n\n"))) == OWN + MORE


@pytest.mark.parametrize(
    "mail",
    [
        f"On Mar 5, 2024, at 10:12 AM, Ben Kowal <ben@example.org> wrote:\n\n{SAID}\n\n{ALSO}",
        f"Le mar. 5 mars 2024 à 10:12, Ben Kowal <ben@example.org> a écrit :\n\n{SAID}",
        f"-----Original Message-----\n{HEAD}\n\n{SAID}\n\n{ALSO}",
        f"---------- Forwarded message ---------\n{HEAD}\n\n{SAID}",
        f"Begin forwarded message:\n\nFrom: Ben Kowal\nSubject: boat\nDate: 5 March 2024\n\n{SAID}",
        f"Von: Ben Kowal\nGesendet: Dienstag, 5. März 2024 10:12\nAn: Ada Lind\nBetreff: Boot\n\n{SAID}",
    ],
)
def test_a_mail_goes_on_up_to_a_heading(mail: str) -> None:
    text = f"{OWN}\n\n{mail}"
    assert kept(text) == [OWN]
    assert kept(f"{text}\n\n## Later\n\n{MORE}") == [OWN, f"## Later\n\n{MORE}"]
    assert not is_talk(text)


def test_mails_are_their_senders() -> None:
    mine = HEAD.replace("Ben Kowal", "Ada Lind").replace("To: Ada Lind", "To: Ben Kowal")
    assert kept(f"{HEAD}\n\n{SAID}\n\n{mine}\n\n{OWN}\n\n{MORE}") == [f"{OWN}\n\n{MORE}"]


def test_a_line_above_a_quotation_that_a_program_wrote_is_of_it() -> None:
    line = "On Tue, 5 Mar 2024 at 10:12, Ben Kowal wrote:"
    assert kept(f"{OWN}\n\n{line}", SAID, MORE, kinds="tqt") == [OWN, MORE]
    assert kept(f"{OWN}\n\nLater that year she wrote:", kinds="t") == [f"{OWN}\n\nLater that year she wrote:"]


@pytest.mark.parametrize(
    "own",
    [
        f"Ben wrote: nothing, as ever. {OWN}",
        f"On Tuesday Ben Kowal wrote:\n\nI had to laugh. {OWN}",
        f"On 5 March 1944 my grandfather wrote:\n\n{OWN}",
        f"I wrote [quote] in my post and forgot to close it. {OWN}",
        f"From: the harbour\nTo: my kitchen\n\n{OWN}",
        f"Date: 5 March 2024\nFrom: Malmö\nTo: Lund\nDistance: 40 km\n\n{OWN}",
        f"On 5 March 2024 at 10:12 she wrote:\n\n{OWN}",
        f"To: Ben\nSubject: the boat\n\n{OWN}\n\nTo: Mum\nSubject: the other boat\n\n{MORE}",
        f"Mood: fine\nWeather: rain\nSleep: 6h\n\n{OWN}",
        f">be me\n>have boat\n\n{OWN}",
        f"> 20 people came\n\n{OWN}"[2:],
        f"Packing list for 2024:\n\n{OWN}",
        f"My address is ada@example.org: write to me.\n\n{OWN}",
        f"-----\n\n{OWN}\n\n-----\n\nTo be done: sleep.",
        f"I forward: my mail goes to Ben.\n\n{OWN}",
    ],
)
def test_what_the_author_says_of_letters_and_lists_stays(own: str) -> None:
    assert kept(own) == [own]


def test_mails_that_were_never_sent_are_no_talk() -> None:
    text = f"To: Ben\nSubject: the boat\n\n{OWN}\n\nTo: Mum\nSubject: the other boat\n\n{MORE}\n\nTo: Ben\nSubject: again\n\n{OWN}"
    assert not is_talk(text)
    assert is_talk(f"Received: from x\nMessage-ID: <1@x>\nSubject: boat\nTo: Ben\n\n{OWN}")
