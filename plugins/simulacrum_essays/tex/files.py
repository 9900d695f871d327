"""LaTeX files as essays: the body of a document with the files that it takes in, its title, author and date."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from simulacrum_core import SimulacrumError, SourceError, SourceFile
from simulacrum_core.sources import Block, date_of, decoded, suffix_of

from ..essay import Essay, Reading, text_of
from ..names import named
from ..text.prose import Nature, nature_of
from .latex import Reader, macros_of, theorems_of, words_of

TEX = ".tex"
_BEGIN, _END = "\\begin{document}", "\\end{document}"
_GERMAN = re.compile(
    r"\\(?:usepackage|documentclass)[ \t]*\[[^\]]{0,300}(?:german|austrian)"
    r"|\\(?:set\w{1,12}language|selectlanguage)\{n?german"
)
_TAKES_IN = re.compile(r"(?m)^[^%\n]{0,300}?\\(?:input|include|subfile)[ \t]*\{?[ \t]*([^\s{}%\\]{1,300})")
_FIELD = r"\\%s[ \t]*(?:\[[^\[\]]{0,300}\])?[ \t]*\{"
_AND = re.compile(r"\\and(?![A-Za-z])")
_COMMAS = re.compile(r"(?<!\s)\s*(?:\n|,(?: ,)?)\s*")
_MOST = 1 << 22


def tex_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The essay of a document, and of what it takes in; raises SourceError where it is no text."""
    text = _text(file, reading)
    preamble, begin, body = text.partition(_BEGIN)
    if not begin:
        preamble, body = "", text
    seen, names = {file.name}, {other.name: other for other in reading.files}

    def included(name: str) -> str | None:
        other = _beside(file, name, names)
        # What is taken in twice would let a text grow with every level.
        if other is None or other.name in seen:
            return None
        seen.add(other.name)
        return _body(_text(other, reading))

    german = _GERMAN.search(preamble) is not None
    macros = macros_of(preamble, german=german)
    reader = Reader(_body(body), included, german=german, macros=macros, theorems=theorems_of(preamble))
    reader.read()
    reading.tally.update({f"mark {kind}": count for kind, count in reader.removed.items() if count})
    told = named(file.name)
    head = text[: len(preamble) + 4000]
    title, author, date = (_field(head, name) for name in ("title", "author", "date"))
    yield Essay(
        file.name,
        title or told.title,
        author,
        date_of(date) or told.date if date else told.date,
        [*reader.blocks, *reader.notes, *_thanks(head)],
        file.name,
    )


def tex_nature(head: str) -> Nature:
    """What the beginning of a file is; a document may hold only what it takes in."""
    found = nature_of(_words(head))
    is_frame = found == "nothing" and _BEGIN in head and _TAKES_IN.search(head) is not None
    return "prose" if is_frame else found


def _words(head: str) -> str:
    """The words in the beginning of a file, by which it is judged."""
    _, begin, body = head.partition(_BEGIN)
    if not begin and "\\documentclass" in head:
        return ""
    reader = Reader(_body(body if begin else head), lambda _: None, german=False, macros={})
    reader.read()
    return "\n\n".join(block.text for block in reader.blocks if block.kind in ("text", "heading"))


def taken_in(files: Sequence[SourceFile]) -> set[str]:
    """The names of files that documents take in."""
    found: set[str] = set()
    names = {file.name: file for file in files}
    for file in files:
        if suffix_of(file.name) == TEX:
            try:
                with file.open() as stream:
                    text = stream.read(_MOST).decode("utf-8", "replace")
            except (OSError, SimulacrumError):
                continue
            others = (_beside(file, match[1], names) for match in _TAKES_IN.finditer(text))
            found |= {other.name for other in others if other is not None and other.name != file.name}
    return found


def _text(file: SourceFile, reading: Reading) -> str:
    try:
        text, _ = decoded(text_of(file, reading), reading.choices.encoding)
    except (ValueError, LookupError) as error:
        raise SourceError(f"not text that can be read ({error})", file=file.name, remedy="Save it as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _body(text: str) -> str:
    _, begin, body = text.partition(_BEGIN)
    return (body if begin else text).partition(_END)[0]


def _beside(file: SourceFile, name: str, files: Mapping[str, SourceFile]) -> SourceFile | None:
    """The file that is meant by a name, which stands beside another file or below it."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file.name), name.strip('" ')))
    return files.get(path + TEX) or (files.get(path) if suffix_of(path) == TEX else None)


def _field(text: str, name: str) -> str | None:
    """What a command of the preamble says."""
    words = _argument(text, name)
    if name == "author":
        # Below a name stands where that person works.
        words = r"\and ".join(part.partition("\\\\")[0] for part in _AND.split(words))
    return _COMMAS.sub(", ", words_of(words, german=_GERMAN.search(text) is not None)) or None


def _argument(text: str, name: str) -> str:
    found = re.search(_FIELD % name, text)
    return _group(text, found.end()) if found else ""


def _thanks(head: str) -> Iterator[Block]:
    """The notes to a title and to names, which are footnotes."""
    german = _GERMAN.search(head) is not None
    for name in ("title", "author", "date"):
        reader = Reader(_argument(head, name), lambda _: None, german=german, macros={})
        reader.read()
        yield from reader.notes


def _group(text: str, start: int) -> str:
    """What stands in a brace that is open, of which at most 4,000 characters."""
    depth = 1
    for match in re.finditer(r"\\.|[{}]", text[start : start + 4000], re.DOTALL):
        depth += (match[0] == "{") - (match[0] == "}")
        if not depth:
            return text[start : start + match.start()]
    return ""
