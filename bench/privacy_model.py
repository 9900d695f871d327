"""`python -m bench.privacy_model [--technical FOLDER]` makes `learned.txt`, by which secrets are found.

    pip install numpy scipy

Examples are the candidates of the corpora of the tests, of which those in a mark are secret. FOLDER holds logs of a
technical chat (`*.ascii.txt`), whose numbers are harmless; the shipped weights were made with the training part of the
corpus that NOTICE names.
"""

from __future__ import annotations

import argparse
import base64
import random
import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from bench.languages import print_tables
from simulacrum_core.privacy.recognizers import learned, scoring
from simulacrum_core.privacy.recognizers.candidates import candidates
from simulacrum_core.privacy.recognizers.plain import lowered, plain
from simulacrum_core.privacy.recognizers.scoring import Feature
from tests.privacy.privacy_corpus import PARTS as OLDER
from tests.privacy.privacy_corpus import lines
from tests.privacy.talks_corpus import FOLDER, PARTS, Talk, talks

HARMLESS = 24_000
"""Lines of the technical chat with something that could be a secret by its form."""
STRENGTH, ROUNDS, STEPS = 1.0, 2, 60
COVERED, FILLED = 0.8, 0.6
SAID = re.compile(r"\[\d\d:\d\d\] <[^>]*> (.*)")
_HEAD = """\
# The weights of scoring.py, made by bench/privacy_model.py from these corpora in tests/corpora/privacy:
# {parts}
# and from {what}.
"""


class Example(msgspec.Struct, frozen=True):
    """The features of a candidate: its own, of the lines before, of the line behind; and whether it is secret."""

    own: list[Feature]
    before: list[list[Feature]]
    behind: list[Feature]
    secret: bool


