"""What phones and apps tell in the place of words: reactions told as texts, answers while driving, calls.

An iPhone that reacts to a message of another system, or the other way round, sends a text: `Liked “see you”`, or
`Reacted 👍 to “see you”`. It quotes the whole of a message that was sent before, which a sentence seldom does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain

import msgspec

from ..models import Conversation, Kind, Message
from ..plugin.contracts import Importer
from ..sources.message_blocks import MessageBlocks, message_blocks

_NEAR = 200
"""Messages before a reaction among which the one that it quotes is looked for."""
_OPEN, _CLOSE = '“„”«「『"', '”“»」』"'
_QUOTED = re.compile(
    rf"(?P<before>[^{_OPEN}\n]{{0,40}}?)\s?[{_OPEN}]\s?(?P<quoted>.+?)\s?[{_CLOSE}](?P<after>[^{_CLOSE}\n]{{0,30}})\Z",
    re.DOTALL,
)
_ENDS = frozenset(_CLOSE)
_PAIRED = "“„«「『”"
"""Marks that few people type."""
_LETTER = re.compile(r"[^\W\d_]")
_REACTED = frozenset(
    word
    for table in (
        "liked|loved|disliked|laughed at|emphasized|emphasised|questioned|removed a heart from|removed a like from"
        "|removed a dislike from|removed a laugh from|removed an exclamation from|removed an exclamation mark from"
        "|removed a question mark from|removed an emphasis from",
        "gefällt|gefällt mir|gefällt nicht|gefiel|liebt|liebte|mag|mochte|mag nicht|lacht über|lachte über|betont"
        "|betonte|hinterfragt|hinterfragte|hat geliebt|hat gelacht über|markiert",
        "le gustó|le gusta|le encantó|le encanta|no le gustó|no le gusta|me gustó|me gusta|me encantó|me encanta"
        "|se rió de|se rio de|se ríe de|le dio risa|enfatizó|destacó|cuestionó|exclamó por|preguntó por",
        "a aimé|aime|a adoré|adore|n’a pas aimé|n'a pas aimé|n’aime pas|n'aime pas|a ri de|a ri à|rit de|a souligné"
        "|a insisté sur|a mis en avant|a questionné|s’interroge sur|s'interroge sur|s’est interrogé sur",
        "gostou de|gostou|curtiu|amou|adorou|não gostou de|riu de|riu-se de|deu risada de|enfatizou|destacou"
        "|questionou",
        "ha apprezzato|ha adorato|ha amato|piace|gli piace|le piace|ha messo mi piace a|non ha apprezzato|ha riso di"
        "|ha riso per|ha riso a|ha enfatizzato|ha evidenziato|ha messo in evidenza|ha messo in dubbio",
        "vond leuk|vindt leuk|vond geweldig|vond niet leuk|vindt geweldig|vindt niet leuk|lachte om|lacht om|benadrukte"
        "|hield van|houdt van|trok in twijfel",
        "gillade|gillar|älskade|älskar|ogillade|ogillar|skrattade åt|skrattar åt|betonade|framhävde|ifrågasatte",
        "synes godt om|syntes godt om|elskede|elsker|lo ad|grinede ad|fremhævede|satte spørgsmålstegn ved|likte|liker"
        "|elsket|mislikte|lo av|ler av|fremhevet|uthevet|stilte spørsmål ved",
        "tykkäsi|tykkää|rakasti|rakastaa|nauroi|korosti|kyseenalaisti|polubił|polubiła|polubiono|lubi|uwielbia"
        "|podkreślił|podkreśliła|понравилось|нравится|не понравилось|рассмешило|вподобано|сподобалося|выделено",
        "beğendi|beğenildi|mesajını beğendi|mesajına güldü|mesajını sevdi|sevdi|を強調しました|を気に入りました"
        "|に「いいね」しました|が気に入りました|にハートを付けました|喜欢|喜歡|赞了|讚了|不喜欢|强调了|強調了|喜爱|喜愛",
    )
    for word in table.split("|")
)
"""What stands before a quotation, behind it or on both sides of it; only English was seen in messages."""
_TEXTS: dict[str, Kind] = {
    **dict.fromkeys(
        (
            f"{verb} {what}"
            for verb in ("Liked", "Loved", "Disliked", "Laughed at", "Emphasized", "Emphasised", "Questioned")
            for what in ("an image", "a movie", "an attachment", "an audio message", "a photo", "a video", "a sticker")
        ),
        "system",
    ),
    **dict.fromkeys(
        ("Liked a message", "You sent an attachment.", "You sent a photo.", "You sent a voice message."), "system"
    ),
    **dict.fromkeys(("You unsent a message", "(This message was deleted)", "This message was deleted."), "deleted"),
    **dict.fromkeys(
        (f"{way} {what} call" for way in ("Missed", "Incoming", "Outgoing", "Declined") for what in ("voice", "video")),
        "call",
    ),
    "The video chat ended.": "call",
    "The call ended.": "call",
    "I'm driving right now - I'll get back to you later.": "bot",
    "I’m driving with Do Not Disturb While Driving turned on. I’ll see your message when I get where I’m going.": "bot",
    "I’m driving with Driving Focus turned on. I’ll see your message when I get where I’m going.": "bot",
    "(I’m not receiving notifications. If this is urgent, reply “urgent” to send a notification through with your "
    "original message.)": "bot",
    "I have Do Not Disturb While Driving turned on. I’ll see your message when I get where I’m going.": "bot",
}
"""Whole texts that are the same for everybody, and what they are."""
_TOLD: Set[str] = _TEXTS.keys()
_AUTOMATIC = frozenset(text for text, kind in _TEXTS.items() if kind == "bot")
_DEEDS = ("eacted ", " sent an attachment", "liked a message", "unsent a message", "missed a call", "missed your call")
"""What is in the texts of Messenger and Instagram on what somebody did."""
_DEED = re.compile(
    r"(?:(?P<who>[^\n]{1,60}) )?(?:[rR]eacted \S{1,12} to your message|(?:sent an attachment|missed your call)\."
    r"|liked a message|unsent a message|You missed a call from [^\n]{1,60}\.)\s?\Z"
)


def without_told(importer: Importer, conversations: Iterable[Conversation]) -> Iterable[Conversation]:
    """The conversations, in which what an app tells in the place of words is of a kind that nobody writes.

    Importers that read a chat in chunks are of apps that send no reactions as texts: of theirs, a block is enough.
    """
    if type(importer).chunks is not Importer.chunks:
        return map(_without_automatic, conversations)
    return map(_without_told, conversations)


def without_automatic(block: list[Message]) -> list[Message]:
    """A block in which what a phone sends by itself while its owner drives is a program's."""
    if _AUTOMATIC.isdisjoint([message.text for message in block]):
        return block
    return [
        _as(message, "bot") if message.text in _AUTOMATIC and message.kind == "text" else message for message in block
    ]


