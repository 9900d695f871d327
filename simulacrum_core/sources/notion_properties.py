"""What the properties of Notion's pages are called, by the tables and the pages that lie beside them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from ..errors import SimulacrumError
from .file_names import page_id, suffix_of, without_page_id, without_suffix
from .limits import Readable
from .notion import KnownProperties, notion_id, property_rows

_HEAD = 1 << 13
_PART = re.compile(r"-Part-\d{1,4}\.zip\Z")
_CSV = ".csv"
_ALL = "_all"
"""How the name of a table ends that has all rows and columns, not only those of a view."""
_ANYWHERE = 3
"""Pages in which a name recurs that is a property's wherever they lie."""


class PropertyNames:
    """Names of properties by folder: the first row of a database's table, and names that recur in pages.

    Twice beside each other, or in three pages anywhere. A folder with an id of its own and no page that is called like
    it is a database's whose table is missing: what stands under the titles there are properties.
    """

    def __init__(self, files: Iterable[Readable]) -> None:
        self._tables: dict[str, set[str]] = defaultdict(set)
        self._whole: set[str] = set()
        self._pages: dict[str, Counter[str]] = defaultdict(Counter)
        self._everywhere: Counter[str] = Counter()
        self._paths: set[str] = set()
        self._sizes: Counter[str] = Counter()
        self._headed: Counter[str] = Counter()
        for file in files:
            if notion_id(file.name) is None:
                continue
            if suffix_of(file.name) == _CSV:
                self._learn_table(without_suffix(file.name), _columns(_head(file)))
            elif suffix_of(file.name) == ".md":
                found = {name for name, _ in property_rows(_head(file))[0]}
                self._pages[_folder(file.name)].update(found)
                self._sizes[_folder(file.name)] += 1
                self._headed[_folder(file.name)] += bool(found)
                self._everywhere.update(found)
                self._paths.add(_bare(without_suffix(file.name)))

    def _learn_table(self, stem: str, columns: set[str]) -> None:
        table = _bare(stem)
        self._tables[table] |= columns
        if stem.endswith(_ALL) and columns:
            self._whole.add(table)

    def known(self, name: str) -> KnownProperties:
        """The names that pages beside this one have, by the table of their database or by themselves.

        A page below a page is no row of a database, nor is one outside of all folders whose tables are there, and the
        table of all rows has all names.
        """
        folder = _folder(name)
        table = _bare(folder)
        is_database = page_id(folder) is not None and table not in self._paths
        is_database = is_database and self._headed[folder] * 2 >= self._sizes[folder]
        found = self._pages.get(folder, Counter())
        recurring = {
            key for key, count in found.items() if is_database or count > 1 or self._everywhere[key] >= _ANYWHERE
        }
        columns = self._tables.get(table, set[str]())
        is_page = not columns and (table in self._paths or (bool(self._tables) and page_id(folder) is None))
        return KnownProperties(recurring | columns, is_page or table in self._whole)


def _head(file: Readable) -> str:
    """The beginning of a file; empty where it cannot be read, which is told where it is read as a page."""
    try:
        with file.open() as stream:
            return stream.read(_HEAD).decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\0", "")
    except (SimulacrumError, OSError):
        return ""


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _bare(path: str) -> str:
    """A path whose folders have no ids, as some exports have them and others do not, whichever part it lies in."""
    return "/".join(_PART.sub("", without_page_id(part)) for part in path.split("/"))


def _columns(head: str) -> set[str]:
    try:
        first = next(csv.reader(io.StringIO(head)), [])
    except csv.Error:
        return set()
    return {name.strip() for name in first if name.strip()}
