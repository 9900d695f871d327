"""Makes the table of the names of months and weekdays from the Unicode CLDR, as Babel carries it:

pip install Babel
python -m bench.date_names [-o simulacrum_core/sources/dates/names.txt]
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from simulacrum_core.sources.dates.plain import plain_text
from simulacrum_core.sources.dates.words import GLUE

_HEAD = """\
# Names of months and weekdays from the Unicode CLDR ({version}), by bench/date_names.py; see NOTICE.
# A line a language: its code, January to December, Monday to Sunday; forms of one name are parted by a slash.
"""
_MAIN = frozenset(
    "af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km kn"
    " ko ky lo lt lv mk ml mn mr ms my nb ne nl nn no or pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tr uk ur uz vi"
    " zh zu".split()
)
"""Where two languages have one word for two months, or a word of two letters for a day, these are the ones meant."""
_SMALL = frozenset(GLUE.split())
_FORMS = ("format", "stand-alone")
_LITERAL = re.compile(r"'((?:[^']|'')*)'")


def names(locale: object, part: str, widths: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Numbers and names of months or days in all their forms; as text, in small letters."""
    table = getattr(locale, part)
    for form in _FORMS:
        for width in widths:
            for number, name in table[form].get(width, {}).items():
                plain = plain_text(unicodedata.normalize("NFC", name)).text.strip(" .·").replace("/", " ")
                # What is called M01 has no name; what is a small word in the dates of others names no month.
                is_word = part == "months" and plain in _SMALL
                if plain and not plain.isdecimal() and not re.fullmatch(r"m\d\d", plain) and not is_word:
                    yield number - (part == "months"), plain


def affixed(name: str, pattern: str) -> Iterator[str]:
    """A month's name, and as a date's pattern writes it between letters: `martxoa` and `martxoaren`."""
    yield name
    plain = _LITERAL.sub(r"\1", pattern)
    if found := re.search(r"([^\s\d.,،·/()dyE–-]*)MMMM([^\s\d.,،·/()dyE–-]+)?", plain):
        yield f"{found[1] or ''}{name}{found[2] or ''}"


def table() -> dict[str, list[set[str]]]:
    """Twelve months and seven days by language."""
    from babel import Locale, localedata  # type: ignore[import-not-found]

    rows: dict[str, list[set[str]]] = defaultdict(lambda: [set() for _ in range(19)])
    for code in localedata.locale_identifiers():
        locale = Locale.parse(code)
        row = rows[locale.language]
        for number, name in names(locale, "months", ("wide", "abbreviated")):
            row[number].update(affixed(name, locale.date_formats["long"].pattern))
        for number, name in names(locale, "days", ("wide", "abbreviated", "short")):
            if len(name) > 2 or (len(name) == 2 and locale.language in _MAIN) or not name.isascii():
                row[12 + number].add(name)
    rows.pop("root", None)
    return rows


def without_disputes(rows: dict[str, list[set[str]]]) -> None:
    """Take a word away from small languages where larger ones use it for another month or day."""
    for columns in (range(12), range(12, 19)):
        users: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for language, row in rows.items():
            for column in columns:
                for name in row[column]:
                    users[name][language].add(column)
        for name, found in users.items():
            meant = {column for language in found.keys() & _MAIN for column in found[language]}
            for language, used in found.items():
                if meant and language not in _MAIN and used - meant:
                    for column in used - meant:
                        rows[language][column].discard(name)


def main() -> None:
    import babel  # type: ignore[import-not-found]

    parser = argparse.ArgumentParser(description=__doc__)
    place = Path(__file__).parents[1] / "simulacrum_core/sources/dates/names.txt"
    parser.add_argument("-o", "--out", type=Path, default=place)
    rows = table()
    without_disputes(rows)
    lines = [
        "\t".join([language, *("/".join(sorted(names)) for names in row)]) for language, row in sorted(rows.items())
    ]
    kept = [line for line in lines if line.strip("\t").count("\t")]
    head = _HEAD.format(version=f"Babel {babel.__version__}")
    parser.parse_args().out.write_text(head + "\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
