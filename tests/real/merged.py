"""Merges what was trained in a dataset folder, and prints how far the models in it are apart; run with torch."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

from simulacrum_core import Manifest
from simulacrum_core.chat.chat import Chat
from simulacrum_core.chat.generation import TrainedModel
from simulacrum_core.chat.speaker import Sampling
from simulacrum_core.evaluation import likelihood
from simulacrum_core.evaluation.checkpoints import evaluate_checkpoints
from simulacrum_core.evaluation.evaluate import evaluate
from simulacrum_core.training.merging import merge


def measured(folder: Path, model: Path | None = None) -> list[float | None]:
    """Bits per byte of what was trained and of its base."""
    (figure, *_) = evaluate(folder, model, quick=True, metrics=["likelihood"], device="cpu").results[0].figures
    return [figure.value, figure.base]


def main(folder: Path) -> None:
    # As many as this dataset holds out.
    likelihood.LEAST = 5
    manifest = Manifest.load(folder)
    theirs = TrainedModel(folder, manifest).path
    ours = merge(folder)
    base = json.loads((folder / "model" / "adapter_config.json").read_bytes())["base_model_name_or_path"]
    plain = AutoModelForCausalLM.from_pretrained(base)
    ids = AutoTokenizer.from_pretrained(base)("<s>Ben: hello there\nAda:", return_tensors="pt")["input_ids"]
    with torch.inference_mode():
        untrained = plain(ids).logits
        adapter = PeftModel.from_pretrained(plain, folder / "model")(ids).logits
        merged = {path: AutoModelForCausalLM.from_pretrained(path)(ids).logits for path in (ours, theirs)}
    model = TrainedModel(folder, manifest)
    # An answer of nothing is drawn again at random: the seed lets both models draw alike.
    greedy = Sampling(temperature=0, max_tokens=12, seed=0)
    print(
        json.dumps(
            {
                "places": [str(path.relative_to(folder)) for path in (theirs, model.path)],
                "measured": [measured(folder, path) for path in (folder / "model", theirs, None)],
                "steps": [one.step for one in evaluate_checkpoints(folder, quick=True, device="cpu")],
                "learned": (adapter - untrained).abs().max().item(),
                "ours": (merged[ours] - adapter).abs().max().item(),
                "theirs": (merged[theirs] - adapter).abs().max().item(),
                "said": [Chat(manifest, TrainedModel(folder, manifest, path), greedy).say("hello") for path in merged],
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
