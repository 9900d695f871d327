"""Records: a stretch of a file cut at its headers, block by block, whatever its size."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, islice

import msgspec

from .lines import Lines
from .patterns import pattern_of
from .shapes import Shape

LONGEST_SENT = 1 << 16
"""Characters of the longest message that WhatsApp sends."""
_SAMPLE, _FEW = 1 << 17, 1 << 15
_FIRST = 16
"""Headers that tell how records are separated; what is joined to them may be separated in another way."""
_RETURNS = re.compile(r"\r{1,4}\n")
_INDENT = re.compile(r"\ufeff?([ \t\u00a0>|]*)")


class Batch(msgspec.Struct, gc=False):
    """Neighbouring records as columns: marks before a bracket, the two parts of the header, and what follows it.

    `line` is where the first one begins; `last` marks the end of the stretch, `after` is the header that follows the
    last one. `inner` says whether any of them has more than one line, `dashes` whether any holds once more what closes
    a header. `open` marks a look at a record that has not ended although no message is so long. `heights` are the line
    breaks in the records where an editor's were taken out.
    """

    leads: list[str]
    ones: list[str]
    twos: list[str]
    bodies: list[str]
    line: int
    last: bool = False
    inner: bool = False
    dashes: bool = False
    after: tuple[str, str] | None = None
    open: bool = False
    heights: list[int] | None = None

    def numbers(self) -> Iterable[int]:
        """The line on which each record begins."""
        if not self.inner:
            return range(self.line, self.line + len(self.bodies))
        heights = self.heights or [body.count("\n") for body in self.bodies]
        return accumulate((height + 1 for height in heights[:-1]), initial=self.line)


class Separation(msgspec.Struct, frozen=True):
    """How records are told apart: what stands before a header, and how a newline inside a message is written.

    `returns` marks bare carriage returns, which are read as newlines; `indent` is what an editor put before every line,
    `blank` how many blank lines it put after every record.
    """

    newline: str
    inner: str | None = None
    returns: bool = False
    indent: str = ""
    blank: int = 0


class Refused(msgspec.Struct, frozen=True):
    """Lines from `first` to `last` whose headers with this date are none."""

    date: str
    first: int
    last: int


def separation(sample: str, shape: Shape) -> Separation:
    """CRLF alone ends a record where the phone wrote it so; a file that an editor made all CRLF gets its LF back."""
    sample = sample[:_SAMPLE]
    if "\r" not in sample:
        return _edited("\n", None, False, sample[:_FEW], shape)
    headers = list(islice(pattern_of(shape, r"(\r{0,4}\n|\r|\A)", True).finditer(sample), _FIRST))
    # The last record ends, too.
    tail = re.search(r"\r{0,4}\n\Z", sample[-8:])
    begin = sample[: headers[-1].end() if len(headers) == _FIRST else len(sample)]
    found = Counter(match[1] for match in headers if match[1])
    found.update([tail.group()] if tail and len(begin) == len(sample) else [])
    before = found.most_common(1)[0][0] if found else "\n"
    returns = before == "\r" or found["\r"] > 1
    text = (sample.replace("\r", "\n") if returns else sample)[:_FEW]
    newline, inner = ("\n", None) if returns or before == "\n" else _returned(begin, before, found, shape)
    return _edited(newline, inner, returns, text, shape)


def _edited(newline: str, inner: str | None, returns: bool, sample: str, shape: Shape) -> Separation:
    """With what an editor did to every line, and to every record."""
    indent = _indent(sample, shape)
    return Separation(newline, inner, returns, indent, _blanks(sample.replace(f"\n{indent}", "\n"), shape))


def _returned(sample: str, newline: str, found: Counter[str], shape: Shape) -> tuple[str, str | None]:
    """What ends a record in a file with carriage returns, and what a newline inside a message is then."""
    ends = Counter(re.findall(r"\r{0,4}\n", sample))
    if len(ends) == 1:
        return newline, newline
    # On iPhones a carriage return more than inside messages tells the end of a record.
    if shape.layout == "bracket" and found[newline] * 2 > found.total() and set(ends) == {newline, newline[1:]}:
        return newline, newline[1:] if newline != "\r\n" else None
    return "\n", None


def _indent(sample: str, shape: Shape) -> str:
    """What an editor put before every line: what stands before the first header."""
    first = pattern_of(shape, r"(?:\n|\A)", True).search(sample)
    match = _INDENT.match(first.group().lstrip("\n")) if first else None
    return match[1] if match else ""


def _blanks(sample: str, shape: Shape) -> int:
    """How many blank lines stand before many a header: an editor's, for WhatsApp sends no message that ends so."""
    starts = [match.start() for match in pattern_of(shape, "\n", True).finditer(sample)]
    counts = Counter(ending(sample[max(0, start - 80) : start])[1].count("\n") for start in starts)
    if not counts:
        return 0
    blanks = Counter({height: count for height, count in counts.items() if height})
    common = max(blanks, default=0, key=lambda height: blanks[height])
    return common if blanks.total() * 5 >= len(starts) and len(starts) > 1 else 0


