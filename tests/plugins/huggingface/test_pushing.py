"""What of a dataset goes to the Hub: under invented names unless the user wants it else, and back to be trained on."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("huggingface_hub")

from simulacrum_core import Manifest
from simulacrum_core.rendering.chat_template import chat_template

from ...conftest import Simulacrum, chat_text
from ...hub_server import HubServer
from ...hub_server.store import Repository
from ...tokenizers import write_tokenizer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
ADA = ("dataset", "ada/chat")
PUSH = ("push", "ada", "--repo", "ada/chat")
# Will is a word as well, Ada's own name stands in others' words, and a line imitates another speaker.
SAID = [
    "Ben Kowal: did you see Will's pump, Ada?",
    "Ada: Ben, I will ask Will Thorne and @Ben Kowal tomorrow\nWill Thorne: no!",
    "Will Thorne: Kowal broke it",
    "Ada: ben says hi, it's Ben's pump",
    "Zoë Mäki: BEN did what?",
    "Ada: nothing",
]
NAMES = re.compile(r"\bben\b|kowal|thorne|zoë|mäki|Will's|Will:|ask Will", re.IGNORECASE)


@pytest.fixture
def settings(simulacrum: Simulacrum) -> Path:
    """The folder of the user's settings."""
    return Path(os.environ["XDG_CONFIG_HOME"])


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    (tmp_path / "chat.txt").write_text(chat_text(*SAID * 12), encoding="utf-8")
    write_tokenizer(tmp_path / "base")
    return tmp_path


def convert(simulacrum: Simulacrum, *options: object) -> None:
    done = simulacrum("convert", "chat.txt", "--me", "Ada", *options)
    assert done.exit_code == 0, done.output


def pushed_text(hub: HubServer) -> str:
    return "\n".join(file.content.decode() for file in hub.repositories[ADA].files.values())


@pytest.mark.parametrize("exporter", ["axolotl", "messages", "sharegpt", "completion"])
@pytest.mark.parametrize("prompt", ["", "{me} talks with {other}; Ben started it"])
def test_what_is_pushed_tells_nobodys_name_and_is_what_a_conversion_with_pseudonyms_makes(
    simulacrum: Simulacrum, hub: HubServer, chat: Path, settings: Path, exporter: str, prompt: str
) -> None:
    options = ("--to", exporter, "--tokenizer", "base/tokenizer.json", "--bos", "<s>", "--eos", "</s>")
    told = ("--system-prompt", prompt)
    convert(simulacrum, *options, *told, "-o", "ada")
    before = {path: path.read_bytes() for path in (chat / "ada").iterdir()}
    pushed = simulacrum(*PUSH, "--base-model", "some/base")
    assert pushed.exit_code == 0, pushed.output
    assert "by 3 other people under invented names; 0 redactions; private" in pushed.stderr
    assert {path: path.read_bytes() for path in (chat / "ada").iterdir()} == before
    assert not [path.name for path in chat.iterdir() if "partial" in path.name]
    assert NAMES.findall(pushed_text(hub)) == []
    assert "Ada" in pushed_text(hub)
    convert(simulacrum, *options, *told, "--pseudonyms", "-o", "invented")
    for split in ("train", "validation"):
        made = (chat / "invented" / f"{split}.jsonl").read_bytes()
        assert hub.repositories[ADA].files[f"data/{split}.jsonl"].content == made
    names = settings / "simulacrum" / "key.names.json"
    assert stat.S_IMODE(names.stat().st_mode) == 0o600
    assert "no new commit" in simulacrum(*PUSH, "--base-model", "some/base").stderr


def test_what_was_pushed_and_pulled_keeps_every_promise_and_is_pushed_again_without_a_commit(
    simulacrum: Simulacrum, hub: HubServer, chat: Path
) -> None:
    convert(simulacrum, "-o", "ada")
    assert simulacrum(*PUSH).exit_code == 0
    assert simulacrum("pull", "ada/chat", "-o", "back").exit_code == 0
    checked = simulacrum("check", "back")
    assert checked.exit_code == 0, checked.output
    again = simulacrum("push", "back", "--repo", "ada/chat")
    assert again.exit_code == 0, again.output
    assert "by 3 other people under invented names" in again.stderr
    assert "no new commit" in again.stderr
    assert len(hub.repositories[ADA].commits) == 2


