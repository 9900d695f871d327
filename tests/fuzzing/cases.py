"""A case: what is handed in, some of it damaged, with a sound chat beside it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from random import Random

import msgspec

from . import zips
from .accidents import SCRATCHES
from .material import IMPORTERS, Tree, files, has_sound, sound, trees, unpacked
from .structures import fitting

_FOLDER, _ZIP = "export", "export.zip"
_NAMES = ["result.json", "messages.html", "_chat.txt", "notes.txt", "a.csv", "messages2.html", "index.json", "x.md"]
_OPTIONS = "--tz=Europe/Berlin --redact=all --pseudonyms --to=messages --to=completion --to=raw --keep-copies".split()
_OPTIONS += ["--budget=300", "--heading=none", "--name=N", "--session-gap=60"]


class Case(msgspec.Struct, frozen=True):
    """Files by their path in an empty folder, which of what lies there is handed in, and the word after --from."""

    importer: str
    tree: Tree
    paths: tuple[str, ...]
    word: str | None
    sound: str
    """The importer whose sound chat is there."""
    options: tuple[str, ...] = ()
    """More options of a conversion."""
    before: Tree = {}
    """The tree before a single small accident; no sound chat is beside it then."""

    def write(self, folder: Path) -> list[Path]:
        """Write the files; returns what is handed in."""
        for name, data in self.tree.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return [folder / name for name in self.paths]


def made(importer: str, rng: Random) -> Case:
    """A case with something of an importer's corpus, after up to four accidents."""
    tree = rng.choice(trees(importer))
    for _ in range(rng.choice([0, 1, 1, 1, 2, 3, 4])):
        tree = broken(importer, tree, rng)
    return arranged(importer, tree, rng)


def scratched(importer: str, rng: Random) -> Case:
    """A sample with one byte or number damaged."""
    before = rng.choice(trees(importer))
    texts = [name for name in sorted(before) if b"\x00" not in before[name][:64]] or sorted(before)
    name = rng.choice(texts)
    tree = {**before, name: rng.choice(SCRATCHES)(before[name], rng)}
    tops = tuple(dict.fromkeys(key.partition("/")[0] for key in tree))
    return Case(importer, tree, tops, importer, importer, before=before)


def arranged(importer: str, tree: Tree, rng: Random) -> Case:
    """A damaged tree as a user may hand it in: as it is, in a folder with a sound chat, or as a zip."""
    word = rng.choice([importer, None]) if has_sound(importer) else None
    neighbour = word or rng.choice([importer if has_sound(importer) else "whatsapp", "whatsapp"])
    chat = sound(neighbour)
    how, options = rng.randrange(4), (rng.choice(_OPTIONS),) if rng.randrange(2) else ()
    if how == 0 and not _is_of_its_own(neighbour):
        together = {f"{_FOLDER}/{key}": value for key, value in {**tree, **chat}.items()}
        return Case(importer, _writable(together), (_FOLDER,), word, neighbour, options)
    if how == 1:
        tree = {_ZIP: zips.damaged(tree, rng)}
    tree = _writable(tree)
    tops = dict.fromkeys(key.partition("/")[0] for key in tree)
    paths = (*tops, *chat) if rng.randrange(2) else (*chat, *tops)
    return Case(importer, {**tree, **chat}, paths, word, neighbour, options)


def broken(importer: str, tree: Tree, rng: Random) -> Tree:
    """The tree after one accident, to a file or to its place."""
    tree = dict(tree)
    if not tree or rng.randrange(6) == 0:
        return _misplaced(importer, tree, rng)
    # Media are many and say nothing.
    worth = [name for name in sorted(tree) if b"\x00" not in tree[name][:64]] or sorted(tree)
    name = rng.choice(worth if rng.randrange(5) else sorted(tree))
    tree[name] = _damaged(name, tree[name], rng)
    return tree


def _damaged(name: str, data: bytes, rng: Random) -> bytes:
    if data.startswith(b"PK\x03\x04") and rng.randrange(4):
        return _document(data, rng)
    return rng.choice(fitting(name, data))(data, rng)


def _document(data: bytes, rng: Random) -> bytes:
    """A word processor's file or a book with one of its parts damaged, its first part still the first."""
    parts: Tree = {}
    # What is damaged already raises whatever its decompressor does.
    with suppress(Exception):
        parts = unpacked(data)
    if not parts:
        return data
    name = rng.choice(sorted(parts))
    parts[name] = _damaged(name, parts[name], rng)
    return zips.damaged(parts, rng) if rng.randrange(4) == 0 else zips.packed(parts)


def _misplaced(importer: str, tree: Tree, rng: Random) -> Tree:
    """A file lost, doubled, renamed, swapped with another, or one too many."""
    what, names = rng.randrange(6), sorted(tree)
    stranger, content = rng.choice(files(rng.choice([importer, *IMPORTERS])))
    if not names or what == 0:
        return {**tree, stranger: content}
    name, other = rng.choice(names), rng.choice(names)
    folder = name[: name.rfind("/") + 1]
    if what == 1 and len(names) > 1:
        del tree[name]
    elif what == 2:
        tree[f"{folder}{rng.choice(['2', 'copy of ', '.', 'x/'])}{name[len(folder) :]}"] = tree[name]
    elif what == 3:
        tree[folder + rng.choice(_NAMES)] = tree.pop(name)
    elif what == 4:
        tree[name], tree[other] = tree[other], tree[name]
    else:
        tree[folder + stranger.rpartition("/")[2]] = content
    return tree


def _is_of_its_own(importer: str) -> bool:
    """Whether an importer reads a folder as one thing, so that a file more in there is part of it."""
    return importer in ("essays", "journals")


def _writable(tree: Tree) -> Tree:
    """The tree without files that lie where a folder must be."""
    folders = {"/".join(name.split("/")[:end]) for name in tree for end in range(1, name.count("/") + 1)}
    return {name: data for name, data in tree.items() if name not in folders and not name.endswith("/")}
