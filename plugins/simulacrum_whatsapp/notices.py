"""Lines that WhatsApp writes into a chat by itself, by fragments of their wording in many languages.

A fragment alone proves nothing: people write such words, too. It decides where something else already speaks for a line
of the app's own: a mark before it, or a name in front that nobody bears.
"""

from __future__ import annotations

from .marks import unmarked
from .phrases import fold_phrase

# What a chat begins with: that it is encrypted from end to end.
_ENCRYPTED = """
end-to-end encrypted|end-to-end encryption|ende-zu-ende-verschlüssel|de bout en bout|de extremo a extremo
d'extrem a extrem|crittografati end-to-end|crittografia end-to-end|ponto a ponto|de ponta a ponta
end-to-end versleuteld|end-to-end-versleutel|uçtan uca şifre|сквозным шифрованием|сквозного шифрования
наскрізним шифруванням|наскрізного шифрування|szyfrowane end-to-end|szyfrowaniem end-to-end|w pełni szyfrowane
całkowicie szyfrowane|koncovým šifrov|end-to-end šifrov|végpontok köz|criptate integral|criptate end-to-end
criptare integrală|end-to-end-krypter|totalsträckskrypter|slutpunkt till slutpunkt|fra ende til anden
end-to-end krypter|ende-til-ende-krypter|päästä päähän|täysin salat|από άκρο σε άκρο|διατερματικ|מקצה לקצה
تمامًا بين الطرفين|التشفير التام|مشفرة تمامًا|رمزگذاری سرتاسر|سرتاسر رمز|اینڈ ٹو اینڈ|एंड-टू-एंड|এন্ড-টু-এন্ড
એન્ડ-ટુ-એન્ડ|ਸਿਰੇ-ਤੋਂ-ਸਿਰੇ|முழு மறையாக்க|จากต้นทางถึงปลายทาง|mã hóa đầu cuối|secara end-to-end|hujung ke hujung
エンドツーエンド|종단간 암호화|종단 간 암호화|엔드 투 엔드|端到端加密|端对端加密|端對端加密|點對點加密
от край до край|од крај до крај|s kraja na kraj|od konca do konca|otspunktkrüpt|pilnīgi šifrē|ištisin
skaj-më-skaj|skaj më skaj|başdan-başa|boshdan-oxir|mwisho hadi mwisho|end-tot-end
"""

# What happens in a chat: groups, members, names, timers, security codes.
_EVENTS = """
created group|created this group|created the group|added you|you added|was added|were added|joined using
joined via|joined from|changed the subject|changed the group|changed this group|changed the settings
changed their phone number|security code|message timer|disappearing messages|you blocked|you unblocked
pinned a message|now an admin|an admin|requested to join|turned on|turned off|this business|business account
tap to |is a contact|this chat|this group|community|hat die gruppe|hast die gruppe|diese gruppe|dich hinzugefügt
hinzugefügt|entfernt|den betreff|der gruppe|gruppenbild|gruppenbeschreibung|sicherheitsnummer
selbstlöschende nachrichten|blockiert|tippe, um|telefonnummer|jetzt admin|a créé le groupe|avez créé|ce groupe
du groupe|le groupe|vous a ajouté|a ajouté|a été ajouté|code de sécurité|messages éphémères|a retiré|a rejoint
appuyez pour|bloqué|numéro de téléphone|creó el grupo|creó este grupo|creaste el grupo|este grupo|del grupo
el grupo|te añadió|te agregó|añadió a|agregó a|se unió|código de seguridad|mensajes temporales|eliminó a
toca para|bloqueaste|número de teléfono|ha creato il gruppo|hai creato|questo gruppo|del gruppo|il gruppo
ti ha aggiunto|ha aggiunto|ha rimosso|codice di sicurezza|messaggi effimeri|tocca per|hai bloccato
numero di telefono|criou o grupo|criou este grupo|deste grupo|do grupo|o grupo|adicionou|removeu|entrou usando
código de segurança|mensagens temporárias|toque para|bloqueou|número de telefone|heeft de groep|deze groep
de groep|heeft je toegevoegd|toegevoegd|verwijderd|beveiligingscode|verdwijnende berichten|het onderwerp
tik voor|geblokkeerd|telefoonnummer|grubu oluşturdu|bu grubun|bu grubu|grup ad|grup açıklama|grup simge
sizi ekledi|kişisini ekledi|ekledi|ayrıldı|çıkardı|katıldı|güvenlik kodu|süreli mesaj|engellediniz|dokunun
telefon numara|создал|создала|этой группы|группу|группы|добавил|добавила|удалил|удалила|присоединил
код безопасности|исчезающие сообщения|заблокировали|нажмите|сменил номер|вышел|вышла|створив|створила|групу
групи|додав|додала|видалив|видалила|приєдна|код безпеки|зникаючі|заблокували|торкніться|залишив|залишила
utworzył|tę grupę|tej grupy|grupę|grupy|dodał|usunął|usunęła|dołączył|kod zabezpieczeń|znikające|zablokowa
dotknij|opuścił|vytvořil|skupinu|skupiny|přidal|odebral|připojil|bezpečnostní kód|mizející|zablokova|klepn
opustil|skapade gruppen|gruppen|gruppnamnet|gruppens|lade till|tog bort|gick med|säkerhetskod|försvinnande
blockera|tryck för|lämnade|oprettede gruppen|gruppenavn|tilføjede|fjernede|sluttede sig|sikkerhedskode|forsvind
blokere|tryk for|forlod|opprettet gruppen|la til|ble med|sikkerhetskode|forsvinn|trykk for|forlot|loi ryhmän
ryhmän|lisäsi|poisti|liittyi|turvakoodi|katoavat|esti|lue lisää napauttamalla|poistui|létrehozta|csoport
hozzáadott|hozzáadta|eltávolított|csatlakozott|biztonsági kód|eltűnő|letiltott|koppints|kilépett|a creat grupul
grupul|grupului|v-a adăugat|a adăugat|a eliminat|s-a alăturat|cod de securitate|mesaje temporare|atingeți
a ieșit|δημιούργησε|ομάδα|ομάδας|πρόσθεσε|αφαίρεσε|συμμετ|κωδικός ασφαλείας|εξαφαν|αποκλείσ|πατήστε|αποχώρησε
יצר|הקבוצה|הוסיף|הוסיפה|הסיר|הצטרף|קוד האבטחה|נעלמות|חסמת|יש להקיש|עזב|أنشأ|المجموعة|أضاف|أضافك|أزال|انضم
رمز الأمان|الرسائل المختفية|حظرت|انقر|غادر|تمت إضافة|قام|گروه را|گروه|اضافه کرد|حذف کرد|پیوست|کد امنیتی
پیام‌های ناپدید|مسدود|ترک کرد|ग्रुप|समूह|जोड़ा|हटाया|सुरक्षा कोड|गायब होने|ब्लॉक|टैप|membuat grup|grup ini|grup
menambahkan|mengeluarkan|bergabung|kode keamanan|pesan sementara|memblokir|ketuk|keluar|mencipta kumpulan
kumpulan|menambah|menyertai|kod keselamatan|mesej hilang|menyekat|グループ|追加しました|削除しました
参加しました|セキュリティコード|消えるメッセージ|ブロック|タップ|退出|그룹|추가했|내보냈|참여|보안 코드
사라지는 메시지|차단|탭하|나갔|创建了|群组|添加了|移除了|加入|安全码|安全代码|限时消息|拉黑|点击|此群|建立了
群組|新增了|安全碼|安全性代碼|限時訊息|封鎖|點按|退出了|đã tạo nhóm|nhóm|đã thêm|đã xóa|đã tham gia|mã bảo mật
tin nhắn tự hủy|đã chặn|nhấn để|đã rời|สร้างกลุ่ม|กลุ่ม|เพิ่ม|ลบ|เข้าร่วม|รหัสความปลอดภัย|ข้อความที่ลบ|บล็อก|แตะ
ออกจาก
"""

