"""`make privacy`: how well secrets and personal data are found in the invented corpus, and how fast in a chat."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from simulacrum_core.privacy.finder import Finder
from simulacrum_core.privacy.names.pseudonyms import Known, Pseudonyms
from simulacrum_core.privacy.redactor import Redactor
from tests.privacy.name_forms_corpus import measured as measured_names
from tests.privacy.name_forms_corpus import named_lines
from tests.privacy.names_corpus import named
from tests.privacy.privacy_corpus import PARTS, REGIONS, Tally, lines, measured, total

from .chats import said

COUNT = 50_000
# A chat has fewer than one line in fifty with something private; this one has as many.
SHARE = 0.02


def main() -> None:
    """Print precision and recall by part and category, and messages a second on one core."""
    for part in PARTS:
        rows = lines(part)
        tallies, _ = measured(rows)
        print(f"{part}: {len(rows)} lines, {sum(not row.marks for row in rows)} of them clean")
        for category, tally in sorted(tallies.items()):
            _row(category, tally)
        _row("all", total(tallies))
        for language in REGIONS:
            if spoken := [row for row in rows if row.language == language]:
                _row(f"all in {language}", total(measured(spoken)[0]))
    outcome = named()
    print(f"names: {outcome.names} to replace, {outcome.replaced} replaced, {outcome.changed} lines changed wrongly")
    for part in ("tuning", "heldout", "fresh"):
        found = measured_names(named_lines(part))
        print(
            f"other forms of names, {part}: {found.names} to replace, {found.replaced} replaced,"
            f" {found.changed + found.spoiled} lines changed wrongly"
        )
    _speeds()


def _row(name: str, tally: Tally) -> None:
    print(
        f"    {name:11} found {tally.hits:3}  wrongly {tally.false:2}  missed {tally.missed:2}"
        f"   precision {tally.precision:.3f}  recall {tally.recall:.3f}"
    )


def _speeds() -> None:
    rng = random.Random(1)
    dense = [line.text for line in lines("tuning")]
    chat = [rng.choice(dense) if rng.random() < SHARE else text for _, _, text, _ in said(COUNT, 1)]
    redactor = Redactor(Finder(regions=("US", "GB", "DE")), b"bench")
    names = Pseudonyms([Known((f"Person{number} Lind",)) for number in range(200)], ["Ada"], b"bench")
    _speed("redacted, a chat", redactor.redacted, chat)
    _speed("redacted, the corpus", redactor.redacted, dense * 5)
    _speed("renamed, a chat, 200 people", names.renamed, chat)


def _speed(name: str, work: Callable[[str], object], texts: list[str]) -> None:
    work(texts[0])
    start = time.process_time()
    for text in texts:
        work(text)
    print(f"{name:28} {len(texts) / (time.process_time() - start):9,.0f} messages a second")


if __name__ == "__main__":
    main()
