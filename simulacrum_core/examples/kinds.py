"""Kinds of messages that the persona sends without writing them: they are read as context, and not trained on."""

from __future__ import annotations

from collections.abc import Sequence, Set

import msgspec

from ..config.recipe import Recipe, Untrained
from ..models import Message
from ..rendering.quotations import are_marked, is_only_quoted, those_that_may_quote

OTHER_LANGUAGE = "other_language"
UNTRAINED: frozenset[Untrained] = frozenset({"forwarded", "links", "quoted"})
_STARTS = ("http", "Http", "HTTP", "www.", "Www.", "WWW.", "<", " ", "\n", "\t")
"""What a text of nothing but links begins with, but for odd cases."""
_FIRST = "".join({start[0] for start in _STARTS})
_SCHEMES = ("http://", "https://", "www.")


def untrained_kinds(recipe: Recipe) -> frozenset[Untrained]:
    """The kinds that are context only by a recipe."""
    return UNTRAINED - {*recipe.train}


class ForeignMessage(Message, frozen=True, gc=False):
    """A message of the persona in a language that is not asked for."""


def foreign(message: Message) -> ForeignMessage:
    """The message as one that is only read."""
    return ForeignMessage(*msgspec.structs.astuple(message))


def untrained_kind(message: Message, kinds: Set[Untrained]) -> str | None:
    """Why what an author sends is not trained on, as an id of the ledger; None where it is."""
    if message.__class__ is ForeignMessage:
        return OTHER_LANGUAGE
    if message.forwarded_from is not None and "forwarded" in kinds:
        return "forwarded"
    if "links" in kinds and is_only_links(message.text):
        return "links"
    return "quoted" if "quoted" in kinds and is_only_quoted(message.text, message.quoted) else None


def is_all_written(messages: Sequence[Message], kinds: Set[Untrained]) -> bool:
    """Whether no message is of a kind in `kinds`, in another language, or said by its importer to quote.

    It is asked once of all, not of each.
    """
    return (
        [message.forwarded_from for message in messages].count(None) == len(messages)
        and ForeignMessage not in set(map(type, messages))
        and not are_marked(messages)
        and not _any_copied([message.text for message in messages], kinds)
    )


def _any_copied(texts: Sequence[str], kinds: Set[Untrained]) -> bool:
    """Whether any of some texts is only links or only quoted; that nearly none is, one look at all of them tells."""
    whole = "\n".join(texts)
    if "links" in kinds and may_hold_links(whole) and any(is_only_links(text) for text in texts if text[:1] in _FIRST):
        return True
    return "quoted" in kinds and any(map(is_only_quoted, those_that_may_quote(texts)))


def may_hold_links(text: str) -> bool:
    """Whether there may be an address of a web page in a text, which nearly none has."""
    # Two characters are looked for at a tenth of the speed of one.
    return ("/" in text and "://" in text) or ("." in text and ("w." in text or "W." in text))


def is_only_links(text: str) -> bool:
    """Whether there is nothing in a text but addresses of web pages, maybe in `<` and `>` as on Discord."""
    # Asked of every message several times; nearly every text is known by its first letters.
    if not text.startswith(_STARTS):
        return False
    words = text.split()
    return bool(words) and all(map(_is_link, words))


def _is_link(word: str) -> bool:
    address = word[1:-1] if word[0] == "<" and word[-1] == ">" else word
    scheme = next((start for start in _SCHEMES if address[: len(start)].casefold() == start), "")
    return bool(scheme) and len(address) > len(scheme)
