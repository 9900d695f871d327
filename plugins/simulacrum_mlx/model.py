"""The base model in MLX: loaded from its folder, with fewer bits where that is asked for, and layers for an adapter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from simulacrum_core import MissingExtraError, SimulacrumError
from simulacrum_core.training import find_base_model

GROUP = 64
"""Weights that share a scale where a model is quantised here."""
_ROUTERS = frozenset({"gate", "router", "shared_expert_gate"})
"""Layers that choose experts: PEFT leaves them alone as well."""


def load_base(folder: Path, bits: int | None = None) -> tuple[Any, dict[str, Any]]:
    """The model in a folder, and its config; with `bits` its weights are quantised while they are read.

    On a CPU it computes in float32. Raises SimulacrumError where mlx-lm cannot load it.
    """
    try:
        import mlx.core as mx
        from mlx_lm.utils import load_model
    except ImportError as error:
        raise MissingExtraError(str(error.name), "mlx") from None
    if mx.default_device() == mx.cpu:
        # It would call the machine's C++ compiler, which takes longer than it saves, and may not be there.
        mx.disable_compile()
    try:
        model, config = load_model(folder, lazy=True)
    except Exception as error:
        # A model that mlx-lm does not know, files that are damaged or absent: each has an error of its own.
        what = str(error).strip().partition("\n")[0][:200] or type(error).__name__
        raise SimulacrumError(f"MLX cannot load the model ({what})", file=str(folder), remedy=_REMEDY) from error
    if mx.default_device() == mx.cpu:
        model.set_dtype(mx.float32)
    if bits and "quantization" not in config:
        _quantise(model, bits)
    mx.eval(model.parameters())
    return model, config


_REMEDY = "Take one in safetensors that mlx-lm knows, such as those of mlx-community on the Hub"


def base_folder(source: str, dataset: Path) -> Path:
    """Where a base model lies, as an adapter of a dataset names it, or a whole model; nothing is downloaded."""
    place = Path(source).expanduser()
    return find_base_model(str(place.resolve()) if place.is_dir() else source, dataset, download=False).folder


def is_quantised(config: dict[str, Any]) -> bool:
    """Whether the weights in the folder are MLX's own, in few bits: torch cannot read these."""
    found = config.get("quantization")
    return isinstance(found, dict) and "group_size" in found


def linear_layers(model: Any, stored: Collection[str]) -> list[str]:
    """The linear layers of the blocks, by names that the base model's files have as well.

    PEFT trains the same ones for `all-linear`; what mlx-lm lays out in another way, such as experts, is left alone.
    """
    import mlx.nn as nn

    return sorted(
        name
        for name, module in model.named_modules()
        if isinstance(module, (nn.Linear, nn.QuantizedLinear))
        and ".layers." in f".{name}"
        and name.rpartition(".")[2] not in _ROUTERS
        and f"{name}.weight" in stored
    )


def add_lora(model: Any, layers: Iterable[str], rank: int, scale: float, dropout: float) -> None:
    """Freeze the model, and put a fresh adapter over some of its layers."""
    from mlx_lm.tuner.utils import linear_to_lora_layers

    model.freeze()
    config = {"rank": rank, "scale": scale, "dropout": dropout, "keys": set(layers)}
    linear_to_lora_layers(model, len(model.layers), config)


def stored_names(folder: Path) -> set[str]:
    """The names of the weights in the files of a model."""
    import mlx.core as mx

    return {name for path in weight_files(folder) for name in mx.load(str(path))}


def weight_files(folder: Path) -> list[Path]:
    """The files that hold the weights of a model."""
    return sorted(folder.glob("model*.safetensors"))


def _quantise(model: Any, bits: int) -> None:
    import mlx.nn as nn

    chosen = getattr(model, "quant_predicate", None)

    def takes(path: str, module: Any) -> Any:
        if not hasattr(module, "to_quantized") or module.weight.shape[-1] % GROUP:
            return False
        return chosen(path, module) if chosen else True

    nn.quantize(model, GROUP, bits, class_predicate=takes)
