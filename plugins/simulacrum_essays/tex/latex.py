"""LaTeX as blocks of text: one pass over its tokens, which expands no macro but a word of the author's own, once."""

from __future__ import annotations

import re
from collections.abc import Callable, Set

import msgspec

from simulacrum_core.sources import Block, BlockKind

from .commands import (
    ARGUMENTS,
    BLOCKS,
    CAPTIONS,
    COMMENTS,
    DEFINITIONS,
    ENVIRONMENTS,
    FIRST_SKIPPED,
    HEADINGS,
    LEFT_OUT,
    NOTES,
    QUOTED,
    REFERENCES,
    SIGNED,
    SKIPPED,
    TABLES,
    THEOREMS,
    VERBATIM,
)
from .scanner import PATIENCE, TOKEN, Scanner
from .signs import ACCENTS, SIGNS, accented, read_signs

_ENVIRONMENT = re.compile(r"\{([A-Za-z]{1,60})(\*?)\}")
_LETTER = re.compile(r"[ \t]*(?:\{[ \t]*(?:\\([ij])[ \t]*|([^{}\\]{0,40}))\}|\\([ij])(?![A-Za-z])|([^\W\d_]))")
_VERB = re.compile(r"([^A-Za-z\s*])([^\n]{0,1000}?)\1")
_WORDS = r"((?:[^{}#%\n]|\{[^{}#%\n]{0,100}\}){1,200})"
_MACRO = re.compile(
    rf"\\(?:new|renew|provide)command\*?[ \t]*\{{?\\([A-Za-z]{{1,60}})\}}?[ \t]*\{{{_WORDS}\}}"
    rf"|\\def[ \t]*\\([A-Za-z]{{1,60}})[ \t]*\{{{_WORDS}\}}"
)
_THEOREM = re.compile(r"\\(?:new|declare)theorem\*?[ \t]*(?:\[[^\[\]]{0,300}\])?[ \t]*\{([A-Za-z]{1,60})\}")
_MOST_MACROS = 1000
_SPACES = re.compile(r" +")
_GONE = "\ufdd0"
_UNREFERRED = re.compile(
    rf"[ \u00a0]{{0,9}}[(\[][ \u00a0]{{0,9}}{_GONE}[ \u00a0]{{0,9}}[)\]]"
    rf"|[ \u00a0]{{0,9}}{_GONE}(?=[ \u00a0]{{0,9}}[.,;:!?)\]])"
)
"""The blank before a reference that a sign follows, and brackets around one."""
_EDGES = re.compile(r"(?<! ) ?([\n\t]) ?")
_DEEPEST, _DEEPEST_FILE, _LONGEST_FORMULA = 1000, 20, 10_000
_TABLE_ENDS = frozenset(f"\\end{{{name}}}" for name in TABLES)
_FORMULA_ENDS = {"$": "$", "$$": "$$", "(": r"\)", "[": r"\]"}


class _Group(msgspec.Struct, frozen=True):
    """What a brace or an environment changed: the kind before it, what ends it, and what is written behind it."""

    end: str
    kind: BlockKind | None
    pieces: list[str] | None = None
    after: str = ""


def macros_of(preamble: str, *, german: bool) -> dict[str, str]:
    """The words that an author gave a name, such as `\\newcommand{\\yard}{Lindwerft}`; what has arguments is none."""
    found = zip(_MACRO.finditer(preamble), range(_MOST_MACROS), strict=False)
    return {match[1] or match[3]: words_of(match[2] or match[4], german=german) for match, _ in found}


def theorems_of(preamble: str) -> Set[str]:
    """The environments that an author declared to be theorems, and those that all take for such."""
    found = zip(_THEOREM.finditer(preamble), range(_MOST_MACROS), strict=False)
    return THEOREMS | {match[1] for match, _ in found}


def words_of(text: str, *, german: bool) -> str:
    """The words in a piece, in which no macro of the author's is known: so none is expanded in another one."""
    reader = Reader(text, lambda _: None, german=german, macros={})
    reader.read()
    return " ".join(block.text for block in reader.blocks)


