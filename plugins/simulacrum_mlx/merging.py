"""An adapter merged into its base model's files by MLX, in the layout of these files; no PyTorch is needed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from simulacrum_core import SimulacrumError

from .adapter import Lora, read_adapter
from .model import is_quantised, weight_files

_INDEX = "model.safetensors.index.json"
_OF_QUANTISED = ("quantization", "quantization_config")


def merge(adapter: Path, base: Path, dtype: str, folder: Path) -> None:
    """Write the weights, `config.json` and `generation_config.json` of the merged model into a folder.

    Weights in few bits of MLX's own become plain ones, which other programs can load. One file is in memory at a time.
    """
    import mlx.core as mx

    lora, matrices = read_adapter(adapter)
    config = json.loads((base / "config.json").read_bytes())
    left, places = set(lora.layers), dict[str, str]()
    total = 0
    for path in weight_files(base):
        tensors = _plain(mx.load(str(path)), config) if is_quantised(config) else mx.load(str(path))
        for layer in sorted(left & {name.removesuffix(".weight") for name in tensors}):
            tensors[f"{layer}.weight"] = _added(tensors[f"{layer}.weight"], layer, lora, matrices)
            left.remove(layer)
        if dtype != "auto":
            tensors = {name: _as_type(tensor, getattr(mx, dtype)) for name, tensor in tensors.items()}
        mx.save_safetensors(str(folder / path.name), tensors, metadata={"format": "pt"})
        places |= dict.fromkeys(tensors, path.name)
        total += sum(tensor.nbytes for tensor in tensors.values())
    if left:
        what = f"{len(left):,} layers of the adapter are not in the base model, the first {min(left)}"
        raise SimulacrumError(what, file=str(base), remedy="Merge with the base model that it was trained over")
    if len(set(places.values())) > 1:
        index = {"metadata": {"total_size": total}, "weight_map": dict(sorted(places.items()))}
        (folder / _INDEX).write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")
    config = {key: value for key, value in config.items() if key not in _OF_QUANTISED}
    if dtype != "auto":
        config = {key: value for key, value in config.items() if key != "torch_dtype"} | {"dtype": dtype}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    if (base / "generation_config.json").is_file():
        shutil.copyfile(base / "generation_config.json", folder / "generation_config.json")


def _added(weight: Any, layer: str, lora: Lora, matrices: dict[str, Any]) -> Any:
    """The weight of a layer with what the adapter adds, computed in single precision."""
    import mlx.core as mx

    down, up = (matrices[f"{layer}.{part}"].astype(mx.float32) for part in ("lora_a", "lora_b"))
    return (weight.astype(mx.float32) + lora.scale * (down @ up).T).astype(weight.dtype)


def _plain(tensors: dict[str, Any], config: dict[str, Any]) -> dict[str, Any]:
    """The tensors of a file of MLX's, those in few bits as plain numbers."""
    import mlx.core as mx

    common = config["quantization"]
    made = {}
    for name, tensor in tensors.items():
        layer, _, part = name.rpartition(".")
        if f"{layer}.scales" not in tensors:
            made[name] = tensor
        elif part == "weight":
            own = common.get(layer)
            numbers = common | (own if isinstance(own, dict) else {})
            made[name] = mx.dequantize(
                tensor,
                tensors[f"{layer}.scales"],
                tensors.get(f"{layer}.biases"),
                group_size=numbers["group_size"],
                bits=numbers["bits"],
                mode=numbers.get("mode", "affine"),
            )
        elif part not in ("scales", "biases"):
            made[name] = tensor
    return made


def _as_type(tensor: Any, dtype: Any) -> Any:
    import mlx.core as mx

    return tensor.astype(dtype) if mx.issubdtype(tensor.dtype, mx.floating) else tensor
