"""Signs of apps for notes whose files are not read: what they are called, and how to get at the texts in them."""

from __future__ import annotations

import re

from .signs import Sign

_SQLITE, _XML = re.compile(rb"SQLite format 3\0"), re.compile(rb"\s{0,99}<")

_APPLE_NOTES = "Export the notes from Notes (File, Export as, Markdown), or with Apple's data request as text"
_ONENOTE = "Export the pages from OneNote as Word (docx) or PDF"
_JOPLIN = "Export the notes from Joplin as JEX"
_LOGSEQ = "Export the graph as Markdown, or hand in its folders pages and journals"
_HTML = "Export the notes from the app as HTML"
_MARKDOWN = "Export it from the app as Markdown"
_TIDDLY = "Export the tiddlers as Markdown or text"
_DOCX = "Open it in Word or LibreOffice and save it as docx"
_PANDOC = "Convert it to Markdown, such as with pandoc"
_SCREENPLAY = "Its dialogue is its characters': copy the prose that is yours into a text file"
_COPY = "Copy what you wrote into a text or a Markdown file"
_OLE = re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_EDN = re.compile(rb"\s{0,9}\{:")
_TIDDLERS = re.compile(rb"\s{0,9}\[\s{0,9}\{")


def _ending(ending: str) -> re.Pattern[str]:
    """A file's name with this ending, whatever its case."""
    return _path(rf"[^/]{{1,200}}\.{ending}$")


def _path(pattern: str) -> re.Pattern[str]:
    """A file's path from a `/` on, whatever its case."""
    return re.compile(rf"(?:^|/){pattern}", re.IGNORECASE)


def _words(text: str) -> tuple[bytes, ...]:
    return tuple(text.encode().split())


