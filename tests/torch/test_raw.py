"""Raw with torch: its datasets in other trainers' hands, and its own training run on a tiny model."""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from simulacrum_core import Registry
from simulacrum_core.cli import cli
from simulacrum_core.evaluation import likelihood
from simulacrum_core.training import read_run_progress

from ..conftest import chat_text
from ..tokenizers import write_tokenizer

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]

TALK = ["Ben: are you there?", "Ada: yes yes!", "Ben: how are you?", "Ada: fine\nno sea today", "Ben: hm", "Ada: ok"]
FAST = ("-t", "learning_rate", "0.01", "-t", "lora_r", "8", "-t", "eval_steps", "5")


def simulacrum(*arguments: object, code: int = 0) -> Result:
    """The command line in this process, with its exit code as expected."""
    result = CliRunner().invoke(cli, [*map(str, arguments)], obj=Registry.installed())
    assert result.exit_code == code, f"{arguments}\n{result.output}\n{result.exception!r}"
    return result


def train(folder: Path, *options: object, code: int = 0) -> Result:
    return simulacrum("train", folder, "--with", "raw", *FAST, *options, code=code)


def history(folder: Path, key: str) -> list[float]:
    state = json.loads((folder / "model" / "trainer_state.json").read_text())
    return [entry[key] for entry in state["log_history"] if key in entry]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a chat, a base model with random weights in `tiny`, and datasets in `raw` and `axolotl`."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    folder = tmp_path_factory.mktemp("house")
    (folder / "chat.txt").write_text(chat_text(*TALK * 30), encoding="utf-8")
    write_tokenizer(folder / "tiny", tokenizer_class="PreTrainedTokenizerFast")
    torch.manual_seed(0)
    sizes = {"hidden_size": 48, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4}
    config = LlamaConfig(vocab_size=400, max_position_embeddings=512, bos_token_id=0, eos_token_id=1, **sizes)
    LlamaForCausalLM(config).save_pretrained(folder / "tiny")
    for exporter in ("raw", "axolotl"):
        options = ["--me", "Ada", "--base-model", folder / "tiny", "--budget", 128, "--validation", 0.1]
        simulacrum("convert", folder / "chat.txt", "--to", exporter, *options, "-o", folder / exporter)
        name_relative(folder / exporter)
    return folder


def name_relative(dataset: Path) -> None:
    """Let a dataset name its model as one that was converted beside it does."""
    path = dataset / "simulacrum.json"
    content = json.loads(path.read_text())
    content["base_model"] = content["tokenizer"]["spec"] = "../tiny"
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture
def dataset(house: Path, tmp_path: Path) -> Path:
    """A copy of the dataset `raw`, its base model beside it."""
    shutil.copytree(house / "tiny", tmp_path / "tiny")
    shutil.copytree(house / "raw", tmp_path / "ada", ignore=shutil.ignore_patterns("model"))
    return tmp_path / "ada"


@pytest.fixture(scope="module")
def trained(house: Path) -> tuple[Path, Result]:
    """The dataset `raw` after a whole run, and what was told."""
    return house / "raw", train(house / "raw")


@pytest.fixture(scope="module")
def previewed(house: Path) -> dict[str, list[dict[str, Any]]]:
    splits: dict[str, list[dict[str, Any]]] = {"train": [], "validation": []}
    for line in simulacrum("preview", house / "raw", "--tokens", "--json", "--all").stdout.splitlines():
        row = json.loads(line)
        splits[row["split"]].append({key: row[key] for key in ("input_ids", "labels")})
    return splits


def test_load_from_disk_has_the_rows_that_preview_shows(house: Path, previewed: dict[str, Any]) -> None:
    from datasets import List, Value, load_from_disk

    loaded = load_from_disk(str(house / "raw" / "tokens"))
    kinds = {"input_ids": "int32", "labels": "int64", "attention_mask": "int8"}
    for split, rows in previewed.items():
        assert loaded[split].features == {name: List(Value(kind)) for name, kind in kinds.items()}
        assert loaded[split].select_columns(["input_ids", "labels"]).to_list() == rows
        assert loaded[split]["attention_mask"] == [[1] * len(row["input_ids"]) for row in rows]


