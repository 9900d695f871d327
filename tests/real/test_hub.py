"""Push and pull in processes of their own, through LFS, parts and Xet; killed ones too; and what others read: `hf`, `datasets`."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Simulacrum, chat_text
from tests.hub_server import Chaos, Fault, HubServer

from .environment import axolotl_environment

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
ADA = ("dataset", "ada/chat")
CANARY = "canary-of-the-old-pump"
MODES = ("lfs", "parts", "xet")
HF = Path(sys.executable).with_name("hf")
_LOAD = """
import json, sys
from datasets import load_dataset
print(json.dumps([list(load_dataset("ada/chat", split=split)) for split in ("train", "validation")]))
"""
# A push is tried six times, with twenty seconds between.
_WITHOUT_PAUSES = """
from simulacrum_core.cli import main
from simulacrum_huggingface.client import Hub
Hub.__init__.__defaults__ = (lambda seconds: None,)
main()
"""


@pytest.fixture
def hub(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[HubServer]:
    mode = getattr(request, "param", "lfs")
    # Xet's own client says where it stores things in a log of this process's, too.
    monkeypatch.setenv("RUST_LOG", "error")
    with HubServer(
        part_size=3000 if mode == "parts" else None, xet=tmp_path / "store" if mode == "xet" else None
    ) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        monkeypatch.setenv("HF_TOKEN", "hf_write")
        monkeypatch.setenv("HF_HUB_DISABLE_XET", "0" if mode == "xet" else "1")
        monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
        monkeypatch.setenv("HF_UPDATE_DOWNLOAD_COUNTS", "0")
        monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
        monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
        (tmp_path / "temporary").mkdir()
        yield server


def run(*command: object, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], env=os.environ | variables, capture_output=True, text=True, check=False
    )


def start(*arguments: object, program: tuple[str, str] = ("-m", "simulacrum_core")) -> subprocess.Popen[str]:
    command = [sys.executable, *program, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def succeeds(*arguments: object) -> str:
    """What a command of ours prints; it must succeed."""
    process = start(*arguments)
    told, _ = process.communicate(timeout=120)
    assert process.returncode == 0, told
    return told


@pytest.fixture
def dataset(simulacrum: Simulacrum, hub: HubServer, tmp_path: Path) -> Path:
    """A dataset that was not pushed yet."""
    lines = ["Ben Kowal: how is the old pump today?", f"Ada: it sings \u2728 {CANARY}"] * 40
    (tmp_path / "chat.txt").write_text(chat_text(*lines), encoding="utf-8")
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "ada").exit_code == 0
    return tmp_path / "ada"


PUSH = ("push", "ada", "--repo", "ada/chat", "--real-names")


@pytest.mark.parametrize("hub", MODES, indirect=True)
def test_what_is_pushed_is_one_commit_and_comes_back_byte_for_byte(dataset: Path, hub: HubServer) -> None:
    assert "Pushed in one commit, and verified." in succeeds(*PUSH)
    assert "no new commit" in succeeds(*PUSH)
    repository = hub.repositories[ADA]
    assert len(repository.commits) == 2
    assert bool(repository.files["data/train.jsonl"].xet) == (hub.xet is not None)
    assert any("lfs-part" in call for call in hub.log) == (hub.lfs.part_size is not None)
    succeeds("pull", "ada/chat", "-o", "back")
    for split in ("train", "validation"):
        expected = (dataset / f"{split}.jsonl").read_bytes()
        assert repository.files[f"data/{split}.jsonl"].content == expected
        assert (dataset.parent / "back" / "data" / f"{split}.jsonl").read_bytes() == expected


@pytest.mark.parametrize("hub", MODES, indirect=True)
def test_no_copy_of_the_text_and_no_path_stays_elsewhere(dataset: Path, hub: HubServer) -> None:
    succeeds(*PUSH)
    succeeds("pull", "ada/chat", "-o", "back")
    left = [path for name in ("cache", "temporary") for path in (dataset.parent / name).rglob("*") if path.is_file()]
    for path in left:
        assert CANARY.encode() not in path.read_bytes(), path
        assert str(dataset).encode() not in path.read_bytes(), path


@pytest.mark.parametrize("hub", ["lfs", "xet"], indirect=True)
def test_load_dataset_gives_the_same_rows(dataset: Path, hub: HubServer) -> None:
    succeeds(*PUSH)
    python = axolotl_environment() / "bin" / "python"
    environment = {key: value for key, value in os.environ.items() if key != "HF_HUB_OFFLINE"}
    done = subprocess.run([python, "-c", _LOAD], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for split, rows in zip(("train", "validation"), json.loads(done.stdout.splitlines()[-1]), strict=True):
        lines = (dataset / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
        assert rows == [json.loads(line) for line in lines]


@pytest.mark.parametrize("hub", MODES, indirect=True)
def test_the_hf_command_reads_what_was_pushed(dataset: Path, hub: HubServer) -> None:
    succeeds(*PUSH)
    assert "user: ada" in run(HF, "auth", "whoami").stdout
    told = json.loads(run(HF, "datasets", "info", "ada/chat", "--format", "json").stdout)
    assert (told["id"], told["private"]) == ("ada/chat", True)
    assert "data/train.jsonl" in run(HF, "datasets", "ls", "ada/chat", "-R").stdout
    (listed,) = json.loads(run(HF, "repos", "ls", "--format", "json").stdout)
    assert (listed["id"], listed["type"], listed["visibility"]) == ("ada/chat", "dataset", "private")
    card = run(HF, "datasets", "card", "ada/chat").stdout
    assert card.strip() == hub.repositories[ADA].files["README.md"].content.decode().strip()
    done = run(HF, "download", "ada/chat", "--repo-type", "dataset", "--local-dir", dataset.parent / "got")
    assert done.returncode == 0, done.stderr
    for path, file in hub.repositories[ADA].files.items():
        assert (dataset.parent / "got" / path).read_bytes() == file.content


def test_the_token_of_hf_auth_login_is_enough(dataset: Path, hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_TOKEN")
    process = start(*PUSH)
    assert "there is no token" in process.communicate()[0]
    done = run(HF, "auth", "login", "--token", "hf_write")
    assert done.returncode == 0, done.stderr
    succeeds(*PUSH)
    assert hub.repositories[ADA].private


def test_the_offline_mode_calls_nobody(dataset: Path, hub: HubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert "HF_HUB_OFFLINE is set" in start(*PUSH).communicate()[0]
    assert hub.log == []


@pytest.mark.parametrize("hub", ["xet"], indirect=True)
@pytest.mark.parametrize(
    ("what", "told"), [(403, "the token may not do that (403)"), (503, "(503)"), ("cut", "the connection to the Hub")]
)
def test_a_xet_store_that_gives_no_token_is_told(dataset: Path, hub: HubServer, what: int | str, told: str) -> None:
    hub.faults.append(Fault("xet-write-token", what, 999))
    process = start(*PUSH, program=("-c", _WITHOUT_PAUSES))
    printed, _ = process.communicate(timeout=300)
    assert process.returncode == 1
    assert printed.splitlines()[-1].startswith("Error: "), printed
    assert told in printed
    assert "Traceback" not in printed
    assert len(hub.repositories[ADA].commits) == 1
    hub.faults.clear()
    succeeds(*PUSH)


class Killer:
    """Lets calls pass, some with faults, and kills the client before or after the first one that holds `where`."""

    def __init__(self, where: str, after: bool) -> None:
        self.where, self.after = where, after
        self.faults = Chaos(len(where), 0.2, most=2)
        self.victim: subprocess.Popen[str] | None = None

    def __call__(self, call: str) -> Fault | None:
        if self.victim is None or not re.search(self.where, call):
            return self.faults(call)
        if self.after:
            return Fault("", "lost", hook=self.kill)
        self.kill()
        return Fault("", "cut")

    def kill(self) -> None:
        assert self.victim is not None
        self.victim.send_signal(signal.SIGKILL)


def killed(hub: HubServer, where: str, after: bool, *arguments: object) -> None:
    """Kill a command of ours at such a call."""
    killer = Killer(where, after)
    hub.chaos = killer
    killer.victim = start(*arguments)
    told, _ = killer.victim.communicate(timeout=300)
    hub.chaos = lambda call: None
    assert killer.victim.returncode == -signal.SIGKILL, told
    assert "Traceback" not in told


@pytest.mark.parametrize("hub", ["lfs", "xet"], indirect=True)
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("where", ["repos/create", "/preupload/", "PUT /lfs|xet-write", "validate-yaml", "/commit/"])
def test_a_push_that_is_killed_leaves_nothing_or_all_and_the_next_one_ends_it(
    dataset: Path, hub: HubServer, where: str, after: bool
) -> None:
    killed(hub, where, after, *PUSH)
    done = where == "/commit/" and after
    repository = hub.repositories.get(ADA)
    assert (repository is not None) == (where != "repos/create" or after)
    if repository is not None:
        assert repository.private
        assert len(repository.commits) == 1 + done
    assert ("no new commit" in succeeds(*PUSH)) == done
    repository = hub.repositories[ADA]
    assert repository.private
    assert len(repository.commits) == 2
    assert sorted(repository.files) == [
        ".gitattributes",
        "README.md",
        "axolotl.yml",
        "data/train.jsonl",
        "data/validation.jsonl",
        "simulacrum.json",
    ]
    for info in json.loads(repository.files["simulacrum.json"].content)["files"]:
        assert repository.files[info["path"]].sha256 == info["sha256"]


@pytest.mark.parametrize("hub", ["lfs", "xet"], indirect=True)
@pytest.mark.parametrize("where", ["/tree/", "HEAD .*README", "GET .*(train.jsonl|xet-read)", "simulacrum.json"])
def test_a_pull_that_is_killed_leaves_nothing_and_the_next_one_sweeps_up(
    dataset: Path, hub: HubServer, where: str
) -> None:
    succeeds(*PUSH)
    killed(hub, where, True, "pull", "ada/chat", "-o", "back")
    back = dataset.parent / "back"
    assert not back.exists()
    succeeds("pull", "ada/chat", "-o", "back")
    assert not list(dataset.parent.glob(".back*"))
    for info in json.loads((back / "simulacrum.json").read_bytes())["files"]:
        assert hashlib.sha256((back / info["path"]).read_bytes()).hexdigest() == info["sha256"]