def main() -> None:
    """Train, and write the weights or judge them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--technical", type=Path)
    parser.add_argument("--judge", metavar="PART")
    parser.add_argument("-o", "--out", type=Path, default=Path(scoring.__file__).with_name("learned.txt"))
    arguments = parser.parse_args()
    examples = [*corpus(arguments.judge), *(technical(arguments.technical) if arguments.technical else ())]
    what = "numbers of the technical chat that NOTICE names" if arguments.technical else "nothing else"
    text = _HEAD.format(parts=" ".join((*PARTS, *OLDER)), what=what) + shipped(*trained(examples))
    if arguments.judge:
        judge(arguments.judge, text)
    else:
        arguments.out.write_text(text, encoding="ascii")


def judge(part: str, text: str) -> None:
    """How much is found of a part that the weights have not seen, by those and by the rules."""
    found = scoring.parsed(text)
    for name, used in (("rules alone", found._replace(start=-(1 << 30))), ("with the learned", found)):
        scoring.use(used)
        print(part, name)
        print_tables(talks(FOLDER / f"{part}.txt"))


def corpus(without: str | None = None) -> Iterator[Example]:
    """Of all talks of the tests."""
    for part in PARTS:
        if part == without:
            continue
        for talk in talks(FOLDER / f"{part}.txt"):
            yield from of_talk(talk)
    for part in OLDER:
        for line in lines(part):
            yield from of_talk(Talk(line.language, (line.text,), (tuple((a, b) for _, a, b in line.marks),)))


def technical(folder: Path) -> Iterator[Example]:
    """Of some lines of a chat about machines, each with its neighbours."""
    found = []
    for path in sorted(folder.rglob("*.ascii.txt")):
        said = [match[1] for match in map(SAID.match, path.read_text(errors="replace").split("\n")) if match]
        found += [(said, i) for i, text in enumerate(said) if _may_hold(text, said[max(0, i - 3) : i])]
    random.Random(1).shuffle(found)
    for said, i in found[:HARMLESS]:
        start = max(0, i - 3)
        texts = tuple(said[start : i + 2])
        yield from of_talk(Talk("en", texts, ((),) * len(texts)), i - start)


def _may_hold(text: str, before: Sequence[str]) -> bool:
    return learned.may_hold(text) or learned.may_answer(text, before)


def of_talk(talk: Talk, only: int | None = None) -> Iterator[Example]:
    """The candidates of a talk, or of one message of it; what is a part of a secret is left out."""
    reads = [plain(text, lowered(text)) for text in talk.texts]
    lows = [lowered(read.text) for read in reads]
    for place, read in enumerate(reads):
        if only is not None and place != only:
            continue
        topical = any(map(learned.is_topical, lows[max(0, place - 3) : place + 1]))
        behind = lows[place + 1] if place + 1 < len(lows) else ""
        near = [*lows[max(0, place - 3) : place], *([behind] if behind else ())]
        for one in candidates(read.text, lows[place], near, topical=topical):
            secret = _is_secret(*read.span(one.start, one.end), talk.marks[place])
            if secret is not None:
                before = lows[max(0, place - 3) : place][::-1]
                own, *ahead, last = scoring.features(read.text, lows[place], one, before, behind)
                yield Example(own, ahead, last, secret)


def _is_secret(start: int, end: int, marks: Iterable[tuple[int, int]]) -> bool | None:
    shared = [(min(end, b) - max(start, a), b - a) for a, b in marks]
    common, length = max(shared, default=(0, 1))
    if common <= 0:
        return False
    return True if common >= COVERED * length and common >= FILLED * (end - start) else None


def trained(examples: Sequence[Example]) -> tuple[Any, float]:
    """Weights by logistic regression; which neighbours a candidate needs is known better after a first round."""
    import numpy as np
    from scipy import sparse

    own = _matrix([one.own for one in examples])
    ahead = [_matrix([one.before[k] if k < len(one.before) else [] for one in examples]) for k in range(3)]
    behind = _matrix([one.behind for one in examples])
    secret = np.array([one.secret for one in examples])
    found = np.zeros(own.shape[1] + 1)
    reach, heard = np.where(secret, 2, 0), secret
    for _ in range(ROUNDS):
        rows = own + sum(sparse.diags((reach >= k).astype(np.float32)) @ part for k, part in enumerate(ahead))
        rows = rows + sparse.diags(heard.astype(np.float32)) @ behind
        found = _fitted(rows.tocsr(), secret, found)
        second, third = (part @ found[:-1] for part in ahead[1:])
        reach = np.argmax([0 * second, second, second + third], axis=0)
        heard = behind @ found[:-1] > 0
    return found[:-1], float(found[-1])


def _fitted(rows: Any, secret: Any, start: Any) -> Any:
    """The weights of the columns and what is added, from those at the start on; it ends early, which smooths, too."""
    import numpy as np
    from scipy.optimize import minimize

    sign, turned = np.where(secret, 1, -1).astype(np.float32), rows.T.tocsr()

    def loss(tried: Any) -> tuple[float, Any]:
        margin = sign * (rows @ tried[:-1].astype(np.float32) + np.float32(tried[-1]))
        slope = -STRENGTH * sign / (1 + np.exp(np.minimum(margin, 60)))
        value = STRENGTH * float(np.logaddexp(0, -margin).sum()) + 0.5 * float(tried[:-1] @ tried[:-1])
        return value, np.append(turned @ slope + tried[:-1], slope.sum())

    options = {"maxiter": STEPS, "ftol": 1e-5}
    return minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x


def _matrix(rows: Sequence[Sequence[Feature]]) -> Any:
    import numpy as np
    from scipy import sparse

    places = np.fromiter((place for row in rows for place, _ in row), dtype=np.int64)
    values = np.fromiter((value for row in rows for _, value in row), dtype=np.float32)
    ends = np.cumsum([0, *map(len, rows)])
    return sparse.csr_matrix((values, places, ends), shape=(len(rows), scoring.MASK + 1))


def shipped(weights: Any, start: float) -> str:
    """What `learned.model` reads: whole numbers, the largest of them 127."""
    scale = 127 / max(map(abs, weights))
    whole = array("b", [round(weight * scale) for weight in weights])
    told = [round(number * scale * scoring.UNIT) for number in (start, 1)]
    packed = base64.b64encode(zlib.compress(whole.tobytes(), 9)).decode("ascii")
    rows = [packed[place : place + 120] for place in range(0, len(packed), 120)]
    return "\n".join([" ".join(map(str, told)), *rows, ""])


if __name__ == "__main__":
    main()
