"""What mail programs write in many languages: above answers and forwarded mail, below mail, and as names of folders."""

from __future__ import annotations

import re


def _any(words: str) -> str:
    """A pattern of words that are parted by `|`, without case or kind of blank."""
    return "(?:" + "|".join(r"[ \u00a0]?".join(map(re.escape, word.split())) for word in words.split("|")) + ")"


_ORIGINAL = _any(
    "original message|ursprüngliche nachricht|originalnachricht|ursprungliche nachricht|message d'origine|message original"
    "|message initial|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht"
    "|originalmeddelande|ursprungligt meddelande|oprindelig meddelelse|original meddelelse|opprinnelig melding"
    "|original melding|alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość|původní zpráva|pôvodná správa"
    "|eredeti üzenet|mesaj original|исходное сообщение|оригінальне повідомлення|вихідне повідомлення|orijinal ileti"
    "|orijinal mesaj|αρχικό μήνυμα|оригинално съобщение|izvorna poruka|originalna poruka|izvirno sporočilo"
    "|missatge original|tin nhắn gốc|pesan asli|原始邮件|原始郵件|元のメッセージ|원본 메시지|원본 메일|הודעה מקורית|الرسالة الأصلية"
    "|reply message|antwort nachricht|message de réponse|回复的原邮件|回复邮件"
)
_FORWARDED = _any(
    "forwarded message|weitergeleitete nachricht|message transféré|message transmis|mensaje reenviado"
    "|mensagem encaminhada|mensagem reencaminhada|messaggio inoltrato|doorgestuurd bericht|vidarebefordrat meddelande"
    "|vidarebefordrat mejl|videresendt meddelelse|videresendt besked|videresendt melding|välitetty viesti"
    "|edelleenlähetetty viesti|wiadomość przekazana|przekazana wiadomość|přeposlaná zpráva|preposlaná správa"
    "|továbbított üzenet|mesaj redirecționat|mesaj transmis|пересылаемое сообщение|пересланное сообщение"
    "|переслане повідомлення|yönlendirilen mesaj|iletilen mesaj|iletilmiş mesaj|προωθημένο μήνυμα"
    "|препратено съобщение|proslijeđena poruka|prosleđena poruka|posredovano sporočilo|missatge reenviat"
    "|chuyển tiếp tin nhắn|pesan terusan|转发的邮件|轉寄郵件|转发邮件|転送メッセージ|전달된 메시지|전달된 메일|הודעה שהועברה|رسالة معاد توجيهها"
)
_BEGIN_FORWARDED = _any(
    "begin forwarded message|anfang der weitergeleiteten nachricht|début du message transféré|début du message réexpédié"
    "|inicio del mensaje reenviado|início da mensagem encaminhada|início da mensagem reencaminhada"
    "|inizio messaggio inoltrato|begin doorgestuurd bericht|vidarebefordrat brev|start på videresendt besked"
    "|videresendt melding|välitetty viesti alkaa|początek przekazywanej wiadomości|начало переадресованного сообщения"
    "|начало пересылаемого сообщения|iletilmiş mesajın başlangıcı|以下は、転送されたメッセージです|開始轉寄郵件|下面是被转发的邮件"
)
_RULE = r"[ \t>]*[-_=*–—]{2,60}[ \t]*"
ORIGINAL = re.compile(rf"{_RULE}{_ORIGINAL}[ \t:：]*[-_=*–—]{{0,60}}[ \t]*", re.IGNORECASE)
FORWARD = re.compile(
    rf"{_RULE}{_FORWARDED}[ \t:：]*[-_=*–—]{{0,60}}[ \t]*|[ \t>]*{_BEGIN_FORWARDED}[ \t]*[:：]?[ \t]*", re.IGNORECASE
)

