"""setuptools, with editable installs that type checkers can follow: both source roots stand on the path.

Of packages in two roots setuptools makes a finder, which only a running Python asks: mypy finds nothing by it.
"""

from __future__ import annotations

import base64
import hashlib
import zipfile
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403 (the other hooks of PEP 517)

ROOTS = (".", "plugins")


def build_editable(
    wheel_directory: str, config_settings: dict[str, Any] | None = None, metadata_directory: str | None = None
) -> str:
    """The editable wheel of setuptools, with the roots themselves instead of its finder."""
    name = build_meta.build_editable(wheel_directory, config_settings, metadata_directory)
    path = Path(wheel_directory, name)
    with zipfile.ZipFile(path) as wheel:
        kept = {info: wheel.read(info) for info in wheel.namelist() if not info.startswith("__editable__")}
    record = next(info for info in kept if info.endswith(".dist-info/RECORD"))
    del kept[record]
    roots = [str(Path(root).resolve()) for root in ROOTS]
    kept["__editable__.my_simulacrum.pth"] = "".join(f"{root}\n" for root in roots).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for info, data in kept.items():
            wheel.writestr(info, data)
        wheel.writestr(
            record, "".join(f"{info},{_hash(data)},{len(data)}\n" for info, data in kept.items()) + f"{record},,\n"
        )
    return name


def _hash(data: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
