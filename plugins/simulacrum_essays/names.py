"""What file names tell: a date before a slug, a journal's day, and files that are no essays by their names."""

from __future__ import annotations

import datetime as dt
import re

import msgspec

from simulacrum_core.sources import conflict_of, date_of, is_kept_copy, named_day, stem_of

_SLUGGED = re.compile(r"(\d{4})[-_.](\d{1,2})[-_.](\d{1,2})[-_ ]+(?=[^\W\d]|\d*[^\W\d])(.+)", re.DOTALL)
_NOTION = re.compile(r"(?<=\S) [0-9a-f]{32}\Z")
_BOILERPLATE = re.compile(
    r"(?:read[-_ ]?me|licen[cs]e|licen[cs]ing|copying|copyright|change[-_ ]?log|contributors|contributing|codeowners"
    r"|code[-_ ]of[-_ ]conduct|security|requirements|robots|humans|cname|pull_request_template|issue_template"
    r"|404|_index)"
    r"(?:[-_.](?:mit|apache|gpl|bsd|\w\w|\w\w-\w\w))?",
    re.IGNORECASE,
)
_PAGE_OF_X = "your archive.html"
"""The page with which an archive of X is looked at."""
_SHOUTED = frozenset("NOTICE CHANGES HISTORY NEWS AUTHORS SUPPORT TODO INSTALL GOVERNANCE FUNDING VERSION".split())
_FOLDERS = frozenset(
    ".git .github .obsidian .trash .svn .idea .vscode node_modules _layouts _includes _sass _site _data layouts"
    " archetypes themes templates _templates static assets css js __pycache__ venv .venv".split()
)


class Named(msgspec.Struct, frozen=True):
    """A title and a date that a file's name tells."""

    title: str
    date: dt.datetime | None = None


def named(name: str) -> Named:
    """What a path tells; of a bundle such as `my-post/index.md` the folder is the name."""
    folders = name.split("/")
    stem = stem_of(name)
    if stem.lower() in ("index", "_index") and len(folders) > 1:
        stem = folders[-2]
    stem = _NOTION.sub("", stem)
    match = _SLUGGED.fullmatch(stem)
    date = date_of("-".join(match.groups()[:3])) if match else None
    if match is None or date is None:
        return Named(stem)
    slug = match[4]
    # Jekyll's own title of a post that has none.
    return Named(slug if " " in slug else " ".join(map(str.capitalize, re.split(r"[-_]+", slug))), date)


def is_journal(name: str) -> bool:
    """Whether a file is called by nothing but a day, as those of a journal are; notes of a week or month are texts."""
    return named_day(conflict_of(name) or name) is not None


def is_boilerplate(name: str) -> bool:
    """Whether a file in a folder is about the folder, or part of what makes a site; the first part was handed in."""
    stem = stem_of(name)
    return is_kept_copy(name) or bool(
        name.rpartition("/")[2].lower() == _PAGE_OF_X
        or _BOILERPLATE.fullmatch(stem)
        or stem in _SHOUTED
        or _FOLDERS & set(name.lower().split("/")[1:-1])
    )
