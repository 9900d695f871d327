"""What a small damage costs: messages that do not come out any more are told, or their words are in others."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from simulacrum_core import Registry, SimulacrumError
from simulacrum_core.conversations.choice import choose
from simulacrum_core.testing import read_lines

from .cases import Case
from .running import BrokenLawError, timed, told

_WORD = re.compile(r"[^\W\d_]{5,}")
Reading = tuple[list[dict[str, Any]], Counter[str]]
"""Messages, and the problems that were told."""


def check_losses(case: Case, folder: Path, registry: Registry) -> str:
    """Hold a case with one small accident against what it was before; returns `told` or `refused`."""
    whole, damaged = (
        _read(case, case.before, folder / "whole", registry),
        _read(case, case.tree, folder / "damaged", registry),
    )
    if whole is None or damaged is None:
        return "refused"
    lost = _words(message for message in whole[0] if message["author"] and message["kind"] in ("text", "media"))
    lost -= _words(damaged[0])
    is_less = len(damaged[0]) < len(whole[0])
    # One word may be what was hit.
    if is_less and len(lost) > 1 and not damaged[1] - whole[1]:
        raise BrokenLawError("untold", f"{len(whole[0]) - len(damaged[0])} messages, with {', '.join(list(lost)[:3])}")
    return "told"


def _read(case: Case, tree: dict[str, bytes], folder: Path, registry: Registry) -> Reading | None:
    paths = [str(path) for path in msgspec.structs.replace(case, tree=tree).write(folder)]
    try:
        with timed("read"), told():
            parts = choose(registry, paths, case.word).parts
            lines = [line for part in parts for line in read_lines(*part).split(b"\n") if line]
    except SimulacrumError:
        return None
    messages = [message for line in lines for message in json.loads(line)["messages"]]
    return messages, Counter(what for _, source in parts for what in source.findings.counts.elements())


def _words(messages: Iterable[dict[str, Any]]) -> Counter[str]:
    return Counter(word for message in messages for word in _WORD.findall(message["text"]))