# What its people do, said of somebody by name: common words, which tell it only behind the name of the line's author.
_DEEDS = """
added|left|removed|joined|changed|created|pinned|started a|reset|requested|geändert|verlassen|erstellt|hinzugefügt
a changé|a modifié|a quitté|est parti|a épinglé|cambió|salió|añadió|agregó|eliminó|fijó|mudou|alterou|saiu|fixou
ha cambiato|ha modificato|ha abbandonato|è uscit|ha fissato|değiştir|oluştur|sabitle|изменил|покинул|закрепил|змінив
zmieni|przypię|gewijzigd|verlaten|vastgezet|ändrade|ændrede|endret|muutti|změnil|zmenil|módosított|a schimbat|a ieșit
άλλαξε|שינה|עזב|غيّر|غير|غادر|تغيير|تغییر|बदल|छोड़|कर दिया|बनाया|mengubah|keluar|menukar|作成|変更|追加|退出
변경|만들|나갔|改为|改為|变更|變更|创建|建立|移除|đã đổi|đã thay|เปลี่ยน
"""

# What WhatsApp calls whoever made the export, where a name stands elsewhere.
_YOU = """
you|du|sie|vous|tú|tu|você|usted|jij|je|u|siz|sen|вы|ты|ви|ty|vy|pan/pani|dig|deg|sinä|te|ön|dumneavoastră|εσείς
εσύ|אתה|את|أنت|شما|आप|আপনি|તમે|anda|kamu|あなた|나|당신|你|您|bạn|คุณ|nǐ|вие|vostè|jy|wewe|ikaw
"""


def _cells(table: str) -> tuple[str, ...]:
    return tuple(cell.strip("\r\n") for line in table.strip("\n").split("\n") for cell in line.casefold().split("|"))


_ENCRYPTED_PARTS, _EVENT_PARTS = _cells(_ENCRYPTED), _cells(_EVENTS)
_DEED_PARTS = _cells(_DEEDS)
YOU = frozenset(_cells(_YOU))


def tells_encryption(text: str) -> bool:
    """Whether a text reads as the notice that a chat is encrypted: a statement, in WhatsApp's words."""
    if not 20 <= len(text) <= 600 or "?" in text or "\n" in text:
        return False
    folded = unmarked(text).casefold()
    return any(part in folded for part in _ENCRYPTED_PARTS)


def tells_event(text: str) -> bool:
    """Whether a text holds words that WhatsApp uses for what happens in a chat."""
    folded = f"{fold_phrase(text)} "
    return len(text) <= 600 and any(part in folded for part in _EVENT_PARTS)


def tells_deed(text: str, name: str) -> bool:
    """Whether a line under a name begins with that name and tells what its bearer did in the chat."""
    rest = text[len(name) :]
    if not name or not text.startswith(name) or not rest or "\n" in text or (rest[0].isascii() and rest[0].isalnum()):
        return False
    folded = rest.casefold()
    return len(text) <= 600 and (tells_event(rest) or any(part in folded for part in _DEED_PARTS))


def is_you(name: str) -> bool:
    """Whether a name is WhatsApp's word for whoever made the export."""
    return unmarked(name).strip().casefold() in YOU
