"""Finding out which importer reads which source, by what lies in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

from ..errors import SourceError, UsageError, did_you_mean
from ..plugin.contracts import Importer
from ..plugin.registry import Registry, configured
from ..sources.findings import Findings
from ..sources.limits import Limits
from ..sources.source import Source, SourceFile, is_thumbnail
from ..terminal import printable
from .first_bytes import with_first_bytes
from .other_formats import first_line, is_other_talk
from .routing import Routes, attachments
from .unread import apart, by_folder, loose_talks, named_talks, other_programs, unknown_format, what_looks_like

Options = Sequence[tuple[str, str]]
_NAME, _LINE = 80, 80
_TALK = (
    "It looks like a talk between people. If an importer should read it, pass that with --from; else write it as"
    " `simulacrum read` prints conversations, and hand that in"
)
_SURE = 2
"""The evidence of a program's format."""


def identified(
    registry: Registry,
    paths: Sequence[str],
    options: Options,
    on_read: Callable[[int], None] | None,
    limits: Limits | None,
) -> tuple[list[tuple[Importer, Source]], list[str], list[str]]:
    """The parts of a choice, what nobody reads, and what others that is: each source goes to who identifies it."""
    importers = registry.importers()
    routes = Routes(frozenset(cls.name for cls in importers if cls.documents))
    others: dict[str, None] = {}
    for path in paths:
        told = _route(routes, path, [_fitted(cls, options) for cls in importers], limits)
        others.update(dict.fromkeys(what_looks_like(told, [cls.name for cls in importers])))
    _take_back(routes)
    chosen = [cls for cls in importers if cls.name in routes.files]
    _check_known(options, chosen)
    parts: list[tuple[Importer, Source]] = [
        (_fitted(cls, options), Source.of(routes.files[cls.name], paths, on_read, limits, told))
        for cls in chosen
        for told in [_told(routes, cls.name, is_first=cls is chosen[0])]
    ]
    names = [file.name for file in routes.unread if not is_thumbnail(file.name)]
    return parts, names, [*others, *named_talks(routes.unread)]


def _route(routes: Routes, path: str, importers: Sequence[Importer], limits: Limits | None) -> list[list[SourceFile]]:
    """Add the files of a path to the routes.

    Returns those that nobody reads, or reads as a part of something else; and those that lie where a chat's
    attachments do, folder by folder, and are none.
    """
    source = Source([path], limits=limits)
    whole = source.files()

    asked: dict[str, list[str]] = {}
    talks: set[str] = set()

    def identify(files: Sequence[SourceFile], among: Set[str]) -> list[str]:
        if len(files) == 1 and files[0].name in asked:
            return asked[files[0].name]
        kept = [with_first_bytes(files[0])] if len(files) == 1 else files
        part = source if len(files) == len(whole) else Source.of(kept, [path], limits=limits)
        asked_ones = [importer for importer in importers if not among or importer.name in among]
        names = _identified(part, asked_ones)
        if len(files) == 1:
            if set(names) & routes.writers and is_other_talk(kept[0]):
                talks.add(files[0].name)
            names = _strongest(_chats(names, routes, files, talks), files[0], importers, found)
            asked[files[0].name] = names
        return _chats(names, routes, files, talks)

    found = Routes(routes.writers)
    found.add(whole, identify)
    if not found.files:
        if found.disputed:
            raise _disputed(found)
        raise source.damaged[0] if source.damaged else _unknown(source, path, importers)
    for name, files in found.files.items():
        routes.files.setdefault(name, []).extend(files)
    routes.unread += found.unread
    talks_beside, skipped = loose_talks(whole, asked, {file.name for file in found.unread})
    strange, others = other_programs(whole, asked, [importer.name for importer in importers])
    routes.unread += talks_beside
    if skipped := max(skipped, others):
        routes.skipped[path] = skipped
    routes.disputed |= found.disputed
    routes.outdone |= found.outdone
    routes.damaged += source.damaged
    return [*by_folder([*found.unread, *apart(whole, asked)]), *strange]


def _identified(part: Source, importers: Sequence[Importer]) -> list[str]:
    """The importers that identify a part of a source.

    Where a file is what some program writes, nobody is asked whether it would pass for prose, which takes the longest.
    """
    if len(part.files()) > 1:
        return [importer.name for importer in importers if importer.identify(part)]
    sure = [importer.name for importer in importers if importer.evidence >= _SURE and importer.identify(part)]
    if sure:
        return sure
    return [importer.name for importer in importers if importer.evidence < _SURE and importer.identify(part)]


def _chats(names: list[str], routes: Routes, files: Sequence[SourceFile], talks: set[str]) -> list[str]:
    """Without the importers of writings where some of the files are talks of many: these are nobody's prose."""
    is_talk = bool(talks) and any(file.name in talks for file in files)
    return [name for name in names if name not in routes.writers] if is_talk else names


