"""Any source, one command: a folder or zip with several kinds in it goes part by part to whom it belongs."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import pytest

import simulacrum_whatsapp
from simulacrum_core import (
    Conversation,
    Importer,
    Message,
    Participant,
    Registry,
    Source,
    SourceError,
    SourceFile,
    hookimpl,
    read,
)
from simulacrum_core.conversations.choice import Choice, choose
from simulacrum_core.conversations.first_bytes import with_first_bytes

from ..conftest import Simulacrum, chat_text

CORPORA = Path(__file__).parents[1] / "corpora"
CHAT = chat_text(*(f"{name}: line {i}" for i in range(8) for name in ("Ben", "Ada")))


class LetterImporter(Importer):
    """Letters: files that begin with Dear."""

    name: ClassVar[str] = "letters"
    documents: ClassVar[bool] = True

    def identify(self, source: Source) -> bool:
        return any(_begins(file.open) for file in source.files())

    def read(self, source: Source) -> Iterator[Conversation]:
        return iter(())


def _begins(opener: object) -> bool:
    with opener() as stream:  # type: ignore[operator]
        return bool(stream.read(4) == b"Dear")


class Letters:
    @hookimpl
    def register_importers(self) -> list[type[Importer]]:
        return [LetterImporter]


@pytest.fixture(scope="module")
def letters() -> Registry:
    """All importers, and one of letters."""
    registry = Registry.installed()
    registry._add("letters", Letters)
    return registry


@pytest.fixture
def life(tmp_path: Path) -> Path:
    """A folder with several kinds of exports."""
    folder = tmp_path / "life"
    (folder / "chats").mkdir(parents=True)
    (folder / "chats" / "WhatsApp Chat with Ben.txt").write_text(CHAT)
    with zipfile.ZipFile(folder / "chats" / "Ben.zip", "w") as archive:
        archive.writestr("_chat.txt", CHAT)
    shutil.copytree(CORPORA / "telegram" / "html_account", folder / "telegram")
    shutil.copy(CORPORA / "telegram" / "personal_2024.json", folder / "chats" / "result.json")
    shutil.copytree(CORPORA / "discord" / "package-new", folder / "package")
    (folder / "mail").mkdir()
    (folder / "mail" / "letter.txt").write_text("Dear Cy,\n\nit rains.\n")
    (folder / "mail" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    return folder


def routed(choice: Choice) -> dict[str, list[str]]:
    return {importer.name: [file.name for file in source.files()] for importer, source in choice.parts}


def test_every_part_goes_to_the_importer_that_identifies_it(life: Path, letters: Registry) -> None:
    choice = choose(letters, [str(life)], None)
    found = routed(choice)
    assert found["whatsapp"] == ["life/chats/Ben.zip/_chat.txt", "life/chats/WhatsApp Chat with Ben.txt"]
    assert found["letters"] == ["life/mail/letter.txt", "life/mail/photo.jpg"]
    assert found["telegram"][0] == "life/chats/result.json"
    assert {name.split("/")[1] for name in found["telegram"][1:]} == {"telegram"}
    assert {name.split("/")[1] for name in found["discord"]} == {"package"}
    whole = {file.name for file in Source([life]).files()}
    assert {name for names in found.values() for name in names} | set(choice.unread) == whole
    assert sum(map(len, found.values())) + len(choice.unread) == len(whole)


def test_a_zip_with_several_kinds_is_walked_like_a_folder(life: Path, letters: Registry, tmp_path: Path) -> None:
    shutil.rmtree(life / "telegram")
    (life / "chats" / "Ben.zip").unlink()
    packed = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", life))
    found = routed(choose(letters, [str(packed)], None))
    assert found["whatsapp"] == ["packed.zip/chats/WhatsApp Chat with Ben.txt"]
    assert sorted(found) == ["discord", "letters", "telegram", "whatsapp"]


def test_what_nobody_identifies_is_listed(life: Path, simulacrum: Simulacrum) -> None:
    result = simulacrum("read", life)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) > 5
    assert "2 files were not read, as no importer reads them (1 .txt, 1 .jpg): life/mail/letter.txt" in result.stderr


def test_a_document_that_a_chat_names_is_no_writing_of_the_persona(tmp_path: Path, letters: Registry) -> None:
    folder = tmp_path / "chat"
    (folder / "files").mkdir(parents=True)
    (folder / "chat.txt").write_text(CHAT + "13/02/2024, 10:00 - Ben: für Ada.txt (file attached)\n")
    (folder / "für Ada.txt").write_text("Dear Ada,\n\nread this.\n")
    (folder / "mine.txt").write_text("Dear Ben,\n\nread that.\n")
    choice = choose(letters, [str(folder)], None)
    assert routed(choice) == {"whatsapp": ["chat/chat.txt"], "letters": ["chat/mine.txt"]}
    assert choice.unread == ["chat/für Ada.txt"]


def test_an_attachment_is_found_as_json_writes_its_name(tmp_path: Path, letters: Registry) -> None:
    export = json.loads((CORPORA / "telegram" / "personal_2024.json").read_bytes())
    message = next(message for message in export["messages"] if message["type"] == "message")
    message |= {"file": "files/für Ada.txt", "media_type": "document"}
    (tmp_path / "chat" / "files").mkdir(parents=True)
    (tmp_path / "chat" / "result.json").write_text(json.dumps(export))
    (tmp_path / "chat" / "files" / "für Ada.txt").write_text("Dear Ada")
    choice = choose(letters, [str(tmp_path / "chat")], None)
    assert sorted(routed(choice)) == ["telegram"]


def test_several_sources_are_routed_each_for_itself(life: Path, letters: Registry) -> None:
    paths = [life / "mail", life / "chats" / "Ben.zip", life / "chats" / "result.json"]
    found = routed(choose(letters, [str(path) for path in paths], None))
    assert found["whatsapp"] == ["Ben.zip/_chat.txt"]
    assert found["telegram"] == ["result.json"]
    assert "mail/letter.txt" in found["letters"]


def test_a_file_that_two_importers_claim_is_an_error(tmp_path: Path) -> None:
    class Twin(LetterImporter):
        name: ClassVar[str] = "twins"

    class Both:
        @hookimpl
        def register_importers(self) -> list[type[Importer]]:
            return [LetterImporter, Twin]

    (tmp_path / "a.txt").write_text("Dear Ada")
    with pytest.raises(SourceError, match="letters and twins both identify it"):
        choose(Registry([("both", Both)]), [str(tmp_path / "a.txt")], None)


class TwinImporter(LetterImporter):
    name: ClassVar[str] = "twins"


class DatedImporter(LetterImporter):
    """Letters too, on more evidence."""

    name: ClassVar[str] = "dated"
    evidence: ClassVar[int] = 3


class BrokenImporter(LetterImporter):
    name: ClassVar[str] = "broken"

    def read(self, source: Source) -> Iterator[Conversation]:
        raise SourceError("sealed", file=source.files()[0].name, remedy="Open it")


def registry_of(*classes: type[Importer]) -> Registry:
    class All:
        @hookimpl
        def register_importers(self) -> list[type[Importer]]:
            return list(classes)

    return Registry([("all", All), ("whatsapp", lambda: simulacrum_whatsapp)])


def test_a_file_that_two_importers_claim_ends_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dear Ada")
    (tmp_path / "_chat.txt").write_text(CHAT)
    reading = read([tmp_path], registry=registry_of(LetterImporter, TwinImporter))
    assert [conversation.source for conversation in reading] == ["whatsapp"]
    assert [name.rpartition("/")[2] for name in reading.unread] == ["a.txt"]
    assert [problem.what for problem in reading.findings.problems] == [
        "not read: letters and twins both identify it; choose one with --from"
    ]


def test_of_two_importers_that_claim_a_file_the_better_evidence_reads_it_and_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dear Ada")
    choice = choose(registry_of(LetterImporter, DatedImporter), [str(tmp_path / "a.txt")], None)
    assert routed(choice) == {"dated": ["a.txt"]}
    [(_, source)] = choice.parts
    for findings in (source.findings, source.again().findings):
        assert [(decision.subject, decision.answer) for decision in findings.decisions] == [("importer", "dated")]


def test_a_part_that_cannot_be_read_takes_no_chat_along(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dear Ada")
    (tmp_path / "_chat.txt").write_text(CHAT)
    reading = read([tmp_path], registry=registry_of(BrokenImporter))
    assert [conversation.source for conversation in reading] == ["whatsapp"]
    assert "broken could not be read any further: sealed. Open it" in [p.what for p in reading.findings.problems]
    with pytest.raises(SourceError, match="sealed"):
        list(read([tmp_path / "a.txt"], registry=registry_of(BrokenImporter)))


class TornImporter(BrokenImporter):
    """Letters that break off while they are read: the first after a message, the second before one."""

    name: ClassVar[str] = "torn"

    def read(self, source: Source) -> Iterator[Conversation]:
        ada = Participant("Ada", "Ada")
        for count in (1, 0):
            yield Conversation("torn", str(count), None, (ada,), True, self._messages(count))

    def _messages(self, count: int) -> Iterator[Message]:
        yield from (Message(str(number), "Ada", None, "Dear Ben") for number in range(count))
        raise SourceError("torn", file="a.txt", line=count + 1)


def test_a_part_that_fails_while_its_messages_are_walked_takes_no_other_along(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dear Ada")
    (tmp_path / "_chat.txt").write_text(CHAT)
    reading = read([tmp_path], registry=registry_of(TornImporter))
    found = {(chat.source, chat.id): len(list(chat.messages)) for chat in reading}
    assert found["torn", "1"] == 1
    assert found["torn", "0"] == 0
    assert [count for (source, _), count in found.items() if source == "whatsapp"] == [16]
    told = [(problem.line, problem.what) for problem in reading.findings.problems]
    assert told == [(2, "torn could not be read any further: torn."), (1, "torn could not be read any further: torn.")]
    alone = read([tmp_path / "a.txt"], registry=registry_of(TornImporter))
    with pytest.raises(SourceError, match="torn"):
        list(next(iter(alone)).messages)


def test_one_life_becomes_one_dataset_with_each_share_told(life: Path, simulacrum: Simulacrum) -> None:
    shutil.rmtree(life / "mail")
    result = simulacrum("convert", life, "--me", "Ada", "--budget", "400", "-o", "ada")
    assert result.exit_code == 0, result.stderr
    assert "of the trained tokens come from whatsapp" in result.stderr
    assert "16 also in another export of the same chat" in result.stderr
    assert ": the same, used once (not certain): what they say" in result.stderr
    assert simulacrum("check", "ada").exit_code == 0


def test_a_file_of_a_mixed_folder_is_opened_a_few_times_however_deep_it_lies(life: Path, letters: Registry) -> None:
    deep = life / "/".join("abcdefghij")
    deep.mkdir(parents=True)
    (deep / "letter.txt").write_text("Dear Cy,\n\nit snows.\n")
    (deep / "unknown.bin").write_bytes(b"\x00\x01")
    opened: Counter[str] = Counter()
    real = Path.open

    def counted(path: Path, *args: Any, **kwargs: Any) -> Any:
        opened[path.name] += 1
        return real(path, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", counted)
        choose(letters, [str(life)], None)
    # A glance at what kind of file it is, its first bytes, and one look for each importer at the last folder.
    assert opened["unknown.bin"] <= 3 + len(letters.importers())


def test_a_name_is_found_in_a_chat_only_as_a_whole(tmp_path: Path, letters: Registry) -> None:
    folder = tmp_path / "chat"
    folder.mkdir()
    (folder / "chat.txt").write_text(CHAT + "13/02/2024, 10:00 - Ben: my letter.txt (file attached)\n")
    (folder / "letter.txt").write_text("Dear Ada,\n\nread this.\n")
    (folder / "etter.txt").write_text("Dear Ben,\n\nread that.\n")
    assert choose(letters, [str(folder)], None).unread == ["chat/letter.txt"]


def test_a_file_of_a_program_is_read_once_and_by_nobody_taken_for_prose(tmp_path: Path) -> None:
    opened, asked = list[str](), list[str]()

    class Plain(LetterImporter):
        name: ClassVar[str] = "plain"
        evidence: ClassVar[int] = 0

        def identify(self, source: Source) -> bool:
            files = source.files()
            asked.extend(file.base for file in files if len(files) == 1)
            return super().identify(source)

    class Plains:
        @hookimpl
        def register_importers(self) -> list[type[Importer]]:
            return [Plain]

    registry = Registry.installed()
    registry._add("plain", Plains)
    (tmp_path / "backup").mkdir()
    for name, text in {"WhatsApp Chat with Ben.txt": CHAT, "Ben again.txt": CHAT, "letter.txt": "Dear Ben"}.items():
        (tmp_path / "backup" / name).write_text(text)
    (tmp_path / "backup" / "pond.jpg").write_bytes(b"\xff\xd8\xff")
    whole = choose(registry, [str(tmp_path / "backup")], None)
    assert [(importer.name, len(source.files())) for importer, source in whole.parts] == [("plain", 1), ("whatsapp", 2)]
    assert set(asked) == {"letter.txt"}

    def counting() -> BytesIO:
        opened.append("")
        return BytesIO(CHAT.encode())

    file = with_first_bytes(SourceFile("a.txt", len(CHAT), counting))
    source = Source.of([file], ["a.txt"])
    assert [cls.name for cls in registry.importers() if cls().identify(source)] == ["whatsapp"]
    assert len(opened) == 1
