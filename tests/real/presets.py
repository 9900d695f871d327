"""What axolotl's own validation says of `axolotl.yml` in dataset folders; run by the Python of axolotl's environment."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import yaml
from preprocess import unknown_keys, validated


def main(folders: list[str]) -> None:
    for folder in folders:
        config = yaml.safe_load((Path(folder) / "axolotl.yml").read_text(encoding="utf-8"))
        report = {"config": config, "unknown": unknown_keys(config), "valid": validated(config)}
        print(f"report {json.dumps(report)}")


if __name__ == "__main__":
    main(sys.argv[1:])
