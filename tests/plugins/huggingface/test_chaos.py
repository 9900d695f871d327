"""Faults at random calls: what is on the Hub is nothing new or all of it, and so is what was pulled."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path

import pytest

pytest.importorskip("huggingface_hub")

from ...conftest import Simulacrum
from ...hub_server import Chaos, Fault, File, HubServer, Repository
from .conftest import ADA, PUSH
from .test_troubles import SECRETS

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
# A few in every run, more of them in the slow ones.
SEEDS = [*range(5), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(5, 35))]
PULL = ("pull", "ada/chat", "-o", "back", "--force")


def calm(call: str) -> Fault | None:
    return None


def hashes(files: dict[str, File]) -> dict[str, str]:
    return {path: file.sha256 for path, file in files.items()}


def tree(folder: Path) -> dict[str, str]:
    """Hashes of the files below a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def pushed(simulacrum: Simulacrum, hub: HubServer, dataset: Path) -> dict[str, str]:
    """What a push without faults leaves; the repository is gone again."""
    assert simulacrum(*PUSH).exit_code == 0
    whole = hashes(hub.repositories.pop(ADA).files)
    hub.lfs.uploaded.clear()
    return {path: digest for path, digest in whole.items() if path != ".gitattributes"}


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_to_a_push_nothing_or_all_of_it_is_there(
    simulacrum: Simulacrum,
    hub: HubServer,
    pushed: dict[str, str],
    seed: int,
) -> None:
    rng = random.Random(seed)
    hub.lfs.part_size = rng.choice([None, 3000])
    before = Repository(private=True)
    if seed % 2:
        before.add({"notes.md": File(b"mine", False), "data/train.parquet": File(b"PAR1", False)})
        hub.repositories[ADA] = before
    old, most = hashes(before.files), len(before.commits) + 1
    new = {path: old[path] for path in old if not path.startswith("data/")} | pushed
    hub.chaos = Chaos(seed, rng.choice([0.1, 0.3, 0.6]))
    for _ in range(3):
        result = simulacrum(*PUSH)
        assert not [word for word in SECRETS if word in result.output], result.output
        repository = hub.repositories.get(ADA, Repository(private=True))
        assert repository.private
        assert hashes(repository.files) in ([old, new] if result.exit_code else [new])
        assert len(repository.commits) <= most
    hub.chaos = calm
    assert simulacrum(*PUSH).exit_code == 0
    assert hashes(hub.repositories[ADA].files) == new


@pytest.mark.parametrize("seed", range(5))
def test_whatever_happens_nothing_is_sent_to_a_public_repository(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
    seed: int,
) -> None:
    hub.repositories[ADA] = Repository(private=False)
    hub.chaos = Chaos(seed, 0.4)
    for _ in range(3):
        assert simulacrum(*PUSH).exit_code != 0
    assert hub.writes() == []


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_to_a_pull_the_folder_is_the_old_one_or_the_new_one(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
    seed: int,
) -> None:
    assert simulacrum(*PUSH).exit_code == 0
    assert simulacrum(*PULL).exit_code == 0
    back = dataset.parent / "back"
    new = tree(back)
    if seed % 2:
        assert (
            simulacrum(
                "convert", "WhatsApp Chat with Zoe --- {{x}}.txt", "--me", "Ada", "-o", "back", "--force"
            ).exit_code
            == 0
        )
    old = tree(back)
    beside = {path.name for path in dataset.parent.iterdir()}
    hub.chaos = Chaos(seed, random.Random(seed).choice([0.1, 0.3, 0.6]))
    for _ in range(3):
        result = simulacrum(*PULL)
        assert not [word for word in SECRETS if word in result.output], result.output
        assert tree(back) == (old if result.exit_code else new)
        assert {path.name for path in dataset.parent.iterdir()} == beside
        old = tree(back)
    hub.chaos = calm
    assert simulacrum(*PULL).exit_code == 0
    assert tree(back) == new


def test_who_commits_at_the_same_time_loses_nothing(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
) -> None:
    def intrude(call: str) -> None:
        if "/commit/" in call and "notes.md" not in hub.repositories[ADA].files:
            hub.repositories[ADA].add({**hub.repositories[ADA].files, "notes.md": File(b"theirs", False)})

    hub.chaos = intrude
    assert simulacrum(*PUSH).exit_code == 0
    repository = hub.repositories[ADA]
    assert len(repository.commits) == 3
    assert {"notes.md", "data/train.jsonl", "README.md"} <= repository.files.keys()
    assert len([call for call in hub.log if "/commit/" in call]) == 2