NOTE_SIGNS = (
    Sign("apple-notes", "a database of Apple Notes", _path(r"NoteStore\.sqlite$"), remedy=_APPLE_NOTES),
    Sign(
        "apple-notes",
        "a database of Apple Notes",
        words=(b"ZICCLOUDSYNCINGOBJECT",),
        starts=_SQLITE,
        remedy=_APPLE_NOTES,
    ),
    Sign("word-97", "a document of an old Word", _ending(r"(?:doc|dot)"), starts=_OLE, remedy=_DOCX),
    Sign("works", "a document of Microsoft Works or WPS", _ending(r"(?:wps|wpt|wri)"), starts=_OLE, remedy=_DOCX),
    Sign("wordperfect", "a document of WordPerfect", starts=re.compile(rb"\xffWPC"), remedy=_DOCX),
    Sign("pages", "a document of Apple Pages", _ending(r"pages"), remedy="Export it from Pages as Word (docx) or EPUB"),
    Sign("onenote", "a OneNote notebook", _ending(r"(?:one|onepkg|onetoc2)"), remedy=_ONENOTE),
    Sign("evernote-exb", "a database of Evernote", _ending(r"exb"), remedy="Export the notes as ENEX"),
    Sign("joplin", "a database of Joplin", words=(b"note_resources", b"item_changes"), starts=_SQLITE, remedy=_JOPLIN),
    Sign("roam-edn", "a Roam graph as EDN", starts=re.compile(rb"\s{0,9}#datascript/DB"), remedy="Export it as JSON"),
    Sign("logseq-edn", "a Logseq graph as EDN", words=_words(":blocks :block/"), starts=_EDN, remedy=_LOGSEQ),
    Sign("logseq-db", "a database of Logseq", _path(r"logseq/[^/]{1,200}/db\.sqlite$"), starts=_SQLITE, remedy=_LOGSEQ),
    Sign("anytype", "an Anytype export", words=_words('"sbType" "snapshot"'), remedy=_MARKDOWN),
    Sign("anytype", "an Anytype export", _path(r"(?:objects|relations|types)/bafyrei\w{50,60}\.pb$"), remedy=_MARKDOWN),
    Sign("tiddlywiki", "a TiddlyWiki", words=(b'content="TiddlyWiki"',), starts=_XML, remedy=_TIDDLY),
    Sign("tiddlywiki", "a TiddlyWiki", words=(b"tiddlywiki-tiddler-store",), starts=_XML, remedy=_TIDDLY),
    Sign(
        "tiddlywiki",
        "tiddlers of a TiddlyWiki",
        words=_words('"title" "text" "modified" "tags"'),
        starts=_TIDDLERS,
        remedy=_TIDDLY,
    ),
    Sign("tiddlywiki", "a tiddler of a TiddlyWiki", _ending(r"tid"), remedy=_TIDDLY),
    Sign("notesnook", "a backup of Notesnook", _ending(r"nnbackupz?"), remedy=_MARKDOWN),
    Sign("upnote", "a backup of UpNote", _ending(r"upnx"), remedy=_MARKDOWN),
    Sign("craft", "a backup of Craft", _ending(r"craftbackup"), remedy="Export it as Markdown or TextBundle"),
    Sign("samsung-notes", "a note of Samsung Notes", _ending(r"sdocx?"), remedy="Export it as text or Word"),
    Sign("goodnotes", "a notebook of GoodNotes", _ending(r"goodnotes"), remedy="Export it as PDF with text"),
    Sign("cherrytree", "a CherryTree notebook", _ending(r"ct[bdxz]"), remedy="Export it as text or HTML"),
    Sign("tomboy", "a note of Tomboy or Gnote", _ending("note"), words=(b"/tomboy",), remedy=_HTML),
    Sign("synology", "an export of Synology Note Station", _path(r"[^/]{1,200}\.nsx/"), remedy=_HTML),
    Sign("synology", "an export of Synology Note Station", _ending("nsx"), remedy=_HTML),
    Sign("zim", "a notebook of Zim", starts=re.compile(rb"Content-Type: text/x-zim-wiki"), remedy=_MARKDOWN),
    Sign("zim", "a notebook of Zim", _path(r"notebook\.zim$"), remedy=_MARKDOWN),
    Sign("zoho", "a note of Zoho Notebook", _ending(r"zn(?:ote|el)"), remedy=_HTML),
    Sign(
        "turtl", "a backup of Turtl", words=_words('"spaces" "boards" "keychain"'), remedy="Copy the texts into files"
    ),
    Sign("asciidoc", "a text in AsciiDoc", _ending(r"(?:adoc|asciidoc)"), remedy="Convert it to HTML with asciidoctor"),
    Sign("restructuredtext", "a text in reStructuredText", _ending(r"(?:rst|rest)"), remedy=_PANDOC),
    Sign("typst", "a text in Typst", _ending(r"typ"), remedy=_PANDOC),
    Sign("mediawiki", "a page of a wiki (MediaWiki)", _ending(r"(?:wiki|mediawiki)"), remedy=_PANDOC),
    Sign("textile", "a text in Textile", _ending(r"textile"), remedy=_PANDOC),
    Sign("fountain", "a screenplay (Fountain)", _ending(r"(?:fountain|spmd)"), remedy=_SCREENPLAY),
    Sign("final-draft", "a screenplay of Final Draft", _ending(r"fdx"), remedy=_SCREENPLAY),
    Sign("jupyter", "a notebook of Jupyter", _ending(r"ipynb"), remedy="Convert it: jupyter nbconvert --to markdown"),
    Sign(
        "linkedin-posts",
        "posts of LinkedIn",
        starts=re.compile(rb'(?:\xef\xbb\xbf)?"?Date"?,"?ShareLink"?,"?ShareCommentary'),
        remedy=_COPY,
    ),
    Sign(
        "goodreads",
        "a library of Goodreads",
        starts=re.compile(rb'(?:\xef\xbb\xbf)?"?Book Id"?,"?Title"?,"?Author'),
        remedy=_COPY,
    ),
    Sign(
        "letterboxd",
        "reviews of Letterboxd",
        starts=re.compile(rb'(?:\xef\xbb\xbf)?"?Date"?,"?Name"?,"?Year"?,"?Letterboxd URI'),
        remedy=_COPY,
    ),
    Sign("facebook-posts", "posts of Facebook", _path(r"(?:your_posts|profile_posts)[^/]{0,80}\.json$"), remedy=_COPY),
    Sign("instagram-posts", "posts of Instagram", _path(r"(?:posts|reels|stories)_\d{1,3}\.json$"), remedy=_COPY),
    Sign("opml", "an outline (OPML)", _ending("opml"), remedy="Export it as Markdown or text"),
)
