"""Measures the contexts of what is trained on: each frequent speaker of annotated chat as the persona in turn.

    python -m bench.threads.examples FOLDER... [--nameless] [--thin SHARE STRETCH] [--draws 8] [--start]

A trained message's context is what stands before it in its example; it is clean where all of it is of the same
annotated talk and the answered message is among it. `kept` is the share of a speaker's annotated messages that is
trained on. `--thin` takes slower copies: a share of the talks, in so many times their time; drawn as often as `--draws`
says, as a few talks are left of a small share. Each log counts as the middle of a long chat, of which most is looked at
quickly, with `--start` as the start of one.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

from simulacrum_core.config.recipe import Recipe
from simulacrum_core.examples.gaps import fitted_gap, measured
from simulacrum_core.examples.mixture import Sessions
from simulacrum_core.examples.quiet import quiet_among
from simulacrum_core.examples.sessions import sessions
from simulacrum_core.examples.talks import THOROUGH, Recent, cut_of, runs_of, talks_of
from simulacrum_core.models import Conversation, Participant
from simulacrum_core.threads.ranker import OFTEN

from .copies import nameless, thinned
from .corpus import Log, logs, without_system
from .metrics import roots

FREQUENT = 5
"""Annotated messages from which on a speaker is looked at."""
MIDDLE = THOROUGH + 1
WAYS: dict[str, dict[str, object]] = {
    "an hour, file order": {"session_gap": "1h", "threads": "off"},
    "fitted gap": {"threads": "off"},
    "fitted gap and talks": {},
    "the same, careful": {"threads": "careful"},
}


def main() -> None:
    """Print a line for each folder and way of cutting."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--nameless", action="store_true")
    parser.add_argument("--thin", type=float, nargs=2, metavar=("SHARE", "STRETCH"))
    parser.add_argument("--draws", type=int, default=1)
    parser.add_argument("--start", action="store_true")
    arguments = parser.parse_args()
    print("folder, way|messages|kept|parent|pure|clean|length")
    for folder in arguments.folders:
        data = [nameless(log) if arguments.nameless else log for log in logs(folder)]
        if arguments.thin:
            data = drawn(data, *arguments.thin, arguments.draws)
        for way, options in WAYS.items():
            sums = measure(data, Recipe.model_validate(options), used=0 if arguments.start else MIDDLE)
            print(f"{folder.name}, {way}|{row(sums)}", flush=True)


def drawn(data: Sequence[Log], share: float, stretch: float, draws: int) -> list[Log]:
    """Slower copies of all logs, in each of which other talks are drawn."""
    copies = []
    for draw in range(1, draws + 1):
        random = Random(draw)
        copies += [thinned(without_system(log), share, stretch, random) for log in data]
    return copies


def measure(data: Sequence[Log], recipe: Recipe, frequent: int = FREQUENT, used: int = MIDDLE) -> Counter[str]:
    """Sums over all frequent speakers of all logs, before which so many messages were `used`."""
    sums = Counter[str]()
    for log in data:
        said = without_system(log)
        counts = Counter(said.messages[line].author for line in said.answers)
        for persona, count in counts.items():
            if persona is not None and count >= frequent:
                sums["said"] += count
                _add_speaker(said, persona, recipe, sums, used)
    return sums


def row(sums: Counter[str]) -> str:
    """The measures of a line in percent, and the mean length of a context."""
    answering = sums["answering"] or 1
    shares = [100 * sums[name] / answering for name in ("parent", "clean")]
    pure = 100 * sums["same"] / (sums["length"] or 1)
    kept, length = 100 * sums["trained"] / (sums["said"] or 1), sums["length"] / answering
    return f"{sums['trained']}|{kept:.1f}|{shares[0]:.1f}|{pure:.1f}|{shares[1]:.1f}|{length:.1f}"


def _add_speaker(said: Log, persona: str, recipe: Recipe, sums: Counter[str], used: int) -> None:
    places = {message.id: place for place, message in enumerate(said.messages)}
    people = tuple(Participant(name, name) for name in {message.author for message in said.messages} if name)
    chat = Conversation("bench", said.name, None, people, False, said.messages)
    talk, mine, rng = roots(said.answers), {persona}, Random(1)
    gap = recipe.session_gap
    silence = fitted_gap(measured(said.messages, mine).gaps, "group") if gap == "auto" else gap
    often = OFTEN * sum(message.author == persona for message in said.messages) > len(said.messages)
    found, each = list(sessions(said.messages, silence)), Sessions()
    for session in found:
        each.add(session, 0, ())
    quiet = quiet_among(each.starts, each.ends, silence)
    for number, session in enumerate(found):
        recent = Recent(used, often=often)
        recent.is_quiet = quiet[number : number + 1] == b"\1"
        talks = talks_of(session, recent, chat, mine, recipe)
        cut = cut_of(chat, recipe, talks, mine)
        for run in runs_of(talks, mine, cut, rng, recipe.replies)[0]:
            for at, message in enumerate(run.messages):
                if message.author == persona and (place := places[message.id]) in said.answers:
                    before = {places[other.id] for other in run.messages[:at]}
                    _add_context(place, before, said, talk, sums)


def _add_context(place: int, before: set[int], said: Log, talk: dict[int, int], sums: Counter[str]) -> None:
    sums["trained"] += 1
    answered = said.answers[place]
    if answered in ({place}, {-1}):
        return
    same = sum(talk.get(other) == talk[place] for other in before)
    parent = not answered.isdisjoint(before)
    sums.update(answering=1, parent=parent, same=same, length=len(before), clean=parent and same == len(before))


if __name__ == "__main__":
    main()
