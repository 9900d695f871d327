"""What LaTeX writes for letters and signs: accents, ligatures, dashes, quotation marks, shorthands of babel."""

from __future__ import annotations

import re
import unicodedata

ACCENTS = dict(
    zip("`'^~\"=.uvHcdbkrt", map(chr, (*range(0x300, 0x304), 0x308, 0x304, 0x307, 0x306, 0x30C, 0x30B, 0x327, 0x323, 0x331, 0x328, 0x30A, 0x361)), strict=True)
)  # fmt: skip
"""Combining signs by the command that puts them on the letter behind it."""
SIGNS = {
    "ss": "ß", "SS": "ẞ", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å", "AA": "Å",
    "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶",
    "dots": "…", "ldots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—", "LaTeX": "LaTeX", "LaTeXe": "LaTeX2e",
    "TeX": "TeX", "BibTeX": "BibTeX", "XeTeX": "XeTeX", "euro": "€", "texteuro": "€", "EUR": "€", "pounds": "£", "textsterling": "£",
    "copyright": "©", "textcopyright": "©", "textregistered": "®", "texttrademark": "™", "textdegree": "°", "degree": "°",
    "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textbar": "|", "textless": "<", "textgreater": ">",
    "textunderscore": "_", "textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘", "textquoteright": "’",
    "quotedblbase": "„", "quotesinglbase": "‚", "glqq": "„", "grqq": "“", "glq": "‚", "grq": "‘", "flqq": "«", "frqq": "»", "flq": "‹",
    "frq": "›", "guillemotleft": "«", "guillemotright": "»", "guillemetleft": "«", "guillemetright": "»", "guilsinglleft": "‹",
    "guilsinglright": "›", "og": "« ", "fg": " »", "lq": "‘", "rq": "’", "dag": "†", "ddag": "‡", "textbullet": "•", "quad": " ",
    "qquad": " ", "space": " ", "enspace": " ", "thinspace": " ", "nobreakspace": " ", "textquotesingle": "'", "slash": "/",
    "textdollar": "$", "textpercent": "%", "textperthousand": "‰", "numero": "№", "No": "№", "nodate": "", "today": "", "and": ", ",
    "textexclamdown": "¡", "textquestiondown": "¿", "ordfeminine": "ª", "ordmasculine": "º", "newline": "\n",
    "linebreak": "\n", "hfill": " ", "break": "\n", "tabularnewline": "\n", "&": "&", "%": "%", "$": "$", "#": "#", "_": "_",
    "{": "{", "}": "}", " ": " ", "\n": " ", "\t": " ", ",": " ", ";": " ", ":": " ", "!": "", "-": "", "/": "", "@": "", "\\": "\n",
}  # fmt: skip
"""Text by commands without an argument."""
_LIGATURES = re.compile(r"---|--|``|''|,,|<<|>>|!`|\?`|`|~")
_LIGATED = {
    "---": "—", "--": "–", "``": "“", "''": "”", ",,": "„", "<<": "«", ">>": "»", "!`": "¡", "?`": "¿", "`": "‘", "~": " ",
}  # fmt: skip
_GERMAN = re.compile(r"\"([aouAOUeEiIsSzZ`'<>=~|\"-])")
_SHARP = {"s": "ß", "z": "ß", "S": "SS", "Z": "SZ", "`": "„", "'": "“", "<": "«", ">": "»", "=": "-", "~": "-"}


def accented(accent: str, letter: str) -> str:
    """A letter with the accent of a command; without a letter nothing."""
    letter = {"ı": "i", "ȷ": "j"}.get(letter[:1], letter[:1]) + letter[1:]
    return unicodedata.normalize("NFC", letter[:1] + ACCENTS[accent]) + letter[1:] if letter else ""


def read_signs(text: str, *, german: bool) -> str:
    """Plain text of LaTeX as it is set."""
    if german and '"' in text:
        text = _GERMAN.sub(_shorthand, text)
    return _LIGATURES.sub(lambda match: _LIGATED[match[0]], text)


def _shorthand(match: re.Match[str]) -> str:
    sign = match[1]
    return accented('"', sign) if sign in "aouAOUeEiI" else _SHARP.get(sign, "")
