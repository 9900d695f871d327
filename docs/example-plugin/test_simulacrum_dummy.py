"""The importer against its corpus, and what the corpus cannot show."""

from __future__ import annotations

from pathlib import Path

from simulacrum_dummy import DummyImporter

from simulacrum_core import Source
from simulacrum_core.testing import ImporterTests


class TestDummyImporter(ImporterTests):
    importer = DummyImporter
    corpus = Path(__file__).parent / "corpus"


def test_a_line_that_is_no_message_is_reported_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / "a.dummy"
    file.write_text("dummy chat: Test\n2024-05-01T18:00:00+02:00 Ada: hello\nyesterday Ben: hi\n")
    source = Source([file])
    (conversation,) = DummyImporter().read(source)
    assert [message.text for message in conversation.messages] == ["hello"]
    assert [(problem.file, problem.line) for problem in source.findings.problems] == [("a.dummy", 3)]
