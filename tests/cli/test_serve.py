"""Who may ask `simulacrum serve`: told by its options, before a model is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from simulacrum_core.chat.listening import is_any, is_loopback
from simulacrum_core.cli import cli

KEY = {"SIMULACRUM_API_KEY": "from-the-environment"}


@pytest.mark.parametrize(
    ("arguments", "environment", "why"),
    [
        (["--host", "0.0.0.0"], {}, "--host 0.0.0.0 can be reached by others. Pass --api-key"),
        (["--host", "::"], {}, "can be reached by others"),
        (["--host", "0.0.0.0", "--no-token"], {}, "can be reached by others"),
        (["--host", "0.0.0.0", "--no-token"], KEY, "can be reached by others"),
        (["--host", "0.0.0.0", "--no-token", "--api-key", "x"], {}, "can be reached by others"),
        (["--host", "0.0.0.0", "--api-key", ""], {}, "ASCII characters"),
        (["--api-key", "two words"], {}, "ASCII characters"),
        (["--api-key", "schlüssel"], {}, "ASCII characters"),
        (["--host", "192.0.2.1", "--api-key", "x"], {}, "not an address of this machine"),
        (["--allow-origin", "*"], {}, "'*' is not an origin"),
        (["--allow-origin", "null"], {}, "'null' is not an origin"),
        (["--allow-host", "*"], {}, "'*' is not a name"),
        (["--allow-host", "evil.example/x"], {}, "is not a name"),
    ],
)
def test_what_would_let_in_anybody_is_refused(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], why: str
) -> None:
    options = ["serve", str(tmp_path), "--port", "0", *arguments]
    result = CliRunner(env={"SIMULACRUM_API_KEY": None, **environment}).invoke(cli, options)
    assert result.exit_code == 2
    assert why in result.output


@pytest.mark.parametrize(
    "arguments", [[], ["--no-token"], ["--host", "::1"], ["--host", "0.0.0.0", "--api-key", "secret"]]
)
def test_what_is_safe_gets_as_far_as_the_dataset(tmp_path: Path, arguments: list[str]) -> None:
    result = CliRunner(env={"SIMULACRUM_API_KEY": None}).invoke(
        cli, ["serve", str(tmp_path), "--port", "0", *arguments]
    )
    assert "this is not a dataset folder" in result.output


def test_which_addresses_others_can_reach() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "127.8.8.8", "::1", "localhost"]))
    assert not any(map(is_loopback, ["0.0.0.0", "::", "192.168.1.4", "localhost.example", "", "2130706433"]))
    assert all(map(is_any, ["0.0.0.0", "::", ""]))
    assert not any(map(is_any, ["127.0.0.1", "example"]))
