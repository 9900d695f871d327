"""Accidents to JSON: a value lost, doubled, moved, of another type, deeper, or under another name."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

_AGAIN = "again\u241f"
"""What a key is called that is to be there twice, until the document is written."""
_HUGE = "huge\u241f"
_VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1.5, "", " ", "x", [], {}, [None], [[]], {"a": 1}, ["a", "b"], 10**30, 1 << 63),
    *("\ud83d", "\udc00\ud800", "\x00", "\u202eabc", "2024-01-01", "2024-13-45T99:00:00", "0001-01-01T00:00:00+23:59"),
    *("9999-12-31T23:59:59-23:59", "user0", "null", "a" * 70000, "<b>x</b>", "line\nline", f"{_HUGE}1e999"),
    *(
        f"{_HUGE}NaN",
        f"{_HUGE}{'9' * 5000}",
        f"{_HUGE}-0",
        f"{_HUGE}1E+2",
        "253402300800",
        "-62135596801",
        253402300800,
    ),
]
Place = tuple[Any, Any]
"""An object or a list, and the key or index of a value in it."""


def with_another_tree(data: bytes, rng: Random) -> bytes:
    """A JSON document after an accident to one of its values, written as it was; unchanged where it is none."""
    try:
        text = data.decode("utf-8-sig")
        whole = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return data
    places = list(_places(whole))
    if not places:
        return json.dumps([whole]).encode()
    container, key = rng.choice(places)
    _ACCIDENTS[rng.randrange(len(_ACCIDENTS))](container, key, places, rng)
    return _written(whole, text)


def with_another_line_of_json(data: bytes, rng: Random) -> bytes:
    """A file of JSON Lines with one of them damaged."""
    lines = data.split(b"\n")
    place = rng.randrange(len(lines))
    lines[place] = with_another_tree(lines[place], rng)
    return b"\n".join(lines)


def _places(value: Any) -> Iterator[Place]:
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from _places(value[key])


def _written(whole: Any, text: str) -> bytes:
    """The document with the indent and the escapes of the text that it was."""
    indent = re.match(r"[\[{]\r?\n( *)", text)
    compact = indent is None and not re.search(r'": |, "', text[:300])
    out = json.dumps(
        whole,
        ensure_ascii=text.isascii(),
        indent=len(indent[1]) if indent else None,
        separators=(",", ":") if compact else None,
    )
    out = re.sub(rf'"huge{_AGAIN[-1]}([^"]*)"', r"\1", out.replace("\\u241f", _AGAIN[-1]).replace(_AGAIN, ""))
    return out.encode("utf-8", "surrogatepass")


def _lost(container: Any, key: Any, _: list[Place], __: Random) -> None:
    del container[key]


def _doubled(container: Any, key: Any, _: list[Place], rng: Random) -> None:
    value = copy.deepcopy(container[key])
    if isinstance(container, list):
        container[key:key] = [value] * rng.choice([1, 1, 2, 30])
    else:
        container[f"{_AGAIN}{key}"] = rng.choice([value, rng.choice(_VALUES)])


def _swapped(container: Any, key: Any, places: list[Place], rng: Random) -> None:
    other, place = rng.choice(places)
    first, second = copy.deepcopy(container[key]), copy.deepcopy(other[place])
    container[key], other[place] = second, first


def _copied(container: Any, key: Any, places: list[Place], rng: Random) -> None:
    other, place = rng.choice(places)
    container[key] = copy.deepcopy(other[place])


def _of_another_object(container: Any, key: Any, places: list[Place], rng: Random) -> None:
    """The value that stands under the same key elsewhere, such as the id of another message."""
    same = [other for other, place in places if place == key and other is not container]
    container[key] = copy.deepcopy(rng.choice(same)[key]) if same else rng.choice(_VALUES)


def _retyped(container: Any, key: Any, _: list[Place], rng: Random) -> None:
    container[key] = copy.deepcopy(rng.choice(_VALUES))


def _in_quotes(container: Any, key: Any, _: list[Place], __: Random) -> None:
    """A number as a text, a text as a number where it is one, anything else as its JSON."""
    value = container[key]
    is_number = isinstance(value, str) and value.isascii() and value.isdecimal()
    container[key] = int(value) if is_number else json.dumps(value)


def _deeper(container: Any, key: Any, _: list[Place], rng: Random) -> None:
    value = container[key]
    for _level in range(rng.choice([1, 1, 1, 2, 30, 300])):
        value = [value] if rng.randrange(2) else {str(key): value}
    container[key] = value


def _renamed(container: Any, key: Any, places: list[Place], rng: Random) -> None:
    if isinstance(container, dict):
        names = [place for _, place in places if isinstance(place, str)]
        value = container.pop(key)
        container[rng.choice([*names, key.upper(), f"{key}s", "", "\ud800", f"{key} "])] = value


def _last(container: Any, key: Any, _: list[Place], __: Random) -> None:
    """The same keys in another order."""
    value = container.pop(key)
    if isinstance(container, dict):
        container[key] = value
    else:
        container.append(value)


_ACCIDENTS = [
    *(_lost, _doubled, _swapped, _copied, _of_another_object, _retyped, _retyped, _in_quotes, _deeper, _renamed, _last),
]
