"""An app with a model that is none: it answers by rote, and its figures are examples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from simulacrum_core import Chat, Evaluation, Manifest, Sampling
from simulacrum_core.cli import cli
from simulacrum_core.evaluation.evaluate import save
from simulacrum_core.evaluation.figures import Result, figure
from simulacrum_core.files import write_private

ANSWER = ["yes", "give me ten minutes", "and bring the torch, mine is in the boat"]
_OTHERS, _OWN = "other people's", "own other text"


class Rote:
    """Says always the same."""

    def count(self, text: str) -> int:
        return len(text)

    def speak(self, text: str, sampling: Sampling, attempt: int = 0) -> Iterator[str]:
        yield " " + "\n".join([*ANSWER, "Ben Kowal: ok"])


def pretend(dataset: Path) -> None:
    """Put down what a training and `evaluate --quick` leave, with figures that are examples."""
    (dataset / "model").mkdir()
    write_private(dataset / "model" / "none.safetensors", "")
    write_private(dataset / "model" / "adapter_config.json", "{}")
    none = (None, "no text of a person's has one")
    heard = (
        figure(
            *("gain", "context gain", 0.31, (0.22, 0.4), 84),
            better="higher",
            floor=(0.0, "a wrong context"),
            ceiling=none,
            base=0.24,
        ),
        figure(
            *("hits", "right reply found among ten", 0.42, (0.31, 0.53), 84),
            unit="share",
            floor=(0.1, "chance"),
            ceiling=none,
            base=0.3,
        ),
    )
    voice = (
        figure(
            *("auc", "own lines told from those of others (AUC)", 0.83, (0.76, 0.89), 160),
            floor=(0.5, "chance"),
            ceiling=(1.0, "always right"),
        ),
        *(
            figure(id, f"distance: {name}", value, spread, 84, floor=(far, _OTHERS), ceiling=(near, _OWN), base=base)
            for id, name, value, spread, far, near, base in (
                ("words", "words in a reply", 1.6, (0.9, 2.4), 6.2, 0.8, 5.1),
                ("capitals", "begins with a capital", 0.11, (0.05, 0.2), 0.86, 0.04, 0.71),
                ("marks", "ends with a mark", 0.19, (0.1, 0.29), 0.93, 0.05, 0.8),
            )
        ),
    )
    results = (
        Result("listening", "Listening", "The model listens: the right context is worth 0.31 bits a byte.", heard),
        Result("voice", "Voice", "Training made Ada's lines likelier than those of others in 83% of pairs.", voice),
    )
    found = Evaluation(1, "an example", "Ada", "model", "base", "cpu", True, 0, Sampling(), 84, 171, results)
    save(found, dataset)


def main() -> None:
    """`simulacrum`, with that model."""
    Chat.load = lambda folder, *_, **__: Chat(Manifest.load(folder), Rote(), Sampling())  # type: ignore[assignment, method-assign]
    cli()


if __name__ == "__main__":
    main()