def _strongest(names: list[str], file: SourceFile, importers: Sequence[Importer], routes: Routes) -> list[str]:
    """Of several importers that identify a file, the one with more evidence than the others; all where none has."""
    evidence = {importer.name: importer.evidence for importer in importers if importer.name in names}
    best = [name for name in names if evidence[name] == max(evidence.values())]
    if len(best) == 1 < len(names):
        routes.outdone[file.name] = best + [name for name in names if name not in best]
        return best
    return names


def _disputed(routes: Routes) -> SourceError:
    file, names = next(iter(routes.disputed.items()))
    return SourceError(f"{' and '.join(names)} both identify it", file=printable(file), remedy="Choose one with --from")


def _told(routes: Routes, name: str, *, is_first: bool) -> Findings:
    """What is told of the files that an importer reads and others identify too.

    The first importer's findings tell of those that nobody reads, too.
    """
    found = Findings()
    mine = {file.name for file in routes.files[name]}
    losers: dict[str, list[str]] = {}
    for file, (best, *rest) in routes.outdone.items():
        if best == name and file in mine:
            losers.setdefault(" and ".join(rest), []).append(file)
    for others, files in losers.items():
        evidence = (
            f"{others} would read {len(files):,} of its files too, on less evidence: {printable(files[0], _NAME)}"
        )
        found.decide("importer", name, evidence, option="--from")
    for file, names in routes.disputed.items() if is_first else ():
        found.report(file, None, f"not read: {' and '.join(names)} both identify it; choose one with --from")
    for error in routes.damaged if is_first else ():
        remedy = f". {error.remedy}" if error.remedy else ""
        found.report(error.file or "", error.line, f"not read: {error.what}{remedy}")
    for path, count in routes.skipped.items() if is_first else ():
        found.report(path, None, f"not looked at: {count:,} more files that nobody reads")
    return found


def _take_back(routes: Routes) -> None:
    """Documents that somebody sent in a chat are no writings of the persona."""
    chats = [file for name, files in routes.files.items() if name not in routes.writers for file in files]
    for name in sorted(routes.writers & routes.files.keys()):
        routes.take_back(attachments(routes.files[name], chats), name)


_ELSE = (
    "Another program may turn it into JSON Lines, which --from conversations reads (simulacrum schema conversation), or"
    " a plugin may read it (docs/plugins.md)"
)


def _fitted(cls: type[Importer], options: Options) -> Importer:
    """The importer with those of the options that it takes: a value may be another one's, as an order of ymd."""
    return configured(cls, [one for one in options if one[0] in cls.model_fields and _takes(cls, one)])


def _takes(cls: type[Importer], option: tuple[str, str]) -> bool:
    """Whether an importer has an option that may have this value."""
    try:
        configured(cls, [option])
    except UsageError:
        return False
    return True


def _unknown(source: Source, path: str, importers: Sequence[Importer]) -> SourceError:
    for problem in source.findings.problems:
        return SourceError(problem.what, file=printable(problem.file), line=problem.line)
    if not any(file.size for file in source.files()):
        return SourceError("there is nothing in it", file=printable(path), remedy="Export it again")
    names = [importer.name for importer in importers]
    known = ", ".join(names) or "none is installed"
    if other := unknown_format(source.files(), names):
        # Where something else can be handed in, an importer is not what is missing.
        what = f"This looks like {other.what}{'' if other.remedy else '; no importer for it is installed'}"
        return SourceError(
            what, file=printable(path), remedy=other.remedy or f"There are importers for {known}. {_ELSE}"
        )
    return SourceError(
        f"no importer knows this format ({known}){_not_understood(source)}",
        file=printable(path),
        remedy=_TALK if next(named_talks(source.files()), None) else "If one should, pass it with --from",
    )


def _not_understood(source: Source) -> str:
    """Where no text is known, its first line tells more than the file's name."""
    if (line := first_line(source.files())) is None:
        return ""
    name, number, text = line
    return f"; this line is not understood: {printable(name, _NAME)}:{number}: {printable(text, _LINE)!r}"


def _check_known(options: Options, importers: Sequence[type[Importer]]) -> None:
    """Raise UsageError for an option that none of the importers has, and for a value that none of them takes."""
    for key, value in options:
        having = [cls for cls in importers if key in cls.model_fields]
        if having and not any(_takes(cls, (key, value)) for cls in having):
            configured(having[0], [(key, value)])
        if not having:
            names = " and ".join(cls.name for cls in importers)
            known = sorted({field for cls in importers for field in cls.model_fields})
            remedy = f"{did_you_mean(key, known)}Options: {', '.join(known)}"
            raise UsageError(f"option {key!r} is none of {names}", remedy=remedy)
