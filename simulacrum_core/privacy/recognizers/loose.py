"""Candidates without a form of their own: plain words, sentences that are passwords, and numbers of two digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .later import later
from .nearby import trimmed
from .passwords import SURE
from .word_table import END, START, any_beginning

LONGEST_LINE = 2000
"""Characters of a line that are looked at."""
WORD = re.compile(r"\S{1,48}")
# Beside these a plain word may be a password: wherever they stand in a word, and as a word of their own.
TOPICS = (
    "passw paswo passc wifi wi-fi wlan netz network internet netflix disney hulu spotify prime roblox steam xbox minecraft login"
    " laptop router tablet ipad icloud gmail cloud account konto kennwort zugang contraseña clave cuenta usuario senha utilizador"
    " wachtwoord inlog hasło hasla hasł парол вайфа логин сети şifre sifre parola hesap giriş كلمة باسورد رمز الرقم الواي"
    " وايفاي النت الشبكة شاهد حساب पासवर्ड वाईफाई वाई 密码 口令 网络 登录 账号 帐号 无线 utente server dazn magister codewo code-wo secret zauberwort losungs magique palabra palavra слово слову кодов słow 暗号"
    " pronote eokul edevlet youtube instagram insta tiktok twitch whatsapp telegram планшет ноут комп dysk usb festplatte rar 压缩包 解压 登陆 摄像头 تابلت لابتوب سيرفر टैबलेट लैपटॉप パスワ パスコ ワイファイ ルーター ルータ ログイン アカウント ネトフリ アマプラ ネットフリ 暗証 暗号化キ 合言葉 サーバ"
).split()
TOPIC_WORDS = (
    "pass pw net hbo log mdp mot box conta red ww siec sieć sieci konta сеть вход ağ ağın rete nas root user users admin zoom wi नेट पास lan"
).split()
TOPIC = re.compile(rf"{any_beginning(TOPICS)}|{START}{any_beginning(TOPIC_WORDS)}{END}")
# Words inside a line: long ones, and those behind a colon; among letters of another script any that is written in Latin.
TOLD = later(
    r"(?<![\w.@/'-])(?P<word>[^\W\d_]{10,31}|(?<=: )[^\W\d_]{5,31}|(?<=[^\x00-\u024f] )[a-z]{4,31}(?=[ ,.!]|$))(?![\w@/'’-]|\.\w)"
)
# Words of Latin letters in a row there.
AMONG = later(r"(?<=[^\x00-\u024f] )[A-Za-z]{2,16}(?: [A-Za-z\d]{1,16}){1,5}(?![\w@])")
SEGMENT = re.compile(r"[^,;:.!?()\[\]\"“”„«»—،؛؟]{1,80}")
# Beside these a sentence may be one: what it is called, and that it has blanks.
SENTENCE = later(
    r"phrase|sentence|(?<!\w)satz|frase|wachtzin|(?<!\w)zin(?!\w)|zdani[ea]|fraz[aęy]|фраз|cümle|جملة|عبارة|वाक्य|一句话|空格|フレーズ"
    r"|(?<!\w)spaces?(?!\w)|leerzeichen|espaces?(?!\w)|espacios?|espaços?|(?<!\w)spazi|spaties|spacj|пробел|boşluk|مسافات|स्पेस|スペース"
)
# Where such a sentence begins or ends.
CUT = later(
    r"(?<!\w)(?:(?:all |alles |tout |todo |tutto |tudo |wszystko )?(?:with|mit|avec|con|com|met|ze|с|با|مع) (?:the )?(?:spaces?|leerzeichen|espaces?|espacios?|espaços?|(?:gli )?spazi|spaties|spacjami|пробелами)"
    r"|is|ist|heißt|lautet|it['’]?s|that['’]?s|thats|its|das ist|est|c['’]est|es|è|é|essa é|esta é|jest|to|это|dit is|(?:boşluklu|مسافات|space ke saath|है|hai))(?!\w)"
)
# Beside these two digits may be a part of a code: of which piece one speaks, and that there are several.
PIECE = later(
    r"(?<!\w)(?:first|last|starts?|begins?|ends?|half|digits?|numbers?|then|ersten?|letzten?|ziffern?|zahl(?:en)?|vorne|hinten|début|commence|suite|finit|fin|chiffres?"
    r"|premiers?|derniers?|empieza|termina|acaba|sigue|cifras?|n[uú]meros?|primer[oa]s?|[uú]ltim[oa]s|prim[ei]|ultim[ei]|cifre|inizia|finisce|numeri|começa|depois|d[ií]gitos?"
    r"|primeir[oa]s?|eerste|laatste|stuk|cijfers?|begint|eindigt|tweede|zaczyna|kończy|cyfr[ya]|pierwsz[ea]|ostatni[ea]|potem|начин\w{1,5}|конч\w{1,6}|перв\w{2,3}|последн\w{2,3}"
    r"|цифр\w{0,2}|потом|ilk|son|rakam\w{0,4}|hane\w{0,3}|sonra|أول|اول|آخر|اخر|رقم\w{0,3}|ارقام|أرقام|بعدين|pehl[ae]|aakhri|akhri|ank|digit|पहल[ाे]|आखिरी|अंक|फिर"
    r"|code|kod|кода?|codice|código|codigo)(?!\w)|前[两三]?位|后[两三]?位|開頭|开头|最后|然后|最初|最後|桁"
)
SMALL = later(
    r"(?<![\w.,:/+#№°-])\d{2}(?![\w:/%°€$£₽-]|[.,]\d| ?(?:km|kg|h|min|uhr|am|pm|%|€|\$|£|元|块|点|円|時|分)(?!\w))"
)
# How a user or a network is called stands behind these.
USER = later(
    r"(?<!\w)(?:user(?:name)?(?:[ -]?id)?|log ?in|benutzer(?:name)?|nutzer(?:name)?|identifiant|utilisateur|usuario|usuári[oa]|utente|gebruiker(?:snaam)?|kullanıcı(?: adı)?|логин"
    r"|юзер|пользовател\w{1,3}|(?:ال)?يوزر|اسم المستخدم|यूज़र(?:नेम)?|यूजर(?:नेम)?|用户名?|账号|帐号|ユーザー名?)[\s:=]{1,3}(?:(?:name|naam|is|ist|est|es|é|è|to|है|是|は) )?$"
)
NETWORK = later(
    r"(?<!\w)(?:ssid|wi-?fi name|network (?:name|ka naam|called)|नेटवर्क का नाम|(?:netzwerk|wlan) heißt|(?:réseau|wi-?fi) s'appelle|red se llama|rede (?:se )?chama|rete si chiama"
    r"|\w{0,8}netwerk heet|sieć nazywa się|(?:сеть|вайфай)(?: \w{1,8}){0,2} называется|ağın? adı|网叫|网络 ?叫|网名)[\s:=]{1,3}(?:(?:is|ist|est|es|è|é|है|hai) )?$"
)
SECRET = re.compile("密码|口令|باس|كلم[ةه]|पासवर्ड|パス|wachtw|ww |kode")
NAMES = later(NETWORK.pattern[:-1])
BARE = re.compile(r"\W{0,3}\d{1,4}\W{0,3}")
SHORT, FEW, MOST_SMALL, FEW_LETTERS, BEFORE, AFTER = 48, 4, 4, 60, 40, 80


def may_answer(text: str) -> bool:
    """Whether a message is a few words, of which one could be a password."""
    return 4 < len(text) <= SHORT and len(text.split()) <= FEW


def plain_words(line: str) -> Iterator[tuple[int, int, str]]:
    """What could be a password that is a word or several: all of a short line, its last word, what marks part from others."""
    words = list(WORD.finditer(line[:LONGEST_LINE]))
    if not words:
        return
    whole = trimmed(line, words[0].start(), words[-1].end())
    last = trimmed(line, *words[-1].span())
    if may_answer(line):
        yield *whole, "W" if len(words) == 1 else "V"
    if not 1 < len(words) <= 3 * FEW:
        return
    if last[1] - last[0] > FEW:
        yield *last, "W"
    for match in TOLD.finditer(line):
        yield *match.span("word"), "W"
    for match in SEGMENT.finditer(line):
        start, end = _bare(line, *match.span())
        if FEW <= end - start <= SHORT and line[start:end].isalpha():
            yield start, end, "W"
    if not line.isascii():
        for match in AMONG.finditer(line):
            yield *match.span(), "V"


def sentences(line: str, low: str) -> Iterator[tuple[int, int, str]]:
    """What could be a password of several words where one is spoken of."""
    if len(low) > 3 * SHORT or not SENTENCE.search(low):
        return
    for match in SEGMENT.finditer(low):
        start = match.start()
        for cut in (*CUT.finditer(low, match.start(), match.end()), None):
            first, last = _bare(line, start, cut.start() if cut else match.end())
            if 1 < len(line[first:last].split()) <= 2 * FEW:
                yield first, last, "V"
            start = cut.end() if cut else start


def is_name(low: str, start: int, end: int) -> bool:
    """Whether it is what a network is called, or a user whose password follows."""
    before = low[max(0, start - BEFORE) : start]
    is_network = NETWORK.search(before) or NAMES.match(low, start, end)
    if not is_network and not USER.search(before):
        return False
    # "the password of the network called …" may be followed by either.
    has_behind = SURE.search(low, end, end + AFTER) or SECRET.search(low, end, end + AFTER)
    return not (SURE.search(before) or SECRET.search(before)) and bool(is_network or has_behind)


def small(line: str, near: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Numbers of two digits that could be a part of a code, by the line and those around it, in small letters."""
    found = [match.span() for match in SMALL.finditer(line)] if len(line) <= FEW_LETTERS else []
    if not 0 < len(found) <= MOST_SMALL:
        return
    if PIECE.search(line) or any(PIECE.search(text[-SHORT:]) or BARE.fullmatch(text) for text in near):
        yield from ((start, end, "s") for start, end in found)


def _bare(line: str, start: int, end: int) -> tuple[int, int]:
    while start < end and line[start] in " '’\"":
        start += 1
    while start < end and line[end - 1] in " '’\"":
        end -= 1
    return start, end
