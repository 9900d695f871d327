"""Ways in which a file grows: many of one element, deep nesting, long lines, what opens and never closes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator

from .trees import growths_of_json

Growth = Callable[[int], bytes]
"""Makes a file that is about so many bytes larger."""
Named = tuple[str, Growth]

ATOMS = [
    *"aA0 \n\t\r:,.-/<[(\\\"'*_#`|={@&;!~>}])$%^+?",
    *("\u200e", "\u202e", "\u0301", "\u200d", "\ufeff", "é", "漢", "\U0001f468\u200d", "\u2028", "\x0b", "\x00", "“", "«"),
    *("x1", "a ", "a:", "0:", "0.", "a.", ", ", "a: b ", "\n ", "\r\n", "\n\n", "a\n", "a\n\n", " \n", "0/0", "10:00 "),
    *("<a", "<b>", "</b>", "<!--", "-->", "<![CDATA[", "<?", "&#", "&amp;", "&#x41;", '<a href="', "<a b='", "<br>", "<pre>"),
    *("<script>", "<style>", "<p>x</p>", "<b><i>", "<table><tr><td>", "<blockquote>", "<ul><li>", "<title>", "<svg>", "<b> </b>", "<td>a</td>", "<p>a"),
    *("[a", "](", "[a](b)", "![", "[^1]", "[^1]: ", "[[", "{{< a ", "{{% a %}}", "{% a", "{{", "}}", "[a b=c]", "[/a]", "[x]"),
    *("- ", "- a\n", "  - a\n", "> ", ">", "> a\n", "# a\n", "```\n", "~~~\n", "    a\n", "1. ", "| a ", "|-", "***", "__a", "$$", ":::\n"),
    *("---\n", "a: b\n", "a\n===\n", "\\\\", '\\"', "\\n", "\\u0041", "http://a.b/", "www.a.b ", "a@b.c ", "@a ", "#a ", "--", "a-\n"),
    *("2024-01-02\n", "2024-01-02 10:00 a\n", "[2024-01-02 10:00] a\n", "01/02/2024, 10:00 - A: b\n", "[01/02/2024, 10:00:00] A: b\n"),
    *("** 2024-01-02 Tuesday\n", "* a\n", ":a: b\n", "#+a\n", "<2024-01-02>", "Jan 2, 2024\n", "A: b\n", "<A> b\n", "a, b, ", "1,", '"a",'),
    *("\\f1 ", "{", "{\\b ", "{\\*\\a ", "\\'e9", "\\u233 ?", "\\par ", "\\cell ", "{\\field ", "{\\info ", "{\\pict ", "\\bin9 "),
]  # fmt: skip
_TAG = re.compile(rb"<(/?)([a-zA-Z][\w:.-]*)([^<>]*?)(/?)>")
_ATTRIBUTE = re.compile(rb'\b([\w:-]+)="([^"]*)"')
_RTF_WORD = re.compile(rb"\\[a-z*']+-?\d*")
_TEXT_BETWEEN = re.compile(rb">([^<>]*\w[^<>]*)<")
_TEXTUAL = (".xml", ".html", ".xhtml", ".htm", ".json", ".csv", ".txt", ".md", ".opf", ".ncx", ".rels")
_MOST_PLACES = 24


def growths(name: str, data: bytes) -> Iterator[Named]:
    """All ways in which a file grows, by what it is, each with a name that says how."""
    head = data[:300].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data[:2] == b"PK":
        yield from _of_zip(data)
    elif head[:1] in (b"{", b"[") and head[:5] != b"{\\rtf" and name.endswith((".json", ".jsonl")):
        yield from growths_of_json(data, ATOMS)
        yield from _of_text(data)
    elif head[:1] == b"<":
        yield from _of_markup(data)
        yield from _of_text(data)
    else:
        if name.endswith(".rtf"):
            yield from _of_rich_text(data)
        if name.endswith((".csv", ".tsv")):
            yield from _of_table(data)
        yield from _of_text(data)


def _inserted(data: bytes, place: int, atom: bytes, after: bytes = b"") -> Growth:
    return lambda size: data[:place] + atom * (size // len(atom)) + after + data[place:]


def _of_text(data: bytes) -> Iterator[Named]:
    ends = [match.start() for match in re.finditer(rb"\r?\n", data)] or [len(data)]
    middle = ends[len(ends) // 2]
    first = ends[0] // 2
    for atom in ATOMS:
        raw = atom.encode()
        yield f"{atom!r} at the end of a line", _inserted(data, middle, raw)
        yield f"{atom!r} in the first line", _inserted(data, first, raw)
        yield f"{atom!r} at the end", _inserted(data, len(data), raw)
    shapes = dict[bytes, tuple[int, int]]()
    start = 0
    for match in re.finditer(rb"[^\n]*\n", data):
        shapes.setdefault(re.sub(rb"[a-z]+", b"a", re.sub(rb"\d+", b"0", match.group())), match.span())
    for start, end in list(shapes.values())[:_MOST_PLACES]:
        yield f"the line {data[start:end][:40]!r} again", _inserted(data, end, data[start:end])
    yield "all of it again", _inserted(data, len(data), data or b"a")


def _of_markup(data: bytes) -> Iterator[Named]:
    seen = set[bytes]()
    for match in _TAG.finditer(data):
        slash, tag, attributes, _ = match.groups()
        sign = slash + tag + b"".join(re.findall(rb'class="[^"]*"', attributes))
        if sign in seen:
            continue
        seen.add(sign)
        word = match.group().decode("utf-8", "replace")[:60]
        yield f"{word!r} again", _inserted(data, match.end(), match.group())
        if not slash:
            close = b"</" + tag + b">"
            yield f"{word!r} and its end again", _inserted(data, match.end(), match.group() + close)
            yield f"{word!r} nested", _nested(data, match.start(), match.group(), close)
            yield f"{word!r} in as many", _nested_and_many(data, match.start(), match.group(), close)
            end = _end_of(data, match.end(), tag)
            if end:
                whole = data[match.start() : end]
                yield f"the element {word!r} again", _inserted(data, end, whole)
        for value in _ATTRIBUTE.finditer(data, match.start(), match.end()):
            for atom in ("a", "a ", "&amp;", "../", "0", ":", ";a:b"):
                yield f"{atom!r} in {value.group()[:30]!r} of {word!r}", _inserted(data, value.end() - 1, atom.encode())
            yield f"attributes of {word!r}", _numbered(data, value.end(), b' a%d="b"')
    places = [match.end(1) for match in _TEXT_BETWEEN.finditer(data)]
    for place in places[:: max(len(places) // 4, 1)]:
        for atom in ATOMS:
            yield f"{atom!r} in text at {place}", _inserted(data, place, atom.encode())


def _end_of(data: bytes, place: int, tag: bytes) -> int | None:
    depth = 1
    for match in _TAG.finditer(data, place):
        if match[2] == tag and not match[4]:
            depth += -1 if match[1] else 1
            if not depth:
                return match.end()
    return None


def _nested(data: bytes, place: int, start: bytes, end: bytes) -> Growth:
    def made(size: int) -> bytes:
        count = size // len(start + end)
        return data[:place] + start * count + end * count + data[place:]

    return made


def _nested_and_many(data: bytes, place: int, start: bytes, end: bytes) -> Growth:
    def made(size: int) -> bytes:
        deep = min(size // 2 // len(start + end), 1000)
        many = (size - deep * len(start + end)) // len(start + b"a" + end)
        return data[:place] + start * deep + (start + b"a" + end) * many + end * deep + data[place:]

    return made


def _numbered(data: bytes, place: int, form: bytes) -> Growth:
    def made(size: int) -> bytes:
        return data[:place] + b"".join(form % n for n in range(size // (len(form) + 2))) + data[place:]

    return made


def _of_table(data: bytes) -> Iterator[Named]:
    end = data.find(b"\n") + 1
    yield "columns", lambda size: data[: end - 1] + b",a" * (size // 2) + data[end - 1 :]
    yield (
        "columns everywhere",
        lambda size: b"".join(line + b",a" * (size // (2 * data.count(b"\n"))) + b"\n" for line in data.split(b"\n")),
    )
    second = data.find(b"\n", end)
    for match in list(re.finditer(rb'[,;]"?|^"?', data[end:second]))[:_MOST_PLACES]:
        for atom in ("a", "a ", "\n", '""', '"', ",", "é", "0", "a, "):
            yield f"{atom!r} in the cell at {match.end()}", _inserted(data, end + match.end(), atom.encode())


def _of_rich_text(data: bytes) -> Iterator[Named]:
    for match in {match.group(): match for match in _RTF_WORD.finditer(data)}.values():
        word = match.group()
        for atom in (word, word + b" a", b"{" + word + b" ", b"{" + word + b" a}"):
            yield f"{atom!r} at its place", _inserted(data, match.end(), atom)


def _of_zip(data: bytes) -> Iterator[Named]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}

    def packed(name: str, growth: Growth) -> Growth:
        return lambda size: _packed(members | {name: growth(size)})

    for name, member in members.items():
        if name.endswith(_TEXTUAL):
            for what, growth in growths(name, member):
                yield f"{name}: {what}", packed(name, growth)
    yield "members", lambda size: _packed(members | {f"x/{n}.txt": b"a" for n in range(size // 100)})


def _packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