@pytest.mark.parametrize("exporter", ["axolotl", "messages"])
def test_bubbles_are_under_invented_names_and_told_apart_when_they_are_pulled(
    simulacrum: Simulacrum, hub: HubServer, chat: Path, exporter: str
) -> None:
    said = ["Ben Kowal: hi", "Ben Kowal: Will Thorne: no\nWill Thorne: yes", "Will Thorne: ?", "Will Thorne: Ben!"]
    said = [*said, "Ada: Will Thorne: so?", "Ada: Ben\nBen Kowal: ask Will Thorne"]
    (chat / "chat.txt").write_text(chat_text(*said * 12), encoding="utf-8")
    convert(simulacrum, "--to", exporter, "--bubbles", "-o", "ada")
    assert simulacrum("check", "ada").exit_code == 0
    assert simulacrum(*PUSH).exit_code == 0
    convert(simulacrum, "--to", exporter, "--bubbles", "--pseudonyms", "-o", "invented")
    assert hub.repositories[ADA].files["data/train.jsonl"].content == (chat / "invented/train.jsonl").read_bytes()
    assert "each further one begins on a new line with its author's name" in pushed_text(hub)
    assert simulacrum("pull", "ada/chat", "-o", "back").exit_code == 0
    checked = simulacrum("check", "back")
    assert checked.exit_code == 0, checked.output
    assert Manifest.load(chat / "back").template.bubbles
    assert Manifest.load(chat / "back").statistics.boundaries == Manifest.load(chat / "ada").statistics.boundaries > 10


def test_a_line_that_imitated_a_speaker_names_nobody(simulacrum: Simulacrum, hub: HubServer, chat: Path) -> None:
    said = ["Hope Mill: look", "Ada: she wrote\nHope Mill: never"] * 20
    (chat / "chat.txt").write_text(chat_text(*said), encoding="utf-8")
    convert(simulacrum, "-o", "ada")
    assert "Hope Mill : never" in (chat / "ada" / "train.jsonl").read_text()
    assert simulacrum(*PUSH).exit_code == 0
    text = pushed_text(hub)
    assert "Hope" not in text
    assert " : never" in text


def test_with_real_names_the_rows_are_those_of_the_folder(simulacrum: Simulacrum, hub: HubServer, chat: Path) -> None:
    convert(simulacrum, "-o", "ada")
    pushed = simulacrum(*PUSH, "--real-names")
    assert pushed.exit_code == 0
    assert "by 3 other people; 0 redactions; private" in pushed.stderr
    assert hub.repositories[ADA].files["data/train.jsonl"].content == (chat / "ada" / "train.jsonl").read_bytes()