def test_transformers_and_trl_take_the_dataset_as_it_is(
    house: Path, tmp_path: Path, previewed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from datasets import load_from_disk
    from peft import LoraConfig
    from transformers import AutoModelForCausalLM, AutoTokenizer, DataCollatorForSeq2Seq, Trainer, TrainingArguments
    from trl import SFTConfig, SFTTrainer

    rows = load_from_disk(str(house / "raw" / "tokens"))["train"]
    model, tokenizer = (kind.from_pretrained(house / "tiny") for kind in (AutoModelForCausalLM, AutoTokenizer))
    tokenizer.pad_token = tokenizer.eos_token
    common = {"max_steps": 2, "use_cpu": True, "report_to": "none", "bf16": False, "logging_steps": 1}
    plain = Trainer(
        model,
        TrainingArguments(str(tmp_path / "plain"), **common),
        DataCollatorForSeq2Seq(tokenizer),
        train_dataset=rows,
    )
    plain.train()
    plain.save_model(str(tmp_path / "whole"))
    config = SFTConfig(str(tmp_path / "sft"), max_length=128, **common)
    sft = SFTTrainer(model, config, train_dataset=rows, processing_class=tokenizer, peft_config=LoraConfig(r=4))
    kept = sft.train_dataset.select_columns(["input_ids", "labels"]).to_list()
    assert kept == previewed["train"]
    sft.train()
    for trainer in (plain, sft):
        assert trainer.state.global_step == 2
        assert all(math.isfinite(entry["loss"]) for entry in trainer.state.log_history if "loss" in entry)
    # As many as this dataset holds out.
    monkeypatch.setattr(likelihood, "LEAST", 5)
    sft.save_model(str(tmp_path / "adapter"))
    for name in ("whole", "adapter"):
        told = simulacrum(
            "evaluate", house / "raw", "--quick", "--only", "likelihood", "--model", tmp_path / name, "--json"
        )
        figure = json.loads(told.stdout)["results"][0]["figures"][0]
        assert figure["value"] == pytest.approx(figure["base"], rel=0.05)
        assert figure["value"] != figure["base"]


def test_the_loss_falls_and_the_curve_begins_where_an_untrained_model_is(trained: tuple[Path, Result]) -> None:
    folder, told = trained
    assert told.stdout == f"{folder / 'model'}\n"
    held_out = history(folder, "eval_loss")
    assert held_out[0] == pytest.approx(math.log(400), abs=0.2)
    assert held_out[-1] < held_out[0] - 0.2
    assert history(folder, "loss")[-1] < history(folder, "loss")[0]
    assert f"validation loss {held_out[-1]:.3f}" in told.stderr
    progress = read_run_progress(folder / "model")
    assert progress is not None
    assert progress.step == progress.steps == len(history(folder, "loss"))


def test_the_validation_loss_is_the_same_mean_per_trained_token_for_any_batch(dataset: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(dataset.parent / "tiny")
    rows = [
        json.loads(line) for line in simulacrum("preview", dataset, "--tokens", "--json", "--all").stdout.splitlines()
    ]
    total = tokens = 0.0
    for row in [row for row in rows if row["split"] == "validation"]:
        ids, labels = torch.tensor([row["input_ids"]]), torch.tensor([row["labels"]])
        count = int((labels[:, 1:] != -100).sum())
        with torch.inference_mode():
            total, tokens = total + float(model(input_ids=ids, labels=labels).loss) * count, tokens + count
    for batch in (1, 3):
        train(dataset, "-t", "batch", batch, "-t", "max_steps", 1)
        assert history(dataset, "eval_loss")[0] == pytest.approx(total / tokens, abs=1e-5), batch
        shutil.rmtree(dataset / "model")


def test_the_adapter_reloads_over_the_base_model_that_it_names_without_a_place_on_this_machine(
    trained: tuple[Path, Result],
) -> None:
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    model = trained[0] / "model"
    config = json.loads((model / "adapter_config.json").read_text())
    assert (config["base_model_name_or_path"], config["r"], config["lora_alpha"]) == ("../tiny", 8, 16)
    assert (model / "tokenizer.json").read_bytes() == (trained[0].parent / "tiny" / "tokenizer.json").read_bytes()
    for path in model.rglob("*.json"):
        assert str(trained[0].parent) not in path.read_text(), path
    assert not list(model.rglob("training_args.bin"))
    base = AutoModelForCausalLM.from_pretrained(trained[0].parent / "tiny")
    ids = torch.tensor([[0, 44, 45]])
    before = base(ids).logits
    assert not torch.allclose(PeftModel.from_pretrained(base, model)(ids).logits, before)


def test_the_trained_model_talks(trained: tuple[Path, Result]) -> None:
    simulacrum("chat", trained[0], "--once", "are you there?", "--max-tokens", 8)


def test_it_does_not_write_over_what_was_trained(trained: tuple[Path, Result]) -> None:
    assert "--resume" in train(trained[0], code=2).stderr


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
    options = "-t learning_rate 0.01 -t lora_r 8 -t eval_steps 5"
    assert "Interrupted. Go on from checkpoint-" in told.stderr
    assert f": simulacrum train {folder} --with raw {options} --resume" in told.stderr
    # Moved in between, as from one machine to another.
    moved = folder.parent / "elsewhere"
    moved.mkdir()
    for name in ("ada", "tiny"):
        shutil.move(folder.parent / name, moved / name)
    train(moved / "ada", "--resume")
    assert history(moved / "ada", "loss") == history(trained[0], "loss")
    assert history(moved / "ada", "eval_loss") == history(trained[0], "eval_loss")
    adapters = [(place / "model" / "adapter_model.safetensors").read_bytes() for place in (moved / "ada", trained[0])]
    assert adapters[0] == adapters[1]


def interrupt_at(step: int, call: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let a signal come in the first batch of an evaluation or of a training step; returns the calls after it."""
    from simulacrum_raw.stopping import Stoppable

    seen: list[str] = []

    def watched(name: str) -> Any:
        original = getattr(Stoppable, name)

        def method(self: Any, *arguments: Any, **options: Any) -> Any:
            if seen:
                seen.append(name)
            elif name == call and self.state.global_step == step:
                os.kill(os.getpid(), signal.SIGINT)
                seen.append(name)
            return original(self, *arguments, **options)

        return method

    for name in ("training_step", "evaluate"):
        monkeypatch.setattr(Stoppable, name, watched(name))
    return seen


@pytest.mark.parametrize(("step", "call"), [(7, "training_step"), (5, "evaluate"), (-1, "evaluate"), (0, "evaluate")])
def test_interrupted_within_a_step_or_an_evaluation_it_ends_at_that_batch_and_loses_nothing(
    dataset: Path, trained: tuple[Path, Result], step: int, call: str
) -> None:
    step = len(history(trained[0], "loss")) if step < 0 else step
    with pytest.MonkeyPatch.context() as monkeypatch:
        seen = interrupt_at(step, call, monkeypatch)
        told = train(dataset, code=130)
    assert seen == [call]
    if not step:
        assert "No checkpoint was written yet" in told.stderr
        return
    assert f"Go on from checkpoint-{step}" in told.stderr
    assert train(dataset, "--resume").stdout == f"{dataset / 'model'}\n"
    weights = [(folder / "model" / "adapter_model.safetensors").read_bytes() for folder in (dataset, trained[0])]
    states = [json.loads((folder / "model" / "trainer_state.json").read_text()) for folder in (dataset, trained[0])]
    assert weights[0] == weights[1]
    assert [state["best_model_checkpoint"] for state in states] == [f"checkpoint-{states[1]['best_global_step']}"] * 2
    for key in ("loss", "eval_loss"):
        assert history(dataset, key) == history(trained[0], key)


def test_it_stops_early_and_keeps_the_best_checkpoint(dataset: Path) -> None:
    told = train(dataset, "-t", "learning_rate", "1", "-t", "patience", "2", "-t", "epochs", "50")
    state = json.loads((dataset / "model" / "trainer_state.json").read_text())
    held_out = history(dataset, "eval_loss")
    assert "Stopped early: the validation loss did not fall in 2 evaluations." in told.stderr
    assert state["global_step"] < state["max_steps"] / 2
    assert held_out.index(min(held_out)) == len(held_out) - 3
    best = dataset / "model" / state["best_model_checkpoint"]
    weights = "adapter_model.safetensors"
    assert (dataset / "model" / weights).read_bytes() == (best / weights).read_bytes()


def test_datasets_of_axolotl_can_be_trained_on_too(house: Path) -> None:
    train(house / "axolotl", "-t", "max_steps", "2", "-t", "gradient_checkpointing", "true")
    assert len(history(house / "axolotl", "loss")) == 2


def test_padding_changes_nothing(house: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    from simulacrum_raw.run import padded

    model = AutoModelForCausalLM.from_pretrained(house / "tiny").eval()
    rows = [{"input_ids": list(range(2, n)), "labels": [-100, *range(3, n)]} for n in (9, 30, 17)]
    batch = padded(rows)
    assert {name: tensor.shape for name, tensor in batch.items()} == dict.fromkeys(batch, (3, 28))
    with torch.no_grad():
        together = model(**batch).logits
        for i, row in enumerate(rows):
            alone = model(input_ids=torch.tensor([row["input_ids"]])).logits[0]
            assert torch.allclose(together[i, : len(row["input_ids"])], alone, atol=1e-5)
        losses = [model(**padded([row])).loss * (len(row["labels"]) - 1) for row in rows]
        trained = sum(len(row["labels"]) - 1 for row in rows)
        assert model(**batch).loss == pytest.approx(float(sum(losses)) / trained, abs=1e-5)


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("./absent", "there is no such base model. Pass -t base_model MODEL"),
        ("example-org/absent-1b", "the base model is not on this machine. Get it with `hf download example-org/absent"),
    ],
)
def test_a_base_model_that_is_not_there_is_one_line(dataset: Path, model: str, told: str) -> None:
    assert told in train(dataset, "-t", "base_model", model, code=1).stderr


def test_a_folder_without_weights_is_no_base_model(dataset: Path) -> None:
    (dataset.parent / "tiny" / "model.safetensors").unlink()
    assert "this folder holds no model" in train(dataset, code=1).stderr


def test_without_an_nvidia_card_4_bits_are_refused_in_a_line(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    monkeypatch.setattr("simulacrum_core.training.lora_trainer.find_spec", lambda library: library)
    if torch.cuda.is_available():
        pytest.skip("there is an NVIDIA card")
    for mode in ((), ("--dry-run",)):
        told = train(dataset, "-t", "quantize", "4", *mode, code=1).stderr
        assert "weights of 4 bits need an NVIDIA GPU, which is not here. Train without -t quantize" in told


def test_general_text_is_trained_on_as_well(dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "general.txt").write_text("the old mill stands by the water\n" * 400)
    train(dataset, "-t", "max_steps", "2", "-t", "replay", tmp_path / "general.txt", "-t", "replay_share", "1")
    assert len(history(dataset, "loss")) == 2


def test_another_model_than_the_dataset_was_made_for_is_refused(dataset: Path) -> None:
    other = dataset.parent / "other"
    shutil.copytree(dataset.parent / "tiny", other)
    write_tokenizer(other, special=("<s>", "</s>", "<extra>"), tokenizer_class="PreTrainedTokenizerFast")
    assert (
        "is not the one that the dataset was counted with" in train(dataset, "-t", "base_model", other, code=1).stderr
    )


def test_an_example_beyond_the_positions_of_the_model_is_refused(dataset: Path) -> None:
    path = dataset.parent / "tiny" / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"max_position_embeddings": 16}))
    assert "and the base model takes 16" in train(dataset, code=1).stderr


def test_a_dataset_in_bytes_is_trained_where_the_model_knows_its_bos_and_eos(house: Path, tmp_path: Path) -> None:
    simulacrum("convert", house / "chat.txt", "--me", "Ada", "--budget", 256, "-o", tmp_path / "ada")
    assert "names no base model. Pass -t base_model MODEL" in train(tmp_path / "ada", code=2).stderr
    train(tmp_path / "ada", "-t", "base_model", house / "tiny", "-t", "max_steps", "1")
    simulacrum("convert", house / "chat.txt", "--me", "Ada", "--eos", "<end>", "--budget", 256, "-o", tmp_path / "eva")
    told = train(tmp_path / "eva", "-t", "base_model", house / "tiny", code=2).stderr
    assert "written with '<end>', which is not a token of" in told
