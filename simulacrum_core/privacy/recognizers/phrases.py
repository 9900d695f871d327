"""Words that tell what stands beside them, in a dozen languages: passwords, codes, and what is not one."""

from __future__ import annotations

from .later import later


def any_of(words: str) -> str:
    """A pattern of one of the words, which are themselves patterns, each in a line of its own or after `|`."""
    return "|".join(word for line in words.strip().splitlines() for word in line.strip().split(" | "))


# Words after which a plain word can be the password.
PASSWORD = any_of(
    r"""
    \w{0,20}pass ?words? | \w{0,12}passwd(?=\s?[:=]) | (?:wifi)?pw | pwd | passphrase | pass ?code
    \w{0,20}passwor[dt]e?s? | \w{0,10}kennwort | wachtwoord | lösenord(?:et)? | adgangskode | salasana | has[łl](?:o|a|em)(?: to)?
    mots? de passe | mdp | phrase secrète
    contraseña | frase secreta
    senha | palavra[- ]passe
    psw | parola d['’]ordine | parola segreta
    (?:secret|code|magic|safe|pick-?up)[- ]?words? | codewort | geheimwort | zauberwort | losungswort | mots? (?:magique|secret|de code|convenu)
    palabra (?:secreta|clave|mágica|magica) | palavra (?:secreta|combinada|mágica|chave) | parola magica | codewoord | geheime? woord | toverwoord
    кодов(?:ое|ым|ого)(?: слов\w)? | секретное слово
    парол[ьяюе]м? | [şs]ifre(?:si|m|n|miz|niz|ler|leri)?
    """
)
# Words that mean other things as well; after them only what looks like a password is one.
PERHAPS = any_of(
    r"""
    pass | пасс | contra(?=\s?:|\s(?:de|del|es)\b) | parola(?:sı|m|n|mız|nız)? | unlocks? with | (?:unlocked|opens) with | pass[- ]word | login is
     (?:code|codice|código|код) (?:du |del |do |de |от )?(?:wi-?fi|wlan|вайфая?) | (?:wi-?fi|wlan|network|security)[ -]key | wlan[- ]?schlüssel | netzwerkschlüssel
    clé(?=\s?:) | (?:the|wifi) key(?=\s?:|\sis) | schlüssel(?=\s?:|\s(?:ist|lautet)) | chave(?=\s?:) | chiave(?=\s?:) | ключ(?=\s?:)
    clé (?:du |de |wpa )?wi-?fi | clé wpa | clave | chiave (?:del )?wi-?fi | chave (?:do )?wi-?fi | фраза | login data
    """
)
LOGIN = any_of(
    r"""
    log ?in | logins? | user(?:name)? | creds | credentials | zugang(?:sdaten)? | anmeldung | identifiants? | usuario | usuário
    utente | giriş | kullanıcı | логин\w{0,3} | доступ | wi-?fi | wlan | вайфай
    """
)
COPULA = any_of(
    r"""
    is | was | are | 's | ist | war | lautet | lautete | heißt | heisst | est | c['’]est | était | es | era | é | è
    это | был | are | jest | är | is: | será | sería | sarà | wäre | serait | would be | literally | basically | einfach
    """
)
ADVERB = any_of(
    r"""
    now | still | just | actually | currently | always | jetzt | immer | noch | nun | aktuell | immer noch | maintenant
    toujours | ahora | siempre | todavía | agora | sempre | ainda | ora | adesso | ancora | теперь | такой | сейчас | nur | glaub ich | glaube ich | i think | i believe | je crois | creo | acho | credo | думаю | chyba
    """
)
# What people say of a password instead of telling it.
NO_VALUE = frozenset(
    """
    wrong correct right incorrect invalid weak strong safe secure secret required necessary missing gone lost forgotten
    different same new old long short easy hard stupid silly unknown empty blank written there here below above fine okay
    good great bad broken always never somewhere everywhere anywhere nothing something everything anything yours mine
    theirs sensitive terrible awful horrible useless important mandatory optional ready available simple complex private
    public default admin again yesterday today tomorrow either though please thanks sorry about inside outside online
    offline attached underneath under useful nonsense pending impossible possible crazy funny ridiculous obvious visible
    hidden taken set setup given known shown sent kept made done found chosen policy token shell fridge router problem issue question answer secure enough personal universal
    falsch richtig korrekt kurz lang einfach gleich gleiche anders neu weg dort unten oben geheim sicher unsicher schwach
    stark ungültig gültig notwendig nötig schlecht leer unbekannt bekannt irgendwo nirgends wichtig dasselbe selbe
    schwierig kompliziert sichtbar fertig kaputt drin drauf dabei egal blöd doof schwer leicht hinten vorne nicht keines
    incorrect correct faux fausse bonne mauvais mauvaise invalide valide simple court courte long longue nouveau ancien
    différent secret obligatoire même pareil ailleurs partout nulle vide faible dessous dessus dedans facile difficile
    incorrecta correcta incorrecto correcto mala buena nueva vieja larga corta segura insegura débil fuerte misma igual
    diferente distinta secreta obligatoria fácil difícil aquí abajo arriba siempre vacía inválida válida otra
    certa errada fraca forte nova velha longa curta mesma secreta segura aqui ali embaixo vazia inválida outra
    corretta giusta debole nuova vecchia lunga corta stessa diversa segreta sicura vuota obbligatoria qui sotto sopra
    semplice valida invalida altra
    tajne tajny złe dobre krótkie długie słabe silne nowe stare inne łatwe trudne poprawne nieprawidłowe błędne niepoprawne
    yanlış doğru zayıf güçlü farklı gizli kolay kısacık uzunca hatalı geçersiz
    geheim fout verkeerd zwak sterk nieuw anders makkelijk moeilijk vergeten veilig onveilig ongeldig
    секретный секретная тайный неверный неправильный правильный верный другой прежний слабый сильный короткий длинный простой сложный новый старый
    неверен верен тоже здесь внизу нужен забыт потом
    """.split()
)
ENDINGS = later(r"(?:ed|ing|ete?n|iert|lich|bar|é|ée|ada|ida|ado|ido|ata|uta|ita|ato|ый|ий|ой|ая|ен|ан|ено|ано)$")

