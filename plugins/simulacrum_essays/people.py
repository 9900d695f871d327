"""Names of authors as files tell them, without those of programs and of computers."""

from __future__ import annotations

import re

_NOBODY = re.compile(
    r"(?:windows|microsoft|office|mac|ms|default|local|your|the)?[ _-]*(?:user|owner|admin|administrator|author"
    r"|office|guest|root|me)\d*"
    r"|unknown.*|\(?(?:anonymous|unspecified|unknown)\)?|n/?a|none|null|untitled.*|un-named|python-docx|docx"
    r"|word|pc|hp|dell|acer|asus|lenovo|apple"
    r"|(?:microsoft|libre|open)[ .]?(?:office|word)?.*|calibre.*|pandoc.*|latex.*|tex|pages|openai|chatgpt|\W*"
    r"|(?:www\.|https?:).*"
    r"|desktop-\w+|laptop-\w+|google docs.*"
    r"|(?:students?|pupils?|sch[uü]ler|family|familie|home)(?:[ _-]?(?:\d+|pc|laptop|user|id|account)){0,3}"
    r"|scanner|scan|canon.*|epson.*|adobe.*|quartz.*|author name",
    re.IGNORECASE,
)

_ORGANIZATION = re.compile(
    r"\b(?:school|schule|\w*gymnasium|university|universit\w{1,4}|universidad|universidade|college|coll[eè]ge|lyc[eé]e"
    r"|[eé]cole|escuela|escola|liceo|scuola|academy|akademie|institut\w{0,3}|hochschule|campus|department|dept"
    r"|library|libraries|district|county|council|ministry|company|gmbh|inc|ltd|llc|plc|corp\w{0,9}|s\.a|foundation"
    r"|government|museum|hospital|clinic)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+")


def person(name: str | None) -> str | None:
    """A name as it stands, None for what is none: `Windows User`, an address, a program, a school."""
    name = " ".join((name or "").split())
    name = re.sub(r"\A(?:by|von|par)\s+(?=\S)", "", name, flags=re.IGNORECASE)
    return None if not name or len(name) > 100 or _NOBODY.fullmatch(name) or _ORGANIZATION.search(name) else name


def is_same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: the same words, some of them, or a login made of them."""
    first, second = ([word.casefold() for word in _WORDS.findall(name.partition("@")[0])] for name in (one, other))
    if not first or not second:
        return False
    return (
        set(first) <= set(second) or set(second) <= set(first) or _is_login(first, second) or _is_login(second, first)
    )


def _is_login(login: list[str], name: list[str]) -> bool:
    """Whether a word is made of the parts of a name: `alind`, `adal`, `adalind`, `lindada`, `al`."""
    if len(login) != 1 or len(name) < 2:
        return False
    first, last = name[0], name[-1]
    made = (first[0] + last, first + last[0], first + last, last + first, last + first[0])
    return login[0] in (*made, "".join(word[0] for word in name))


_LINK = re.compile(r"\[\[([^\[\]|\n]{1,200})(?:\|([^\[\]\n]{1,200}))?\]\]")
_MAIL = re.compile(r"[<(\[]?(?:mailto:)?(?<![\w.+-])([\w.+-]{1,64}+@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5})[>)\]]?")
_BETWEEN = re.compile(r" ?[,;&/+] ?| (?:and|und|et|y|e|og|och|en|with) ", re.IGNORECASE)


def author_names(told: str) -> tuple[str, tuple[str, ...]]:
    """A name as a text tells it, without marks of links and addresses, and other words for the author.

    Of several authors, each one's name is such a word: the text is theirs together.
    """
    links, mails = list(_LINK.finditer(told)), _MAIL.findall(told)
    name = _LINK.sub(lambda match: match[1].rpartition("/")[2].strip(), told)
    name = " ".join(_MAIL.sub("", name).split()) or next(iter(mails), "")
    parts = [part for part in _BETWEEN.split(name) if part]
    words = [*(parts if len(parts) > 1 else []), *(match[2].strip() for match in links if match[2]), *mails]
    return name, tuple(word for word in dict.fromkeys(words) if word != name)
