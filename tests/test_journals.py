"""Journals: every format's samples, decoys, and damaged versions of the samples."""

from __future__ import annotations

from pathlib import Path

from simulacrum_core.testing import ImporterTests
from simulacrum_journals import JournalsImporter

CORPUS = Path(__file__).parent / "corpora" / "journals"


class TestJournalsImporter(ImporterTests):
    importer = JournalsImporter
    corpus = CORPUS