CODE = any_of(
    r"""
    codes? | passcode | otp | totp | puk | 2fa | mfa | cvv2? | cvc2? | m?tan | sms-?tan | (?<!des\s)pins? | pin (?:number|no|nr) | pin-?code | pin-?nummer
    kod(?:u|um|un|umuz|unuz|y|em)? | \w{0,20}code | geheimzahl | digicode | código | códigos | codice | codici | кода? | коды | пин | пин-?код | cvv-?код
    one[- ]time password | clave de un solo uso | clave dinámica | token code | hasło jednorazowe
    einmal(?:passwort|kennwort) | zahlencode | codigo | combination | combo | zahlenkombination | combinaison | combinación
    prüf(?:ziffer|nummer) | kartenprüfnummer | cryptogramme | combinação | combinazione | комбинаци\w | kombinacja | şifre(?:si)? | digits
    """
)
PARTICIPLE = later(r"(?:ab|an|auf|aus|be|ein|ent|er|ge|hinter|um|unter|ver|weg|zer|zu|zurück)\w{3,16}(?:en|t)")
# Things with a lock of digits: a number right after them is the code.
LOCK = any_of(
    r"""
    (?:front |back |main |garage |side )?doors? | gate | garage | alarm | lock ?box | key ?(?:safe|box) | buzz(?:er)? | padlock | safe
    entry | keypad | tür | haustür | tor | türcode | schlüssel(?:box|tresor|safe) | tresor | alarmanlage | hoftor
    porte | portail | portillon | alarme | coffre | boîte à clés | puerta | portal | portón | alarma | candado
    portão | porta | cadeado | portone | cancello | allarme | lucchetto | домофон\w{0,2} | подъезд\w{0,2} | сейф\w{0,2}
    калитк\w{1,2} | двер\w{1,2} | (?:bike |bicycle )?lock | cadenas | antivol | (?:\w{1,12})?schloss | замо?к\w? | kłódk[aię] | kilit | kilidi
    bram[aye] | furtk[aię] | klatk[aię] | domofon\w? | kapı(?:sı|nın)? | apartman | sejf\w? | caja fuerte | cassaforte | cofre | kasa | storage unit
    """
)
NO_CODE_BEFORE = any_of(
    r"""
    error | exit | status | http | zip | postal | area | country | dial(?:l?ing)? | dress | promo | discount | coupon
    voucher | gift | source | bar | qr | morse | product | colou?r | tax | sort | swift | unicode | airport | course | hex
    indirim | kampanya | kupon | hediye | rabatow\w | promocyjn\w | промо | скидочн\w{2} | descuento | sconto | desconto
    fehler | gutschein | rabatt | vorwahl | strich | post | farb | erreur | ошибки
    """
)
NO_CODE_AFTER = any_of(
    r"""
    review | postal | promo | erreur | de (?:erro|error|barras?|la route|descuento|desconto) | a barre | fiscale | errore
    sconto | ошибки | региона | товара | города | of conduct | régional | civil | penal | pénal | napol\w{1,9} | source | error
    réduction | couleur | cor | postale | barre | freeze
    """
)
UNITS = any_of(
    r"""
    lines? | euros? | eur | dollars? | usd | gbp | pounds? | bucks | steps? | people | points? | times | years? | days? | hours?
    minutes? | min | mins | seconds? | km | m | cm | kg | g | meters? | metres? | miles? | feet | ft | px | mm | kb | mb | ms | tb | go | mo | followers | fps | hz | mhz | ghz | kw | watt | grad | degrees | gb | words? | pages?
    uhr | meter | jahre?n? | tage?n? | minuten | stunden | zeilen | leute | mal | stück | prozent | schritte | punkte
    lignes? | ans | jours? | heures? | minutes | mètres? | fois | points | pas | líneas | años | días | horas | minutos | metros
    veces | puntos | pasos | linhas | anos | dias | vezes | pontos | passos | righe | anni | giorni | ore | minuti | metri | volte
    punti | passi | рубл\w{0,20} | строк\w{0,20} | лет | дн\w{1,3} | час\w{0,20} | минут\w{0,20} | год\w{0,2} | метр\w{0,20} | раз | шаг\w{0,20} | очк\w{1,3} | % | € | \$ | £ | ₽ | руб
    """
)
# What else has a long number.
NUMBERED = any_of(
    r"""
    order | tracking | invoice | ticket | parcel | ref | reference | case | id | isbn | ean | epoch | timestamp | serial
    routing | sort | blz | version | account | iban | customer | lat | lon | barcode | bestell\w{0,20} | auftrag\w{0,20} | rechnung\w{0,20} | sendung\w{0,20}
    strichcode | konto\w{0,20} | kunden\w{0,20} | réf | commande | colis | facture | pedido | factura | env[ií]o | código | barras
    encomenda | fatura | fiscal | nota | ordine | spedizione | fattura | codice | barre | заказ\w{0,20} | трек\w{0,20} | сч[её]т
    штрихкод | инн | снилс | dossier | sinistre | contrat | cliente?s? | membre | member | plz | postleitzahl | zip | código postal | code postal | cap | kod pocztowy | индекс | zamówieni\w | sipariş
    """
)
