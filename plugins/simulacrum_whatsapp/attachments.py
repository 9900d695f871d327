"""Files that were sent: their names, captions and placeholders, as phones of all years write them."""

from __future__ import annotations

import re

import msgspec

from simulacrum_core import Attachment

from . import phrases
from .body import Body
from .marks import LRM, MARKS
from .phrases import fold_phrase

_DOCUMENT_ENDINGS = (
    "pdf docx? docm xlsx? xlsm xlsb pptx? pps ppsx txt rtf od[tsp] csv tsv zip rar 7z gz tar epub mobi azw3 apk ipa "
    "pages numbers key ics vcf json xml html? md tex log sql psd ai eps svg dwg dxf stl skp gpx kmz? torrent exe msg "
    "eml jpe?g png gif webp heic bmp tiff? mp4 mov avi mkv webm 3gp mp3 m4a opus ogg wav aac amr flac mid"
).split()
ANDROID_FILE = re.compile(
    rf"(?P<mark>[{MARKS}]*)(?P<file>\S[^\n]{{0,255}}\.\w{{1,5}}) \((?P<phrase>[^()\n]{{3,40}})\)"
    r"(?:\n(?P<caption>.*))?\Z",
    re.DOTALL,
)
IOS_FILE = re.compile(
    r"<(?:(?P<word>[^<>:：\n]{2,30})[:：] ?(?P<file>[^<>\n]{1,255}?) ?|(?P<first>[^<>\n]{1,255}) [^<>\n]{2,20})>\Z"
)
_FILE_NAME = re.compile(r"^[^\n]*\.[A-Za-z]\w{1,4} ?$")
_DOCUMENT = re.compile(
    rf"[{MARKS}]*(?P<file>\S[^\n]{{0,250}}\.(?:{'|'.join(_DOCUMENT_ENDINGS)}))"
    rf"(?: • [{MARKS}]*\d[^\n]{{0,30}})?[ {MARKS}]*(?:\n(?P<caption>.*))?\Z",
    re.DOTALL | re.IGNORECASE,
)
_PAGES = re.compile(
    rf"[{MARKS}]*(?P<file>\S[^\n]{{0,250}}\.\w{{2,5}}) • [{MARKS}]*\d[\d.,]* [^\s\d]{{1,20}}[ {MARKS}]*\Z"
)
_OLD_FILE = re.compile(
    r"(?P<before>(?:[^\n]*? )?)"
    r"(?P<file>\d{4}-\d\d-\d\d-(?P<kind>PHOTO|VIDEO|AUDIO|STICKER|GIF|DOCUMENT)-\d{4,}\.\w{2,5})"
    rf" [{MARKS}]*<[^<>\n:：]{{2,30}}>(?:\n(?P<caption>.*))?\Z",
    re.DOTALL,
)
_WORD_FILE = re.compile(
    r"(?P<file>\S[^\n<>]{0,250}\.\w{2,5}) <(?P<word>[^<>\n:：]{2,30})>(?:\n(?P<caption>.*))?\Z", re.DOTALL
)
_TITLED = re.compile(r"(?P<file>\S[^\n]{0,250}\.\w{2,5})(?: • \d[\d.,]* [^\s\d]{1,20})? (?P<phrase>[^\n.]{3,40})\Z")
PREFIXES = re.compile(r"(?:IMG|VID|PTT|AUD|STK|DOC)-\d{8}-WA\d+\.|\d{8}-")

_MOST_WORDS, _FEWEST_LETTERS = 5, 12
"""Words and letters of a placeholder that is known behind a caption without its mark."""
_KIND_BY_PREFIX = {"IMG": "image", "VID": "video", "PTT": "audio", "AUD": "audio", "STK": "sticker", "DOC": "document"}
_KIND_BY_WORD = {"PHOTO": "image", "VIDEO": "video", "AUDIO": "audio", "STICKER": "sticker", "GIF": "gif"}
_KIND_BY_ENDING = {
    "image": "jpg jpeg png heic bmp tiff",
    "video": "mp4 mov 3gp avi mkv webm",
    "audio": "opus m4a mp3 aac ogg wav amr",
    "sticker": "webp",
    "gif": "gif",
    "contact": "vcf",
}
_ENDINGS = {ending: kind for kind, endings in _KIND_BY_ENDING.items() for ending in endings.split()}


