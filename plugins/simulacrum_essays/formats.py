"""Formats: what a file is by its first bytes, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import msgspec

from simulacrum_core import SourceFile
from simulacrum_core.sources import (
    Limits,
    is_diary,
    is_kept_copy,
    is_notion_page,
    is_roam,
    is_roam_diary,
    is_talk,
    markup_text,
    suffix_of,
)

from .blogs import substack
from .blogs.blogger import blogger_essays, is_blogger
from .blogs.ghost import ghost_essays, is_ghost
from .blogs.medium import beside_stories, is_story, medium_essays
from .blogs.substack import is_substack, substack_essays
from .blogs.wordpress import is_wordpress, wordpress_essays
from .essay import Essay, Reading
from .names import is_boilerplate, is_journal
from .notes.bundles import beside_texts, bundle_essays, is_bundle_text
from .notes.evernote import evernote_essays, is_evernote
from .notes.joplin import beside_items, is_joplin_note, joplin_essays, joplin_type
from .notes.keep import beside_notes, is_keep_note, is_keep_page, is_takeout_index, keep_essays, keep_page_essays
from .notes.kindle import clippings_essays, is_clippings, is_notebook, notebook_essays
from .notes.logseq import is_logseq_page, logseq_essays
from .notes.notion import is_notion_file, is_notion_index, is_notion_table, notion_essays
from .notes.obsidian import board_essays, drawing_essays, is_board, is_drawing
from .notes.roam import roam_essays
from .notes.simplenote import beside_simplenote, is_simplenote, simplenote_essays
from .notes.standard_notes import (
    beside_backup,
    is_note_file,
    is_other_item,
    is_standard_notes,
    note_file_essays,
    standard_notes_essays,
)
from .office.documents import kind_of
from .office.epub import epub_essays
from .office.odt import is_flat, odt_essays
from .office.rtf import rtf_essays
from .office.scrivener import BINDER, WITHOUT_BINDER, beside_binder, is_of_project, scrivener_essays
from .office.word import word_essays
from .pdf.document import pdf_essays
from .tex.files import TEX, taken_in, tex_essays
from .text.files import MARKDOWN, ORG, PLAIN, nature, text_essays
from .text.prose import Nature
from .web import is_page, page_essays, page_nature

HEAD, _PAGE = 1 << 16, 1 << 22
Reader = Callable[[SourceFile, Reading], Iterator[Essay]]
Verdict = Literal["essay", "journal", "foreign", "other"]
_CHAT_KEYS = re.compile(
    rb'"(?:messages|chat_messages|chats|participants|sender_name|mapping|channel|guild|conversations|entries'
    rb"|date_journal"
    rb'|creationDate|date_unixtime)"\s*:'
)
PAGES = frozenset(".html .htm .xhtml .xht".split())
_ZIM = b"Content-Type: text/x-zim-wiki"
_ZIPPED: dict[str, Reader] = {"docx": word_essays, "odt": odt_essays, "epub": epub_essays}
_EXPORTS: tuple[tuple[Callable[[bytes], bool], Reader], ...] = (
    (is_wordpress, wordpress_essays),
    (is_blogger, blogger_essays),
    (is_story, medium_essays),
    (is_substack, substack_essays),
    (is_ghost, ghost_essays),
    (is_keep_note, keep_essays),
    (is_keep_page, keep_page_essays),
    (is_standard_notes, standard_notes_essays),
    (is_evernote, evernote_essays),
    (is_roam, roam_essays),
    (is_simplenote, simplenote_essays),
    (is_clippings, clippings_essays),
    (is_notebook, notebook_essays),
)
EXPORTS: frozenset[Reader] = frozenset((*(reader for _, reader in _EXPORTS), bundle_essays))
_NOTES: frozenset[Reader] = frozenset((keep_essays, keep_page_essays, note_file_essays))
"""Apps for notes call a note without a title by its moment, and it is no day of a journal."""
_SAVED = re.compile(
    r"(?:[_-](?:files|dateien|fichiers|archivos|arquivos|ficheiros|bestanden|filer|tiedostot|soubory|pliki|file|dosyalar"
    r"|fájlok|elemei|файлы|файли|αρχεία|ファイル|文件|檔案|파일)|\.files)\Z",
    re.IGNORECASE,
)
_DOCUMENTS = frozenset(".docx .odt .fodt .rtf .pdf .epub".split())
_NO_PROSE = frozenset(
    ".py .pyi .ipynb .js .mjs .cjs .jsx .ts .tsx .css .scss .sass .less .json .jsonl .ndjson .csv .tsv .yaml"
    " .yml .toml"
    " .ini .cfg .conf .log .srt .vtt .ass .sub .lrc .sql .sh .bash .zsh .bat .ps1 .c .h .cc .cpp .hpp .cs .java"
    " .kt .go"
    " .rs .rb .pl .php .swift .lua .r .m .bib .ics .vcf .eml .mbox .diff .patch .xml .svg .lock .properties"
    " .env .tmpl .mo .po".split()
)


_OF_NATURE: dict[Nature, Verdict] = {"prose": "essay", "talk": "foreign", "journal": "journal", "nothing": "other"}


class Found(msgspec.Struct, frozen=True):
    """A file, what it is, and who reads it if it is an essay; `what` names one that an app has beside its texts."""

    file: SourceFile
    verdict: Verdict
    reader: Reader | None = None
    what: str = ""


def head_of(file: SourceFile) -> bytes:
    """The first 64 kB of a file."""
    with file.open() as stream:
        return stream.read(HEAD)


def looked_at(file: SourceFile, limits: Limits, head_of: Callable[[SourceFile], bytes] = head_of) -> Found:
    """What a file is, judged by its first 64 kB."""
    alone = "/" not in file.name
    if not alone and is_kept_copy(file.name):
        return Found(file, "other", what="copies that an app keeps, such as in logseq/bak")
    if not alone and is_boilerplate(file.name):
        return Found(file, "other")
    if found := _of_notes(file):
        return found
    head = head_of(file)
    if is_takeout_index(file.name, head):
        return Found(file, "other", what="contents of an archive (Takeout)")
    if suffix_of(file.name) in MARKDOWN and is_drawing(head):
        return Found(file, "essay", drawing_essays)
    if is_board(file, head):
        return Found(file, "essay", board_essays)
    if head.startswith(_ZIM):
        return Found(file, "other", what="pages of Zim, which exports them as Markdown")
    if is_notion_index(file.name, head):
        return Found(file, "other", what="lists of pages (Notion)")
    verdict, reader = (
        _of_page(file, head) or _of_document(file, head, limits) or _of_export(head) or _of_text(file, head, alone)
    )
    if verdict == "essay" and reader not in _NOTES and is_journal(file.name):
        verdict = "journal"
    return Found(file, verdict, reader)


def may_be_export(file: SourceFile) -> bool:
    """Whether a file may be an export of a blog or of notes; of a text its first bytes tell, and it is not parsed."""
    if suffix_of(file.name) not in MARKDOWN | PLAIN | {ORG, TEX} or is_bundle_text(file.name):
        return True
    return begins_like_export(head_of(file))


def begins_like_export(head: bytes) -> bool:
    """Whether a file begins like an export of a blog or of notes."""
    return any(is_own(head) for is_own, _ in _EXPORTS)


def _of_notes(file: SourceFile) -> Found | None:
    """Files that apps for notes, and Scrivener, call by a name of their own."""
    if is_other_item(file.name):
        return Found(file, "other", what="items that are no notes (Standard Notes)")
    # A binder that cannot be read is refused: without it, nobody knows what of the documents lies in the trash.
    if suffix_of(file.name) == BINDER:
        return Found(file, "essay", scrivener_essays)
    if is_of_project(file.name):
        return Found(file, "other", what=WITHOUT_BINDER)
    if is_note_file(file.name):
        return Found(file, "essay", note_file_essays)
    if is_bundle_text(file.name):
        return Found(file, "essay", bundle_essays)
    if is_notion_table(file):
        return Found(file, "other", what="tables of databases (Notion)")
    if kind := joplin_type(file):
        is_note = is_joplin_note(kind)
        return (
            Found(file, "essay", joplin_essays)
            if is_note
            else Found(file, "other", what="items that are no notes (Joplin)")
        )
    return None


def parts_of_others(files: Sequence[SourceFile]) -> set[str]:
    """The names of files that are read as parts of other ones: chapters in LaTeX, documents of Scrivener."""
    return taken_in(files) | beside_binder(files)


def _of_page(file: SourceFile, head: bytes) -> tuple[Verdict, Reader] | None:
    """A page of Notion or of Logseq, however short it is."""
    suffix = suffix_of(file.name)
    if suffix in PAGES:
        return ("essay", notion_essays) if is_notion_page(head) else None
    if is_logseq_page(file.name, head):
        return "essay", logseq_essays
    if not is_notion_file(file):
        return None
    text = head.decode("utf-8-sig", "replace")
    if is_talk(text):
        return "foreign", notion_essays
    return ("journal" if is_diary(text) else "essay"), notion_essays


def belonging(files: Sequence[SourceFile]) -> set[str]:
    """The names of files that are read with another one, or that an export has beside its texts."""
    found = (
        beside_stories(files) | beside_notes(files) | beside_items(files) | beside_texts(files) | parts_of_others(files)
    )
    found |= _beside_pages(files)
    for table in substack.tables(files, head_of):
        found |= substack.beside_table(table, files)
    exports = [file for file in files if suffix_of(file.name) == ".json" and is_simplenote(head_of(file))]
    found |= beside_simplenote(files, exports) if exports else set()
    if any(is_note_file(file.name) for file in files):
        backups = (file for file in files if suffix_of(file.name) in (".txt", ".json") and not is_note_file(file.name))
        found |= beside_backup(files, [file for file in backups if is_standard_notes(head_of(file))])
    return found


def _beside_pages(files: Sequence[SourceFile]) -> set[str]:
    """The names of what browsers save with a page: in a folder called like it and "files", in any language."""
    pages = {file.name[: -len(suffix_of(file.name))] for file in files if suffix_of(file.name) in (".html", ".htm")}
    if not pages:
        return set()
    return {file.name for file in files if any(_SAVED.sub("", folder) in pages for folder in _folders(file.name))}


def _folders(name: str) -> Iterator[str]:
    """The folders in which a file lies that are called as a browser calls them, each with its path."""
    parts = name.split("/")[:-1]
    found = ("/".join(parts[:end]) for end in range(1, len(parts) + 1))
    return (folder for folder in found if _SAVED.search(folder))


def _of_document(file: SourceFile, head: bytes, limits: Limits) -> tuple[Verdict, Reader] | None:
    """Documents by their signatures."""
    if b"%PDF-" in head[:1024]:
        return "essay", pdf_essays
    if head.lstrip().startswith(b"{\\rtf"):
        return "essay", rtf_essays
    if is_flat(head):
        return "essay", odt_essays
    kind = kind_of(file, head, limits)
    return ("essay", _ZIPPED[kind]) if kind else None


def _of_export(head: bytes) -> tuple[Verdict, Reader | None] | None:
    """Exports of blogs, and of what is no blog."""
    for is_own, reader in _EXPORTS:
        if is_own(head):
            return ("journal" if reader is roam_essays and is_roam_diary(head) else "essay"), reader
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) and _CHAT_KEYS.search(head):
        return "foreign", None
    return None


def _of_text(file: SourceFile, head: bytes, alone: bool) -> tuple[Verdict, Reader | None]:
    suffix = suffix_of(file.name)
    is_markdown = suffix in MARKDOWN
    if suffix in PAGES or (alone and suffix not in _NO_PROSE and not is_markdown and suffix not in (ORG, TEX)):
        if is_page(markup_text(head).encode()):
            found = page_nature(head, file.name)
            # Styles and scripts can stand before the text, more of them than the first bytes hold.
            if found == "nothing" and len(head) == HEAD:
                found = page_nature(_more(file), file.name)
            return _OF_NATURE[found], page_essays
        if suffix in PAGES:
            return "other", None
    if suffix == TEX:
        return _OF_NATURE[nature(head, suffix)], tex_essays
    if is_markdown or suffix == ORG or suffix in PLAIN or (alone and suffix not in _NO_PROSE):
        return _OF_NATURE[nature(head, suffix)], text_essays
    return "other", None


def _more(file: SourceFile) -> bytes:
    with file.open() as stream:
        return stream.read(_PAGE)


def forced(file: SourceFile) -> Reader | None:
    """Who reads a file that is handed in alone and is said to be an essay."""
    suffix = suffix_of(file.name)
    return (
        None
        if suffix in _NO_PROSE
        else page_essays
        if suffix in PAGES
        else tex_essays
        if suffix == TEX
        else text_essays
    )


def is_readable(name: str) -> bool:
    """Whether a file is called like one that might hold an essay."""
    return suffix_of(name) in MARKDOWN | PLAIN | PAGES | _DOCUMENTS | {ORG, TEX}
