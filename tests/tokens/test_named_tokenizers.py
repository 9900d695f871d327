"""Which tokenizer is fetched from the Hub: one that the user names, not one that a dataset of others does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("huggingface_hub")

from ..conftest import Simulacrum, chat_text


@pytest.fixture
def named(simulacrum: Simulacrum, tmp_path: Path) -> Path:
    """A dataset whose manifest names a tokenizer on the Hub."""
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben: hi there", "Ada: yo"] * 20), encoding="utf-8")
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "ada").exit_code == 0
    manifest = json.loads((tmp_path / "ada" / "simulacrum.json").read_text())
    manifest["tokenizer"] |= {"spec": "stranger/tokenizer", "fingerprint": "0" * 64}
    (tmp_path / "ada" / "simulacrum.json").write_text(json.dumps(manifest))
    return tmp_path / "ada"


COMMANDS = ["check ada", "preview ada --tokens", "train ada", "train ada --with raw"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """The repositories that are asked for, and whether only on this machine; those on the Hub are not reached."""
    import huggingface_hub
    from huggingface_hub.errors import LocalEntryNotFoundError

    calls, download = list[tuple[str, bool]](), huggingface_hub.hf_hub_download

    def listed(repo: str, name: str, local_files_only: bool) -> str:
        calls.append((repo, local_files_only))
        if not local_files_only:
            raise LocalEntryNotFoundError("no Hub in this test")
        return download(repo, name, local_files_only=True)

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", listed)
    return calls


@pytest.mark.parametrize("command", COMMANDS)
def test_nobody_is_told_that_a_dataset_is_read(
    simulacrum: Simulacrum, named: Path, asked: list[tuple[str, bool]], command: str
) -> None:
    told = simulacrum(*command.split())
    assert told.exit_code == 1
    assert "stranger/tokenizer: the tokenizer that the dataset names is not on this machine" in told.stderr
    assert "--tokenizer stranger/tokenizer" in told.stderr
    assert set(asked) == {("stranger/tokenizer", True)}


def test_a_tokenizer_that_the_user_names_is_asked_for(
    simulacrum: Simulacrum, named: Path, asked: list[tuple[str, bool]]
) -> None:
    assert simulacrum("check", "ada", "--tokenizer", "user/choice").exit_code == 1
    assert asked == [("user/choice", False)]
