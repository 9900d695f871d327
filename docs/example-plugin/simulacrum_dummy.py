"""Chats of the messenger Dummy, which nobody has ever used: an example of a plugin for Simulacrum."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field

from simulacrum_core import (
    Conversation,
    DatasetError,
    Examples,
    Exporter,
    Findings,
    Importer,
    Manifest,
    Message,
    Participant,
    Recognizer,
    Source,
    SourceError,
    SourceFile,
    Trainer,
    UsageError,
    hookimpl,
)

FIRST_WORDS = b"dummy chat: "


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
            longest = source.limits.message_bytes
            written = self.messages(file, longest, Findings())
            people = dict.fromkeys(message.author for message in written if message.author)
            yield Conversation(
                source=self.name,
                id=file.name,
                title=title(file, longest, self.encoding),
                participants=tuple(Participant(id=name, name=name) for name in people),
                one_sided=False,
                messages=self.messages(file, longest, source.findings),
            )

    def messages(self, file: SourceFile, longest: int, findings: Findings) -> Iterator[Message]:
        """The messages as they come; a line that is none is reported with its number."""
        with file.open() as stream:
            for number, line in enumerate(iter(partial(stream.readline, longest), b""), 1):
                message = parse(line.decode(self.encoding, "replace"), number, file)
                if message is not None:
                    yield message
                elif number > 1:
                    findings.report(file.name, number, "neither time, author nor text")


def begins_well(file: SourceFile) -> bool:
    with file.open() as stream:
        return stream.read(len(FIRST_WORDS)) == FIRST_WORDS


def title(file: SourceFile, longest: int, encoding: str) -> str:
    with file.open() as stream:
        return stream.readline(longest).removeprefix(FIRST_WORDS).decode(encoding, "replace").strip()


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


class DummyTrainer(Trainer):
    """Pairs of words: which word the persona lets follow which."""

    name: ClassVar[str] = "dummy"

    fewest: int = Field(default=1, gt=0, description="Times that a pair has to be there.")

    def train(self, dataset: Path) -> Path:
        """Count the pairs, and write them into the model folder."""
        pairs = Counter(pair for text in trained_texts(dataset) for pair in pairwise(text.split()))
        kept = {" ".join(pair): count for pair, count in pairs.items() if count >= self.fewest}
        if not kept:
            raise DatasetError("no pair of words is there often enough", file=str(dataset), remedy="Pass -t fewest 1")
        folder = self.output(dataset)
        folder.mkdir(exist_ok=True)
        (folder / "pairs.json").write_text(json.dumps(kept, indent=2, sort_keys=True), encoding="utf-8")
        return folder

    def plan(self, dataset: Path) -> list[str]:
        """What `--dry-run` prints."""
        return [f"count pairs of words in {dataset}, keep those that are there {self.fewest} times or more"]


class DummyRecognizer(Recognizer):
    """Names after a word for kin or an office: "aunt Hilda", "Doctor Brandt"."""

    name: ClassVar[str] = "dummy"

    words: str = Field(default="aunt,uncle,doctor", description="The words, with commas between them.")

    def prepare(self) -> None:
        """Say what is wrong before a source is read."""
        if not self.words.strip(", "):
            raise UsageError("-r words: there is none", remedy="Pass -r words aunt,uncle")

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Every capitalized word behind one of the words."""
        told = "|".join(re.escape(word.strip()) for word in self.words.split(",") if word.strip())
        for match in re.finditer(rf"(?i:\b(?:{told}))\s([A-Z]\w+)", text):
            yield match.span(1)


def trained_texts(dataset: Path) -> Iterator[str]:
    """What is trained on, by the files that the dataset's manifest names."""
    for file in Manifest.load(dataset).files:
        if file.split == "train":
            with (dataset / file.path).open(encoding="utf-8") as rows:
                for row in rows:
                    yield from (part["text"] for part in json.loads(row)["segments"] if part["label"])


@hookimpl
def register_importers() -> Sequence[type[Importer]]:
    return [DummyImporter]


@hookimpl
def register_exporters() -> Sequence[type[Exporter]]:
    return [DummyExporter]


@hookimpl
def register_trainers() -> Sequence[type[Trainer]]:
    return [DummyTrainer]


@hookimpl
def register_recognizers() -> Sequence[type[Recognizer]]:
    return [DummyRecognizer]
