"""Which importer reads which source."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .contracts import Importer
from .errors import SourceError, UsageError
from .registry import Registry, configured
from .sources import Source
from .terminal import printable

Options = Sequence[tuple[str, str]]


def choose(
    registry: Registry,
    paths: Sequence[str],
    name: str | None,
    options: Options = (),
    on_read: Callable[[int], None] | None = None,
) -> list[tuple[Importer, Source]]:
    """Every importer with the sources that are its own: the named one takes all, else each source is identified.

    Raises SourceError where no importer identifies a source, or more than one.
    """
    if name is not None:
        return [(configured(registry.importer(name), options), Source(paths, on_read=on_read))]
    chosen: dict[str, list[str]] = {}
    for path in paths:
        chosen.setdefault(_identified(registry, path, options), []).append(path)
    importers = {name: registry.importer(name) for name in chosen}
    _check_known(options, list(importers.values()))
    return [(_fitted(cls, options), Source(chosen[name], on_read=on_read)) for name, cls in importers.items()]


def _fitted(cls: type[Importer], options: Options) -> Importer:
    """The importer with those of the options that it has."""
    return configured(cls, [option for option in options if option[0] in cls.model_fields])


def _identified(registry: Registry, path: str, options: Options) -> str:
    source = Source([path])
    source.files()
    importers = registry.importers()
    names = [cls.name for cls in importers if _fitted(cls, options).identify(source)]
    if len(names) == 1:
        return names[0]
    file = printable(path)
    if names:
        raise SourceError(f"{' and '.join(names)} both say it is theirs", file=file, remedy="Choose one with --from")
    for problem in source.findings.problems:
        raise SourceError(problem.what, file=printable(problem.file), line=problem.line)
    known = ", ".join(cls.name for cls in importers) or "none is installed"
    raise SourceError(
        f"no importer knows this format ({known})", file=file, remedy="If one should, pass it with --from"
    )


def _check_known(options: Options, importers: Sequence[type[Importer]]) -> None:
    for key, _ in options:
        if not any(key in cls.model_fields for cls in importers):
            names = " and ".join(cls.name for cls in importers)
            known = ", ".join(sorted({field for cls in importers for field in cls.model_fields}))
            raise UsageError(f"option {key!r} is none of {names}", remedy=f"Options: {known}")