_FROM = _any(
    "from|von|de|da|van|från|fra|lähettäjä|od|nadawca|feladó|expeditor|de la|от|від|kimden|gönderen|από|от|šalje"
    "|pošiljatelj|dari|từ|发件人|寄件者|寄件人|差出人|보낸 사람|보낸사람|מאת|من|المرسل|از|فرستنده|saatja|nuo|no|шаље|од|nga|frá|จาก|द्वारा|प्रेषक|থেকে|ад|від кого|от кого|daripada"
    "|送信者|寄件|nork"
)
_WHEN = _any(
    "sent|date|gesendet|datum|envoyé|date d'envoi|enviado|enviado el|enviada|enviada em|fecha|data|inviato|verzonden"
    "|skickat|sendt|dato|lähetetty|päivämäärä|wysłano|odesláno|odoslané|dátum|elküldve|trimis|отправлено|дата|надіслано"
    "|gönderildi|tarih|gönderme tarihi|ημερομηνία|στάλθηκε|изпратено|poslano|vreme|dikirim|tanggal|đã gửi|ngày|发送时间|发送日期|日期"
    "|寄件日期|傳送時間|送信日時|日付|보낸 날짜|날짜|보낸날짜|נשלח|תאריך|تاريخ الإرسال|التاريخ|تم الإرسال|أرسلت|أُرسلت|تاریخ ارسال|ارسال شده|تاریخ|enviat|enviat el|saadetud"
    "|kuupäev|išsiųsta|nosūtīts|послато|poslato|испратено|αποστολή|päiväys|küldve|küldés dátuma|terkirim|ngày gửi"
    "|gönderme|dihantar|ส่ง|ส่งเมื่อ|วันที่|भेजा गया|तारीख|পাঠানো হয়েছে|dërguar|адпраўлена|日時|보낸 시간|傳送日期|bidalia"
    "|enviado o|gestuur|data d'enviament"
)
_WHAT = _any(
    "to|subject|cc|an|betreff|kopie|à|objet|para|asunto|assunto|a|oggetto|aan|onderwerp|till|ämne|til|emne"
    "|vastaanottaja|aihe|do|temat|komu|předmět|predmet|címzett|tárgy|către|subiect|кому|тема|копия|копія|kime|konu"
    "|προς|θέμα|до|относно|za|kepada|perihal|tới|chủ đề|收件人|主题|收件者|主旨|宛先|件名|받는 사람|받는사람|제목|אל|נושא|إلى|الموضوع|reply-to"
    "|به|موضوع|per a|assumpte|tema|adressaat|saaja|teema|kam|tēma|прима|prima|коме|za|zadeva|đến|ke|subjek"
    "|ถึง|เรื่อง|ชื่อเรื่อง|प्रति|विषय|প্রতি|বিষয়|për|subjekti|каму|тэма|efni|nori|gaia"
)
_FIELD = r"[ \t>*_]{{0,8}}{words}[ \t\u00a0]?[*_]{{0,2}}[ \t]?[:：][*_]{{0,2}}[ \t\u00a0]*{value}"
HEAD_FROM = re.compile(_FIELD.format(words=_FROM, value=r".{0,400}\S.{0,400}"), re.IGNORECASE)
HEAD_OTHER = re.compile(_FIELD.format(words=f"(?:{_FROM}|{_WHEN}|{_WHAT})", value=".{0,2000}"), re.IGNORECASE)
HEAD_WHEN = re.compile(_FIELD.format(words=_WHEN, value=r".{0,60}\d.{0,100}"), re.IGNORECASE)

_WROTE = _any(
    "wrote|writes|schrieb|schrieb am|hat geschrieben|a écrit|escribió|escreveu|ha scritto|schreef|skrev|kirjoitti"
    "|napisał|napisał(a)|napisała|pisze|napsal|napsal(a)|napísal|napísal(a)|írta|a scris|пишет|написал|написал(а)|написала"
    "|пише|написав|yazdı|şunu yazdı|şunları yazdı|έγραψε|написа|je napisao|je napisala|je napisal|va escriure|đã viết"
    "|menulis|写道|寫道|님이 작성|작성|כתב|כתבה|מאת|كتب"
)
ATTRIBUTION = re.compile(rf".{{0,300}}{_WROTE}(?=[\W\d]|\Z).{{0,120}}", re.IGNORECASE | re.DOTALL)
"""A line that says who wrote what follows; it also has a date or an address, and ends in a colon."""

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
    r"|mail delivery failed|returned mail|unzustellbar|failure notice|read:|gelesen:)",
    re.IGNORECASE,
)
