"""What quantized weights need of the machine."""

from __future__ import annotations

from simulacrum_core import SimulacrumError


def require_card(bits: int | None) -> None:
    """Raise SimulacrumError where weights are to be held in so many bits and there is no card for it."""
    if bits is None:
        return
    import torch

    if not torch.cuda.is_available():
        what = f"weights of {bits} bits need an NVIDIA GPU, which is not here"
        raise SimulacrumError(what, remedy="Train without -t quantize")