def _without_automatic(conversation: Conversation) -> Conversation:
    return msgspec.structs.replace(conversation, messages=MessageBlocks(_Attended(conversation.messages)))


class _Attended:
    """Blocks of messages that people sent, walked as often as those that they are made of."""

    def __init__(self, messages: Iterable[Message]) -> None:
        self._messages = messages

    def __iter__(self) -> Iterator[list[Message]]:
        return map(without_automatic, message_blocks(self._messages))


def _without_told(conversation: Conversation) -> Conversation:
    if conversation.monologue:
        return conversation
    names: dict[str | None, str] = {person.id: person.name for person in conversation.participants}
    return msgspec.structs.replace(conversation, messages=MessageBlocks(_Untold(conversation.messages, names)))


class _Untold:
    """Blocks of messages, walked as often as those that they are made of."""

    def __init__(self, messages: Iterable[Message], names: Mapping[str | None, str]) -> None:
        self._messages, self._names = messages, names

    def __iter__(self) -> Iterator[list[Message]]:
        before: list[Message] = []
        for block in message_blocks(self._messages):
            texts = [message.text for message in block]
            told = self._told(block, texts, before)
            if told:
                block = [
                    _as(message, told[number]) if number in told and message.kind == "text" else message
                    for number, message in enumerate(block)
                ]
            yield block
            before = [*before, *block][-_NEAR:]

    def _told(self, block: Sequence[Message], texts: Sequence[str], before: Sequence[Message]) -> dict[int, Kind]:
        """The numbers of messages in a block that an app tells, and of what kind they are."""
        whole, told = "\n".join(texts), dict[int, Kind]()
        if any(deed in whole for deed in _DEEDS):
            told |= dict.fromkeys(_deeds(block, self._names), "system")
        # Few texts are asked more than how they end.
        quoting = [number for number, text in enumerate(texts) if text[-1:] in _ENDS]
        for mark in _PAIRED:
            if mark in whole:
                quoting += [number for number, text in enumerate(texts) if mark in text]
        if quoting:
            told |= dict.fromkeys(_reactions(block, sorted({*quoting}), before), "system")
        if not _TOLD.isdisjoint(texts):
            told |= {number: _TEXTS[text] for number, text in enumerate(texts) if text in _TEXTS}
        return told


def _as(message: Message, kind: Kind) -> Message:
    return msgspec.structs.replace(message, kind=kind, author=None if kind == "system" else message.author)


def _deeds(block: Sequence[Message], names: Mapping[str | None, str]) -> Iterator[int]:
    """The numbers of messages that tell what their author did, without a name or with the author's own."""
    for number, message in enumerate(block):
        if match := _DEED.match(message.text):
            name = names.get(message.author) or ""
            if match["who"] in (None, "You", name, name.partition(" ")[0]):
                yield number


def _reactions(block: Sequence[Message], quoting: Iterable[int], before: Sequence[Message]) -> Iterator[int]:
    """Those of some messages, by their numbers, that tell of a reaction to one shortly before."""
    for number in quoting:
        match = _QUOTED.match(block[number].text)
        if match and _tells_reaction(match["before"], match["after"]):
            near = chain(block[max(number - _NEAR, 0) : number], before[number - _NEAR :] if number < _NEAR else ())
            if any(_is_quoted(match["quoted"], one.text) for one in near):
                yield number


def _tells_reaction(before: str, after: str) -> bool:
    """Whether what stands around a quotation is how apps tell of a reaction: known words, or a sign between words."""
    words = " ".join(f"{before} {after}".casefold().split()).rstrip(".。")
    if words in _REACTED:
        return True
    signs = [word for word in before.split() if not _LETTER.search(word) and not word.isascii()]
    last = before.split()[-1:] if before.strip() else []
    # `Reacted 👍 to “…”`, `👍 to “…”`, `Hat mit 👍 auf „…“ reagiert`: never a sign alone, or as the last word.
    return len(signs) == 1 and last != signs and len(words.split()) <= 6


def _is_quoted(quoted: str, text: str) -> bool:
    if quoted.endswith("…") and len(quoted) > 10:
        return text.strip().startswith(quoted[:-1].rstrip())
    return bool(text) and quoted.strip() == text.strip()