def ending(text: str) -> tuple[str, str]:
    """A text without the blank lines at its end, and these."""
    words = text.rstrip(" \t\r\n")
    tail = text[len(words) :]
    cut = min((at for at in (tail.find("\n"), tail.find("\r")) if at >= 0), default=len(tail))
    return words + tail[:cut], tail[cut:]


def batches(
    lines: Lines,
    pattern: re.Pattern[str],
    how: Separation,
    most: int,
    refused: list[Refused] | None = None,
    *,
    raw: bool = False,
) -> Iterator[Batch]:
    """The records of a stretch, about a block at a time; what stands before the first header is left out.

    Where they are `raw`, carriage returns stay inside records that end in one: they tell where files were joined.

    Raises SourceError where one message is longer than `most` characters.
    """
    newline, held, looked = how.newline, Batch([], [], [], [], lines.line), LONGEST_SENT
    clean = _cleaner(how, raw)
    for block in lines.blocks(newline):
        # Every block begins a line; the newline before it was taken off the block before.
        text = newline + block.text
        parts = _careful(pattern, text, block.line - 1, refused) if refused else pattern.split(text)
        count = len(parts) // 4
        if held.bodies:
            held.bodies[-1] += parts[0]
        else:
            held.line += parts[0].count("\n")
        held.inner |= block.newlines > count or block.bare
        held.dashes |= block.closings > count
        held.leads += parts[1::4]
        held.ones += parts[2::4]
        held.twos += parts[3::4]
        held.bodies += parts[4::4]
        end = lines.line - block.text.endswith(newline)
        if not held.bodies:
            continue
        held.bodies[-1] = held.bodies[-1].removesuffix(newline)
        lines.long = len(held.bodies[-1]) > LONGEST_SENT
        if lines.carries:
            # A reading of all has this much of it when it comes to the next block.
            held, lines.carries = msgspec.structs.replace(_only_last(held, end), dashes=False), False
            continue
        if len(held.bodies[-1]) > most:
            raise lines.too_long(held.line, f"a message of more than {most:,} characters")
        if len(held.bodies) > 1:
            rest, looked = _only_last(held, end), LONGEST_SENT
            yield clean(_without_last(held), block.returns or how.indent != "")
            held = rest
        if len(held.bodies[-1]) > looked:
            yield msgspec.structs.replace(_only_last(held, end), open=True)
            looked = len(held.bodies[-1]) * 2
    if held.bodies and lines.goes_on:
        yield msgspec.structs.replace(held, open=True)
    elif held.bodies:
        held.last = True
        yield clean(held, True)


def _cleaner(how: Separation, raw: bool) -> Callable[[Batch, bool], Batch]:
    """Takes off a batch's bodies what an editor put there."""
    inner, indent, blank = how.inner, how.indent, how.blank

    def clean(batch: Batch, returned: bool) -> Batch:
        if blank or batch.last:
            batch.heights = [body.count("\n") for body in batch.bodies]
        if inner is not None:
            batch.bodies = [_RETURNS.sub("\n", body.replace(inner, "\n")) for body in batch.bodies]
        elif returned and not (raw and how.newline != "\n"):
            batch.bodies = [_without_returns(body, how.newline) for body in batch.bodies]
        if indent:
            batch.bodies = [body.replace("\n" + indent, "\n") for body in batch.bodies]
        if blank:
            batch.bodies = [_without_blanks(body, blank) for body in batch.bodies]
        if batch.last:
            batch.bodies[-1] = ending(batch.bodies[-1])[0]
        return batch

    return clean


def _without_returns(body: str, newline: str) -> str:
    """A record that ends in a carriage return was saved by an editor that put one before every newline.

    Where carriage returns end records, there is none inside, unless an editor put it there.
    """
    if newline == "\n" and not body.endswith("\r"):
        return body
    return _RETURNS.sub("\n", body.rstrip("\r"))


def _without_blanks(body: str, most: int) -> str:
    words, tail = ending(body)
    return words if tail.count("\n") <= most else body


def _careful(pattern: re.Pattern[str], text: str, line: int, refused: list[Refused]) -> list[str]:
    """What `split` gives, without the headers that are refused; the text begins at the end of `line`."""
    parts, start, counted = [], 0, 0
    for match in pattern.finditer(text):
        line += text.count("\n", counted, match.end())
        counted = match.end()
        if any(one.first <= line <= one.last and one.date in match.groups() for one in refused):
            continue
        parts += [text[start : match.start()], *match.groups("")]
        start = match.end()
    return [*parts, text[start:]]


def _without_last(batch: Batch) -> Batch:
    return msgspec.structs.replace(
        batch,
        leads=batch.leads[:-1],
        ones=batch.ones[:-1],
        twos=batch.twos[:-1],
        bodies=batch.bodies[:-1],
        after=(batch.ones[-1], batch.twos[-1]),
    )


def _only_last(batch: Batch, end: int) -> Batch:
    """The last record, which goes on to the line `end`."""
    body = batch.bodies[-1]
    return Batch(
        batch.leads[-1:],
        batch.ones[-1:],
        batch.twos[-1:],
        batch.bodies[-1:],
        end - body.count("\n"),
        inner="\n" in body,
        dashes=batch.dashes,
    )
