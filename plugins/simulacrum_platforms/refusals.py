"""What keeps an archive from being read, told in one line."""

from __future__ import annotations

from collections.abc import Callable

from simulacrum_core import SimulacrumError, Source, SourceError


def identified(is_own: Callable[[], bool], source: Source) -> bool:
    """Whether a source is somebody's; what cannot be opened is told where nobody else reads it either."""
    try:
        return is_own()
    except SimulacrumError as error:
        remedy = f". {error.remedy}" if error.remedy else ""
        source.findings.report(error.file or source.paths[0].name, error.line, f"{error.what}{remedy}")
    except OSError:
        pass
    return False


def nothing(source: Source, what: str, remedy: str) -> SourceError:
    """The error where there is nothing to read: the first place that could not be read tells why, if there is one."""
    for problem in source.findings.problems:
        return SourceError(f"{what}: {problem.what}", file=problem.file, line=problem.line, remedy=remedy)
    return SourceError(what, file=", ".join(path.name for path in source.paths[:3]), remedy=remedy)
