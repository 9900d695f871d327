"""The user's secret key, under which stand-ins and invented names are drawn: the same on every run, known to nobody."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ..errors import SimulacrumError
from ..files import private_folder

VARIABLE = "SIMULACRUM_KEY"
"""Names another key file in the environment."""

_BYTES = 32


def key_file() -> Path:
    """Where the key lies, outside of any dataset: `simulacrum/key` among the user's settings."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen)
    return _settings() / "key"


def _settings() -> Path:
    """The folder of this program's settings, as the system wants it."""
    if sys.platform == "darwin":
        # Earlier versions kept the key where Linux has it: who has one keeps it, and with it the invented names.
        earlier = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "simulacrum"
        if "XDG_CONFIG_HOME" in os.environ or earlier.exists():
            return earlier
    import platformdirs

    return platformdirs.user_config_path("simulacrum", appauthor=False, roaming=True)


def secret_key() -> bytes:
    """The key, made at its first use and readable by its owner only; raises SimulacrumError where it is damaged."""
    path = key_file()
    if not path.exists():
        private_folder(path.parent)
        _write_once(path)
    key = path.read_bytes()
    if len(key) != _BYTES:
        raise SimulacrumError(
            "not a key of Simulacrum", file=str(path), remedy="Delete it: the next run makes a new one"
        )
    return key


def _write_once(path: Path) -> None:
    """Two runs that start at once must agree: the one that comes second takes the key of the first."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as stream:  # noqa: PTH123 (a descriptor with its mode)
        stream.write(os.urandom(_BYTES))
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
