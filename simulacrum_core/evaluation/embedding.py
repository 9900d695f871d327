"""A style embedding as a verifier more: a model from the Hub that was trained to put texts of one author together.

StyleDistance (arXiv 2410.12757) and Wegmann's (2022) are plain RoBERTa with the mean over tokens, and work. LUAR brings
Python code of its own, which is not run. The text is read as it is: such a model was trained to pass over topics.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..chat.devices import Device, chosen_device
from ..training.pretrained import libraries, load_encoder, load_text_tokenizer

_MOST_TOKENS = 512
_SHORT = 1e-12


class Embedding:
    """Cosine to the middle of the person's texts less that to the middle of the others'."""

    def __init__(self, source: str, device: Device = "auto") -> None:
        """Load from a folder or the Hub's cache; raises SimulacrumError where it is not there."""
        self._torch, transformers = libraries()
        source = _with_weights(source)
        place, _ = chosen_device(self._torch, device)
        self._tokenizer = load_text_tokenizer(transformers, source)
        self._model = load_encoder(transformers, source).to(place).eval()
        limit = getattr(self._model.config, "max_position_embeddings", _MOST_TOKENS)
        # RoBERTa counts positions from two on.
        self._most = min(_MOST_TOKENS, limit - 2, self._tokenizer.model_max_length)

    def fit(self, own: Sequence[Sequence[str]], others: Sequence[Sequence[str]], seed: int) -> Embedding:
        """Take the middles of both sides."""
        self._own, self._others = (self._middle(chunks) for chunks in (own, others))
        return self

    def score(self, lines: Sequence[str]) -> float:
        """How much nearer a text is to the person's."""
        found = self._embedded(lines)
        return float(found @ self._own - found @ self._others)

    def _middle(self, chunks: Sequence[Sequence[str]]) -> Any:
        return self._even(self._torch.stack([self._embedded(lines) for lines in chunks]).mean(0))

    def _embedded(self, lines: Sequence[str]) -> Any:
        given = self._tokenizer("\n".join(lines), truncation=True, max_length=self._most, return_tensors="pt")
        given = {name: value.to(self._model.device) for name, value in given.items()}
        with self._torch.inference_mode():
            states = self._model(**given).last_hidden_state[0]
        return self._even(states.mean(0)).cpu()

    def _even(self, vector: Any) -> Any:
        return vector / vector.norm().clamp(min=_SHORT)


def _with_weights(source: str) -> str:
    """Of a folder of sentence-transformers with a folder for each module, the one that reads text."""
    found = sorted(Path(source).glob("0_*/config.json"))
    return str(found[0].parent) if found and not (Path(source) / "config.json").is_file() else source
