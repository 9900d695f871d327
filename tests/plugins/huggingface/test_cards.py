"""The cards: what the Hub's own library reads in them, and that nothing hostile gets into them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("huggingface_hub")

from huggingface_hub import DatasetCard, DatasetCardData, ModelCard, ModelCardData

from simulacrum_core import Manifest
from simulacrum_huggingface.cards import dataset_card, model_card

from ...conftest import Simulacrum, chat_text
from ...hub_server import HubServer
from .conftest import ADA, PUSH

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
HOSTILE = (
    "x\n---\nlicense: mit\n---\n# You won",
    "--- {{x}}",
    "{reasons}{0}{made_by.__class__}%s",
    "!!python/object/apply:os.system [reboot]",
    "\x1b[31mred\x1b[0m",
    "\u202eevil\u202c\u2066",
    "```\n</details><script>alert(1)</script>",
    "| a | b |\n[click](javascript:x)",
    "Kowal & Söhne: 'quoted' \"twice\"",
    "<!-- hidden -->",
)
FILES = {"train": "data/train.jsonl", "validation": "data/validation.jsonl"}


@pytest.fixture
def manifest(dataset: Path) -> Manifest:
    return Manifest.load(dataset)


def hostile(manifest: Manifest, text: str) -> Manifest:
    """A manifest in which everything that is free to choose is `text`."""
    told: dict[str, Any] = json.loads(manifest.model_dump_json())
    told |= {"made_by": text, "exporter": text, "exporter_options": {text: text}, "stop": [text], "others": [text]}
    told["template"] |= {"style": text, "name": text, "system_prompt": text, "bos": text, "eos": text}
    told["tokenizer"] |= {"spec": text, "bos": text, "eos": text}
    told["base_model"] = text
    told["decisions"] = [{"subject": text, "answer": text, "evidence": text, "option": None, "file": text}]
    told["ledger"]["sources"] = {text: {"read": 3}}
    told["ledger"]["left_out"] = {text: 1}
    told["ledger"]["redacted"] = {text: 2}
    told["recipe"]["redact"] = ["phone"]
    return Manifest.model_validate(told)


def cards(manifest: Manifest, repo: str = "ada/chat") -> dict[str, str]:
    return {
        "dataset": dataset_card(manifest, FILES, repo),
        "adapter": model_card(manifest, "some/base-7b", False, repo),
        "merged": model_card(manifest, "some/base-7b", True, repo),
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_of_a_manifest_gets_into_a_card(manifest: Manifest, text: str) -> None:
    plain = cards(manifest)
    for kind, card in cards(hostile(manifest, text)).items():
        data = (DatasetCard if kind == "dataset" else ModelCard)(card).data.to_dict()
        if kind == "dataset":
            assert data.pop("tags") == ["simulacrum", "private-conversations", "unknown"]
        expected = (DatasetCard if kind == "dataset" else ModelCard)(plain[kind]).data.to_dict()
        assert data == {key: value for key, value in expected.items() if key in data}
        assert text not in card.replace(f"`{text}`", ""), kind
        assert not [c for c in card if not c.isprintable() and c != "\n"]
        assert card.count("\n---\n") == 1, "one head"
        assert [line for line in card.splitlines() if line.startswith("# ")] == [
            line for line in plain[kind].splitlines() if line.startswith("# ")
        ]
        assert "<script>" not in card.replace(_marks(card), "")


def _marks(card: str) -> str:
    """The tokenizer's marks, which stand in one line as code."""
    line = next((line for line in card.splitlines() if "begins with `" in line), "")
    return line.partition("`")[2].partition("`")[0]


@pytest.mark.parametrize("kind", ["dataset", "adapter", "merged"])
def test_a_card_is_what_the_hubs_library_reads_and_writes(
    manifest: Manifest, hub: HubServer, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", hub.url)
    text = cards(manifest)[kind]
    card = (DatasetCard if kind == "dataset" else ModelCard)(text)
    assert str(card) == text
    card.validate()
    kinds = DatasetCardData if kind == "dataset" else ModelCardData
    assert kinds(**card.data.to_dict()).to_yaml() == card.data.to_yaml()
    assert card.data.license == "other"
    assert card.data.license_name == "personal-data"
    if kind != "dataset":
        assert card.data.base_model == "some/base-7b"
        assert card.data.datasets is None
        assert card.data.library_name == ("peft" if kind == "adapter" else "transformers")
        assert card.data.pipeline_tag == "text-generation"


def test_the_card_of_a_dataset_tells_what_is_inside(manifest: Manifest) -> None:
    manifest.ledger.redacted = Counter({"phone": 12, "email": 3})
    manifest.recipe = manifest.recipe.model_copy(update={"redact": ["phone", "email"], "pseudonyms": True})
    card = dataset_card(manifest, FILES, "ada/chat")
    data = DatasetCard(card).data.to_dict()
    assert data["configs"] == [
        {"config_name": "default", "data_files": [{"split": split, "path": path} for split, path in FILES.items()]}
    ]
    assert (data["viewer"], data["size_categories"]) == (False, ["n<1K"])
    statistics = manifest.statistics
    for part in (
        f"{manifest.ledger.context:,} messages of 1 other person",
        f"| bytes | {statistics.tokens:,}, of which {statistics.trained_tokens:,} are trained on",
        "- 12 phone\n- 3 email",
        "Other people have invented names",
        "hf download ada/chat --repo-type dataset",
        "axolotl train axolotl.yml",
        "It begins with `<s>` and a system prompt, and ends with `</s>`",
        "Delete this repository as a whole",
        "whatsapp",
    ):
        assert part in card, part
    assert "OWNER/NAME" not in card


def test_a_card_of_parquet_says_how_to_load_it(manifest: Manifest) -> None:
    card = dataset_card(manifest, {split: f"data/{split}.parquet" for split in FILES}, "ada/chat")
    assert 'load_dataset("ada/chat", token=True)' in card
    assert "axolotl" not in card.partition("## Train")[2].partition("## Names")[0]


def test_what_was_not_done_is_told_too(manifest: Manifest) -> None:
    card = dataset_card(manifest, FILES)
    assert "Private data, such as phone numbers and addresses, was not replaced" in card
    assert "Everybody has the name" in card


@pytest.mark.parametrize("title", ["--- {{x}}", "!!python tuple", "a: b, # c", "-\u202e]("])
def test_a_hostile_title_name_and_prompt_are_in_no_file_but_the_rows(
    simulacrum: Simulacrum, hub: HubServer, tmp_path: Path, title: str
) -> None:
    chat = tmp_path / f"WhatsApp Chat with {title.replace('/', '')}.txt"
    chat.write_text(chat_text(*[f"Zoe{title} Kowal: hm?", f"Ada{title}: ok"] * 9), encoding="utf-8")
    prompt = f"You are {{me}}.\n---\n{title}"
    convert = ("convert", chat, "--me", f"Ada{title}", "-o", "ada", "--system-prompt", prompt)
    made = simulacrum(*convert)
    assert made.exit_code == 0, made.output
    pushed = simulacrum(*PUSH)
    assert pushed.exit_code == 0, pushed.output
    files = hub.repositories[ADA].files
    for path in ("README.md", "axolotl.yml"):
        text = files[path].content.decode()
        assert title not in text, path
        assert "Zoe" not in text
        assert "\n---\nlicense" not in text[3:]
    assert DatasetCard(files["README.md"].content.decode()).data.viewer is False
