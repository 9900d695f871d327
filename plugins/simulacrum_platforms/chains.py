"""Posts in which somebody answers themselves, put together."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)
Item = TypeVar("Item")


def own_parents(parents: Mapping[Id, Id], own: set[Id]) -> dict[Id, Id]:
    """Of what answers what, only answers to one's own."""
    return {id: parent for id, parent in parents.items() if parent in own and parent != id}


def chains(held: Mapping[Id, Item], parents: Mapping[Id, Id]) -> Iterator[list[Item]]:
    """The items by the first one that they go back to, which comes first; the others in the order of `held`."""
    roots: dict[Id, Id] = {}
    found: dict[Id, list[Id]] = {}
    for id in held:
        root, passed = id, list[Id]()
        while root not in roots and root in parents and parents[root] in held:
            passed.append(root)
            # Who answers in a circle ends where they began.
            roots[root] = root
            root = parents[root]
        root = roots.get(root, root)
        roots.update(dict.fromkeys([*passed, id], root))
        found.setdefault(root, []).append(id)
    for root, ids in found.items():
        yield [held[root], *(held[id] for id in ids if id != root)]
