"""Merging: the merged model computes what the adapter over its base model computes, and stops where it stops."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from peft import PeftModel
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, GenerationConfig

from simulacrum_core import Manifest, SimulacrumError, UsageError
from simulacrum_core.models import Turn
from simulacrum_core.rendering.render import prompt
from simulacrum_core.training.merging import merge

from .conftest import name_base, simulacrum

# Float32: the same sums in another order.
TOLERANCE = 1e-4
TURNS = [Turn("Ben", False, "how are you?"), Turn("Ada", True, 'fine "x"\n{{ no }}'), Turn("Cy", False, "ok?")]


def test_the_merged_models_logits_are_those_of_base_and_adapter(trained: Path, base: Path, merged: Path) -> None:
    text = prompt(Manifest.load(trained).template, TURNS)
    ids = AutoTokenizer.from_pretrained(base)(text, return_tensors="pt", add_special_tokens=False)["input_ids"]
    plain = AutoModelForCausalLM.from_pretrained(base)
    with torch.inference_mode():
        untrained = plain(ids).logits
        expected = PeftModel.from_pretrained(plain, trained / "model")(ids).logits
        found = AutoModelForCausalLM.from_pretrained(merged)(ids).logits
    assert (found - expected).abs().max() < TOLERANCE
    assert (found - untrained).abs().max() > 1


def test_the_folder_is_a_whole_model_without_a_path_of_this_machine(trained: Path, merged: Path) -> None:
    assert (merged / "model.safetensors").is_file()
    assert not list(merged.glob("adapter_*"))
    assert json.loads((merged / "config.json").read_bytes())["_name_or_path"] == "tiny"
    for path in merged.iterdir():
        if path.suffix != ".safetensors":
            assert str(trained.parent) not in path.read_text(encoding="utf-8"), path.name
    assert {oct(path.stat().st_mode & 0o777) for path in merged.iterdir()} == {"0o600"}


def test_the_generation_config_ends_and_pads(merged: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(merged)
    config = GenerationConfig.from_pretrained(merged)
    assert (tokenizer.bos_token, tokenizer.eos_token) == ("<s>", "</s>")
    assert config.eos_token_id == [tokenizer.eos_token_id]
    assert config.pad_token_id == tokenizer.pad_token_id is not None


def test_programs_that_lay_out_the_text_themselves_begin_with_bos(merged: Path) -> None:
    # llama.cpp and Ollama are told by their converters, which take silence for a no.
    assert json.loads((merged / "tokenizer_config.json").read_bytes())["add_bos_token"] is True


def test_the_chat_template_renders_the_training_text(trained: Path, merged: Path) -> None:
    # What the model writes begins with the space after its name.
    roles = [{"role": "assistant" if t.persona else "user", "content": " " * t.persona + t.text} for t in TURNS]
    template, tokenizer = Manifest.load(trained).template, AutoTokenizer.from_pretrained(merged)
    text = tokenizer.apply_chat_template(roles, tokenize=False, add_generation_prompt=True)
    as_ben = [Turn("Ben" if not t.persona else t.name, t.persona, t.text) for t in TURNS]
    assert text == prompt(template, as_ben)
    roles.insert(0, {"role": "system", "content": "Talk."})
    text = tokenizer.apply_chat_template(roles, tokenize=False, add_generation_prompt=True)
    assert text == prompt(template.model_copy(update={"system_prompt": "Talk."}), as_ben)


def test_plain_transformers_stop_at_the_end(merged: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(merged)
    model = AutoModelForCausalLM.from_pretrained(merged)
    ids = tokenizer("<s>Ada and Ben.\nBen: are you there?\nAda:", return_tensors="pt", add_special_tokens=False)
    made = model.generate(**ids, max_new_tokens=100, do_sample=False)[0]
    assert len(made) < ids["input_ids"].shape[1] + 100
    assert made[-1] == tokenizer.eos_token_id


def test_a_merge_takes_a_place_only_when_told(dataset: Path) -> None:
    assert simulacrum("merge", dataset).stdout == f"{dataset / 'merged'}\n"
    refused = simulacrum("merge", dataset, code=2)
    assert "Pass --force" in refused.stderr
    shutil.copytree(dataset / "model", dataset / "model" / "checkpoint-1")
    simulacrum("merge", dataset, "--force", "--model", dataset / "model" / "checkpoint-1", "--dtype", "bfloat16")
    assert json.loads((dataset / "merged" / "config.json").read_bytes())["dtype"] == "bfloat16"
    assert sorted(path.name for path in dataset.iterdir() if path.name.startswith(".")) == []


def test_a_whole_model_is_no_adapter(dataset: Path, merged: Path) -> None:
    shutil.rmtree(dataset / "model")
    shutil.copytree(merged, dataset / "model")
    with pytest.raises(UsageError, match="a whole model, not an adapter"):
        merge(dataset)


def test_nothing_trained_and_no_dataset_are_told(dataset: Path, tmp_path: Path) -> None:
    shutil.move(dataset / "model", tmp_path / "aside")
    assert "nothing was trained on this dataset yet" in simulacrum("merge", dataset, code=2).stderr
    assert "this is not a dataset folder" in simulacrum("merge", tmp_path, code=1).stderr
    shutil.copytree(tmp_path / "aside", dataset / "model" / "checkpoint-9")
    assert "pass --model" in simulacrum("merge", dataset, code=2).stderr.replace("Pass", "pass")


def test_a_damaged_adapter_leaves_nothing_behind(dataset: Path) -> None:
    weights = dataset / "model" / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(SimulacrumError, match="the adapter cannot be loaded"):
        merge(dataset)
    assert not (dataset / "merged").exists()


def test_a_base_model_that_lacks_weights_is_refused(dataset: Path) -> None:
    config = dataset.parent / "tiny" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_bytes()) | {"num_hidden_layers": 3}), encoding="utf-8")
    with pytest.raises(SimulacrumError, match="9 of its weights are missing"):
        merge(dataset)


def test_the_adapter_of_another_model_is_refused(dataset: Path) -> None:
    config = AutoConfig.from_pretrained(dataset.parent / "tiny", hidden_size=32)
    AutoModelForCausalLM.from_config(config).save_pretrained(dataset.parent / "tiny")
    with pytest.raises(SimulacrumError, match="the adapter cannot be loaded"):
        merge(dataset)


def test_a_base_model_that_is_not_here_is_told_with_how_to_get_it(dataset: Path) -> None:
    shutil.rmtree(dataset.parent / "tiny")
    assert "(it is not there). There is no such folder" in simulacrum("merge", dataset, code=1).stderr
    name_base(dataset / "model", "acme/Small-1B")
    assert "hf download acme/Small-1B" in simulacrum("merge", dataset, code=1).stderr


def test_the_base_model_of_another_machine_is_found_where_the_dataset_says(dataset: Path) -> None:
    name_base(dataset / "model", "/nowhere/tiny")
    assert merge(dataset).is_dir()
