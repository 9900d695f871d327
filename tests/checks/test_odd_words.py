"""Where no word of a text is odd, the rules find nothing in it: they are asked for all texts, and find the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from simulacrum_core import Segment, TrainingExample
from simulacrum_core.checks.odd_words import OddWords
from simulacrum_core.checks.repeats import DEVICES
from simulacrum_core.checks.trained_text import TrainedText

TESTS = Path(__file__).parents[1]
WORDS = """
the of and harbour naïve 😂 Ada Ben so um was will On Am Von Da From: To: Betreff: Subject: Re: wrote: schrieb: wrote : Sent from my
mein gesendet von mit get for 发自 我的iPhone から送信 ıphone ſent import os pass break continue return x; x yield raise static void
SELECT FROM public class def f(): (x) {y} [z] => && || == = + - -- --- ___ === > >> > < <b> </p> &amp; # #+begin ``` ~~~ :END: :PROPERTIES:
$x $ 12 12:30 ٣ Tue, Begin forwarded message: Original Message 0x1f ab cd ef 00 a=b "k": "v", "," data: Traceback (most last):
at read more reading (read more) Continue Keep made with Canva edited via Unsubscribe share this like this: advertisement 続きを読む
\x07 \ufeff \ufffd \u200d a\u200db aaaaaaaaaaaaaaaaaaaa QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo= camelCaseWordsThatAreJoined X-Ray: Content-Type:
""".split()
BLANKS = ("\n", "\n\n", "\n", "\r", "\t", "\x0b", "\u2028", "\x85", "\u3000")


class _AllOdd(OddWords):
    """Has every text read by every rule."""

    def kinds(self, text: str) -> tuple[bool, bool]:
        return True, True


def both(texts: Iterable[str], name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, int], dict[str, int]]:
    """What is found with and without a look at the words, and how many texts were passed over."""
    found = []
    for words in (OddWords, _AllOdd):
        monkeypatch.setattr("simulacrum_core.checks.trained_text.OddWords", words)
        reader = TrainedText("<s>", "</s>", name)
        for number, text in enumerate(texts, 1):
            for is_text in (False, True):
                segment = Segment(True, text if is_text else f"{name}: {text}\n")
                reader.add(TrainingExample((segment,)), "train.jsonl", number, is_text=is_text)
        found.append({kind: suspect.count for kind, suspect in reader.suspects.items()})
    return found[0], found[1]


def corpora(dice: Random) -> Iterator[str]:
    """Pieces of the exports, of this folder's programs and of what is told in the documentation."""
    files = [path for folder in ("corpora", "commands", "checks") for path in sorted((TESTS / folder).rglob("*.*"))]
    for path in filter(Path.is_file, files):
        lines = iter(path.read_bytes()[:100_000].decode("utf-8", "replace").split("\n"))
        while piece := list(islice(lines, dice.randint(1, 6))):
            yield "\n".join(piece)[:4000]


def invented(dice: Random) -> str:
    """Words among which few or many are odd."""
    words, share = [*WORDS, *DEVICES], dice.random() ** 3 / 2
    parts = [dice.choice(words if dice.random() < share else words[:12]) for _ in range(dice.randint(1, 25))]
    return "".join(part + (dice.choice(BLANKS) if dice.random() < 0.15 else " ") for part in parts)


@pytest.mark.parametrize("name", ["Ada", "An", "X-Ray", "Ada <3", ""])
def test_what_is_passed_over_has_nothing_odd(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = Random(name)
    texts = [*dice.sample(list(corpora(dice)), 1500), *(invented(dice) for _ in range(1500))]
    kept, everything = both(texts, name, monkeypatch)
    assert kept == everything
    assert len(everything) > 5
    words = OddWords()
    assert sum(not words.kinds(text)[0] for text in texts) > 100
