"""Machine text: what nobody writes by hand and nobody reads aloud. Base64, keys, hex, JSON, XML, logs, program code.

Judged by shape alone, so that no language is taken for it: what counts are runs without blanks that mix cases and
digits, signs of structure, and lines that begin as programs write them. Where it is unsure, a text is somebody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

_SHORTEST = 40
"""Characters below which nothing is judged by its signs."""
_DATA = r"data:[a-z]+/[a-z0-9.+-]{1,60}(?:;[a-z0-9=-]{1,40}){0,4},[A-Za-z0-9+/=%_.~-]{20,}"
_DATA_URI = re.compile(
    rf"!\[[^\[\]\n]{{0,300}}\]\([ ]?<?{_DATA}>?(?: \"[^\"\n]{{0,200}}\")?[ ]?\)"
    rf"|^ {{0,3}}\[[^\[\]\n]{{1,100}}\]:[ \t]{{0,9}}<?{_DATA}>?|{_DATA}",
    re.IGNORECASE | re.MULTILINE,
)
_BEGINNING = re.compile(
    r"-----BEGIN [A-Z0-9 ]{2,40}-----|BEGIN:V[A-Z]|\{\\rtf|diff -{2}git |begin [0-7]{3} \S|%PDF-|%!PS|<\?xml|"
    r"<!DOCTYPE|#!/",
    re.I,
)
"""What files of programs begin with."""
_RUN = re.compile(r"[A-Za-z0-9+/_=-]{24,}")
_OF_RUNS = bytes(97 if re.fullmatch(r"[A-Za-z0-9+/_=-]", chr(sign)) else 32 for sign in range(256))
_SHORTEST_RUN = b"a" * 24
_FEWEST_WORDS, _WIDE_WORDS = 4, re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{6}")
_DIGIT = re.compile("[0-9]")
_HEX = re.compile(r"(?:0x)?[0-9a-fA-F]{2,16}")
_TIME = re.compile(
    r"[\[(]?(?:\d{4}[-/.]\d\d[-/.]\d\d[ T])?\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?[\])]?"
)
_LEVEL = re.compile(r"\b(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL|CRITICAL|NOTICE)\b")
_ACCESS = re.compile(
    r"\d{1,3}(?:\.\d{1,3}){3} \S+ \S+ \[|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,60} [\w./-]{1,60}(?:\[\d+\])?:"
)
_SECTION, _SETTING = re.compile(r"\[[\w.:/ \"-]{1,60}\]$"), re.compile(r"[\w.-]{1,60}\s?=\s?\S")
_TRACE = re.compile(
    r"\s*(?:at [\w.$<>/]{1,300}\([\w.]{1,200}:\d+\)|File \"[^\"\n]{1,300}\", line \d)|"
    r"Traceback \(most recent call last\):"
)
_PAIR = re.compile(r"[\"'][\w .:/@$-]{1,60}[\"']\s?:\s?(?:[\"'\[{\d-]|true|false|null)")
_TAG = re.compile(r"</?[A-Za-z][\w:.-]{0,40}(?:\s[^<>\n]{0,400})?/?>")
_CODE = re.compile(
    r"\s*(?:(?:def|class) \w+\s?[(:]|(?:from [\w.]+ )?import [\w.{*]+|#include\s?[<\"]|(?:const|let|var) \w+\s?=|"
    r"(?:public|private|protected|static) \w+|function\s?\w*\s?\(|(?:if|for|while|switch|catch)\s?\(.{0,200}\)\s?\{|"
    r"return\b.{0,120};$|(?:int|void|char|float|double|bool) \w+\s?[(=;]|fn \w+\(|SELECT .{1,200} FROM |"
    r"[\w.\[\]>-]{1,60}\s?[-+*/|&]?=\s?.{1,200};$|[\w.]{1,60}\(.{0,200}\);$|[})\]]{1,3};?$|</?\w+[^<>\n]{0,200}>$|"
    r"(?:INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE) .{1,200};$|\$ [a-z./][\w./-]*(?: |$)|[\w.]{2,60}\(.{0,200}\)$|"
    r"(?:for|while|if|elif|else|try|except|with)\b.{0,200}:$|(?:continue|break|pass)$|"
    r"(?:return|yield|raise) [\w.()]{1,60}$|"
    r"@\w+(?:\(.{0,100}\))?$|\$\w+\s?=|<\?(?:php|xml)|#!/)"
)
_QUOTED_PRINTABLE = re.compile(r"=[0-9A-F]{2}|=$", re.M)
_FEWEST_ENCODED = 8
_FENCE = re.compile(r"[ \t]*\n?(```|~~~)[^\n`]{0,40}(?:\n|\Z)")
_BLANK_LINES = re.compile(r"\n[ \t]*\n")
_SIGNS = frozenset("{}[]()<>;=\"'`$&|\\/_:,.+*#@%^~")


def without_machine_runs(text: str) -> tuple[str, int]:
    """A text without the data URIs in it and Markdown's marks around them, and how many there were."""
    return _DATA_URI.subn("", text) if ":" in text and "data:" in text.lower() else (text, 0)


