"""What mail programs write in many languages: below mail, in subjects, and as names of folders."""

from __future__ import annotations

import re


def _any(words: str) -> str:
    """A pattern of words that are parted by `|`, without case or kind of blank."""
    return "(?:" + "|".join(r"[ \u00a0]?".join(map(re.escape, word.split())) for word in words.split("|")) + ")"


_DEVICES = _any(
    "iphone|ipad|ios|ipod|apple watch|android|samsung|galaxy|huawei|xiaomi|redmi|oneplus|pixel|nokia|lumia|windows phone"
    "|windows mail|mail for windows|mail für windows|blackberry|htc|sony|xperia|motorola|smartphone|mobiltelefon|handy"
    "|outlook|protonmail|proton mail|yahoo mail|yahoo|gmx|web.de|k-9 mail|k-9|thunderbird mobile|fairemail|aquamail"
    "|bluemail|mailbird|mailspring|spark|superhuman|airmail|tutanota|tuta|hey.com|gmail mobile|mobile|móvil|mobil|cellulare"
    "|telefon|téléphone|teléfono|iphonu|iphona|android gerät|zoho mail"
)
_SENT = _any(
    "sent from|sent via|sent with|sent using|sent by|get outlook for|get yahoo mail|gesendet|verschickt|geschickt|holen sie sich|envoyé|envoyée|télécharger|téléchargez|obtener|enviado|enviada|enviat|obter"
    "|inviato|scarica|ottieni|verstuurd|verzonden|skickat|skickades|hämta|sendt|hent|lähetetty|wysłane|wysłano|odesláno"
    "|odoslané|küldve|trimis|отправлено|надіслано|скачать|gönderildi|στάλθηκε|изпратено|poslano|dikirim|gửi từ|发自|發自|从我的"
    "|傳送|发送|送信|보냄|보냈습니다|נשלח|أرسلت|أُرسلت|تم الإرسال|ارسال شده|đã gửi từ|ส่งจาก|भेजा गया|išsiųsta|nosūtīts"
    "|saadetud|descarga outlook|pobierz aplikację|pobierz outlook|android downloaden|ios downloaden"
)
_OF_MY = _any("von meinem|von meiner|vom|von|從我的|从我的|मेरे")
_THIS = _any(
    "this message|this email|this e-mail|this mail|diese nachricht|diese e-mail|diese mail|ce message|ce mail|cet email"
    "|este mensaje|este correo|esta mensagem|questo messaggio|questa mail|dit bericht|deze mail|det här meddelandet"
    "|denne besked|denne meldingen|ta wiadomość|tato zpráva|это письмо|это сообщение|나의|내|我的"
)
DEVICE = re.compile(
    rf"[ \t<*_]{{0,4}}(?:{_SENT}(?![a-z])[^\n?]{{0,60}}?{_DEVICES}|(?:{_OF_MY}[ \u00a0])?{_DEVICES}[^\n?]{{0,30}}?{_SENT}(?![a-z])"
    rf"|{_THIS}[^\n?]{{0,60}}?{_DEVICES}[^\n?]{{0,40}}?{_SENT}|{_THIS}[^\n?]{{0,30}}?{_SENT}(?![a-z])[^\n?]{{0,60}}?{_DEVICES})"
    r"[^\n?]{0,60}",
    re.IGNORECASE,
)
VALEDICTION = re.compile(r"[^\n]{1,40}[,!.~]|\W{0,4}")

