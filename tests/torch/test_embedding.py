"""A style embedding is one verifier more, loaded without code of its own and without a network."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random

import pytest
import torch
import transformers

from simulacrum_core.errors import SimulacrumError
from simulacrum_core.evaluation.embedding import Embedding
from simulacrum_core.evaluation.style import EMBEDDING, Pools, style

from ..tokenizers import write_tokenizer

WORDS = "boat kettle ladder pigeon radio scarf tunnel violin window cellar harbour mill sister bridge".split()


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A RoBERTa with random weights: texts of other signs are other places for it."""
    folder = write_tokenizer(tmp_path_factory.mktemp("encoder"), tokenizer_class="PreTrainedTokenizerFast")
    torch.manual_seed(0)
    config = transformers.RobertaConfig(
        vocab_size=400,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=130,
        pad_token_id=1,
    )
    transformers.RobertaModel(config).save_pretrained(folder)
    return folder


def lines(own: bool, seed: int, count: int = 120) -> list[str]:
    random = Random(seed)
    said = [" ".join(random.choices(WORDS, k=9)) for _ in range(count)]
    return [f"{text} haha ..." if own else f"{text.upper()}!" for text in said]


def pools(model_is_own: bool) -> Pools:
    return Pools(lines(True, 1), lines(False, 2), lines(True, 3), lines(False, 4), lines(model_is_own, 5), [])


def test_an_embedding_is_one_verifier_more(encoder: Path) -> None:
    figures = {one.id: one for one in style(pools(True), [], 0, lambda: Embedding(str(encoder), "cpu"))}
    assert len(figures) == 4
    found = figures[EMBEDDING[0]]
    assert found.value == pytest.approx(1.0, abs=0.15)
    assert found.low is not None
    assert (found.floor, found.ceiling) == (0.0, 1.0)


def test_an_embedding_tells_the_person_from_others(encoder: Path) -> None:
    found = Embedding(str(encoder), "cpu").fit([lines(True, 1)], [lines(False, 2)], 0)
    assert found.score(lines(True, 3)) > 0 > found.score(lines(False, 4))


def test_both_layouts_of_sentence_transformers_are_read(encoder: Path, tmp_path: Path) -> None:
    plain = Embedding(str(encoder), "cpu").fit([lines(True, 1)], [lines(False, 2)], 0).score(lines(True, 3))
    modules = [{"idx": 0, "name": "0", "type": "sentence_transformers.models.Transformer"}]
    for name, path in (("flat", ""), ("nested", "0_Transformer")):
        shutil.copytree(encoder, tmp_path / name / path)
        (tmp_path / name / "modules.json").write_text(json.dumps([modules[0] | {"path": path}]))
        (tmp_path / name / "1_Pooling").mkdir()
        (tmp_path / name / "1_Pooling" / "config.json").write_text('{"pooling_mode_mean_tokens": true}')
        found = Embedding(str(tmp_path / name), "cpu").fit([lines(True, 1)], [lines(False, 2)], 0)
        assert found.score(lines(True, 3)) == pytest.approx(plain)


def test_a_hub_id_is_looked_for_in_the_cache(encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "models--Somebody--style"
    shutil.copytree(encoder, home / "snapshots" / ("0" * 40))
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("0" * 40)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    found = Embedding("Somebody/style", "cpu").fit([lines(True, 1)], [lines(False, 2)], 0)
    assert found.score(lines(True, 3)) > 0 > found.score(lines(False, 4))


def test_too_little_text_is_no_figure_of_an_embedding() -> None:
    few = Pools(["a"], ["a"], ["a"], ["a"], ["a"], [])
    assert [one.id for one in style(few, [], 0, lambda: Embedding("nowhere"))][-1] == EMBEDDING[0]
    assert EMBEDDING[0] not in {one.id for one in style(few, [], 0)}


def test_one_that_is_not_on_this_machine_is_not_fetched() -> None:
    with pytest.raises(SimulacrumError, match="not on this machine: hf download Nobody/has-this"):
        Embedding("Nobody/has-this", "cpu")


def test_code_that_a_model_brings_is_not_run(encoder: Path, tmp_path: Path) -> None:
    for path in encoder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    config = json.loads((tmp_path / "config.json").read_text())
    config |= {"model_type": "luar", "auto_map": {"AutoModel": "model.Luar", "AutoConfig": "model.Config"}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "model.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    with pytest.raises(SimulacrumError, match="Python code of its own, which is not run"):
        Embedding(str(tmp_path), "cpu")
    assert not (tmp_path / "ran").exists()
