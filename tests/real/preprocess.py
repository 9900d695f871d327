"""Runs the real `axolotl preprocess` in dataset folders and reports what came of it; run by the Python of axolotl's environment.

One process for all folders, since importing axolotl takes longer than preprocessing a small dataset. It is imported late, since the
processes that write the files of a dataset import this module again.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from quick_hashes import hash_tokenizers_by_name

CONFIG = "axolotl.yml"
ROWS = ("train.jsonl", "validation.jsonl")
IGNORED = -100
# An NVIDIA card of the 30 series, for machines that have none.
GPU = {"bf16": True, "fp8": False, "tf32": True, "n_gpu": 1, "compute_capability": "sm_86"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--control", action="append", default=[], help="a text whose token must not be in a row; repeatable"
    )
    parser.add_argument("reports", type=Path, help="the file to write, one JSON line a folder")
    parser.add_argument("folders", type=Path, nargs="+")
    arguments = parser.parse_args()
    hash_tokenizers_by_name()
    with arguments.reports.open("w", encoding="utf-8") as reports:
        for folder in arguments.folders:
            os.chdir(folder)
            reports.write(json.dumps(report(arguments.control)) + "\n")


def report(controls: list[str]) -> dict[str, Any]:
    """What axolotl and transformers say of the dataset in the current folder."""
    import yaml
    from dump_rows import rows
    from transformers import AutoTokenizer

    config = yaml.safe_load(Path(CONFIG).read_text(encoding="utf-8"))
    tokenizer = AutoTokenizer.from_pretrained(config["base_model"])
    log = preprocess()
    prepared = [list(rows(folder)) for folder in sorted(Path(config["dataset_prepared_path"]).glob("*/"))]
    return {
        "log": log,
        "prepared": prepared,
        "trained": [trained_texts(row, tokenizer) for part in prepared for row in part],
        "whole": {path.stem: whole_ids(path, tokenizer) for path in map(Path, ROWS) if path.is_file()},
        "bos": tokenizer.bos_token_id,
        "eos": tokenizer.eos_token_id,
        "controls": control_ids(tokenizer, controls),
        "config": config,
        "unknown": unknown_keys(config),
        "valid": validated(config),
    }


def preprocess() -> str:
    """The log of the command, called as its script calls it; a failure ends this process with its traceback."""
    from axolotl.cli.main import cli

    # The command parses the arguments of the process a second time.
    sys.argv = ["axolotl", "preprocess", CONFIG]
    with captured(Path("preprocess.log")) as log:
        # No further processes: they would cost more than they save on so little data.
        cli.main([*sys.argv[1:], "--dataset-num-proc", "0"], standalone_mode=False)
    return log.read_text(encoding="utf-8")


@contextlib.contextmanager
def captured(log: Path) -> Iterator[Path]:
    """Sends all that this process and its children print to a file, below Python's own streams."""
    kept = os.dup(1), os.dup(2)
    with log.open("wb") as stream:
        redirect(stream.fileno(), stream.fileno())
        try:
            yield log
        finally:
            redirect(*kept)
            for descriptor in kept:
                os.close(descriptor)


def redirect(out: int, err: int) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(out, 1)
    os.dup2(err, 2)


def trained_texts(row: dict[str, Any], tokenizer: Any) -> list[str]:
    """The texts of a row that the loss is computed on, each without a gap."""
    runs = groupby(row["labels"], key=lambda label: label != IGNORED)
    return [tokenizer.decode(list(labels)) for trained, labels in runs if trained]


def whole_ids(path: Path, tokenizer: Any) -> list[list[int]]:
    """The ids of every row's text in one piece, which is what a model reads when it talks."""
    examples = map(json.loads, path.read_text(encoding="utf-8").split("\n")[:-1])
    texts = ["".join(segment["text"] for segment in example["segments"]) for example in examples]
    return tokenizer(texts, add_special_tokens=False)["input_ids"]


def control_ids(tokenizer: Any, texts: list[str]) -> list[int]:
    """Ids of the special tokens, and of those texts that are one token."""
    single = [ids[0] for ids in tokenizer(texts, add_special_tokens=False)["input_ids"] if len(ids) == 1]
    special = [number for number, token in tokenizer.added_tokens_decoder.items() if token.special]
    return sorted({*single, *special, *tokenizer.all_special_ids})


def unknown_keys(config: dict[str, Any]) -> list[str]:
    """Keys that axolotl would ignore without a word."""
    from axolotl.utils.schemas.config import AxolotlInputConfig
    from axolotl.utils.schemas.datasets import SFTDataset

    listed = [dataset for key in ("datasets", "test_datasets") for dataset in config.get(key, [])]
    unknown = [key for key in config if key not in AxolotlInputConfig.model_fields]
    return unknown + [key for dataset in listed for key in dataset if key not in SFTDataset.model_fields]


def validated(config: dict[str, Any]) -> dict[str, Any]:
    """The config with all defaults, as axolotl has it on a machine with a GPU; it raises where a value is refused."""
    from axolotl.utils.config import validate_config
    from axolotl.utils.dict import DictDefault

    return validate_config(DictDefault(config), GPU, {"torch_version": "2.13.0"}).to_dict()


if __name__ == "__main__":
    main()
