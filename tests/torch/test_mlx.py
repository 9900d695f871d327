"""MLX beside raw: one dataset, one tiny model, the same ids, labels and losses; then the whole road through MLX."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from simulacrum_core import Manifest, Registry, Sampling
from simulacrum_core.cli import cli
from simulacrum_core.evaluation import likelihood

from ..conftest import chat_text
from ..tokenizers import write_tokenizer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),
    pytest.mark.skipif(not find_spec("mlx"), reason="MLX has no build for this machine"),
]

TALK = ["Ben: are you there?", "Ada: yes yes!", "Ben: how are you?", "Ada: fine\nno sea today", "Ben: hm", "Ada: ok"]
FAST = ("-t", "learning_rate", "0.02", "-t", "lora_r", "8", "-t", "eval_steps", "5", "-t", "epochs", "3")


def simulacrum(*arguments: object, code: int = 0) -> Result:
    """The command line in this process, with its exit code as expected."""
    result = CliRunner().invoke(cli, [*map(str, arguments)], obj=Registry.installed())
    assert result.exit_code == code, f"{arguments}\n{result.output}\n{result.exception!r}"
    return result


def train(folder: Path, *options: object, code: int = 0) -> Result:
    return simulacrum("train", folder, "--with", "mlx", *FAST, *options, code=code)


def history(folder: Path, key: str) -> list[float]:
    state = json.loads((folder / "model" / "trainer_state.json").read_text())
    return [entry[key] for entry in state["log_history"] if key in entry]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a chat, a base model with random weights in `tiny`, and a dataset of `--to mlx`."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    folder = tmp_path_factory.mktemp("house")
    (folder / "chat.txt").write_text(chat_text(*TALK * 30), encoding="utf-8")
    write_tokenizer(folder / "tiny", tokenizer_class="PreTrainedTokenizerFast")
    torch.manual_seed(0)
    # Layers whose widths are multiples of 64, which MLX needs to quantise them.
    sizes = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4}
    # No default, which mlx-lm would take where it does not find the number.
    positions = {"rope_type": "default", "rope_theta": 20.0}
    sizes |= {"vocab_size": 400, "max_position_embeddings": 512, "bos_token_id": 0, "eos_token_id": 1}
    config = LlamaConfig(rope_parameters=positions, **sizes)
    # In several files, as large models are.
    LlamaForCausalLM(config).save_pretrained(folder / "tiny", max_shard_size="200KB")
    options = ["--me", "Ada", "--base-model", folder / "tiny", "--budget", 128, "--validation", 0.1]
    simulacrum("convert", folder / "chat.txt", "--to", "mlx", *options, "-o", folder / "ada")
    path = folder / "ada" / "simulacrum.json"
    content = json.loads(path.read_text())
    content["base_model"] = content["tokenizer"]["spec"] = "../tiny"
    path.write_text(json.dumps(content), encoding="utf-8")
    return folder


@pytest.fixture
def dataset(house: Path, tmp_path: Path) -> Path:
    """A copy of the dataset, its base model beside it."""
    shutil.copytree(house / "tiny", tmp_path / "tiny")
    shutil.copytree(house / "ada", tmp_path / "ada", ignore=shutil.ignore_patterns("model", "merged"))
    return tmp_path / "ada"


@pytest.fixture(scope="module")
def trained(house: Path) -> tuple[Path, Result]:
    """The dataset after a whole run, and what was told."""
    return house / "ada", train(house / "ada")


def rows(folder: Path) -> list[dict[str, Any]]:
    """Ids and labels of all rows, as `preview` shows them."""
    return [
        json.loads(line)
        for line in simulacrum("preview", folder, "--tokens", "--json", "--all").stdout.split("\n")
        if line
    ]


def test_ids_labels_and_the_loss_of_a_fixed_adapter_are_those_of_raw(trained: tuple[Path, Result]) -> None:
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    from simulacrum_mlx.adapter import read_adapter
    from simulacrum_mlx.batches import loss_sum, padded
    from simulacrum_mlx.model import add_lora, load_base
    from simulacrum_raw.run import padded as padded_in_torch

    folder = trained[0]
    base = folder.parent / "tiny"
    lora, weights = read_adapter(folder / "model")
    ours, _ = load_base(base)
    add_lora(ours, lora.layers, lora.rank, lora.scale, 0.0)
    ours.load_weights(list(weights.items()), strict=False)
    theirs = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), folder / "model").eval()
    shown = rows(folder)
    for first in range(0, len(shown), 3):
        part = [{key: row[key] for key in ("input_ids", "labels")} for row in shown[first : first + 3]]
        ids, labels = padded(part)
        batch = padded_in_torch(part)
        assert (ids.tolist(), labels.tolist()) == (batch["input_ids"].tolist(), batch["labels"].tolist())
        tokens = int((batch["labels"][:, 1:] != -100).sum())
        with torch.inference_mode():
            assert loss_sum(ours.eval(), ids, labels).item() / tokens == pytest.approx(
                float(theirs(**batch).loss), abs=1e-3
            )


def test_the_rows_that_it_trains_on_are_those_that_preview_shows(
    dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulacrum_mlx import run

    seen: list[dict[str, Any]] = []
    plain = run.padded
    monkeypatch.setattr(run, "padded", lambda part: seen.extend(part) or plain(part))
    train(dataset, "-t", "epochs", 1, "-t", "patience", 0, "-t", "eval_steps", 1000)
    expected = {(*row["input_ids"], *row["labels"]) for row in rows(dataset)}
    assert {(*row["input_ids"], *row["labels"]) for row in seen} == expected


def test_the_loss_falls_and_begins_where_raw_s_does(trained: tuple[Path, Result], dataset: Path) -> None:
    folder, told = trained
    held_out = history(folder, "eval_loss")
    assert told.stdout == f"{folder / 'model'}\n"
    assert held_out[-1] < held_out[0] - 0.3
    assert history(folder, "loss")[-1] < history(folder, "loss")[0] - 0.3
    assert f"validation loss {held_out[-1]:.3f}" in told.stderr
    simulacrum("train", dataset, "--with", "raw", "-t", "max_steps", 1)
    assert history(dataset, "eval_loss")[0] == pytest.approx(held_out[0], abs=1e-3)


@pytest.mark.parametrize("bits", [(), ("-t", "quantize", "4")])
def test_the_validation_loss_is_one_number_for_any_batch(dataset: Path, bits: tuple[str, ...]) -> None:
    found = []
    for batch in (1, 3):
        train(dataset, *bits, "-t", "batch", batch, "-t", "max_steps", 1)
        found.append(history(dataset, "eval_loss")[0])
        shutil.rmtree(dataset / "model")
    assert found[0] == pytest.approx(found[1], abs=1e-4)


def test_it_trains_over_a_quantised_model_and_names_the_plain_one(dataset: Path) -> None:
    train(dataset, "-t", "quantize", "4", "-t", "gradient_checkpointing", "true")
    losses = history(dataset, "eval_loss")
    assert losses[-1] < losses[0] - 0.3
    assert json.loads((dataset / "model" / "adapter_config.json").read_text())["base_model_name_or_path"] == "../tiny"


def test_gradients_are_the_same_where_activations_are_computed_twice(
    trained: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    import mlx.core as mx
    import mlx.nn as nn
    from mlx.utils import tree_flatten

    from simulacrum_mlx.adapter import read_adapter
    from simulacrum_mlx.batches import loss_sum
    from simulacrum_mlx.model import add_lora, load_base
    from simulacrum_mlx.recomputing import recomputed

    lora, weights = read_adapter(trained[0] / "model")
    model, _ = load_base(trained[0].parent / "tiny")
    add_lora(model, lora.layers, lora.rank, lora.scale, 0.5)
    model.load_weights(list(weights.items()), strict=False)
    model.train()
    ids = mx.array([list(range(5, 60))])
    found = []
    for kept in (False, True):
        if kept:
            monkeypatch.setattr(mx, "checkpoint", lambda method: method)
        mx.random.seed(3)
        with recomputed(model):
            loss, gradients = nn.value_and_grad(model, loss_sum)(model, ids, ids)
            mx.eval(loss, gradients)
        found.append((loss.item(), dict(tree_flatten(gradients))))
    assert found[0][0] == found[1][0]
    for name, gradient in found[0][1].items():
        assert mx.allclose(gradient, found[1][1][name], atol=1e-5), name


@pytest.fixture
def interrupted(dataset: Path) -> tuple[Path, Result]:
    """A dataset whose training was interrupted by a signal after its first checkpoint."""

    def interrupt() -> None:
        while not (dataset / "model" / "checkpoint-5" / "trainer_state.json").exists():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt, daemon=True)
    thread.start()
    result = train(dataset, code=130)
    thread.join()
    return dataset, result


def test_interrupted_and_resumed_it_takes_the_same_steps_to_the_same_adapter(
    interrupted: tuple[Path, Result], trained: tuple[Path, Result]
) -> None:
    folder, told = interrupted
    assert not (folder / "model" / "adapter_config.json").exists()
    assert "Interrupted. Go on from checkpoint-" in told.stderr
    assert f": simulacrum train {folder} --with mlx" in told.stderr
    moved = folder.parent / "elsewhere"
    moved.mkdir()
    for name in ("ada", "tiny"):
        shutil.move(folder.parent / name, moved / name)
    train(moved / "ada", "--resume")
    for key in ("loss", "eval_loss"):
        assert history(moved / "ada", key) == history(trained[0], key)
    adapters = [(place / "model" / "adapter_model.safetensors").read_bytes() for place in (moved / "ada", trained[0])]
    assert adapters[0] == adapters[1]


def test_it_stops_early_and_keeps_the_best_checkpoint(dataset: Path) -> None:
    told = train(
        dataset, "-t", "learning_rate", "1", "-t", "patience", "2", "-t", "epochs", "50", "-t", "eval_steps", "2"
    )
    state = json.loads((dataset / "model" / "trainer_state.json").read_text())
    assert "Stopped early: the validation loss did not fall in 2 evaluations." in told.stderr
    assert state["global_step"] < state["max_steps"] / 2
    weights = "adapter_model.safetensors"
    best = dataset / "model" / state["best_model_checkpoint"]
    assert (dataset / "model" / weights).read_bytes() == (best / weights).read_bytes()


WITHOUT_TORCH = """
import sys
sys.modules["torch"] = None
from simulacrum_core.cli import main
main()
"""
ASK = ("--temperature", "0", "--max-tokens", "12", "--once", "are you there?")


def without_torch(*arguments: object) -> str:
    """What the command line prints where PyTorch is not installed."""
    command = [sys.executable, "-c", WITHOUT_TORCH, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def talking(trained: tuple[Path, Result], tmp_path: Path) -> Path:
    """A copy of the trained dataset, its base model beside it."""
    for name in ("tiny", "ada"):
        shutil.copytree(trained[0].parent / name, tmp_path / name)
    return tmp_path / "ada"


def test_without_torch_it_merges_and_talks_as_with_it(talking: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    said = without_torch("chat", talking, *ASK)
    assert said == simulacrum("chat", talking, *ASK).stdout
    simulacrum("merge", talking)
    shutil.move(talking / "merged", talking / "by-torch")
    assert without_torch("merge", talking) == f"{talking / 'merged'}\n"
    plain = {path.name for path in (talking / "by-torch").iterdir()} - {"model.safetensors"}
    assert plain <= {path.name for path in (talking / "merged").iterdir()}
    ids = torch.tensor([[0, 44, 45, 46]])
    ours, theirs = (AutoModelForCausalLM.from_pretrained(talking / name)(ids).logits for name in ("merged", "by-torch"))
    assert torch.allclose(ours, theirs, atol=1e-5)
    assert len(list((talking / "merged").glob("model-*.safetensors"))) > 1
    for name in ("generation_config.json", "tokenizer_config.json", "chat_template.jinja"):
        ours, theirs = ((talking / folder / name).read_text() for folder in ("merged", "by-torch"))
        assert ours == theirs, name
    monkeypatch.setattr("simulacrum_mlx.has_torch", lambda: False)
    assert simulacrum("chat", talking, *ASK).stdout == said


def test_what_it_trained_and_its_checkpoints_are_measured(talking: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As many as this dataset holds out.
    monkeypatch.setattr(likelihood, "LEAST", 5)
    told = simulacrum("evaluate", talking, "--quick", "--only", "likelihood", "--json")
    figure = json.loads(told.stdout)["results"][0]["figures"][0]
    assert figure["value"] < figure["base"] - 0.05
    told = simulacrum("evaluate", talking, "--quick", "--checkpoints", "--json")
    steps = json.loads(told.stdout)
    assert figure["value"] in [one["results"][0]["figures"][0]["value"] for one in steps]
    assert "about equally well: step" in told.stderr


def test_over_a_model_in_few_bits_it_trains_talks_and_merges_to_a_plain_one(dataset: Path) -> None:
    import torch
    from mlx_lm.utils import load_model, quantize_model, save_config, save_model
    from transformers import AutoModelForCausalLM

    base = dataset.parent / "tiny"
    quantised, config = quantize_model(*load_model(base), group_size=64, bits=8)
    for path in base.glob("model*.safetensors*"):
        path.unlink()
    save_model(base, quantised)
    save_config(config, base / "config.json")
    train(dataset)
    said = simulacrum("chat", dataset, *ASK).stdout
    simulacrum("merge", dataset)
    merged = AutoModelForCausalLM.from_pretrained(dataset / "merged")
    assert merged.dtype == torch.float32
    assert not hasattr(merged.config, "quantization_config")
    assert simulacrum("chat", dataset, *ASK).stdout == said


def test_a_seed_gives_the_same_answer_and_an_adapter_of_raw_talks_too(
    talking: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(talking / "model")
    simulacrum("train", talking, "--with", "raw", *FAST)
    by_torch = simulacrum("chat", talking, *ASK).stdout
    monkeypatch.setattr("simulacrum_mlx.has_torch", lambda: False)
    assert simulacrum("chat", talking, *ASK).stdout == by_torch
    drawn = ["chat", talking, "--seed", 3, "--temperature", 1, "--max-tokens", 12, "--once", "are you there?"]
    assert simulacrum(*drawn).stdout == simulacrum(*drawn).stdout


def test_mlx_lm_itself_trains_on_the_folder(dataset: Path) -> None:
    options = ["lora", "--config", "mlx.yaml", "--iters", "2", "--save-every", "2"]
    command = [sys.executable, "-m", "mlx_lm", *options]
    # On a CPU, MLX would compile its kernels with the machine's C++ compiler, for a minute.
    variables = os.environ | {"MLX_DISABLE_COMPILE": "1"}
    done = subprocess.run(command, cwd=dataset, capture_output=True, encoding="utf-8", check=False, env=variables)
    assert done.returncode == 0, done.stderr
    assert (dataset / "mlx-model" / "adapters.safetensors").is_file()


def test_it_writes_for_listeners_in_any_thread(talking: Path) -> None:
    from simulacrum_mlx.speaker import MlxModel

    model = MlxModel(talking, Manifest.load(talking), talking / "model")
    sampling = Sampling(temperature=0, max_tokens=8)
    here = "".join(model.speak("<s>Ben: are you there?\nAda:", sampling))
    elsewhere: list[str] = []
    thread = threading.Thread(
        target=lambda: elsewhere.extend(model.speak("<s>Ben: are you there?\nAda:", sampling)), daemon=True
    )
    thread.start()
    thread.join()
    assert "".join(elsewhere) == here
    writing = model.speak("<s>Ben: are you there?\nAda:", Sampling(max_tokens=400))
    next(writing)
    writing.close()
    assert "".join(model.speak("<s>Ben: are you there?\nAda:", sampling)) == here


def test_a_checkpoint_of_raw_is_no_place_to_go_on_from(dataset: Path) -> None:
    simulacrum("train", dataset, "--with", "raw", *FAST, "-t", "max_steps", 5)
    assert "MLX cannot go on from this checkpoint" in train(dataset, "--resume", code=1).stderr
    told = train(dataset, "-t", "lora_r", "4", "--resume", code=1).stderr
    assert "does not fit the base model, or was made with another rank" in told


def test_a_model_that_mlx_does_not_know_is_one_line(dataset: Path) -> None:
    path = dataset.parent / "tiny" / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"model_type": "unheard_of"}))
    assert "MLX cannot load the model (Model type unheard_of not supported.)" in train(dataset, code=1).stderr


def test_an_example_beyond_the_positions_of_the_model_is_refused(dataset: Path) -> None:
    path = dataset.parent / "tiny" / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"max_position_embeddings": 16}))
    assert "and the base model takes 16" in train(dataset, code=1).stderr
