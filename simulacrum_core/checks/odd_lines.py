"""Lines that people do not write: markup, tags of templates, control characters, headers of mails."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

_TAGS = (
    "div span table tbody thead tr td th script style link meta p br hr img figure figcaption section article header"
    " footer nav ul ol li dl dt dd h1 h2 h3 h4 h5 h6 blockquote iframe pre code mark aside details summary sup sub font"
    " center html body head form input button label svg path video audio source embed object"
)
_MARKUP = re.compile(
    rf"\s{{0,20}}(?:</?(?:{_TAGS.replace(' ', '|')})(?:\s[^<>\n]{{0,400}})?/?>"
    r"|</?(?:en|o|w|v|m|wp|lj|ac|ri|xsl)[:-][\w-]{1,40}[^<>\n]{0,400}>"
    r"|<!--|<\?xml|<!DOCTYPE|<!\[CDATA\[|\{\\rtf\d)",
    re.I,
)
"""What a line of markup begins with."""
_ATTRIBUTE = re.compile(r"<[a-z][a-z0-9]{0,20}\s{1,9}[a-z-]{1,30}=[\"'][^\"'<>\n]{0,2000}[\"']|<br ?/?>|</p>", re.I)
_ENTITY = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|apos|shy|ndash|mdash|hellip|[lr][sd]quo|#\d{2,5}|#x[0-9a-f]{2,5});", re.I
)
_BBCODE = re.compile(r"\[/(?:quote|url|img|color|size|font|b|i|u|s|code|list|spoiler|center)\]|\[(?:quote|url)=", re.I)
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{1,400}\)|!\[\[[^\[\]\n]{1,300}\]\]")
_LATEX = re.compile(r"\\(?:begin|end|usepackage|documentclass|includegraphics|cite|label|ref|footnote)\b[\[{]")
_TEMPLATE = re.compile(
    r"<%[^%\n]{0,200}%>|\{\{[^{}\n]{1,200}\}\}|\{%[^%{}\n]{1,200}%\}|\$\{[\w.]{1,60}\}|%%[^%\n]{1,200}%%"
    r"|\[/?[a-z][a-z0-9_-]{1,30}(?: [a-z][a-z_-]{0,30}=\"[^\"\n]{0,100}\"){1,9} ?/?\]"
    r"|\[/(?:caption|gallery|audio|video|embed|playlist|[a-z]{1,20}_[a-z_]{1,30})\]|\[[a-z]{1,20}_[a-z_]{1,30}\]"
    r"|\[\[_?TOC_?\]\]|\*\|[A-Z_:]{2,40}\|\*|%[A-Z]{2,20}(?:_[A-Z]{1,20}){1,4}%"
)
_PROGRAM = re.compile(
    r"\s{0,9}(?:#\+[A-Z_a-z]{3,40}:|#\+(?:begin|end)_\w{2,20}\b|:(?:PROPERTIES|LOGBOOK|END):\s*$|%% ?kanban)"
)
CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ue000-\uf8fe\ufdd0-\ufdef\ufffd-\uffff\U000f0000-\U0010ffff]"
)
"""Characters that no keyboard has; Apple's own sign (U+F8FF) has a key."""
_SUBJECT = re.compile(
    r"\*{0,2}(?:Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp|Ämne|Emne|Assunto|Temat|Předmět|Predmet|Aihe|Tárgy"
    r"|Konu|Subiect|Тема|Θέμα|件名|主题|主旨|제목|الموضوع|נושא)\s?[:：]\*{0,2}\s?\S"
)
_SENDER = re.compile(
    r"\*{0,2}(?:(?P<from>From|Von|Från|Fra|От|Gönderen|差出人|发件人)|To|Cc|Bcc|An|De|À|Para|Da|Van|Aan|Till|Til|Od|Do"
    r"|Komu|Кому|Kime|宛先|收件人)\s?[:：]\*{0,2}\s?(?P<who>.{1,120})"
)
_SENT_AT = re.compile(
    r"\*{0,2}(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Fecha|Inviato|Data|Verzonden|Skickat|Sendt|Dato|Дата)\s?:\*{0,2}\s"
    r".{0,40}\d{1,2}[:.h]\d\d"
)
_PERSON = re.compile(r"[^\W\d_][\w.'’-]{0,30}(?: [^\W\d_][\w.'’-]{0,30}){0,3}")
_QUOTED, _QUOTED_TIGHT = re.compile(r"\s{0,3}>(?:\s?>){0,9}(?:\s|\Z)"), re.compile(r"\s{0,3}>+[^\W\d_]")
_CODE_SIGN = re.compile(
    r"\b(?:function|return|var|let|const|typeof|void|null|this)\b|=>|&&|\|\||[!=]==?|\)\{|;\}|\}\(|\)[;,.]|\]\.|\+\+"
    r"|[\w)]\{[\w-]{1,30}:|;[\w-]{1,30}:|\w=[\w\"']"
)
_CODE_BODY = re.compile(r"[\w)>\]]\{|=>|\bfunction\s?[\w(]")
_SIGNS = re.compile(r"[<\[{%$*&\\]|#\+|:[A-Z]{3}")
"""What stands in every line of markup and of templates."""
_MAILISH = re.compile(r"\s{0,9}[\w=-]{1,3}")
_MAIL = re.compile(
    r"\s{0,9}(?:Message-ID: ?<|MIME-Version: ?\d"
    r"|Content-(?:Type|Transfer-Encoding|Disposition): ?[\w/-]{3,40}(?:;|\s*$)"
    r"|Received: from |X-[A-Z][\w-]{2,40}: "
    r"|(?:From|To|Cc|Von|An|De|À|Para|Da|A|Van|Aan|Från|Fra|Til): [^<>\n]{0,200}<[^@<>\s]{1,100}@[^<>\s]{1,200}>)"
)
_ANSWER = re.compile(
    r"\s{0,9}(?:On|Am|Le|El|Op|Em|Il|Den|Dnia|W dniu|Den|Pe) .{0,60}\d.{0,200}(?:wrote|schrieb.{0,80}|a écrit|escribió"
    r"|schreef.{0,80}|escreveu|ha scritto|skrev.{0,80}|napisał(?:\(a\)|a)?|kirjoitti)\s?:\s*$"
)
FIELD = re.compile(
    r"\s{0,9}\*{0,2}(?:From|Von|De|Da|Van|Från|Fra|Sent|Gesendet|Envoyé|Enviado|Inviato|Verzonden|Skickat|Sendt|To|An|À|Para|A"
    r"|Aan|Till|Til|Cc|Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp|Ämne|Emne|Assunto|Date|Datum|Fecha|Data|Dato)"
    r"\s?:\*{0,2}\s"
)
_FORWARDED = re.compile(
    r"\s{0,9}(?:[-_=]{3,20}\s?(?:Original|Forwarded|Ursprüngliche|Weitergeleitete|Message|Mensaje|Messaggio|Doorgestuurd"
    r"|Oorspronkelijk|Vidarebefordrat|Mensagem)\b.{0,40}[-_=]{3,20}|Begin forwarded message:)\s*$",
    re.I,
)


