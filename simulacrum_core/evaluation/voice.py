"""Voice: a profile of what makes replies sound like the person, never one number: its parts hardly agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .authorship import authorship
from .embedding import Embedding
from .figures import Figure, Result
from .habits import Sample, habits
from .likelihood import read_again
from .material import Material
from .replies import Replies
from .style import Pools, style
from .subject import BASE, TUNED, Subject

ID, NAME = "voice", "Voice"


def measure(
    subject: Subject,
    material: Material,
    replies: Replies,
    seed: int,
    embedding: Callable[[], Embedding] | None = None,
) -> Result:
    """Authorship by the model's own likelihoods, style verifiers on what it wrote, distances of habits."""
    manifest = material.manifest
    written = {which: [one.written.text for one in replies.of(which)] for which in (TUNED, BASE)}
    own, others = ([material.text(line) for line in lines] for lines in (material.held_out, material.others))
    trained, around = ([material.text(line) for line in lines] for lines in (material.trained, material.trained_others))
    read = read_again(material, seed)
    author = authorship(subject, material.held_out, material.others, read, manifest.template.name, seed)
    pools = Pools(trained, around, own, others, written[TUNED], written[BASE])
    styles = style(pools, [manifest.template.name, *manifest.others], seed, embedding)
    real = [one.real for one in replies.of(TUNED)]
    distances, table = habits(Sample(real, written[TUNED], written[BASE], others), seed)
    note = "Style is compared without topics; sampling temperature changes all of these figures."
    tables = (table,) if table else ()
    return Result(ID, NAME, _told(author, styles, distances), (*author, *styles, *distances), tables, (note,))


def _told(author: Sequence[Figure], styles: Sequence[Figure], distances: Sequence[Figure]) -> str:
    told = []
    if author[1].value is not None:
        told.append(
            f"Training made the person's lines likelier than those of others in {author[1].value:.0%} of pairs."
        )
    if found := [one.value for one in styles if one.value is not None]:
        told.append(
            f"Of the way from other people to the person, replies are at {min(found):.0%} to {max(found):.0%},"
            f" by {len(found)} verifiers."
        )
    far = [one for one in distances if one.low is not None and one.floor is not None and one.low > one.floor]
    if far:
        names = ", ".join(one.name.removeprefix("distance: ") for one in far[:4])
        told.append(f"Farther from the person than other people are: {names}.")
    return " ".join(told) or "Not measured."
