"""What `simulacrum convert` says of the dataset that it made."""

from __future__ import annotations

import click

from ..dataset.statistics import REPORT
from ..examples.advice import NAMELESS, taken_apart
from ..execution.convert import Conversion
from ..inspection.amount import amount_of_dataset
from ..ledger import Ledger
from ..terminal import printable
from .options import remark, tell_problems

MUCH = 0.25
"""The share of messages in sessions that name nobody, above which it is told: any group has some of them."""


def tell_of_bytes(tokenizer: str | None, base_model: str | None, *, has_ends: bool) -> None:
    """What to know of a dataset that was counted in bytes."""
    if base_model and not has_ends:
        remark(f"Written with <s> and </s>: if {printable(base_model)} has others, pass them with --bos and --eos.")
    if tokenizer is None:
        remark(
            "Counted in bytes, which is more than any tokenizer counts, with the <s> and </s> of Llama and Mistral. "
            "Pass --base-model to count exactly and to use the model's own BOS and EOS."
        )


def tell_made(made: Conversion, no_report: bool) -> None:
    """What became of the messages, what there is to train on, and what to do next."""
    tell_problems(made.findings)
    ledger, numbers = made.manifest.ledger, made.manifest.statistics
    out = ledger.left_out.total()
    remark(f"{ledger.read:,} messages: {ledger.trained:,} trained on, {ledger.context:,} context, {out:,} left out")
    for reason, count in ledger.worded():
        remark(f"  {count:>9,} {reason}")
    if ledger.untrained:
        languages = ", or not in --languages" if made.manifest.recipe.languages else ""
        remark(
            f"The context holds {ledger.untrained:,} of the persona: forwarded, quoted or only links (see --train)"
            f"{languages}"
        )
    if ledger.quoting:
        remark(
            f"In {ledger.quoting:,} of those trained on, lines that quote (`> `, quotation blocks, copied messages) are"
            " only read (--train quoted)"
        )
    if line := taken_apart(numbers):
        remark(line)
    if numbers.nameless > MUCH * numbers.taken_apart:
        remark(f"{numbers.nameless:,} messages are in busy groups where {NAMELESS}")
    _tell_private(ledger)
    if len(ledger.sources) > 1:
        _tell_shares(ledger)
    splits = ", ".join(f"{count:,} {split}" for split, count in numbers.examples.items())
    tokens = f"{numbers.tokens:,} tokens, {numbers.trained_tokens:,} trained on; the longest has {numbers.longest:,}"
    remark(f"{splits} examples; {tokens}")
    remark(amount_of_dataset(made.manifest))
    _tell_next(made, no_report)


def _tell_private(ledger: Ledger) -> None:
    """What was replaced."""
    private = ledger.private()
    if private:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in private.most_common())
        remark(f"{private.total():,} places with private data replaced: {kinds}")
    if named := ledger.redacted["name"]:
        remark(f"{named:,} places in which somebody is named got an invented name")
    if strangers := ledger.redacted["third_party"]:
        remark(f"{strangers:,} places in which somebody is named who takes no part got one")


def _tell_next(made: Conversion, no_report: bool) -> None:
    """What to do with the dataset, and where it lies."""
    here = "DIR" if made.url else printable(str(made.folder))
    if made.url:
        remark("The other commands look at a folder on this machine: fetch it with the storage's own tool")
    if not made.manifest.recipe.redact:
        remark(f"Not searched for secrets: simulacrum check {here} counts them")
    if count := made.manifest.recipe.canaries:
        remark(f"{count:,} invented secrets are planted in it: train on it to measure, talk with another one")
    page = "" if no_report or made.url else f", or open {printable(str(made.folder / REPORT))}"
    remark(f"Look at it: simulacrum preview {here}{page}")
    click.echo(made.url or made.folder)


def _tell_shares(ledger: Ledger) -> None:
    """A line for each kind of source: what of the dataset comes of it."""
    trained_tokens = sum(share.trained_tokens for share in ledger.sources.values())
    for source, share in sorted(ledger.sources.items(), key=lambda item: -item[1].trained_tokens):
        percent = 100 * share.trained_tokens / max(trained_tokens, 1)
        what = f"{share.trained:,} of {share.read:,} messages, {share.examples:,} examples"
        remark(f"  {percent:>8.1f}% of the trained tokens come from {source}: {what}")
