"""pytest's part of the importer test kit: the option `--update-expected`."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("simulacrum").addoption(
        "--update-expected",
        action="store_true",
        help="Rewrite the expected files of tests that have them; then read what changed.",
    )
