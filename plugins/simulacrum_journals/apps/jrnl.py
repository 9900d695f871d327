"""jrnl: a text file of entries with the date in brackets, or without in version 1, and its JSON export."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from simulacrum_core.sources import Stamp, is_log_line, is_talk, read_stamp, speaks, takes_turns

from ..entries import Entry, Ids
from ..sheets import Job, Sheet, told_encoding
from ..text.markdown import pieces

_HEAD = re.compile(r"(?m)^\[(?P<date>[^\\\]\n]{6,60})\] ")
_OLD_HEAD = re.compile(r"(?m)^(?=\d{4}-\d\d-\d\d \d\d:\d\d )|^(?=\d\d?[./]\d\d?[./]\d{4} \d\d:\d\d )")
_SHORT = re.compile(r"(\d\d?)([/.-])(\d\d?)\2(\d\d)(?!\d)([^\n]*)")
_CENTURY = 70
"""Two digits of a year from which on it is one of the last century."""
_ENDS, _CLOSERS = tuple(".!?…。！？।؟"), "\"'”’»)」』 \n"
_FEWEST_WORDS, _WIDE = 5, re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]{8}")
_STAR = re.compile(r"(?<![ \t])[ \t]*\*[ \t]*\Z")


class Head(msgspec.Struct, frozen=True):
    """The head of an entry: where it begins, and where its title does."""

    start: int
    end: int
    stamp: Stamp


class JrnlText:
    """Entries of jrnl as it keeps them: one file, or one for each day in a folder."""

    label = "jrnl"

    def takes(self, sheet: Sheet) -> bool:
        text = sheet.head_text
        if not sheet.may_be_text or not text.strip():
            return False
        found = heads(text)
        return (
            bool(found)
            and not text[: found[0].start].strip()
            and _is_journal(text, found, named=sheet.suffix in (".jrnl", ".journal"))
        )

    def stamps(self, sheet: Sheet) -> Iterator[Stamp]:
        return (head.stamp for head in heads(sheet.text()[0]))

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        text = told_encoding(sheet, job)
        ids, line, counted = Ids(), 1, 0
        found = heads(text)
        for head, following in zip(found, [*found[1:], None], strict=True):
            line += text.count("\n", counted, head.start)
            counted = head.start
            body = _words(text[head.end : following.start if following else len(text)])
            moment = head.stamp.moment(job.order)
            if moment is None:
                job.findings.report(sheet.name, line, "a date that does not exist; the entry has no time")
            yield Entry(ids.of(sheet.name, moment, line), moment, pieces(body), None, f"{sheet.name}:{line}")


def heads(text: str) -> list[Head]:
    """The heads of all entries, of the kind that the text begins with; a line in brackets that are no date is none."""
    found = [head for match in _HEAD.finditer(text) if (head := _bracketed(match))]
    short = _short_heads(text)
    found = short if len(short) * 2 > len(found) else found
    if found and not text[: found[0].start].strip():
        return found
    return [head for match in _OLD_HEAD.finditer(text) if (head := _bare(text, match.start()))] or found


def _bracketed(match: re.Match[str]) -> Head | None:
    stamp = read_stamp(match["date"].strip())
    if stamp is None or stamp.end != len(match["date"].strip()):
        return None
    return Head(match.start(), match.end(), stamp)


def _short_heads(text: str) -> list[Head]:
    """Heads whose years have two digits, which stand last, or first where they are what changes least."""
    dated = [(match, short) for match in _HEAD.finditer(text) if (short := _SHORT.fullmatch(match["date"].strip()))]
    if not dated:
        return []
    firsts, lasts = ({short[place] for _, short in dated} for place in (1, 4))
    over = (any(int(one) > 31 for one in lasts), any(int(one) > 31 for one in firsts))
    is_first = over[1] or (not over[0] and (len(firsts), dated[0][1][2] != "-") < (len(lasts), True))
    return [head for match, short in dated if (head := _short_head(match, short, is_first=is_first))]


def _short_head(match: re.Match[str], short: re.Match[str], *, is_first: bool) -> Head | None:
    first, sign, second, last, rest = short.groups()
    year = f"{19 if int(first if is_first else last) >= _CENTURY else 20}{first if is_first else last:0>2}"
    written = f"{year}-{second:0>2}-{last}{rest}" if is_first else f"{first}{sign}{second}{sign}{year}{rest}"
    stamp = read_stamp(written)
    return Head(match.start(), match.end(), stamp) if stamp is not None and stamp.end == len(written) else None


def _bare(text: str, start: int) -> Head | None:
    """A head of version 1: date and time without brackets, after a blank line."""
    line = text[start : start + 60].partition("\n")[0]
    stamp = read_stamp(line)
    if stamp is None or stamp.time is None or line[stamp.end : stamp.end + 1] != " " or not _stands_apart(text, start):
        return None
    return None if stamp.time.second else Head(start, start + stamp.end + 1, stamp)


def _stands_apart(text: str, start: int) -> bool:
    return start == 0 or not text[text.rfind("\n", 0, start - 1) + 1 : start].strip()


def _is_journal(text: str, found: list[Head], *, named: bool) -> bool:
    """Whether heads are those of a journal: a log has names or levels behind its times, and no blank lines.

    A file that is `named` one needs none between its entries, nor does one whose entries are sentences.
    """
    lines = [text[head.start :].partition("\n")[0] for head in found]
    logged = sum(is_log_line(line) or speaks(text[head.end :][:80]) for head, line in zip(found, lines, strict=True))
    apart = sum(_stands_apart(text, head.start) for head in found)
    days = {text[head.start : head.end].strip("[ ")[:10] for head in found}
    if takes_turns([text[head.end :].lstrip().partition("\n")[0] for head in found], len(days)):
        return False
    if apart == len(found) > 1 and _with_bodies(text, found) * 2 >= len(found):
        return True
    is_written = apart * 2 >= len(found) or _are_sentences(text, found)
    return logged * 2 < max(len(found), 2) and (named or is_written) and not is_talk(text)


def _are_sentences(text: str, found: list[Head]) -> bool:
    """Whether most entries are sentences of several words; logs have seconds in their times."""
    if any(head.stamp.time is None or head.stamp.time.second for head in found):
        return False
    ends = [head.start for head in found[1:]] + [len(text)]
    bodies = [text[head.end : end].strip() for head, end in zip(found, ends, strict=True)]
    return sum(map(_is_sentence, bodies)) * 3 >= len(bodies) * 2


def _is_sentence(body: str) -> bool:
    is_long = len(body.split(maxsplit=_FEWEST_WORDS - 1)) == _FEWEST_WORDS or _WIDE.search(body) is not None
    return is_long and body.rstrip(_CLOSERS).endswith(_ENDS)


def _with_bodies(text: str, found: list[Head]) -> int:
    """How many entries have more than one line, which starts like no message of its own."""
    ends = [head.start for head in found[1:]] + [len(text)]
    bodies = [text[head.end : end].strip().partition("\n")[2] for head, end in zip(found, ends, strict=True)]
    return sum(bool(body.strip()) and not is_log_line(body) for body in bodies)


def _words(text: str) -> str:
    """The text of an entry: what jrnl calls its title is its first sentence. A star is a mark of jrnl's."""
    first, gap, rest = text.strip("\n").partition("\n")
    return f"{_STAR.sub('', first)}{gap}{rest}"
