"""Invented speakers: habits as chances, so that it is known by what two of them differ, and by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

import msgspec


class Speaker(msgspec.Struct, frozen=True):
    """How somebody writes what they have to say.

    `small` is the chance that a turn has small letters only, `marked` that it ends with a mark, `parted` that a new
    message begins with a sentence, `turned` that a sentence says first where and then what. `fillers` stand within a
    sentence, `spelled` are words as they write them.
    """

    small: float
    marked: float
    parted: float
    turned: float
    laughs: Sequence[str]
    laughing: float
    openings: Sequence[str]
    opening: float
    fillers: Sequence[str]
    filling: float
    spelled: Mapping[str, str]

    def says(self, sentences: Sequence[tuple[str, str]], random: Random) -> str:
        """A turn out of sentences of two halves each, a line for each message."""
        said = [self._sentence(*halves, random) for halves in sentences]
        if random.random() < self.opening:
            said[0] = f"{random.choice(self.openings)} {said[0]}"
        if random.random() < self.laughing:
            said[-1] += f" {random.choice(self.laughs)}"
        if random.random() >= self.small:
            said = [text[0].upper() + text[1:].replace(" i ", " I ") for text in said]
        has_marks = random.random() < self.marked
        lines = [said[0]]
        for text in said[1:]:
            if random.random() < self.parted:
                lines.append(text)
            else:
                lines[-1] += f"{'.' if has_marks else ''} {text}"
        return "\n".join(f"{line}{random.choice('..!') if has_marks else ''}" for line in lines)

    def _sentence(self, what: str, where: str, random: Random) -> str:
        halves = [where, what] if random.random() < self.turned else [what, where]
        if random.random() < self.filling:
            halves.insert(1, random.choice(self.fillers))
        return " ".join(self.spelled.get(word, word) for word in " ".join(filter(None, halves)).split())


ADA = Speaker(
    *(0.95, 0.1, 0.8, 0.3),
    *(["haha", "hahaha", "lol"], 0.4, ["hm", "ooh", "nooo", "well"], 0.3, ["like", "so", "or so"], 0.3),
    {"you": "u", "because": "cos", "very": "sooo"},
)
DOT = Speaker(
    *(0.85, 0.2, 0.65, 0.15),
    *(["haha", "lol", "hehe"], 0.25, ["hm", "oh", "well", "ok"], 0.3, ["like", "just", "so"], 0.2),
    {"because": "cos", "very": "really"},
)
"""Of Ada's kind, and not Ada."""
EVE = Speaker(
    *(0.02, 0.97, 0.05, 0.6),
    *(["I hope that helps"], 0.1, ["dear friend,", "to be honest,", "as far as I know,"], 0.4),
    *(["however", "rather", "I believe"], 0.4, {"only": "merely"}),
)
BEN = Speaker(
    *(0.4, 0.6, 0.3, 0.1),
    *(["haha", "ha"], 0.1, ["hey", "so", "listen"], 0.3, ["maybe", "actually", "again"], 0.3, {"very": "quite"}),
)


def anybody(random: Random) -> Speaker:
    """A speaker of whom a base model may have read."""
    words = (
        "hm oh well ok so hey right listen dear anyway maybe just like actually rather again really you-know".split()
    )
    laughs = ["haha", "hahaha", "lol", "hehe", "ha", ":)", "xd"]
    spellings = {"you": ["u", "ya"], "because": ["cos", "since"], "very": ["so", "really", "sooo"], "only": ["just"]}
    return Speaker(
        *(random.random() for _ in range(4)),
        *(random.sample(laughs, 2), random.random() / 2, random.sample(words, 3), random.random() / 2),
        *(random.sample(words, 3), random.random() / 2),
        {word: random.choice(forms) for word, forms in spellings.items() if random.random() < 0.5},
    )