def test_a_repository_that_becomes_public_during_the_upload_gets_no_commit(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
) -> None:
    def publish(call: str) -> None:
        if "lfs-put" in call:
            hub.repositories[ADA].private = False

    hub.chaos = publish
    assert "the repository is public" in simulacrum(*PUSH).stderr
    assert len(hub.repositories[ADA].commits) == 1


def test_a_repository_of_more_than_a_thousand_files_is_read_to_its_end(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
) -> None:
    hub.page_size = 100
    hub.repositories[ADA] = Repository(private=True)
    hub.repositories[ADA].add({f"data/{i:04}.jsonl": File(b"x", False) for i in range(1100)})
    assert simulacrum(*PUSH).exit_code == 0
    assert len([path for path in hub.repositories[ADA].files if path.startswith("data/")]) == 2
    assert simulacrum(*PULL).exit_code == 0
    assert tree(dataset.parent / "back")["data/train.jsonl"] == tree(dataset)["train.jsonl"]


def test_a_download_that_was_cut_goes_on_where_it_was(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What came is kept piece by piece, and a piece is 10 MB otherwise.
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 512)
    assert simulacrum(*PUSH).exit_code == 0
    hub.faults.append(Fault("GET /datasets/ada/chat/resolve/", "stop", 8))
    assert simulacrum(*PULL).exit_code == 0
    assert [asked for asked in hub.ranges if not asked.startswith("bytes=0-")]
    assert tree(dataset.parent / "back")["data/train.jsonl"] == tree(dataset)["train.jsonl"]


@pytest.mark.parametrize("path", ["../outside.jsonl", "/etc/hostname", "data/../../outside.jsonl", "nothing.jsonl"])
def test_a_manifest_that_names_what_is_not_in_the_repository_is_refused(
    simulacrum: Simulacrum, hub: HubServer, dataset: Path, path: str
) -> None:
    (dataset.parent / "outside.jsonl").write_bytes(b"mine")
    assert simulacrum(*PUSH).exit_code == 0
    repository = hub.repositories[ADA]
    told = json.loads(repository.files["simulacrum.json"].content)
    digest = hashlib.sha256(b"mine").hexdigest()
    told["files"].append({"path": path, "sha256": digest, "size": 4, "split": None, "rows": None})
    repository.add({**repository.files, "simulacrum.json": File(json.dumps(told).encode(), False)})
    refused = simulacrum(*PULL)
    assert refused.exit_code == 1
    assert "Traceback" not in refused.output
    assert not (dataset.parent / "back").exists()
    assert (dataset.parent / "outside.jsonl").read_bytes() == b"mine"


def test_what_is_pulled_is_what_the_manifest_lists_and_a_card_that_was_edited(
    simulacrum: Simulacrum, hub: HubServer, dataset: Path
) -> None:
    assert simulacrum(*PUSH).exit_code == 0
    repository = hub.repositories[ADA]
    more = {name: File(b"{}", False) for name in ("data/more.jsonl", "data/train.py", ".env", "notes.md")}
    repository.add({**repository.files, **more, "README.md": File(b"# Mine now\n", False)})
    assert simulacrum(*PULL).exit_code == 0
    back = dataset.parent / "back"
    assert sorted(tree(back)) == [
        "README.md",
        "axolotl.yml",
        "data/train.jsonl",
        "data/validation.jsonl",
        "simulacrum.json",
    ]
    assert (back / "README.md").read_text() == "# Mine now\n"
    assert simulacrum("check", "back").exit_code == 0
    assert simulacrum(*PULL).exit_code == 0, "it may be replaced"


def test_rows_that_were_changed_on_the_hub_are_refused(simulacrum: Simulacrum, hub: HubServer, dataset: Path) -> None:
    assert simulacrum(*PUSH).exit_code == 0
    repository = hub.repositories[ADA]
    repository.add({**repository.files, "data/validation.jsonl": File(b"{}\n", False)})
    assert "was changed after it was made" in simulacrum(*PULL).stderr
    assert not (dataset.parent / "back").exists()