def machine_parts(text: str) -> list[tuple[str, bool]]:
    """A text in its order as what somebody wrote and, marked, the paragraphs that are machine text; blank lines between
    the two kinds are neither's."""
    paragraphs = [(text[start:end], start, end, is_machine) for start, end, is_machine in _judged(text)]
    if not any(is_machine for *_, is_machine in paragraphs):
        return [(text, False)]
    parts: list[tuple[str, bool]] = []
    for is_machine, group in groupby(paragraphs, key=lambda part: part[3]):
        run = list(group)
        parts.append((text[run[0][1] : run[-1][2]], is_machine))
    return parts


def _judged(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where paragraphs begin and end, and which are machine text; what stands between fences is one paragraph."""
    start, fence, inside = 0, "", list[str]()
    first = 0
    ends = [match.span() for match in _BLANK_LINES.finditer(text)]
    for end, following in [*ends, (len(text), len(text))]:
        part = text[start:end]
        opened = _FENCE.match(part) if not fence else None
        if opened and not _closes(part[opened.end() :], opened[1]) and text.find(f"\n{opened[1]}", end) >= 0:
            first, fence, inside = start, opened[1], [part[opened.end() :]]
        elif fence:
            inside.append(part)
            if _closes(part, fence):
                yield first, end, any(map(is_machine_text, [*inside, "\n".join(inside)]))
                fence = ""
        else:
            yield from _lines_apart(text, start, end)
        start = following


def _lines_apart(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """A paragraph, or its lines where sentences stand above or below what is encoded."""
    part = text[start:end]
    if "\n" not in part or not _has_run(part) or _BEGINNING.match(part.strip()):
        yield start, end, is_machine_text(part)
        return
    lines = part.split("\n")
    encoded = [len(line) >= _SHORTEST and _is_encoded(line.strip()) for line in lines]
    if not any(encoded) or not any(map(_is_sentence, lines)):
        yield start, end, is_machine_text(part)
        return
    for is_machine, group in groupby(zip(lines, encoded, strict=True), key=lambda pair: pair[1]):
        size = sum(len(line) + 1 for line, _ in group) - 1
        yield start, start + size, is_machine
        start += size + 1


def _is_sentence(line: str) -> bool:
    """Whether several words of letters stand in a line, or many signs of a script that parts no words."""
    words = [word.strip(".,;:!?…\"'()“”„«»") for word in line.split()]
    return sum(word.isalpha() for word in words) >= _FEWEST_WORDS or _WIDE_WORDS.search(line) is not None


def _closes(text: str, fence: str) -> bool:
    """Whether a fence ends on a line of a text."""
    return text.startswith(fence) or f"\n{fence}" in text


def is_machine_text(text: str, *, is_code: bool = False) -> bool:
    """Whether a paragraph, or a whole text, is nothing that a person wrote as prose, verse or a list.

    Of what is marked as code (`is_code`), only what no programmer writes either.
    """
    text = text.strip()
    if len(text) < _SHORTEST:
        return False
    if _BEGINNING.match(text):
        return True
    lines = [line for line in text.split("\n") if line.strip()]
    if _is_encoded(text) or _is_hex(text) or _is_quoted_printable(text):
        return True
    return not is_code and (_is_data(text, lines) or _is_log(lines) or _is_code(text, lines))


def _is_encoded(text: str) -> bool:
    """Whether most of it is runs without blanks, of letters and digits as no language and no address has them."""
    # Few texts have one, and to look at each word costs a note a tenth of its time.
    if not _has_run(text):
        return False
    runs = sum(len(run) for word in text.split() for run in _encoded(word))
    return runs * 2 > len(text)


def _has_run(text: str) -> bool:
    """Whether there is a run; as bytes a text is looked through in a quarter of the time that the pattern takes."""
    return _SHORTEST_RUN in text.encode("ascii", "replace").translate(_OF_RUNS)


def _encoded(word: str) -> Iterator[str]:
    if "://" in word or word.startswith("www."):
        return
    for run in _RUN.findall(word):
        if _is_random(run):
            yield run


def _is_random(run: str) -> bool:
    """Whether letters and digits, or upper and lower case, take turns as they do where chance rules."""
    kinds = ["d" if sign.isdigit() else "u" if sign.isupper() else "l" if sign.islower() else "" for sign in run]
    turns = sum(one != other and bool(one and other) for one, other in pairwise(kinds))
    # Words that are joined (camelCase, snake_case_2024) turn once or twice a word, base64 at every second sign.
    return turns * 4 >= len(run) and len(set(kinds) - {""}) > 1


def _is_hex(text: str) -> bool:
    """Whether most words are bytes in hexadecimal, with digits and letters among them."""
    # Where letters alone are no bytes, a text without digits has none.
    if _DIGIT.search(text) is None:
        return False
    words = text.replace(":", " ").replace(",", " ").split()
    found = [word for word in filter(_HEX.fullmatch, words) if len(word.removeprefix("0x")) % 2 == 0]
    if len(found) < 8 or len(found) * 3 < len(words) * 2:
        return False
    joined = "".join(found)
    letters = sum(sign in "abcdefABCDEF" for sign in joined)
    return all(word.startswith("0x") for word in found) or 0.1 < letters / len(joined) < 0.7


def _is_data(text: str, lines: list[str]) -> bool:
    """Whether it is JSON, XML, settings or a table that a program stores: it begins so and is full of its signs."""
    if "[" in text and any(map(_SECTION.match, lines)):
        settings = sum(_SETTING.match(line.strip()) is not None for line in lines)
        return settings >= 2 and settings * 2 > len(lines)
    if text[0] in "{[":
        pairs = len(_PAIR.findall(text))
        return (pairs >= 2 and pairs * 90 >= len(text)) or (pairs >= 1 and text[-1] in "}]" and _density(text) > 0.18)
    if text[0] == "<":
        tags = sum(map(len, _TAG.findall(text)))
        return tags * 5 >= len(text) * 2
    return len(lines) >= 3 and sum(line.count('","') >= 2 and line[0] == '"' for line in lines) * 3 > len(lines) * 2


def _is_log(lines: list[str]) -> bool:
    """Whether most lines begin as those of a log or of a trace of calls."""
    if len(lines) < 2:
        return False
    found = sum(bool(_ACCESS.match(line) or _TRACE.match(line) or _is_logged(line)) for line in lines)
    return found >= 2 and found * 2 > len(lines)


def _is_logged(line: str) -> bool:
    if _TIME.match(line.lstrip("<[ ")) is None:
        return False
    return _LEVEL.search(line[:80]) is not None


def _is_code(text: str, lines: list[str]) -> bool:
    """Whether most lines are statements of a program, or a long one has hardly a blank and many signs."""
    found = sum(_CODE.match(line) is not None for line in lines) if len(lines) >= 3 else 0
    if found >= 3 and found * 2 > len(lines) and _density(text) > 0.05:
        return True
    if len(text) <= 200 or not text.isascii():
        return False
    blanks = sum(map(text.count, " \n\t"))
    return blanks * 25 < len(text) and _density(text) > 0.15


def _density(text: str) -> float:
    return sum(sign in _SIGNS for sign in text) / len(text)


def _is_quoted_printable(text: str) -> bool:
    """Whether it is a mail's text that nobody decoded."""
    if text.count("=") < _FEWEST_ENCODED:
        return False
    found = len(_QUOTED_PRINTABLE.findall(text))
    return found >= _FEWEST_ENCODED and found * 20 > len(text)
