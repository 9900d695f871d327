"""Which importer reads which source."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from ..errors import SourceError, UsageError
from ..plugin.contracts import Importer
from ..plugin.registry import Registry, configured
from ..sources.limits import Limits
from ..sources.source import Source, SourceFile
from ..terminal import printable
from .first_bytes import with_first_bytes
from .foreign_formats import first_line, name_of
from .routing import Routes, attachments

Options = Sequence[tuple[str, str]]


class Choice(msgspec.Struct):
    """Every importer with the sources that are its own, and the names of the files that nobody reads."""

    parts: list[tuple[Importer, Source]]
    unread: list[str] = msgspec.field(default_factory=list)


def choose(
    registry: Registry,
    paths: Sequence[str],
    name: str | None,
    options: Options = (),
    on_read: Callable[[int], None] | None = None,
    limits: Limits | None = None,
) -> Choice:
    """The named importer with all sources; without a name, each source goes to the importer that identifies it.

    A folder or zip that several identify is walked, each part going to the one that identifies it. Raises SourceError
    where no importer identifies a source, or more than one a single file.
    """
    if name is not None:
        return Choice([(configured(registry.importer(name), options), Source(paths, limits=limits, on_read=on_read))])
    importers = registry.importers()
    routes = Routes(frozenset(cls.name for cls in importers if cls.documents))
    for path in paths:
        _route(routes, path, [_fitted(cls, options) for cls in importers], limits)
    _take_back(routes)
    chosen = [cls for cls in importers if cls.name in routes.files]
    _check_known(options, chosen)
    parts: list[tuple[Importer, Source]] = [
        (_fitted(cls, options), Source.of(routes.files[cls.name], paths, on_read, limits)) for cls in chosen
    ]
    return Choice(parts, [file.name for file in routes.unread])


def _route(routes: Routes, path: str, importers: Sequence[Importer], limits: Limits | None) -> None:
    source = Source([path], limits=limits)
    whole = source.files()

    asked: dict[str, list[str]] = {}

    def identify(files: Sequence[SourceFile]) -> list[str]:
        if len(files) == 1 and files[0].name in asked:
            return asked[files[0].name]
        kept = [with_first_bytes(files[0])] if len(files) == 1 else files
        part = source if len(files) == len(whole) else Source.of(kept, [path], limits=limits)
        names = [importer.name for importer in importers if importer.identify(part)]
        if len(files) == 1:
            asked[files[0].name] = names
        return names

    found = Routes(routes.writers)
    found.add(whole, identify)
    if not found.files:
        raise _unknown(source, path, importers)
    for name, files in found.files.items():
        routes.files.setdefault(name, []).extend(files)
    routes.unread += found.unread


def _take_back(routes: Routes) -> None:
    """Documents that somebody sent in a chat are no writings of the persona."""
    chats = [file for name, files in routes.files.items() if name not in routes.writers for file in files]
    for name in sorted(routes.writers & routes.files.keys()):
        routes.take_back(attachments(routes.files[name], chats), name)


def _fitted(cls: type[Importer], options: Options) -> Importer:
    """The importer with those of the options that it has."""
    return configured(cls, [option for option in options if option[0] in cls.model_fields])


def _unknown(source: Source, path: str, importers: Sequence[Importer]) -> SourceError:
    if app := name_of(source.files()):
        return SourceError(
            f"this looks like an export of {app}; no importer for it is installed",
            file=printable(path),
            remedy="`simulacrum plugins` lists what can be read",
        )
    for problem in source.findings.problems:
        return SourceError(problem.what, file=printable(problem.file), line=problem.line)
    if not any(file.size for file in source.files()):
        return SourceError("there is nothing in it", file=printable(path), remedy="Export it again")
    known = ", ".join(importer.name for importer in importers) or "none is installed"
    return SourceError(
        f"no importer knows this format ({known}){_begins(source)}",
        file=printable(path),
        remedy="If one should, pass it with --from",
    )


def _begins(source: Source) -> str:
    """The line that no importer understood, where it can be shown."""
    line = first_line(source.files())
    return "" if line is None else f"; its first line is {printable(line)!r}"


def _check_known(options: Options, importers: Sequence[type[Importer]]) -> None:
    for key, _ in options:
        if not any(key in cls.model_fields for cls in importers):
            names = " and ".join(cls.name for cls in importers)
            known = ", ".join(sorted({field for cls in importers for field in cls.model_fields}))
            raise UsageError(f"option {key!r} is none of {names}", remedy=f"Options: {known}")
