"""Where the secret key lies: outside of any dataset, and where an earlier version put it."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from simulacrum_core.errors import SimulacrumError
from simulacrum_core.privacy.key import VARIABLE, key_file, secret_key


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in (VARIABLE, "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="where Linux has settings")
def test_the_key_lies_among_the_settings_of_the_user(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert key_file() == home / ".config" / "simulacrum" / "key"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "settings"))
    assert key_file() == home / "settings" / "simulacrum" / "key"
    monkeypatch.setenv(VARIABLE, str(home / "mine"))
    assert key_file() == home / "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has another folder, then as now")
def test_a_key_of_an_earlier_version_is_used_on_a_mac(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulacrum_core.privacy.key.sys.platform", "darwin")
    (home / ".config" / "simulacrum").mkdir(parents=True)
    assert key_file() == home / ".config" / "simulacrum" / "key"


def test_a_key_is_made_once_for_its_owner_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(home / "settings" / "key"))
    made = secret_key()
    assert secret_key() == made
    if os.name == "posix":
        assert stat.S_IMODE(key_file().stat().st_mode) == 0o600
    key_file().write_bytes(made[:-1])
    with pytest.raises(SimulacrumError, match="not a key of Simulacrum"):
        secret_key()
