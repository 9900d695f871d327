"""Prints the rows of prepared dataset folders as JSON lines; run by the Python of axolotl's environment."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from datasets import load_from_disk


def rows(folder: Path) -> Iterator[dict[str, object]]:
    for row in load_from_disk(str(folder)):
        yield {"folder": folder.name, **row}


def main(folders: list[str]) -> None:
    for folder in folders:
        for row in rows(Path(folder)):
            print(json.dumps(row))


if __name__ == "__main__":
    main(sys.argv[1:])
