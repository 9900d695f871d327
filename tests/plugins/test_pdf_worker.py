"""The process that reads PDFs: one for many documents, and another one after a document that ended it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from simulacrum_core import SourceError
from simulacrum_core.sources import Limits
from simulacrum_essays.pdf import reading
from simulacrum_essays.pdf.reading import read_pdf

from .test_essays import pdf_of

pytest.importorskip("pypdfium2")
DOCUMENT = pdf_of("BT /F 12 Tf 20 200 Td (Every boat has a name of its own.) Tj ET")


@pytest.fixture(autouse=True)
def _no_worker_is_left() -> Iterator[None]:
    reading._worker.cache_clear()
    yield
    reading._worker.cache_clear()


def _process() -> int:
    """The process that read the last document."""
    (worker,) = [one for one in __import__("gc").get_objects() if type(one) is reading._Worker]
    return worker._process.pid if worker._process else 0


def test_one_process_reads_many_documents() -> None:
    limits = Limits()
    read_pdf(DOCUMENT, "a.pdf", limits)
    first = _process()
    assert [read_pdf(DOCUMENT, "a.pdf", limits)[1][0].lines[0].text for _ in range(5)] == [
        "Every boat has a name of its own."
    ] * 5
    assert _process() == first


def test_a_damaged_document_keeps_no_other_from_being_read() -> None:
    for _ in range(2):
        with pytest.raises(SourceError, match="damaged"):
            read_pdf(b"%PDF-1.4 nothing", "a.pdf", Limits())
        assert read_pdf(DOCUMENT, "b.pdf", Limits())[1]


def test_after_one_that_ends_the_process_another_is_started() -> None:
    read_pdf(DOCUMENT, "a.pdf", Limits())
    os.kill(first := _process(), 9)
    with pytest.raises(SourceError, match="crash"):
        read_pdf(DOCUMENT, "a.pdf", Limits())
    assert read_pdf(DOCUMENT, "a.pdf", Limits())[1]
    assert _process() != first
