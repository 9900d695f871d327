"""From the Hub to a model: `simulacrum train OWNER/NAME` and axolotl's own `path: OWNER/NAME`, with a base model there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import yaml

from tests.hub_server import HubServer

from .conftest import chat_lines, run_axolotl, run_simulacrum
from .environment import AXOLOTL_VARIABLES, axolotl_variables
from .tiny import tiny_model

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
_UPLOAD = """
import sys
from huggingface_hub import HfApi
HfApi().create_repo("ada/base", private=True)
HfApi().upload_folder(repo_id="ada/base", folder_path=sys.argv[1])
"""
_PREPARED = """
import sys
from datasets import load_from_disk
print(load_from_disk(sys.argv[1]).num_rows)
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubServer]:
    folder = tmp_path_factory.mktemp("home")
    with HubServer() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_ENDPOINT", server.url)
        patch.setenv("HF_TOKEN", "hf_write")
        patch.setenv("HF_HOME", str(folder / "cache"))
        patch.setenv("XDG_CONFIG_HOME", str(folder / "settings"))
        for name in ("HF_HUB_DISABLE_XET", "HF_HUB_DISABLE_TELEMETRY"):
            patch.setenv(name, "1")
        yield server


@pytest.fixture(scope="module")
def online(axolotl: Path, hub: HubServer) -> dict[str, str]:
    """The variables under which axolotl may ask the Hub on loopback."""
    return axolotl_variables(axolotl) | {"HF_HUB_OFFLINE": "0", "HF_UPDATE_DOWNLOAD_COUNTS": "0"}


@pytest.fixture(scope="module")
def pushed(axolotl: Path, online: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose dataset and whose base model are on the Hub."""
    folder = tmp_path_factory.mktemp("pushed")
    (folder / "chat.txt").write_text("".join(chat_lines(Random(7))), encoding="utf-8")
    shutil.copytree(tiny_model(), folder / "tiny")
    subprocess.run([axolotl / "bin" / "python", "-c", _UPLOAD, folder / "tiny"], env=online, check=True)
    options = ["--budget", 128, "--me", "Ada", "--base-model", folder / "tiny", "-e", "epochs", "0.1"]
    run_simulacrum("convert", folder / "chat.txt", *options, "-o", folder / "mine")
    simulacrum(folder, "push", "mine", "--repo", "ada/chat", "--base-model", "ada/base")
    return folder


def simulacrum(folder: Path, *arguments: object) -> str:
    """The command line as a process of its own, which asks the Hub on loopback; what it remarks."""
    command = [sys.executable, "-m", "simulacrum_core", *map(str, arguments)]
    environment = os.environ | AXOLOTL_VARIABLES | {"HF_HUB_OFFLINE": "0"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_train_fetches_a_dataset_and_its_base_model_and_trains(axolotl: Path, pushed: Path, hub: HubServer) -> None:
    told = simulacrum(pushed, "train", "ada/chat", "-t", "environment", axolotl)
    assert "Fetched into the folder chat" in told
    assert (pushed / "chat" / "model" / "adapter_model.safetensors").is_file()
    assert any("/ada/base/resolve/" in call for call in hub.log)
    simulacrum(pushed, "check", "chat")


def test_axolotl_itself_reads_the_repository(axolotl: Path, pushed: Path, online: dict[str, str]) -> None:
    config = yaml.safe_load((pushed / "mine" / "axolotl.yml").read_text())
    config["datasets"] = [{"path": "ada/chat", "type": "input_output", "split": "train"}]
    config |= {"base_model": "ada/base", "dataset_prepared_path": "prepared"}
    config.pop("test_datasets", None)
    (pushed / "own.yml").write_text(yaml.safe_dump(config))
    command = [axolotl / "bin" / "axolotl", "preprocess", "own.yml"]
    done = subprocess.run(command, cwd=pushed, env=online, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    folder = next((pushed / "prepared").iterdir())
    rows = len((pushed / "mine" / "train.jsonl").read_text().splitlines())
    assert int(run_axolotl(axolotl, "python", "-c", _PREPARED, folder).split()[-1]) == rows
