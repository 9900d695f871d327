"""What mail programs write in many languages above answers and above mail that is sent on."""

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
_SUBJECT = _any(
    "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|tárgy|subiect|тема|konu|θέμα"
    "|относно|perihal|chủ đề|主题|主旨|件名|제목|נושא|الموضوع|موضوع|assumpte|teema|tēma|tema|zadeva|subjek|เรื่อง|ชื่อเรื่อง|विषय|বিষয়"
)
HEAD_SUBJECT = re.compile(_FIELD.format(words=_SUBJECT, value=".{0,2000}"), re.IGNORECASE)
HEAD_WHEN = re.compile(_FIELD.format(words=_WHEN, value=r".{0,60}\d.{0,100}"), re.IGNORECASE)

_WROTE = _any(
    "wrote|writes|schrieb|schrieb am|hat geschrieben|a écrit|escribió|escreveu|ha scritto|schreef|skrev|kirjoitti"
    "|napisał|napisał(a)|napisała|pisze|napsal|napsal(a)|napísal|napísal(a)|írta|a scris|пишет|написал|написал(а)|написала"
    "|пише|написав|yazdı|şunu yazdı|şunları yazdı|έγραψε|написа|je napisao|je napisala|je napisal|va escriure|đã viết"
    "|menulis|写道|寫道|님이 작성|작성|כתב|כתבה|מאת|كتب"
)
ATTRIBUTION = re.compile(rf".{{0,300}}{_WROTE}(?=[\W\d]|\Z).{{0,120}}", re.IGNORECASE | re.DOTALL)
"""A line that says who wrote what follows; it also has a date or an address, and ends in a colon."""
