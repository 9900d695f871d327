"""An adapter in PEFT's files, which `raw` and axolotl leave as well: read into MLX's layers, and written from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from simulacrum_core import SimulacrumError

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
_PREFIX, _DOWN, _UP = "base_model.model.", ".lora_A.weight", ".lora_B.weight"
_PLAIN: dict[str, object] = {"use_dora": False, "modules_to_save": None, "bias": "none", "fan_in_fan_out": False}
"""What PEFT writes for an adapter that is LoRA of linear layers and nothing else."""


class Lora(msgspec.Struct, frozen=True):
    """The numbers of an adapter; what it adds is multiplied with `alpha / rank`."""

    rank: int
    alpha: float
    dropout: float
    layers: tuple[str, ...]

    @property
    def scale(self) -> float:
        return self.alpha / self.rank


def read_adapter(folder: Path) -> tuple[Lora, dict[str, Any]]:
    """The numbers of an adapter and its matrices by the names of MLX; SimulacrumError where it is not plain LoRA."""
    import mlx.core as mx

    try:
        config = json.loads((folder / CONFIG).read_bytes())
        tensors = mx.load(str(folder / WEIGHTS))
        rank, alpha = int(config["r"]), float(config["lora_alpha"])
    except Exception as error:
        # What is cut off or damaged fails in any of these libraries.
        what = str(error).strip().partition("\n")[0][:200]
        raise SimulacrumError(f"the adapter cannot be read ({what})", file=str(folder), remedy="Train again") from error
    told = [key for key, plain in _PLAIN.items() if config.get(key, plain) not in (plain, [], {})]
    told += [key for key in ("rank_pattern", "alpha_pattern") if config.get(key)]
    other = [name for name in tensors if not name.endswith((_DOWN, _UP))]
    if told or other:
        what = f"MLX takes LoRA of linear layers alone, and the adapter has {(told or other)[0]}"
        raise SimulacrumError(what, file=str(folder), remedy="Install my-simulacrum[chat], to use it with PyTorch")
    if config.get("use_rslora"):
        alpha *= rank**0.5
    layers = sorted(_layer(name, _DOWN) for name in tensors if name.endswith(_DOWN))
    return Lora(rank, alpha, 0.0, tuple(layers)), {_inner(name): tensor.T for name, tensor in tensors.items()}


def write_adapter(model: Any, lora: Lora, base: str, folder: Path) -> None:
    """Write the adapter over a model; `base` is how it names the model below."""
    import mlx.core as mx
    from mlx.utils import tree_flatten

    tensors = {_outer(name): tensor.T for name, tensor in tree_flatten(model.trainable_parameters())}
    mx.save_safetensors(str(folder / WEIGHTS), dict(sorted(tensors.items())), metadata={"format": "pt"})
    config = {
        "base_model_name_or_path": base,
        "bias": "none",
        "inference_mode": True,
        "lora_alpha": int(lora.alpha) if lora.alpha == int(lora.alpha) else lora.alpha,
        "lora_dropout": lora.dropout,
        "peft_type": "LORA",
        "r": lora.rank,
        "target_modules": sorted({name.rpartition(".")[2] for name in lora.layers}),
        "task_type": "CAUSAL_LM",
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def _layer(name: str, suffix: str) -> str:
    return name.removeprefix(_PREFIX).removesuffix(suffix)


def _inner(name: str) -> str:
    return f"{_layer(name, _DOWN)}.lora_a" if name.endswith(_DOWN) else f"{_layer(name, _UP)}.lora_b"


def _outer(name: str) -> str:
    layer, _, part = name.rpartition(".")
    return f"{_PREFIX}{layer}{_DOWN if part == 'lora_a' else _UP}"
