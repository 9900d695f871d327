"""How much text there is, against what is known to work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..dataset.manifest import Manifest
from ..tokens.tokenizers import BYTES
from .summary import ConversationReport

KNOWN_TO_WORK = 300_000
"""Tokens of a dataset, both sides: "a few hundred thousand" in the project that this one grew out of."""
LITTLE = 20_000
"""Trained tokens below which a model picks up length and case, not much more."""
BYTES_PER_TOKEN = 4
"""Of UTF-8, in most languages and tokenizers about: for an estimate where no tokenizer is named."""


class Amount(NamedTuple):
    """Trained tokens, in a word whether that is enough, and what it is enough for; an estimate where bytes count."""

    tokens: int
    word: str
    told: str
    is_estimate: bool


def judged_amount(manifest: Manifest) -> Amount:
    """Whether a dataset is enough, by its trained tokens, each once."""
    numbers, counts_bytes = manifest.statistics, manifest.tokenizer.spec == BYTES
    once = numbers.trained_tokens - numbers.repeated_trained_tokens
    count = once // (BYTES_PER_TOKEN if counts_bytes else 1)
    if count < LITTLE:
        word, told = "little", "The model will pick up length and case, not much more. More of your chats help most."
    elif count < KNOWN_TO_WORK:
        word, told = "enough for style", "The model will pick up how you write. What you know takes more."
    else:
        word, told = "plenty", "As much as is known to work for style and topics."
    return Amount(count, word, told, counts_bytes)


def amount_of_source(reports: Iterable[ConversationReport], me: str | None) -> str | None:
    """What a source holds of a person's talks and of writings, in one line; None where there is no text."""
    used = [report for report in reports if report.monologue or report.text_bytes[me or ""]]
    count = sum(report.text_bytes.total() for report in used)
    own = sum(report.text_bytes.total() if report.monologue else report.text_bytes[me or ""] for report in used)
    if not count:
        return None
    return _worded(count // BYTES_PER_TOKEN, f"{_about(own // BYTES_PER_TOKEN)} of them by {me}" if me else "")


def amount_of_dataset(manifest: Manifest) -> str:
    """What a dataset holds without its system prompts, in one line; what it uses several times counts once."""
    numbers = manifest.statistics
    scale = BYTES_PER_TOKEN if manifest.tokenizer.spec == BYTES else 1
    prompts = len(manifest.template.system_prompt.encode()) // BYTES_PER_TOKEN * sum(numbers.examples.values())
    count = max(numbers.tokens // scale - prompts, numbers.trained_tokens // scale)
    once = count - count * numbers.repeated_tokens // (numbers.tokens or 1)
    own = (numbers.trained_tokens - numbers.repeated_trained_tokens) // scale
    return _worded(max(once, own), f"{_about(own)} of them trained on")


def _worded(count: int, own: str) -> str:
    about = f"Is it enough? About {_about(count)} tokens{own and f', {own}'}"
    if count >= KNOWN_TO_WORK:
        return f"{about}: as many as are known to work ({KNOWN_TO_WORK:,} and more)"
    share = 100 * count // KNOWN_TO_WORK
    return f"{about}: {share or 'under 1'}% of the {KNOWN_TO_WORK:,} that are known to work"


def _about(count: int) -> str:
    """Two digits of a number, which is an estimate."""
    return f"{float(f'{count:.2g}'):,.0f}"