class Reader(Scanner):
    """Walks over the tokens; `included` gives the text of another file where a command asks for it."""

    def __init__(
        self,
        text: str,
        included: Callable[[str], str | None],
        *,
        german: bool,
        macros: dict[str, str],
        theorems: Set[str] = THEOREMS,
    ) -> None:
        super().__init__(text)
        self._included, self._german, self._macros = included, german, macros
        self._theorems = theorems
        self._kind: BlockKind | None = "text"
        self._depth = self._tables = 0
        self._pieces: list[str] = []
        self._groups: list[_Group] = []
        self.blocks: list[Block] = []
        self.notes: list[Block] = []

    def read(self) -> None:
        """Gather the blocks."""
        while self._at < len(self._text) and (token := TOKEN.match(self._text, self._at)):
            self._at = token.end()
            if token["text"]:
                self._plain(token["text"])
            elif token["name"]:
                self._command(token["name"], token)
            else:
                self._sign(token)
        self._flush()

    def _plain(self, text: str) -> None:
        """Text as it is set; tabs stand between the cells of a table only."""
        text = read_signs(text.replace("\t", " ").replace("\n", " "), german=self._german)
        self._write(text.replace("&", "\t") if self._tables else text)

    def _sign(self, token: re.Match[str]) -> None:
        if token["comment"]:
            self.removed["comments"] += 1
        elif token["blank"]:
            self._flush()
        elif token["math"]:
            self._formula(token["math"])
        elif token["brace"] == "{":
            self._open("}", self._kind)
        elif token["brace"]:
            self._close("}")
        elif token["sign"] in "([":
            self._formula(token["sign"])
        elif token["sign"] in ACCENTS:
            self._accent(token["sign"])
        else:
            if token["sign"] == "\\":
                self._at += self._text.startswith("*", self._at)
                self._skip_options()
            self._write(SIGNS.get(token["sign"], ""))

    def _command(self, name: str, token: re.Match[str]) -> None:
        if name in ("begin", "end"):
            self._environment(name)
        elif name == "verb":
            self._verb()
        elif name == "item":
            self._write("\n- ")
            if label := self._option():
                self._write(f"{label} ")
        elif name in ("iffalse", "endinput"):
            self._skip_raw("\\fi" if name == "iffalse" else "")
        elif name in ("input", "include", "subfile", "url"):
            argument = self._argument()
            self._write(argument) if name == "url" else self._include(argument)
        elif name in ACCENTS and len(name) == 1:
            self._accent(name)
        elif name in self._macros:
            self._write(self._macros[name])
        elif name == "par":
            self._flush()
        else:
            self._words(name)

    def _include(self, name: str) -> None:
        is_read = self._kind is not None and self._depth < _DEEPEST_FILE
        words = self._included(name) if is_read else None
        if words is None:
            return
        self._flush()
        reader = Reader(words, self._included, german=self._german, macros=self._macros, theorems=self._theorems)
        reader._depth = self._depth + 1
        reader.read()
        line = self._number()
        self.blocks += [Block(block.kind, block.text, line) for block in reader.blocks]
        self.notes += [Block(block.kind, block.text, line) for block in reader.notes]
        self.removed.update(reader.removed)

    def _verb(self) -> None:
        if found := _VERB.match(self._text, self._at):
            self._write(found[2])
            self._at = found.end()

    def _words(self, name: str) -> None:
        """A command with arguments: whose words are text is written, the others are passed over."""
        if name in SIGNS:
            self._write(SIGNS[name])
        elif name in DEFINITIONS or name == "def":
            self._skip_definition()
        elif name in SKIPPED:
            for _ in range(SKIPPED[name]):
                self._skip_argument()
            self.removed["comments"] += name == "todo"
            self._write(_GONE if name in REFERENCES else "")
        elif name in SIGNED:
            self._signed()
        elif kind := _kind_of(name):
            self._words_apart(name, kind)
        elif name in QUOTED:
            self._skip_options()
            self._write("„" if self._german else "“")
            self._open_argument(self._kind, "“" if self._german else "”")
        else:
            self._skip_options()
            for _ in range(FIRST_SKIPPED.get(name, 0)):
                self._skip_argument()

    def _words_apart(self, name: str, kind: BlockKind) -> None:
        """A heading, a note, a quotation, a caption: a paragraph of its own kind."""
        for _ in range(CAPTIONS.get(name, 0)):
            self._skip_argument()
        self._skip_options()
        if kind != "note":
            self._flush()
        self._open_argument(kind, "\n" if kind == "boilerplate" else "")

    def _signed(self) -> None:
        """A motto: what somebody said, and who did."""
        words = [words_of(self._argument(), german=self._german) for _ in range(2)]
        if self._kind is not None and (text := "\n".join(filter(None, words))):
            self._flush()
            self.blocks.append(Block("quote", text, self._number()))

    def _open_argument(self, kind: BlockKind | None, after: str = "") -> None:
        if self._text.startswith("{", self._at):
            self._at += 1
            self._open("}", self._kind and kind, after)

    def _open(self, end: str, kind: BlockKind | None, after: str = "") -> None:
        is_apart = kind != self._kind and kind == "note"
        if len(self._groups) < _DEEPEST:
            self._groups.append(_Group(end, self._kind, self._pieces if is_apart else None, after))
            self._kind = kind
            self._tables += end in _TABLE_ENDS
            if is_apart:
                self._pieces = []

    def _close(self, end: str) -> None:
        if not self._groups or self._groups[-1].end != end:
            return
        group = self._groups.pop()
        if group.kind != self._kind or end in _TABLE_ENDS:
            self._flush()
        self._tables -= end in _TABLE_ENDS
        self._kind = group.kind
        if group.pieces is not None:
            self._pieces = group.pieces
        self._write(group.after)

    def _environment(self, which: str) -> None:
        found = _ENVIRONMENT.match(self._text, self._at)
        if found is None:
            return
        self._at, name = found.end(), found[1]
        if which == "end":
            self._end_environment(f"\\end{{{name}}}")
        elif name in VERBATIM | COMMENTS:
            self._verbatim(name, f"\\end{{{name}{found[2]}}}")
        else:
            if name in LEFT_OUT and self._kind is not None:
                self.removed[LEFT_OUT[name]] += 1
            if name in self._theorems:
                self._theorem_name()
            kind = None if name in LEFT_OUT else ENVIRONMENTS.get(name, self._kind)
            self._skip_options()
            for _ in range(ARGUMENTS.get(name, 0)):
                self._skip_argument()
            if kind != self._kind or name in TABLES:
                self._flush()
            self._open(f"\\end{{{name}}}", self._kind and kind)

    def _theorem_name(self) -> None:
        """The name of a theorem, which is set before it, is a heading."""
        name = words_of(self._option(), german=self._german)
        if name and self._kind is not None:
            self._flush()
            self.blocks.append(Block("heading" if self._kind == "text" else self._kind, name, self._number()))

    def _end_environment(self, end: str) -> None:
        """An end closes what was left open in its environment, too; one that nothing began is passed over."""
        if not any(group.end == end for group in self._groups[-20:]):
            return
        while self._groups and self._groups[-1].end != end:
            self._close(self._groups[-1].end)
        self._close(end)

    def _verbatim(self, name: str, end: str) -> None:
        stop = self._text.find(end, self._at)
        stop = len(self._text) if stop < 0 else stop
        if name == "minted":
            self._skip_argument()
        words = self._text[self._at : stop]
        self._at = min(stop + len(end), len(self._text))
        if name in COMMENTS:
            self.removed["comments"] += 1
        elif self._kind is not None and words.strip():
            self._flush()
            self.blocks.append(Block("code", words.strip("\n"), self._number()))

    def _formula(self, start: str) -> None:
        """Pass over a formula; a dollar that nothing closes in its paragraph is one."""
        end = _FORMULA_ENDS[start]
        longest = _LONGEST_FORMULA if self._endless < PATIENCE else _LONGEST_FORMULA // 100
        stop = self._text.find(end, self._at, self._at + longest)
        blank = self._text.find("\n\n", self._at, stop) if stop >= 0 else 0
        if stop < 0 or blank >= 0:
            self._endless += 1
            self._write("$" if start == "$" else "")
            return
        self._at = stop + len(end)
        self.removed["formulas"] += self._kind is not None

    def _accent(self, accent: str) -> None:
        if found := _LETTER.match(self._text, self._at):
            self._at = found.end()
            self._write(accented(accent, next((part for part in found.groups() if part is not None), "")))

    def _write(self, text: str) -> None:
        if self._kind is not None and text:
            self._pieces.append(text)

    def _flush(self) -> None:
        words = _words_of(self._pieces)
        self._pieces.clear()
        if words and self._kind is not None:
            (self.notes if self._kind == "note" else self.blocks).append(Block(self._kind, words, self._number()))


def _kind_of(name: str) -> BlockKind | None:
    """The kind of paragraph that a command begins."""
    if name in NOTES:
        return "note"
    if name in CAPTIONS:
        return "boilerplate"
    return "heading" if name in HEADINGS else BLOCKS.get(name)


def _words_of(pieces: list[str]) -> str:
    """Pieces as one paragraph, in which only the breaks stand that were asked for."""
    if _GONE in pieces:
        pieces = [_UNREFERRED.sub("", "".join(pieces)).replace(_GONE, "")]
    return _EDGES.sub(r"\1", _SPACES.sub(" ", "".join(pieces))).strip()