def attachment_kind(name: str) -> str:
    """The kind of a file by WhatsApp's own naming, else by its ending."""
    if match := re.match(r"\d{8}-(PHOTO|VIDEO|AUDIO|STICKER|GIF)-\d{4}-", name):
        return _KIND_BY_WORD[match[1]]
    if match := re.match(r"(IMG|VID|PTT|AUD|STK|DOC)-\d{8}-", name):
        return _KIND_BY_PREFIX[match[1]]
    return _ENDINGS.get(name.rpartition(".")[2].casefold(), "document")


def file_body(name: str, before: str, mark: str) -> Body:
    """An iOS record with a file: what stands before its marker is a caption, or the title of a document."""
    title, _, _ = before.partition(f" • {mark}")
    is_title = bool(before) and name.endswith(title.rstrip())
    kind = attachment_kind(name)
    text = "" if is_title else before.removesuffix(" ")
    return Body(text, "contact" if kind == "contact" else "media", (Attachment(kind, name),))


def with_more(body: Body, more: str) -> Body:
    return msgspec.structs.replace(body, text="\n".join(filter(None, [body.text, more]))) if more else body


def omitted_body(before: str, kind: str, mark: str) -> Body:
    """An iOS record whose file was left out; a document still has its title."""
    words = before.strip(mark)
    if words and (kind == "document" or f" • {mark}" in words or _FILE_NAME.search(words)):
        return Body("", "media", (Attachment("document", words.partition(f" • {mark}")[0].rstrip(" ")),))
    return Body(words.removesuffix(" "), "contact" if kind == "contact" else "media", (Attachment(kind),))


def in_brackets(text: str) -> Body | None:
    """A file in an export that lost its marks: WhatsApp's own word in angle brackets at the end."""
    match = IOS_FILE.match(text, max(text.rfind("<"), 0))
    if match is None or fold_phrase(match["word"] or "") not in phrases.ATTACHED_WORDS:
        return None
    return file_body(match["file"], text[: match.start()], LRM)


def old_file(text: str) -> Body | None:
    """A file of an old iPhone: its name, and WhatsApp's word in angle brackets behind it."""
    if match := _OLD_FILE.match(text):
        words = "\n".join(filter(None, [match["before"].removesuffix(" "), match["caption"]]))
        return Body(words, "media", (Attachment(_KIND_BY_WORD.get(match["kind"], "document"), match["file"]),))
    match = _WORD_FILE.match(text)
    if match is None or fold_phrase(match["word"]) not in phrases.ATTACHED_WORDS:
        return None
    return with_caption(match["file"], match["caption"])


def omitted_text(text: str) -> Body | None:
    """A placeholder in a file that lost its marks: the whole text, or behind the title of a document."""
    plain = text.removeprefix("<").removesuffix(">")
    if kind := phrases.OMITTED.get(fold_phrase(plain)):
        return omitted_body("", kind, LRM)
    if fold_phrase(plain) in phrases.OMITTED_MEDIA and plain != text:
        return Body("", "media", (Attachment("media"),))
    match = _TITLED.match(text)
    if match and phrases.OMITTED.get(fold_phrase(match["phrase"])) == "document":
        return Body("", "media", (Attachment("document", match["file"]),))
    return _captioned(text)


def _captioned(text: str) -> Body | None:
    """A caption with the placeholder of its file behind it; one of few letters may be the end of a sentence."""
    words = text.rsplit(" ", _MOST_WORDS)
    for count in range(2, min(len(words), _MOST_WORDS + 1)):
        phrase = " ".join(words[-count:])
        if len(phrase) >= _FEWEST_LETTERS and (kind := phrases.OMITTED.get(fold_phrase(phrase))):
            return Body(text[: -len(phrase) - 1], "media", (Attachment(kind),))
    return None


def left_out(kind: str, caption: str) -> Body:
    """Android's placeholder with what stands below it: the name of a document, else words."""
    if match := _DOCUMENT.match(caption):
        kind = attachment_kind(match["file"]) if kind == "media" else kind
        return Body(match["caption"] or "", "media", (Attachment(kind, match["file"]),))
    return Body(caption, "media", (Attachment(kind),))


def titled(text: str) -> Body | None:
    """A document whose file is not even mentioned: its title and how many pages it has."""
    match = _PAGES.match(text)
    return Body("", "media", (Attachment("document", match["file"]),)) if match else None


def with_caption(name: str, caption: str | None) -> Body:
    kind = attachment_kind(name)
    if caption and (match := _DOCUMENT.match(caption)):
        caption = match["caption"]
    return Body(caption or "", "contact" if kind == "contact" else "media", (Attachment(kind, name),))
