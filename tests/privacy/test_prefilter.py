"""What the prefilter passes over has nothing private in it: the finder, asked without it, finds nothing there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from random import Random

import pytest

from simulacrum_core.models import Message
from simulacrum_core.privacy.asked import NOTHING
from simulacrum_core.privacy.finder import Finder
from simulacrum_core.privacy.look import Look
from simulacrum_core.privacy.neighbours import Neighbours, with_asked
from simulacrum_core.privacy.prefilter import STEMS
from simulacrum_core.privacy.recognizers import loose, number_words, obfuscated, seeds
from simulacrum_core.privacy.recognizers.answers import asked_of
from simulacrum_core.privacy.redactor import Redactor
from simulacrum_core.sources.message_blocks import MessageBlocks

from . import privacy_corpus, talks_corpus

_PLAIN = "the boat was late so we had soup and then went home over the hill with ben İlke ΣΟΦΙΑ naïve привет 😂".split()
_SIGNS = ": :) ( [ - ... ' don't it's? «so» well-known x1 1 12 4471 @ a@b USB camelCase «a» `b` ~ hasn't 〇〇〇〇 ４４".split()
_BLANKS = ("  ", "\n", "\u3000", "\x1c", "\u2028", "\t", "\u00a0")
FINDER = Finder(own_words=("harbour hill", "Zoë"))


def missed(finder: Finder, texts: Sequence[str]) -> list[str]:
    """The texts of a talk that are passed over though something is found or asked for there."""
    kept = finder.look(texts).places
    return [
        text
        for place, text in enumerate(texts)
        if place not in kept and (asked_of(texts, place) or finder.find(text) or finder.find(text, sure=True))
    ]


def corpora() -> Iterator[Sequence[str]]:
    """Talks of the corpora, and their lines by eight, as they are and in small letters."""
    for part in (*talks_corpus.PARTS, *talks_corpus.HELD_OUT):
        yield from (talk.texts for talk in talks_corpus.talks(talks_corpus.FOLDER / f"{part}.txt"))
    lines = [line.text for part in privacy_corpus.PARTS for line in privacy_corpus.lines(part)]
    yield from (lines[place : place + 8] for place in range(0, len(lines), 8))


def invented(dice: Random) -> list[str]:
    """Messages of words that matter beside others, among words that do not."""
    kinds: list[Sequence[str]] = [
        _PLAIN,
        _SIGNS,
        sorted(STEMS),
        sorted(number_words.ALL),
        sorted(seeds.all_words())[::7],
        sorted(loose.TOPICS + loose.TOPIC_WORDS),
        obfuscated.DOTS,
        ["harbour hill", "zoë", "harbour", "hill"],
    ]
    weights = [6, *(dice.random() ** 4 * 4 for _ in kinds[1:])]

    def message() -> str:
        words = [dice.choice(kind) for kind in dice.choices(kinds, weights, k=dice.randint(0, 14))]
        blanks = [dice.choice(_BLANKS) if dice.random() < 0.03 else " " for _ in words]
        return "".join(chain.from_iterable(zip(words, blanks, strict=True))).removesuffix(" ")

    return [message() for _ in range(dice.randint(1, 9))]


def test_nothing_of_the_corpora_is_passed_over() -> None:
    finder = Finder()
    for texts in corpora():
        assert missed(finder, texts) == []
        assert missed(finder, [text.lower().replace("?", "") for text in texts]) == []


def test_nothing_of_invented_talks_is_passed_over() -> None:
    dice = Random(1)
    passed_over = 0
    for _ in range(1500):
        texts = invented(dice)
        assert missed(FINDER, texts) == []
        passed_over += len(texts) - len(FINDER.look(texts).places)
    assert passed_over > 1000


@pytest.mark.parametrize("count", [7, 8, 11, 12, 24])
def test_a_recovery_phrase_over_several_messages_is_kept(count: int) -> None:
    words = sorted(seeds.all_words())[100 : 100 + 97 * count : 97]
    for size in (3, 4, 6, 12):
        texts = ["so", *(" ".join(words[place : place + size]) for place in range(0, count, size)), "ok"]
        assert missed(FINDER, texts) == []


def test_texts_that_hold_what_stands_between_texts_are_all_read() -> None:
    assert FINDER.look(["a", "b \x00 c", "d"]).places == {0, 1, 2}
    assert FINDER.look([]).places == set()


def test_messages_are_asked_for_as_if_each_were_read() -> None:
    redactor = Redactor(Finder(), b"key")
    dice = Random(2)
    texts = [text for _ in range(60) for text in invented(dice)]
    messages = [Message(str(number), "ben", None, text) for number, text in enumerate(texts)]
    asked = [asked_of(texts, place) for place in range(len(texts))]
    told = list(with_asked(messages, redactor))
    assert [kinds or NOTHING for _, kinds in told] == asked
    passed_over = [message.text for message, kinds in told if kinds is None]
    assert len(passed_over) > 50
    assert not any(map(redactor.replacements, passed_over))
    neighbours = Neighbours(redactor)
    assert list(neighbours.heard(iter(messages))) == messages
    assert [neighbours.of(message) for message in messages] == asked
    heard = Neighbours(redactor)
    private = heard.hear(messages)
    assert [heard.of(message) for message in messages] == asked
    assert all(id(message) in private for message in messages if redactor.redacted(message.text, heard.of(message))[1])


def test_messages_that_follow_each_other_are_asked_as_if_they_were_read_again() -> None:
    redactor, dice = Redactor(Finder(), b"key"), Random(3)
    texts = [text for _ in range(120) for text in invented(dice)]
    messages = [Message(str(number), "ben", None, text) for number, text in enumerate(texts)]
    asked = [asked_of(texts, place) for place in range(len(texts))]
    neighbours = Neighbours(redactor)
    blocks = MessageBlocks([messages[place : place + 50] for place in range(0, len(messages), 50)])
    assert list(neighbours.heard(blocks)) == messages
    start = 0
    while start < len(messages):
        end = start + dice.randint(1, 30)
        private = neighbours.hear(messages[start:end])
        again = [asked_of(texts[start:end], place) for place in range(len(texts[start:end]))]
        kinds = [neighbours.of(message) for message in messages[start:end]]
        assert kinds == [here | there for there, here in zip(asked[start:end], again, strict=True)]
        for message, told in zip(messages[start:end], kinds, strict=True):
            assert id(message) in private or not redactor.redacted(message.text, told)[1]
        start = end


def test_messages_that_stand_elsewhere_are_read_again() -> None:
    password, code = "whats the password?", "whats the code for the door?"
    messages = [Message(str(n), "ben", None, text) for n, text in enumerate([password, "hm", "ok", code, "4417b"])]
    neighbours = Neighbours(Redactor(Finder(), b"key"))
    assert list(neighbours.heard(iter(messages))) == messages
    before = neighbours.of(messages[4]).kinds
    assert id(messages[4]) in neighbours.hear([messages[0], messages[4]])
    assert before != neighbours.of(messages[4]).kinds >= {"code", "password"}


class _Reads(Redactor):
    """Every text may be a piece of a phrase."""

    def look(self, texts: Sequence[str]) -> Look:
        return super().look(texts)._replace(words=None)


@pytest.mark.parametrize("size", [1, 2, 5, 13, 1000])
def test_pieces_of_a_phrase_are_told_wherever_a_block_ends(size: int) -> None:
    dice, words = Random(4), seeds.words_of("english")
    texts = list[str]()
    for _ in range(40):
        phrase = seeds.mnemonic("english").generate(dice.choice((128, 256))).split()
        step = dice.randint(1, 6)
        texts += [" ".join(phrase[place : place + step]) for place in range(0, len(phrase), step)]
        texts += [text for text in invented(dice) if dice.random() < 0.5]
        texts += dice.sample(sorted(words), dice.randint(0, 3))
    authors = [dice.choice(("ben", "ben", "ben", "ada")) if " " in text else "ben" for text in texts]
    messages = [Message(str(n), authors[n], None, text) for n, text in enumerate(texts)]
    blocks = [messages[place : place + size] for place in range(0, len(messages), size)]
    told = [list(with_asked(MessageBlocks(blocks), reads(Finder(), b"key"))) for reads in (Redactor, _Reads)]
    assert told[0] == told[1]
    assert sum(kinds is not None and "piece" in kinds.kinds for _, kinds in told[0]) > 100
