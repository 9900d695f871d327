"""Reads datasets of other layouts with the code of real trainers and reports ids and labels; run by the Python of axolotl's environment.

axolotl's strategies are called in this process, which takes seconds where the command takes half a minute.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quick_hashes import hash_tokenizers_by_name

# What the card of a ShareGPT dataset does not need to say, as LLaMA-Factory has an index: how axolotl reads it.
SHAREGPT = {
    "type": "chat_template",
    "field_messages": "conversations",
    "field_system": "system",
    "message_property_mappings": {"role": "from", "content": "value"},
    "roles_to_train": ["gpt"],
}
# ChatML with the marks by which TRL knows what the assistant says; it puts them in itself for templates that it knows.
MARKED = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{% if message.role == 'assistant' %}{% generation %}"
    "{{ message.content }}<|im_end|>{% endgeneration %}{% else %}{{ message.content }}<|im_end|>{% endif %}\n{% endfor %}"
)
IGNORED = -100


def main() -> None:
    with_trl = "--without-trl" not in sys.argv
    reports, *folders = (Path(argument) for argument in sys.argv[1:] if argument != "--without-trl")
    hash_tokenizers_by_name()
    with reports.open("w", encoding="utf-8") as out:
        for folder in folders:
            out.write(json.dumps(report(folder, with_trl)) + "\n")


def report(folder: Path, with_trl: bool) -> dict[str, Any]:
    """Every row of a dataset as the trainers have it, with the texts that the loss is computed on."""
    from transformers import AutoTokenizer

    layout, model = json.loads((folder / "simulacrum.json").read_bytes()), folder.parent / "model"
    tokenizer = AutoTokenizer.from_pretrained(model)
    rows = [json.loads(line) for line in (folder / "train.jsonl").read_bytes().splitlines()]
    told = {"axolotl": [described(row, tokenizer) for row in axolotl_rows(folder, rows, tokenizer)]}
    if with_trl and layout["exporter"] != "sharegpt":
        trained = trl_rows(folder, rows, tokenizer, layout["exporter"])
        told["trl"] = [described(row, tokenizer) for row in trained]
    return told


def axolotl_rows(folder: Path, rows: list[dict[str, Any]], tokenizer: Any) -> Iterator[dict[str, Any]]:
    import yaml
    from axolotl.prompt_strategies import load
    from axolotl.utils.dict import DictDefault

    file = folder / "axolotl.yml"
    config = (
        yaml.safe_load(file.read_text(encoding="utf-8"))
        if file.exists()
        else {"datasets": [SHAREGPT], "sequence_len": 512}
    )
    config = {"chat_template": "tokenizer_default_fallback_chatml", "train_on_inputs": False, **config}
    dataset = DictDefault(config["datasets"][0])
    strategy = load(dataset.type, tokenizer, DictDefault(config), dataset)
    for row in rows:
        if dataset.type == "completion":
            made = strategy.tokenize_prompt({key: [value] for key, value in row.items()})
            # A row over sequence_len would be cut in two.
            yield from ({key: value[i] for key, value in made.items()} for i in range(len(made["input_ids"])))
        else:
            yield strategy.tokenize_prompt(row)


def trl_rows(folder: Path, rows: list[dict[str, Any]], tokenizer: Any, layout: str) -> list[dict[str, Any]]:
    from datasets import Dataset
    from transformers import LlamaConfig, LlamaForCausalLM
    from trl import SFTConfig, SFTTrainer

    sizes = {"hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1}
    tokenizer.chat_template = MARKED
    model = LlamaForCausalLM(LlamaConfig(vocab_size=len(tokenizer), **sizes))
    arguments = SFTConfig(
        output_dir=str(folder / "trl"),
        assistant_only_loss=layout == "messages",
        max_length=json.loads((folder / "simulacrum.json").read_bytes())["recipe"]["budget"],
        use_cpu=True,
        bf16=False,
        report_to=[],
    )
    trainer = SFTTrainer(model, arguments, train_dataset=Dataset.from_list(rows), processing_class=tokenizer)
    return list(trainer.train_dataset)


def described(row: dict[str, Any], tokenizer: Any) -> dict[str, Any]:
    trained: list[list[int]] = [[]]
    for label in row["labels"]:
        if label != IGNORED:
            trained[-1].append(label)
        elif trained[-1]:
            trained.append([])
    return {"length": len(row["input_ids"]), "trained": [tokenizer.decode(ids) for ids in trained if ids]}


if __name__ == "__main__":
    main()
