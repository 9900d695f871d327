"""Where a model computes: the best device there is, or the one that was asked for."""

from __future__ import annotations

from typing import Any, Literal

from ..errors import UsageError

Device = Literal["auto", "cuda", "mps", "cpu"]
DEVICES: tuple[Device, ...] = ("auto", "cuda", "mps", "cpu")


def chosen_device(torch: Any, wanted: Device = "auto") -> tuple[str, Any]:
    """A device and the type in which it computes: half the memory where it is fast with it.

    Raises UsageError where the device is not there.
    """
    there = [name for name, has in (("cuda", torch.cuda), ("mps", torch.backends.mps)) if has.is_available()]
    if wanted != "auto" and wanted not in [*there, "cpu"]:
        have = ", ".join([*there, "cpu"])
        raise UsageError(f"PyTorch finds no {wanted} on this machine", remedy=f"There is {have}: leave out --device")
    device = next(iter([*there, "cpu"])) if wanted == "auto" else wanted
    if device == "cuda":
        return device, torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return device, torch.float16 if device == "mps" else torch.float32
