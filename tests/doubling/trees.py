"""Ways in which JSON grows: long strings, many items with equal and with other ids, many keys, deep nesting."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Path = tuple[str | int, ...]
_PLACE = "\u0001place\u0001"
_IN_STRINGS = 0
_DEEP = ((b"[", b"]"), (b'{"a":', b"}"))


def growths_of_json(data: bytes, atoms: Sequence[str]) -> Iterator[tuple[str, Callable[[int], bytes]]]:
    """Ways in which a file of JSON, or of lines of JSON, grows; none where it is damaged."""
    lines = data.decode("utf-8-sig", "replace").splitlines() if data.count(b"\n") else []
    try:
        tree = json.loads(data.decode("utf-8-sig", "replace"))
        indent = 1 if b"\n" in data.strip()[:40] else None
        yield from _of_tree(tree, lambda value: json.dumps(value, ensure_ascii=False, indent=indent).encode(), atoms)
    except ValueError:
        trees = [tree for line in lines if (tree := _loaded(line)) is not None]
        if trees:
            rest = b"".join(json.dumps(tree, ensure_ascii=False).encode() + b"\n" for tree in trees[1:])
            yield from _of_tree(
                trees[0], lambda value: json.dumps(value, ensure_ascii=False).encode() + b"\n" + rest, atoms
            )


def _loaded(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _of_tree(
    tree: Any, dumped: Callable[[Any], bytes], atoms: Sequence[str]
) -> Iterator[tuple[str, Callable[[int], bytes]]]:
    for path, value in _distinct(tree):
        where = "/".join(map(str, path))
        before, after = dumped(_with(tree, path, _PLACE)).split(json.dumps(_PLACE).encode(), 1)

        def around(piece: bytes, before: bytes = before, after: bytes = after) -> bytes:
            return before + piece + after

        yield f"{where} nested in lists", lambda size, around=around: around(b"[" * (size // 2) + b"]" * (size // 2))
        yield (
            f"{where} nested in objects",
            lambda size, around=around: around(b'{"a":' * (size // 6) + b"1" + b"}" * (size // 6)),
        )
        if isinstance(value, str):
            for atom in atoms:
                piece = json.dumps(atom, ensure_ascii=False)[1:-1].encode()
                head = json.dumps(value, ensure_ascii=False)[:-1].encode()
                yield (
                    f"{atom!r} in {where}",
                    lambda size, around=around, head=head, piece=piece: around(
                        head + piece * (size // len(piece)) + b'"'
                    ),
                )
            yield f"{where} is broken off", lambda size, around=around: around(b'"' + b"a" * size)
        elif isinstance(value, list) and value:
            for item in (value[0], value[-1]):
                yield f"items of {where}", lambda size, around=around, item=item: around(_items(item, size, False))
                yield (
                    f"items of {where} with other ids",
                    lambda size, around=around, item=item: around(_items(item, size, True)),
                )
        elif isinstance(value, dict):
            piece = json.dumps(value, ensure_ascii=False)[1:-1].encode()
            yield (
                f"keys of {where}",
                lambda size, around=around, piece=piece: around(
                    b"{" + b"".join(b'"a%d":1,' % n for n in range(size // 9)) + piece + b"}"
                    if piece
                    else b"{" + b'"a":1,' * (size // 6) + b'"b":1}'
                ),
            )
            if piece:
                yield (
                    f"the same keys of {where}",
                    lambda size, around=around, piece=piece: around(
                        b"{" + (piece + b",") * (size // (len(piece) + 1)) + piece + b"}"
                    ),
                )


def _distinct(tree: Any) -> Iterator[tuple[Path, Any]]:
    """One value for each path, where all items of a list count as one."""
    seen = set[tuple[str, ...]]()
    todo: list[tuple[Path, Any]] = [((), tree)]
    while todo:
        path, value = todo.pop()
        shape = (*("*" if isinstance(step, int) else step for step in path), type(value).__name__)
        if shape in seen:
            continue
        seen.add(shape)
        yield path, value
        if isinstance(value, dict):
            todo += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            todo += [((*path, number), item) for number, item in enumerate(value)]


def _with(tree: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    if isinstance(tree, list):
        return [_with(item, path[1:], value) if number == path[0] else item for number, item in enumerate(tree)]
    return {key: _with(item, path[1:], value) if key == path[0] else item for key, item in tree.items()}


def _items(item: Any, size: int, other: bool) -> bytes:
    piece = json.dumps(item, ensure_ascii=False).encode()
    count = max(size // (len(piece) + 2), 1)
    if not other:
        return b"[" + b", ".join([piece] * count) + b"]"
    return b"[" + b", ".join(json.dumps(_other(item, n), ensure_ascii=False).encode() for n in range(count)) + b"]"


def _other(value: Any, number: int, key: str = "") -> Any:
    """A value with ids of its own: what is called an id, a name or a reference, and is a number or ends in one."""
    if isinstance(value, dict):
        return {name: _other(item, number, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_other(item, number, key) for item in value]
    if key.lower() in (
        "id",
        "messageid",
        "reply_to_message_id",
        "from_id",
        "name",
        "from",
        "author",
        "uuid",
        "reply_to",
    ):
        return value + number if isinstance(value, int) else f"{value}{number}" if isinstance(value, str) else value
    return value
