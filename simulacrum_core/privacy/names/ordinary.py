"""Names that are words as well: they count as a name only where they are written like one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BARE = str.maketrans("łøđıςё", "lodiσе")


def plain(word: str) -> str:
    """A word as it is compared: small, its Latin and Greek letters without marks."""
    return _plain(word) if len(word) < _LONG else _bare(word)


def _bare(word: str) -> str:
    low = unicodedata.normalize("NFC", word).casefold()
    if low.isascii() or not _MARKED.search(low):
        return low.translate(_BARE) if not low.isascii() else low
    return "".join(map(_unmarked, low)).translate(_BARE)


_plain = lru_cache(1 << 15)(_bare)
_LONG = 40
_MARKED = re.compile(r"[\u00c0-\u024f\u0370-\u03ff\u1e00-\u1fff\u0300-\u036f]")


def _unmarked(letter: str) -> str:
    """Without what stands over or under it; a letter of another script stays."""
    if not _MARKED.match(letter):
        return letter
    return "".join(sign for sign in unicodedata.normalize("NFD", letter) if not unicodedata.combining(sign))


# English, German, French, Spanish, Portuguese, Italian, Russian.
WORDS = frozenset(
    plain(word)
    for word in """
    will mark may hope rose grace joy faith art bill rich frank jack penny summer sky dawn eve ivy lily daisy ruby pat
    rob sue drew dean chase hunter mason carter christian angel miles chip don gene guy iris jay jade josh lance nick
    olive page pearl ray reed sandy skip stone terry violet wade ward woody april june august autumn amber crystal
    destiny harmony melody patience prudence mercy charity constance felicity joyce rusty dusty rocky buddy sonny junior
    king prince duke earl baron bishop abbot young long short strong black white brown green gray grey gold silver cook
    baker smith taylor miller fisher potter wood hill lake rivers brook banks fields park parks bush marsh moore bell ball
    church hall house street day knight page price sharp small little best good love power case cash cole colt dale ford
    glen grant heath holly hazel ginger jasmine robin jean max dick rod trace
    win van dot al ed art lee major
    ernst heide wolf stern lang klein groß jung alt kurz winter sommer herbst frost koch bäcker schneider müller fischer
    weber engel vogel könig herzog graf mai bach berg wald baum stein kaiser richter schmidt wagner bauer jäger schäfer
    zimmermann kaufmann hoffmann fuchs hase hahn hirsch löwe bär adler falke amsel blume rose linde birke kern krone horn
    braun schwarz weiß roth rot fromm froh ehrlich treu licht mond glück freund vater bruder fink kohl pfeffer salz brand
    sturm nagel hammer schild kraft macht mut will nur viola erika
    pierre claire blanche marguerite aimé constant olivier clément juste victoire fleur petit grand blanc noir roux rousseau
    mars avril content désiré france marin océane cerise églantine
    sol luz mar paz pilar dolores rosa consuelo esperanza victoria ángel cruz domingo león milagros remedios soledad mercedes
    blanca clara estrella flor nieves rocío alba aurora pastor moreno rubio calvo delgado bravo reyes campos torres flores
    linda leite costa rocha pinto coelho pereira oliveira silva branca
    bianca chiara serena gioia felice fiore bruno marina vera rocco grazia speranza stella perla gemma celeste franco onesto
    russo rossi bianchi ferrari conti leone gatti
    вера надежда любовь роза лев роман слава мир майя лилия света злата марта мороз волк кузнец мельник
    amour aimée espoir ange chance désirée lapin loup renard nick jordan umut deniz can ömer barış yıldız
    lies wolle lenz lore mine hein nate biene bine else ede radi isa lina mona sole reme puri mundo neto vale geli
    char hal mo sally molly sol ginger randy polly pip dot bee sunny sand mat rem del titi fan ron ton toon pim els cor tin mon
    kai björn sten remis vitória
    kit alexa lenny mania hala ula wera seba pati majka line cat nori nana toto olive espe chico pan rita sandy
    серый тема дрон поля галка ромашка тома соня рус светик маня лана сева влада гога гарик
    bella mila pepe mel chuck wills mike ted pip flo dom lex beat peppe pino мила рома ася basti toni willis
    """.split()
)
MONTHS = frozenset(
    plain(word)
    for word in "may april june august mai mars avril april august märz marzo abril марта jan jun jul".split()
)
# In front of a name in a contact list, and no name of one person.
TITLES = frozenset(
    """
    mr mrs ms miss dr prof sir madam mum mom mam mama mummy mommy dad daddy papa pa ma grandma grandpa granny nana gran aunt
    auntie uncle cousin sister brother herr frau mutti vati oma opa tante onkel bruder schwester maman mamie papi papy tata
    tonton oncle mme mlle monsieur madame señor señora don doña tía tío abuela abuelo mamá papá mãe pai tia tio vó vô avó avô
    senhor senhora signor signora zia zio nonna nonno мама папа баба бабушка дед дедушка тётя тетя дядя мам пап the der die das
    work office home uni mobile handy neu new old alt von van de da di del la le el al bin ibn und and y e et
    group gruppe team
    """.split()
)
DETERMINERS = re.compile(
    r"(?:^|\s)(?:a|an|the|this|that|my|your|his|her|our|their|every|no|some|any|der|die|das|ein|eine|einen|einem|einer|eines|dem"
    r"|den|des|kein|keine|keinen|im|am|zum|zur|vom|beim|mein\w{0,2}|dein\w{0,2}|sein\w{0,2}|ihr\w{0,2}|unser\w{0,2}|diese\w?"
    r"|jede\w?|viel|le|la|les|un|une|des|du|el|los|las|una|o|os|as|um|uma|il|lo|gli)\s$",
    re.IGNORECASE,
)
MONTH_BEFORE = re.compile(
    r"(?:^|\s)(?:in|since|until|till|by|of|last|next|this|early|late|mid|from|to|before|after|and|or|im|seit|bis|ab|ende|anfang"
    r"|mitte|en|depuis|fin|début|de|desde|hasta|em|a|da|in|с|до|\d{1,4}(?:st|nd|rd|th|\.)?)\s$|[-–/]$",
    re.IGNORECASE,
)
START = re.compile(r"(?:^|[.!?…:;\n\"“„«(\[]\s{0,4}|^\W{1,24})$")
# What follows a name at the start of a sentence and hardly any other word: an address, a possessive, a verb in the third person.
NAMED_AFTER = re.compile(
    r"(?:['’](?:\w{1,4}\b|(?=\s))|[,!?:]| (?:is|was|has|had|said|says|told|came|went|and i|and me|wants|wanted|thinks|thought|knows|just|sent|paid"
    r"|gave|brought|got|took|made|left|needs|likes|loves|asked|wrote|replied|comes|goes|sings|won't|didn't|doesn't|isn't|wasn't"
    r"|ist|war|hat|sagt|sagte|kommt|kam|meint|bringt|geht|ging|macht|schickt|wei[sß]s?|und ich|est|était|dit|vient|arrive|a dit"
    r"|es|era|dice|dijo|viene|ya|no viene|llega|llegó|quiere|tiene|é|disse|vem|chegou|quer|è|dice|viene|arriva|ha detto"
    r"|сказал|сказала|пришёл|пришла|говорит|geldi|gitti|dedi|nerede|geliyor|diyor|przyszła|mówi)\b|\s{0,16}$)",
    re.IGNORECASE,
)


TITLED = re.compile(
    r"(?:^|[^\w])(?:mr|mrs|ms|miss|mx|dr|prof(?:essor)?|sir|madam|herrn?|frau|fr|hr|st|m|mme|mlle|sra?|srta|do[nñ]a?|sig|sig\.?ra|dott|pan|pani|pana|pane|paní|bey|hanım|sayın|господин|госпожа|senhora?|señora?|signora?"
    r"|monsieur|madame|mademoiselle|doktor|доктор|пан|пані|κύριος|κυρία|κύριε|herra|rouva|meneer|mevrouw|úr|bay|bayan)\.?\s$",
    re.IGNORECASE,
)
# Two letters with dots that are hardly anybody's initials.
ABBREVIATIONS = frozenset(
    "am pm us uk eu un la ny dc sf ps ad bc ce nb tv dj cv id it pc cd md ba ma bs ms vs ok eg ie op cf ca zb ua uu dh so va vl no"
    " nr st mr rt pt sr sa sc pa po pp qv rv ra vm hp hr km kg tk to те тд тп др ср гг вв".split()
)
# Somebody does this: no word that is like a name does.
DOES = re.compile(
    r" (?:said|says|told|texted|called|wants|thinks|thought|knows|asked|replied|wrote|sagt|sagte|meint|meinte|schreibt|fragt|dit|pense|dice|dijo|disse|сказал|сказала)\b",
    re.IGNORECASE,
)


def is_month(text: str, start: int, end: int) -> bool:
    """Whether a month is meant, by what stands around it."""
    before, after = text[max(0, start - 24) : start], text[end : end + 16]
    return plain(text[start:end]) in MONTHS and bool(MONTH_BEFORE.search(before) or re.match(r"\.?\s?\d|[-–/]", after))


def is_meant(text: str, start: int, end: int) -> bool:
    """Whether an ordinary word at this place is a name: capitalized, no month, behind no article, and not only
    because a sentence starts there."""
    word = text[start:end]
    before, after = text[max(0, start - 24) : start], text[end : end + 16]
    begins = (start <= 24 and not before.strip()) or START.search(before) is not None
    if TITLED.search(before) and (start > 2 or not begins):
        return True
    if not word[:1].isupper() or (word.isupper() and len(word) > 1):
        return begins and word.islower() and DOES.match(after) is not None
    if is_month(text, start, end):
        return False
    if before[-1:].isspace() and before[-2:-1].isdigit():
        return False
    if before[-1:] == "-" and before[-2:-1].isalpha():
        return False
    if DETERMINERS.search(before) and not (before.endswith((" a ", "\na ")) and plain(word[0]) in "aeiou"):
        return False
    if begins:
        return (NAMED_AFTER.match(after) or DOES.match(after)) is not None
    return True