def odd_kinds(line: str, words: str) -> Iterator[str]:
    """What a line looks like that nobody writes by hand; `words` is what stands in it behind a name, or all of it."""
    if _SIGNS.search(line):
        if _is_markup(line, words):
            yield "markup"
        if _TEMPLATE.search(line) or _PROGRAM.match(words) or _PROGRAM.match(line):
            yield "template"
    # What stands for bytes that are no text can be printed.
    if (not line.isprintable() or "\ufffd" in line) and CONTROL.search(line):
        yield "control"
    if is_mail(words) or (words is not line and is_mail(line)):
        yield "mail"


def _is_markup(line: str, words: str) -> bool:
    if "<" in line and (_MARKUP.match(words) or _MARKUP.match(line) or _ATTRIBUTE.search(line)):
        return True
    if "[" in line and (_BBCODE.search(line) or _PICTURE.search(line)):
        return True
    if "\\" in line and (_MARKUP.match(words) or _LATEX.search(line)):
        return True
    return "&" in line and _ENTITY.search(line) is not None


def mail_heads(lines: Sequence[str]) -> int:
    """How often three lines in a row look like fields of a mail, such as `Von:`, `An:` and `Betreff:`."""
    runs = groupby(lines, key=lambda line: ":" in line[:20] and FIELD.match(line) is not None)
    return sum(is_field and sum(1 for _ in run) > 2 for is_field, run in runs)


def is_mail_field(line: str, *, is_text: bool) -> bool:
    """Whether the first line of a text is one field of a mail: a subject, a person as its sender, a time.

    People say when they are free in talks, so that a time is a field in a text only.
    """
    line = line.strip()[:300]
    if _SUBJECT.match(line) or (is_text and _SENT_AT.match(line)):
        return True
    sender = _SENDER.fullmatch(line)
    if sender is None:
        return False
    who = sender["who"].strip(" *<>")
    if "@" in who or _PERSON.fullmatch(who) is None:
        return "@" in who
    names = who.split()
    return (len(names) > 1 or (is_text and bool(sender["from"]))) and all(name[0] == name[0].upper() for name in names)


def quoted_blocks(lines: Iterable[str], *, is_text: bool) -> int:
    """How many runs of three lines and more are quoted behind a `>`; in talks there is a blank behind it."""

    def is_quoted(line: str) -> bool:
        return ">" in line[:4] and bool(_QUOTED.match(line) or (is_text and _QUOTED_TIGHT.match(line)))

    return sum(quoted and sum(1 for _ in run) > 2 for quoted, run in groupby(lines, key=is_quoted))


def is_minified(line: str) -> bool:
    """Whether a line is a short program or style sheet without blanks."""
    if not 30 <= len(line) <= 4000 or not line.isascii() or "http" in line[:8]:
        return False
    if line.count(" ") * 9 > len(line) or _CODE_BODY.search(line) is None:
        return False
    return len(_CODE_SIGN.findall(line)) * 20 >= min(len(line), 100) and "}" in line


def is_mail(line: str) -> bool:
    """Whether a line is the header of a mail, or begins what somebody else wrote in one."""
    if not _MAILISH.match(line):
        return False
    line = line[:600]
    return (_MAIL.match(line) or _ANSWER.match(line) or _FORWARDED.match(line)) is not None
