"""Style verifiers: each says of a text how much more it is like the person's than like other people's.

They look at different things, and agree little (arXiv 2604.26460): characters, frequencies of words, grammar. All are
fitted on text that was trained on, and run offline. Texts come without their topics.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, Protocol

from ..errors import MissingExtraError
from .words import WORD, tokens_of

_REFERENCES, _ORDER, _MOST_LINES = 5, 5, 1500
_FREQUENT = 150
_MARK_OR_WORD = rf"[^\s\w]|{WORD.pattern}"


class Verifier(Protocol):
    """Fitted on lines of the person's and of others."""

    def score(self, lines: Sequence[str]) -> float:
        """How much like the person's, the higher the more; of some hundred words at least."""


class Characters:
    """Character n-grams of two to four signs, tf-idf, logistic regression."""

    def __init__(self, own: Sequence[Sequence[str]], others: Sequence[Sequence[str]], seed: int) -> None:
        features, linear = _library("sklearn.feature_extraction.text"), _library("sklearn.linear_model")
        self._vectors = features.TfidfVectorizer(
            analyzer="char", ngram_range=(2, 4), lowercase=False, sublinear_tf=True, min_df=2, max_features=20_000
        )
        table = self._vectors.fit_transform([*map("\n".join, own), *map("\n".join, others)])
        self._model = linear.LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000)
        self._model.fit(table, [1] * len(own) + [0] * len(others))

    def score(self, lines: Sequence[str]) -> float:
        return float(self._model.decision_function(self._vectors.transform(["\n".join(lines)]))[0])


class Delta:
    """Burrows' Delta (2002): mean difference of z-scores of the most frequent words, to the others' less to the own."""

    def __init__(self, own: Sequence[Sequence[str]], others: Sequence[Sequence[str]], seed: int) -> None:
        features, scaling = _library("sklearn.feature_extraction.text"), _library("sklearn.preprocessing")
        self._vectors = features.CountVectorizer(token_pattern=_MARK_OR_WORD, max_features=_FREQUENT)
        counts = self._vectors.fit_transform([*map("\n".join, own), *map("\n".join, others)])
        self._scale = scaling.StandardScaler()
        scores = self._scale.fit_transform(_shares(counts))
        self._own, self._others = scores[: len(own)].mean(axis=0), scores[len(own) :].mean(axis=0)

    def score(self, lines: Sequence[str]) -> float:
        (row,) = self._scale.transform(_shares(self._vectors.transform(["\n".join(lines)])))
        return float(abs(row - self._others).mean() - abs(row - self._own).mean())


class Grammar:
    """LambdaG (arXiv 2403.08462): likelihood ratio of the person's n-grams of words against those of others."""

    def __init__(self, own: Sequence[Sequence[str]], others: Sequence[Sequence[str]], seed: int) -> None:
        models = _library("lambdag.language_models.kneser_ney")
        random = Random(seed)
        mine = [tokens_of(line) for chunk in own for line in chunk]
        theirs = [tokens_of(line) for chunk in others for line in chunk]
        size = min(len(mine), len(theirs), _MOST_LINES)
        self._own = _fitted(models, random.sample(mine, size))
        self._references = [_fitted(models, random.choices(theirs, k=size)) for _ in range(_REFERENCES)]

    def score(self, lines: Sequence[str]) -> float:
        import math

        total = count = 0.0
        for words in filter(None, map(tokens_of, lines)):
            known = sum(map(math.log10, self._own.probabilities(words)))
            usual = [sum(map(math.log10, model.probabilities(words))) for model in self._references]
            total += known - sum(usual) / len(usual)
            count += len(words) + 1
        return total / max(count, 1)


VERIFIERS: Mapping[str, tuple[str, Callable[[Any, Any, int], Verifier]]] = {
    "style_characters": ("style: characters (n-grams, logistic regression)", Characters),
    "style_delta": ("style: frequent words (Burrows' Delta)", Delta),
    "style_grammar": ("style: grammar (LambdaG)", Grammar),
}


def _fitted(models: Any, lines: Sequence[Sequence[str]]) -> Any:
    model = models.KneserNeyLanguageModel(order=_ORDER, discount=0.75)
    for words in lines:
        model.fit(words)
    return model


def _shares(counts: Any) -> Any:
    table = counts.toarray().astype(float)
    return table / table.sum(axis=1, keepdims=True).clip(min=1.0)


def _library(name: str) -> Any:
    import importlib

    with _named():
        return importlib.import_module(name)


@contextlib.contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise MissingExtraError(str(error.name or error).partition(".")[0], "evaluate") from None
