"""What an app tells in the place of words is nobody's, and what people say with a quotation is theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

import pytest

from simulacrum_core import Conversation, Importer, Message, Participant, Source
from simulacrum_core.conversations.told import without_automatic, without_told
from simulacrum_core.sources import MessageBlocks

SAID = "see you at eight then"
REACTIONS = [
    f"Liked “{SAID}”",
    f"Loved “{SAID}”",
    f"Laughed at “{SAID}”",
    f'Emphasized "{SAID}"',
    f"Removed a heart from “{SAID}”",
    f"Reacted 👍 to “{SAID}”",
    f"Removed ❤️ from “{SAID}”",
    f"👍 to “ {SAID} ”",
    "Liked “see you at eigh…”",
    f"Le gustó “{SAID}”",
    f"Reaccionó con 👍 a “{SAID}”",
    f"A réagi avec 👍 à « {SAID} »",
    f"A aimé « {SAID} »",
    f"Gostou de “{SAID}”",
    f"Ha messo 👍 a «{SAID}»",
    f"Hat mit 👍 auf „{SAID}“ reagiert",
    f"Gefällt „{SAID}“",
    f"Vond “{SAID}” leuk",
    f"Gillade ”{SAID}”",
    f"Понравилось «{SAID}»",
    f"「{SAID}」を強調しました",
    "Liked an image",
    "Laughed at an attachment",
    "Reacted 😂 to your message ",
    "Liked a message",
    "Ada sent an attachment.",
    "Ada Lind unsent a message",
]
OTHER = {
    "Missed voice call": "call",
    "You unsent a message": "deleted",
    "I’m driving with Driving Focus turned on. I’ll see your message when I get where I’m going.": "bot",
    "I'm driving right now - I'll get back to you later.": "bot",
}
WORDS = [
    "Loved “Dune”",
    "Liked “the sea” more",
    "Gostou de “Cidade de Deus”?",
    "Le gustó “la casa”, no?",
    f"what do you mean “{SAID}”",
    f"you said “{SAID}” and now this",
    f"why 😂 “{SAID}”",
    f"😂 “{SAID}”",
    f"“{SAID}” lol",
    f"“{SAID}”",
    SAID,
    "liked it",
    "I liked an image of yours",
    "missed call",
    "I missed a call from Ben",
    "Ben sent an attachment.",
    "i'm driving right now, call you later",
    "Le gusta “x”",
]


class Texts(Importer):
    """Texts of a chat."""

    name: ClassVar[str] = "texts"

    def identify(self, source: Source) -> bool:
        return False

    def read(self, source: Source) -> Iterator[Conversation]:
        return iter(())


def kinds(texts: Sequence[str], size: int = 100) -> list[str]:
    said = [Message(str(n), "1" if n % 2 else "2", None, text) for n, text in enumerate(texts)]
    blocks = [said[start : start + size] for start in range(0, len(said), size)]
    people = (Participant("1", "Ada Lind"), Participant("2", "Ben"))
    chat = Conversation("texts", "1", None, people, False, MessageBlocks(blocks))
    return [message.kind for one in without_told(Texts(), iter([chat])) for message in one.messages]


@pytest.mark.parametrize("text", REACTIONS)
@pytest.mark.parametrize("size", [1, 2, 100])
def test_a_reaction_that_is_told_as_a_text_is_nobodys_words(text: str, size: int) -> None:
    assert kinds([SAID, "ok", "hm", text], size) == ["text", "text", "text", "system"]


@pytest.mark.parametrize(("text", "kind"), OTHER.items())
def test_what_a_phone_tells_is_nobodys_words(text: str, kind: str) -> None:
    assert kinds([SAID, text]) == ["text", kind]


@pytest.mark.parametrize("text", WORDS)
def test_what_somebody_says_with_a_quotation_is_theirs(text: str) -> None:
    assert kinds([SAID, "ok", "hm", text]) == ["text"] * 4


def test_a_reaction_to_what_was_not_said_is_not_known() -> None:
    assert kinds(["ok", "Liked “see you at nine then”"]) == ["text", "text"]


def test_a_reaction_to_what_was_said_long_ago_is_not_known() -> None:
    assert kinds([SAID, *["ok"] * 250, f"Liked “{SAID}”"], 50)[-1] == "text"


def test_what_was_walked_once_can_be_walked_again() -> None:
    def walk() -> Iterator[Conversation]:
        message = Message("1", "1", None, "Liked an image")
        yield Conversation("texts", "1", None, (Participant("1", "Ada"),), False, (message,))

    (chat,) = without_told(Texts(), walk())
    assert [[message.kind for message in chat.messages] for _ in range(2)] == [["system"], ["system"]]


class Chunked(Texts):
    """Texts of a chat that are read in chunks."""

    def chunks(self, source: Source) -> None:
        return None


def test_of_an_app_that_tells_no_reactions_only_automatic_answers_are_nobodys() -> None:
    texts = [SAID, f"Liked “{SAID}”", "I'm driving right now - I'll get back to you later."]
    said = tuple(Message(str(n), "1", None, text) for n, text in enumerate(texts))
    chat = Conversation("chunked", "1", None, (Participant("1", "Ada"),), False, said)
    (found,) = without_told(Chunked(), iter([chat]))
    assert [message.kind for message in found.messages] == ["text", "text", "bot"]
    assert [message.kind for message in without_automatic(list(said))] == ["text", "text", "bot"]