_SENT_FOLDER = _any(
    "sent|sent mail|sent items|sent messages|gesendet|gesendete objekte|gesendete elemente|gesendete nachrichten"
    "|messages envoyés|éléments envoyés|envoyés|enviados|elementos enviados|itens enviados|mensajes enviados|e-mails enviados"
    "|inviati|posta inviata|elementi inviati|verzonden|verzonden items|verzonden berichten|skickat|skickade objekt|sendt"
    "|sendte|sendt post|sendte elementer|lähetetyt|lähetetyt viestit|wysłane|elementy wysłane|odeslané|odeslaná pošta"
    "|odoslané|elküldött|elküldött elemek|elküldött levelek|trimise|отправленные|надіслані|gönderilmiş|gönderilmiş postalar|gönderilenler"
    "|απεσταλμένα|изпратени|poslano|poslane|terkirim|thư đã gửi|已发送|已发送邮件|寄件備份|寄件匣|送信済み|送信済みメール|보낸편지함|보낸 편지함"
    "|נשלח|דואר שנשלח|البريد المرسل|المرسلة"
)
_TRASH_FOLDER = _any(
    "trash|deleted items|deleted messages|deleted|bin|papierkorb|gelöscht|gelöschte objekte|gelöschte elemente|corbeille"
    "|éléments supprimés|papelera|elementos eliminados|lixeira|itens excluídos|lixo|cestino|posta eliminata|prullenbak"
    "|verwijderde items|papperskorg|papperskorgen|borttagna objekt|papirkurv|slettede elementer|roskakori|poistetut|kosz"
    "|elementy usunięte|koš|kôš|kuka|törölt elemek|coș de gunoi|корзина|удаленные|кошик|çöp kutusu|çöp|κάδος απορριμμάτων|кошче"
    "|smeće|sampah|thùng rác|已删除邮件|已删除|垃圾桶|已刪除的郵件|ゴミ箱|휴지통|אשפה|المهملات|سلة المهملات"
)
_SPAM_FOLDER = _any(
    "spam|junk|junk e-mail|junk email|bulk mail|unerwünscht|junk-e-mail|indésirables|courrier indésirable|correo no deseado|lixo eletrônico"
    "|posta indesiderata|ongewenste e-mail|skräppost|søppelpost|uønsket post|roskaposti|wiadomości-śmieci|nevyžádaná pošta|spamy"
    "|levélszemét|спам|нежелательная почта|istenmeyen posta|gereksiz|ανεπιθύμητα|thư rác|垃圾邮件|垃圾郵件|迷惑メール|스팸|ספאם|الرسائل غير المرغوب فيها"
)
_DRAFT_FOLDER = _any(
    "drafts|draft|entwürfe|entwurf|brouillons|brouillon|borradores|rascunhos|bozze|concepten|utkast|kladder|luonnokset"
    "|wersje robocze|szkice|koncepty|piszkozatok|ciorne|mesaje nefinalizate|черновики|чернетки|taslaklar|πρόχειρα|чернови|skice|draf"
    "|thư nháp|草稿|草稿箱|下書き|임시보관함|임시 보관함|טיוטות|المسودات"
)
FOLDERS = {
    "sent": re.compile(_SENT_FOLDER, re.IGNORECASE),
    "trash": re.compile(_TRASH_FOLDER, re.IGNORECASE),
    "spam": re.compile(_SPAM_FOLDER, re.IGNORECASE),
    "drafts": re.compile(_DRAFT_FOLDER, re.IGNORECASE),
}

ANSWERED = re.compile(
    r"(?:re|aw|sv|antw|odp|rif|vs|res|ré|ynt|回复|回覆|答复|答覆|RE：)(?:\[\d{1,3}\])?[ \t]?[:：][ \t]*", re.IGNORECASE
)
SENT_ON = re.compile(
    r"(?:fwd?|wg|tr|rv|enc|i|doorst|vb|vl|vs|pd|továbbítás|пер|転送|转发|轉寄)[ \t]?[:：][ \t]*", re.IGNORECASE
)
AUTOMATIC_SUBJECT = re.compile(
    r"(?:automatic reply|auto(?:matische)?[ -]?(?:reply|antwort|response)|automatische antwort|abwesenheitsnotiz|out of (?:the )?office"
    r"|réponse automatique|respuesta automática|resposta automática|risposta automatica|automatisch antwoord|autosvar|automaattinen vastaus"
    r"|automatyczna odpowiedź|automatická odpověď|автоответ|otomatik yanıt|自动回复|自動回覆|自動返信|undeliver|delivery status notification"
    r"|mail delivery failed|returned mail|unzustellbar|failure notice)",
    re.IGNORECASE,
)
READ_SUBJECT = re.compile(
    r"(?:read|gelesen|lu|leído|leido|letto|lido|gelezen|läst|lest|læst|luettu|przeczytano|прочитано|okundu|已读)[ \t]?[:：]",
    re.IGNORECASE,
)
READ_RECEIPT = re.compile(
    r"was read on|has been read|read receipt|this is a (?:return )?receipt|wurde (?:am|gelesen)|lesebestätigung|empfangsbestätigung"
    r"|a été lu|accusé de|fue leído|acuse de recibo|è stato letto|conferma di lettura|foi lida|confirmação de leitura"
    r"|is gelezen|leesbevestiging|lästes|läskvitto|ble lest|blev læst|przeczytan|прочитано|okundu|已阅读",
    re.IGNORECASE,
)
"""What programs write in a mail that says that another one was read; a person may call a mail `Read: this book`."""
