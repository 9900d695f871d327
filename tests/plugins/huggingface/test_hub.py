"""Push and pull against a server on loopback that speaks the Hub's protocol, through the real client."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("huggingface_hub")

from ...conftest import Simulacrum, chat_text
from ...hub_server import Fault, File, HubServer, Repository
from .conftest import ADA, PUSH

# The client hands its HTTP library a stream in a way that this one warns of.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_a_push_is_one_commit_in_a_private_repository_and_the_next_adds_none(
    simulacrum: Simulacrum, hub: HubServer, dataset: Path
) -> None:
    pushed = simulacrum(*PUSH)
    assert pushed.exit_code == 0, pushed.output
    assert "of them by 1 other person; 0 redactions; private: dataset ada/chat" in pushed.stderr
    repository = hub.repositories[ADA]
    assert repository.private
    assert len(repository.commits) == 2
    for split in ("train", "validation"):
        assert repository.files[f"data/{split}.jsonl"].content == (dataset / f"{split}.jsonl").read_bytes()
    assert repository.files["data/train.jsonl"].lfs
    again = simulacrum(*PUSH)
    assert again.exit_code == 0
    assert "no new commit" in again.stderr
    assert len(repository.commits) == 2


def test_outside_of_the_rows_nothing_names_a_person_a_title_or_a_path(
    simulacrum: Simulacrum, hub: HubServer, dataset: Path
) -> None:
    assert simulacrum(*PUSH).exit_code == 0
    files = hub.repositories[ADA].files
    for path in files.keys() - {"data/train.jsonl", "data/validation.jsonl"}:
        text = files[path].content.decode()
        assert not [word for word in ("Kowal", "Zoe", "WhatsApp Chat", str(dataset.parent)) if word in text], path


def test_what_is_pulled_has_the_same_rows_and_keeps_every_promise(
    simulacrum: Simulacrum, hub: HubServer, dataset: Path
) -> None:
    assert simulacrum(*PUSH).exit_code == 0
    pulled = simulacrum("pull", "ada/chat", "-o", "back")
    assert pulled.exit_code == 0, pulled.output
    back = dataset.parent / "back"
    assert (back / "data" / "train.jsonl").read_bytes() == (dataset / "train.jsonl").read_bytes()
    assert "path: data/train.jsonl" in (back / "axolotl.yml").read_text()
    checked = simulacrum("check", "back")
    assert checked.exit_code == 0, checked.output


def test_a_dry_run_calls_nobody(simulacrum: Simulacrum, hub: HubServer, dataset: Path) -> None:
    told = simulacrum(*PUSH, "--dry-run")
    assert told.exit_code == 0
    assert [line.split()[1] for line in told.stdout.splitlines()] == [
        "data/train.jsonl",
        "data/validation.jsonl",
        "axolotl.yml",
        "simulacrum.json",
        "README.md",
    ]
    assert hub.log == []


def test_a_public_repository_is_refused_before_anything_is_sent(
    simulacrum: Simulacrum, hub: HubServer, dataset: Path
) -> None:
    hub.repositories[ADA] = Repository(private=False)
    refused = simulacrum(*PUSH)
    assert refused.exit_code == 2
    assert "the repository is public; nothing was sent" in refused.stderr
    assert hub.writes() == []


def test_public_needs_the_repository_typed_again(simulacrum: Simulacrum, hub: HubServer, dataset: Path) -> None:
    for answer in ("ada/cat\n", "", "y\n"):
        assert simulacrum(*PUSH, "--public", input=answer).exit_code == 2
    assert hub.writes() == []
    assert simulacrum(*PUSH, "--public", input="ada/chat\n").exit_code == 0
    assert not hub.repositories[ADA].private


@pytest.mark.parametrize(
    ("token", "repo", "told"),
    [
        ("hf_read", "ada/chat", "can only read"),
        ("hf_other", "ada/chat", "not yours"),
        ("hf_wrong", "ada/chat", "does not accept the token (401)"),
        ("", "ada/chat", "no token"),
    ],
)
def test_a_token_that_cannot_do_it_is_told_before_anything_is_sent(
    simulacrum: Simulacrum,
    hub: HubServer,
    dataset: Path,
    monkeypatch: pytest.MonkeyPatch,
    token: str,
    repo: str,
    told: str,
) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    refused = simulacrum("push", "ada", "--repo", repo)
    assert refused.exit_code in (1, 2)
    assert told in refused.stderr
    assert not token or token not in refused.output
    assert hub.writes() == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault("/commit/", 412),
        Fault("/commit/", 409),
        Fault("/commit/", 500, 2),
        Fault("/commit/", 429, 1, (("Retry-After", "1"),)),
        Fault("/commit/", "lost"),
        Fault("/commit/", "cut"),
        Fault("PUT /lfs-put/", "cut"),
        Fault("/commit/", "slow"),
        Fault("POST /api/repos/create", "lost"),
        Fault("whoami", 503),
    ],
    ids=lambda fault: f"{fault.where} {fault.what}",
)
def test_a_fault_that_passes_ends_in_one_commit(
    simulacrum: Simulacrum, hub: HubServer, dataset: Path, fault: Fault
) -> None:
    hub.faults.append(fault)
    pushed = simulacrum(*PUSH)
    assert pushed.exit_code == 0, pushed.output
    assert fault.times == 0
    assert len(hub.repositories[ADA].commits) == 2


@pytest.mark.parametrize(("status", "told"), [(403, "may not do that (403)"), (500, "has an internal error (500)")])
def test_a_fault_that_stays_is_one_line_and_the_next_push_goes_on(
    simulacrum: Simulacrum, hub: HubServer, dataset: Path, status: int, told: str
) -> None:
    hub.faults.append(Fault("/commit/", status, 99))
    failed = simulacrum(*PUSH)
    assert failed.exit_code == 1
    assert told in failed.stderr
    assert "Traceback" not in failed.output
    hub.faults.clear()
    sent = len([call for call in hub.log if "lfs-put" in call])
    assert simulacrum(*PUSH).exit_code == 0
    assert len([call for call in hub.log if "lfs-put" in call]) == sent
    assert len(hub.repositories[ADA].commits) == 2


def test_a_changed_file_a_link_and_a_foreign_file_are_refused(
    simulacrum: Simulacrum, hub: HubServer, dataset: Path
) -> None:
    rows, manifest = (dataset / "train.jsonl").read_bytes(), (dataset / "simulacrum.json").read_text()
    lines = rows.splitlines(keepends=True)
    (dataset / "train.jsonl").write_bytes(b"".join([lines[1], lines[0], *lines[2:]]))
    assert "was changed after it was made" in simulacrum(*PUSH).stderr
    (dataset / "train.jsonl").unlink()
    (dataset.parent / "elsewhere").write_bytes(rows)
    (dataset / "train.jsonl").symlink_to(dataset.parent / "elsewhere")
    assert simulacrum(*PUSH).exit_code == 1
    (dataset / "train.jsonl").unlink()
    (dataset / "train.jsonl").write_bytes(rows)
    (dataset / ".env").write_text("KEY=1")
    strange = json.loads(manifest)
    strange["files"].append({"path": ".env", "sha256": "0", "size": 5})
    (dataset / "simulacrum.json").write_text(json.dumps(strange))
    assert "1 files in its manifest are not a dataset's rows" in simulacrum(*PUSH).stderr
    assert hub.log == []
    (dataset / "simulacrum.json").write_text(manifest)
    assert simulacrum(*PUSH).exit_code == 0
    assert ".env" not in hub.repositories[ADA].files


def test_a_dataset_that_breaks_a_promise_is_refused(simulacrum: Simulacrum, hub: HubServer, dataset: Path) -> None:
    with (dataset / "train.jsonl").open("a") as stream:
        stream.write('{"segments": []}\n')
    assert "promises about this dataset are broken" in simulacrum(*PUSH).stderr
    assert hub.log == []


def test_rows_of_another_format_do_not_stay(simulacrum: Simulacrum, hub: HubServer, dataset: Path) -> None:
    hub.repositories[ADA] = Repository(private=True)
    hub.repositories[ADA].add({"data/train.parquet": File(b"PAR1", False)})
    assert simulacrum(*PUSH).exit_code == 0
    assert "data/train.parquet" not in hub.repositories[ADA].files


def test_an_adapter_names_its_base_model_as_the_hub_does(simulacrum: Simulacrum, hub: HubServer, dataset: Path) -> None:
    model = dataset / "model"
    model.mkdir()
    (model / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": "/home/ada/secret", "r": 8}))
    (model / "adapter_model.safetensors").write_bytes(b"\0" * 9000)
    (model / "optimizer.pt").write_bytes(b"no")
    push = ("push", "ada", "--repo", "ada/voice", "--adapter")
    assert "the base model is a local folder" in simulacrum(*push).stderr
    pushed = simulacrum(*push, "--base-model", "some/base-7b")
    assert pushed.exit_code == 0, pushed.output
    files = hub.repositories["model", "ada/voice"].files
    assert sorted(files) == [".gitattributes", "README.md", "adapter_config.json", "adapter_model.safetensors"]
    assert json.loads(files["adapter_config.json"].content) == {"base_model_name_or_path": "some/base-7b", "r": 8}
    card = files["README.md"].content.decode()
    assert "base_model: some/base-7b" in card
    assert "secret" not in card
    assert "Kowal" not in card


def test_a_dataset_with_a_secret_is_refused_before_anything_is_sent(
    simulacrum: Simulacrum, hub: HubServer, tmp_path: Path
) -> None:
    lines = ["Ben Kowal: and the card?", "Ada: 4111 1111 1111 1111", *["Ben Kowal: thanks", "Ada: sure"] * 9]
    (tmp_path / "chat.txt").write_text(chat_text(*lines), encoding="utf-8")
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "ada").exit_code == 0
    refused = simulacrum(*PUSH)
    assert refused.exit_code == 1
    assert "looks like secrets" in refused.stderr
    assert "4111" not in refused.output
    assert hub.log == []