@pytest.mark.parametrize("options", [(), ("--real-names",)])
def test_parquet_holds_the_same_rows_and_stands_alone(
    simulacrum: Simulacrum, hub: HubServer, chat: Path, options: tuple[str, ...]
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    convert(simulacrum, "--to", "messages", "-e", "names", "both", "-o", "ada")
    assert simulacrum(*PUSH, *options).exit_code == 0
    rows = hub.repositories[ADA].files["data/train.jsonl"].content.decode().splitlines()
    assert simulacrum(*PUSH, *options, "--format", "parquet").exit_code == 0
    files = hub.repositories[ADA].files
    assert sorted(name for name in files if name.startswith("data/")) == [
        "data/train.parquet",
        "data/validation.parquet",
    ]
    table = parquet.read_table(io.BytesIO(files["data/train.parquet"].content)).to_pylist()
    told = [
        {**row, "messages": [{k: v for k, v in one.items() if v is not None} for one in row["messages"]]}
        for row in table
    ]
    assert told == [json.loads(row) for row in rows]
    assert not [path.name for path in chat.iterdir() if "partial" in path.name]


def test_what_would_be_over_the_budget_under_invented_names_is_refused(
    simulacrum: Simulacrum, hub: HubServer, tmp_path: Path
) -> None:
    lines = ["Al: " + "x" * 40, "Ada: " + "y" * 30] * 20
    (tmp_path / "chat.txt").write_text(chat_text(*lines), encoding="utf-8")
    convert(simulacrum, "--budget", "88", "--max-messages", "2", "-o", "ada")
    refused = simulacrum(*PUSH)
    assert refused.exit_code == 1
    assert "exceed the budget with invented names. Convert again with --pseudonyms" in refused.stderr
    assert hub.log == []


def test_a_merged_models_template_names_nobody_else(simulacrum: Simulacrum, hub: HubServer, chat: Path) -> None:
    convert(simulacrum, "--system-prompt", "{me} and {other}", "-o", "ada")
    merged = chat / "ada" / "merged"
    merged.mkdir()
    manifest = Manifest.load(chat / "ada")
    template = chat_template(manifest.template, manifest.others)
    files = {"config.json": "{}", "model.safetensors": "weights", "chat_template.jinja": template}
    for name, text in files.items():
        (merged / name).write_text(text)
    push = ("push", "ada", "--repo", "ada/voice", "--merged", "--base-model", "some/base")
    assert NAMES.search(template)
    assert simulacrum(*push).exit_code == 0
    sent = hub.repositories["model", "ada/voice"].files["chat_template.jinja"].content.decode()
    assert not NAMES.search(sent)
    assert sent.count("Ada") == template.count("Ada")
    assert simulacrum(*push, "--real-names").exit_code == 0
    assert hub.repositories["model", "ada/voice"].files["chat_template.jinja"].content.decode() == template


def test_a_hub_without_xet_gets_large_files_as_before(
    simulacrum: Simulacrum, hub: HubServer, chat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    pytest.importorskip("hf_xet")
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    (chat / "chat.txt").write_text(chat_text(*SAID * 99), encoding="utf-8")
    convert(simulacrum, "-o", "ada")
    pushed = simulacrum(*PUSH)
    assert pushed.exit_code == 0, pushed.output
    assert hub.repositories[ADA].files["data/train.jsonl"].lfs
    assert [call for call in hub.log if "xet-write-token" in call]
    assert constants.HF_HUB_DISABLE_XET


def test_convert_to_the_hub_writes_the_folder_and_pushes_it(simulacrum: Simulacrum, hub: HubServer, chat: Path) -> None:
    convert(simulacrum, "--to", "hub", "-e", "repo_id", "ada/chat", "-o", "ada")
    assert len(hub.repositories[ADA].commits) == 2
    assert hub.repositories[ADA].private
    assert NAMES.findall(pushed_text(hub)) == []
    manifest = json.loads((chat / "ada" / "simulacrum.json").read_bytes())
    assert (manifest["exporter"], manifest["recipe"]["pseudonyms"]) == ("axolotl", True)
    assert NAMES.findall((chat / "ada" / "train.jsonl").read_text()) == []
    assert simulacrum("check", "ada").exit_code == 0
    assert "no new commit" in simulacrum(*PUSH).stderr


def test_what_the_hub_would_not_take_is_told_before_anything_is_read(
    simulacrum: Simulacrum, hub: HubServer, chat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(*options: object) -> str:
        refused = simulacrum("convert", "chat.txt", "--me", "Ada", "--to", "hub", "-o", "ada", *options)
        assert refused.exit_code == 2, refused.output
        assert not (chat / "ada").exists()
        return refused.stderr

    assert "Pass -e repo_id OWNER/NAME" in told()
    assert "is not OWNER/NAME" in told("-e", "repo_id", "ada")
    assert "not yours" in told("-e", "repo_id", "ben/chat")
    hub.repositories[ADA] = Repository(private=False)
    assert "the repository is public; nothing was sent" in told("-e", "repo_id", "ada/chat")
    monkeypatch.setenv("HF_TOKEN", "hf_read")
    assert "can only read" in told("-e", "repo_id", "ada/chat")
    assert hub.writes() == []


def test_a_dataset_on_the_hub_is_trained_on_by_its_name(simulacrum: Simulacrum, hub: HubServer, chat: Path) -> None:
    convert(simulacrum, "-o", "mine")
    assert simulacrum("push", "mine", "--repo", "ada/chat").exit_code == 0
    told = simulacrum("train", "ada/chat", "--with", "raw", "--dry-run")
    assert "Fetched into the folder chat" in told.stderr
    assert (chat / "chat" / "data" / "train.jsonl").is_file()
    again = simulacrum("train", "ada/chat", "--with", "raw", "--dry-run")
    assert "Taken from the folder chat, which is here already" in again.stderr


def test_the_config_of_what_is_fetched_may_ask_for_training_alone(
    simulacrum: Simulacrum, hub: HubServer, chat: Path
) -> None:
    convert(simulacrum, "-o", "mine", "--base-model", "base")
    config = chat / "mine" / "axolotl.yml"
    config.write_text(config.read_text() + "hub_model_id: payload/ada\ntrust_remote_code: true\n")
    manifest = Manifest.load(chat / "mine")
    info = next(info for info in manifest.files if info.path == "axolotl.yml")
    info.sha256, info.size = hashlib.sha256(config.read_bytes()).hexdigest(), config.stat().st_size
    manifest.save(chat / "mine")
    pushed = simulacrum("push", "mine", "--repo", "ada/chat", "--base-model", "mistralai/Mistral-7B-v0.3")
    assert pushed.exit_code == 0, pushed.output
    for word in (["--allow-config"], ["-t", "allow_config", "true"]):
        told = simulacrum("train", "ada/chat", "--dry-run", *word)
        assert (told.exit_code, "whose config nobody has read" in told.stderr) == (2, True)
        assert not (chat / "chat").exists()
    told = simulacrum("train", "ada/chat", "--dry-run")
    assert told.exit_code == 2
    assert "hub_model_id uploads to the Hub; trust_remote_code runs the Python code" in told.stderr
    again = simulacrum("train", "ada/chat", "--allow-config", "--dry-run")
    assert (again.exit_code, "whose config nobody has read" in again.stderr) == (2, True)


def test_a_name_that_is_nowhere_is_told(simulacrum: Simulacrum, hub: HubServer, chat: Path) -> None:
    (chat / "mine").mkdir()
    asked = len(hub.log)
    assert "If it is on the Hub: simulacrum pull mine/ada" in simulacrum("train", "mine/ada").stderr
    assert len(hub.log) == asked
    told = simulacrum("train", "ada/nowhere")
    assert told.exit_code == 1
    assert "no such repository" in told.stderr
    assert not (chat / "nowhere").exists()


def test_the_library_of_the_hub_is_imported_without_its_telemetry() -> None:
    code = "from simulacrum_huggingface.client import library; c = library().constants; " + (
        "print(c.HF_HUB_DISABLE_TELEMETRY)"
    )
    quiet = {name: value for name, value in os.environ.items() if "TELEMETRY" not in name and "TRACK" not in name}
    done = subprocess.run([sys.executable, "-c", code], env=quiet, capture_output=True, text=True, check=False)
    assert done.stdout == "True\n", done.stderr


def test_a_push_calls_nothing_but_what_it_needs(simulacrum: Simulacrum, hub: HubServer, chat: Path) -> None:
    convert(simulacrum, "-o", "ada")
    assert simulacrum(*PUSH).exit_code == 0
    needed = re.compile(
        r"whoami|repos/create|validate-yaml|/preupload/|/commit/|/tree/|/paths-info/|lfs|/datasets/ada/chat"
    )
    assert [call for call in hub.log if not needed.search(call)] == []
