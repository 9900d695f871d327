"""What axolotl's own validation says of `axolotl.yml` in dataset folders; run by the Python of axolotl's environment."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml
from preprocess import unknown_keys, validated

# Keys of configs for models that none of the tests' datasets is made for.
OF_SOME_MODELS = ("eot_tokens",)


def main(folders: list[str]) -> None:
    for folder in folders:
        config = yaml.safe_load((Path(folder) / "axolotl.yml").read_text(encoding="utf-8"))
        report = {
            "config": config,
            "unknown": unknown_keys(config),
            "valid": validated(config),
            "schema": kinds(config),
        }
        print(f"report {json.dumps(report)}")


def kinds(config: dict[str, Any]) -> dict[str, str]:
    """What axolotl's schema says of each key of a config, and of each key of its datasets: the type, and the default."""
    from axolotl.utils.schemas.config import AxolotlInputConfig
    from axolotl.utils.schemas.datasets import SFTDataset

    datasets = {key for name in ("datasets", "test_datasets") for dataset in config.get(name, []) for key in dataset}
    told = {
        key: AxolotlInputConfig.model_fields.get(key)
        for key in [*config, *OF_SOME_MODELS]
        if not key.endswith("datasets")
    }
    told |= {f"datasets.{key}": SFTDataset.model_fields.get(key) for key in datasets}
    return {key: f"{field.annotation} = {field.default!r}" if field else "unknown" for key, field in told.items()}


if __name__ == "__main__":
    main(sys.argv[1:])
