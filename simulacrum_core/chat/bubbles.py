"""The bubbles of an answer, while a model writes it: the messages of one turn, each shown on its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec


class Piece(msgspec.Struct, frozen=True):
    """Some words of an answer, and in which of its bubbles they stand, counted from 0."""

    bubble: int
    text: str


def pieces_of(words: Iterable[str], boundary: str = "") -> Iterator[Piece]:
    """What a model writes as pieces of bubbles, without white space around any; nothing comes of an empty one.

    A boundary is never parted by the words; without one all of it is one bubble.
    """
    bubble, begun, space = 0, False, ""
    for word in words:
        for i, part in enumerate(word.split(boundary) if boundary else [word]):
            if i:
                bubble, begun, space = bubble + begun, False, ""
            text = space + part if begun else part.lstrip()
            kept = text.rstrip()
            space = text[len(kept) :]
            if kept:
                begun = True
                yield Piece(bubble, kept)


def joined(pieces: Iterable[Piece]) -> Iterator[str]:
    """The pieces as one text, a newline between two bubbles."""
    bubble = 0
    for piece in pieces:
        yield f"\n{piece.text}" if piece.bubble > bubble else piece.text
        bubble = piece.bubble


def lines_of(text: str) -> Sequence[str]:
    """The bubbles of a turn whose messages cannot be told apart: its lines that are not empty."""
    return [line for line in text.split("\n") if line.strip()]


def beginning(bubbles: Iterable[str], size: int) -> list[str]:
    """The bubbles of which the first `size` characters of an answer are made, the last one as far as it is in there."""
    found = list[str]()
    for bubble in bubbles:
        if size > 0:
            found.append(bubble[:size])
        size -= len(bubble) + 1
    return found
