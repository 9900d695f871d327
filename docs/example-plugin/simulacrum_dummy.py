"""Chats of the messenger Dummy, which nobody has ever used: an example of a plugin for Simulacrum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field

from simulacrum_core import (
    Conversation,
    Examples,
    Exporter,
    Findings,
    Importer,
    Message,
    Participant,
    Source,
    SourceError,
    SourceFile,
    hookimpl,
)

FIRST_WORDS = b"dummy chat: "
LONGEST_LINE = 1 << 20


class DummyImporter(Importer):
    """Chats of the messenger Dummy: a .dummy file, or a folder or zip of them."""

    name: ClassVar[str] = "dummy"

    encoding: Literal["utf-8", "latin-1"] = Field(default="utf-8", description="Encoding of the text.")

    def identify(self, source: Source) -> bool:
        """Whether a file begins with the words that Dummy writes."""
        try:
            return any(begins_well(file) for file in source.files())
        except SourceError:
            return False

    def read(self, source: Source) -> Iterator[Conversation]:
        """One conversation a file."""
        files = [file for file in source.files() if begins_well(file)]
        if not files:
            raise SourceError("no chat of Dummy in here", remedy="Save it again: Chat > Save as")
        for file in files:
            people = dict.fromkeys(message.author for message in self.messages(file, Findings()) if message.author)
            yield Conversation(
                source=self.name,
                id=file.name,
                title=title(file, self.encoding),
                participants=tuple(Participant(id=name, name=name) for name in people),
                one_sided=False,
                messages=self.messages(file, source.findings),
            )

    def messages(self, file: SourceFile, findings: Findings) -> Iterator[Message]:
        """The messages as they come; a line that is none is reported with its number."""
        with file.open() as stream:
            for number, line in enumerate(iter(partial(stream.readline, LONGEST_LINE), b""), 1):
                message = parse(line.decode(self.encoding, "replace"), number, file)
                if message is not None:
                    yield message
                elif number > 1:
                    findings.report(file.name, number, "neither time, author nor text")


def begins_well(file: SourceFile) -> bool:
    with file.open() as stream:
        return stream.read(len(FIRST_WORDS)) == FIRST_WORDS


def title(file: SourceFile, encoding: str) -> str:
    with file.open() as stream:
        return stream.readline(LONGEST_LINE).removeprefix(FIRST_WORDS).decode(encoding, "replace").strip()


def parse(line: str, number: int, file: SourceFile) -> Message | None:
    """The message of a line such as `2024-05-01T18:00:00+02:00 Ada: hello`."""
    time, _, rest = line.rstrip("\r\n").partition(" ")
    author, colon, text = rest.partition(": ")
    try:
        sent_at = dt.datetime.fromisoformat(time)
    except ValueError:
        return None
    return Message(str(number), author, sent_at, text, position=f"{file.name}:{number}") if colon else None


class DummyExporter(Exporter):
    """Plain text, to be read by people."""

    name: ClassVar[str] = "dummy"

    def write(self, examples: Examples, folder: Path) -> list[Path]:
        """One file, in which what is trained on stands in brackets."""
        path = folder / "examples.txt"
        with path.open("w", encoding="utf-8", newline="\n") as out:
            for example in examples:
                out.write(f"--- {example.split}\n")
                out.writelines(f"[{part.text}]" if part.label else part.text for part in example.segments)
                out.write("\n")
        return [path]


@hookimpl
def register_importers() -> Sequence[type[Importer]]:
    return [DummyImporter]


@hookimpl
def register_exporters() -> Sequence[type[Exporter]]:
    return [DummyExporter]
