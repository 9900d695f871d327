"""WhatsApp's own interface phrases in the languages of its phone apps, folded so that a message body can be looked up.

The strings are facts of the export format. Those without a remark stand in WhatsApp's string tables (Android about
2017 to 2020, iOS 22.24 of December 2022) or in exports; a remark marks what is younger or only likely. Body markers
are in FORMATS.md, section 1.6. In each table a language has one line, its code in the first six columns; a line that
starts with blanks goes on with the language above. Bars part phrases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

_FOLD: Mapping[int, str | None] = {
    **dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)),
    0x00A0: " ",
    0x202F: " ",
}


def _trim(phrase: str) -> str:
    """Drop outer blanks and one full stop at the end."""
    phrase = phrase.strip()
    return phrase[:-1].rstrip() if phrase.endswith((".", "。", "।")) else phrase


def fold_phrase(text: str) -> str:
    """Bring a text into the form of the keys: no case, no direction marks, plain blanks, no full stop at the end."""
    return _trim(text.translate(_FOLD).casefold())


def _rows(table: str) -> list[list[str]]:
    """Read a table into the cells of each language."""
    return [line[6:].split("|") for line in table.replace("\n      ", "|").splitlines()]


def _folded(cells: Iterable[str]) -> frozenset[str]:
    """Make keys of case-folded cells; semicolons part the words of one cell and a dash stands for a gap."""
    return frozenset(_trim(phrase) for cell in cells for phrase in cell.split(";")) - {"-"}


def _phrases(*tables: str) -> frozenset[str]:
    """Make keys of all cells; the tables are written without direction marks, so that folding the case is enough."""
    return _folded(chain.from_iterable(_rows("".join(tables).casefold())))


def _columns(table: str) -> list[frozenset[str]]:
    """Make keys of each column by itself."""
    return [_folded(column) for column in zip(*_rows(table.casefold()), strict=True)]


# iOS puts these in place of media that were left out, the last column for the picture of a product. Old exports and
# Android put some in angle brackets. WhatsApp for iOS does not speak bg: that line is only likely.
_KINDS = ("image", "video", "audio", "gif", "sticker", "document", "contact", "image")
_OMITTED = """\
en    image omitted | video omitted | audio omitted | GIF omitted | sticker omitted | document omitted
      Contact card omitted | product image omitted
ar    لم يتم إدراج الصورة | لم يتم إدراج الفيديوهات | لم يتم إدراج المقاطع الصوتية | لم يتم إدراج صورة GIF
      تم حذف الملصقات | لم يتم إدراج المستند | لم يتم إدراج بطاقة جهة اتصال | تم حذف صورة المنتج
bn    ইমেজ বাদ দেওয়া হয়েছে | ভিডিও বাদ দেওয়া হয়েছে | অডিও বাদ দেওয়া হয়েছে | জিআইএফ বাদ দেওয়া হয়েছে
      স্টিকার বাদ দেওয়া হয়েছে | ডকুমেন্ট বাদ দেওয়া হয়েছে | পরিচিতির কার্ড বাদ দেওয়া হয়েছে
      প্রোডাক্টের ইমেজ সরানো হয়েছে
ca    Imatge omesa | vídeo omès | Àudio omès | GIF omès | adhesiu omès | Document omès | Targeta de contacte omesa
      Imatge del producte omesa
cs    obrázek vynechán | video vynecháno | zvukový soubor vynechán | GIF vynechán | nálepka vynechána
      dokument vynechán | Vizitka vynechána | obrázek produktu byl vynechán
da    billede udeladt | video udeladt | lyd udeladt | GIF udeladt | klistermærke udeladt | dokument udeladt
      Kontaktkort udeladt | produktbillede udeladt
de    Bild weggelassen | Video weggelassen | Audio weggelassen | GIF weggelassen | Sticker weggelassen
      Dokument weggelassen | Kontaktkarte ausgelassen | Produktbild ausgelassen
el    εικόνα παραλείφθηκε | βίντεο παραλείφθηκε | ήχος παραλείφθηκε | Παράληψη GIF | αυτοκόλλητο παραλήφθηκε
      έγγραφο παραλείφθηκε | Η κάρτα επαφής παραλήφθηκε | παραλείπεται η εικόνα προϊόντος
es    imagen omitida | Video omitido | audio omitido | GIF omitido | sticker omitido | documento omitido
      Tarjeta de contacto omitida | imagen del producto omitida
fa    تصویر حذف شد | ویدیو حذف شد | صدا حذف شد | GIF حذف شد | استیکر حذف شد | سند حذف شد | برگ مخاطب حذف شد
      عکس کالا حذف شده است
fi    ei kuvaa | videota ei sisällytetä | äänitiedostoa ei sisällytetä | GIF-animaatio jätetty pois
      tarraa ei sisällytetty | dokumenttia ei sisällytetä | Yhteystietokortti jätettiin pois | tuotekuva jätetty pois
fr    image absente | vidéo absente | audio omis | GIF retiré | sticker omis | document manquant
      Fiche contact manquante | image produit oubliée
ga    íomhá ligthe ar lár | físeán ligthe ar lár | comhad fuaime ar lár | GIF ligthe ar lár | fágadh an greamán ar lár
      cáipéis ligthe ar lár | Cárta teagmhála ar lár | fágadh íomhá an táirge ar lár
gu    છબી પડતી મૂકાઈ | વિડિયો પડતી મુકાઈ | ઓડિયો ફાઇલ શામેલ કરી નથી | GIF પડતી મૂકાઈ | સ્ટીકર પડતું મુકાયું
      ડોક્યુમેન્ટ સામેલ કર્યું નહિ | સંપર્કનું કાર્ડ પડતું મૂકાયું | પ્રોડક્ટનો ફોટો બાકાત રાખ્યો
he    התמונה הושמטה | סרטון הווידאו הושמט | קטע קול הושמט | GIF הושמט | סטיקר הושמט | מסמך הושמט | כרטיס איש קשר הושמט
      -
hi    फ़ोटो हटाई गई | वीडियो छोड़ा गया | ऑडियो हटाई गयी | GIF छोड़ा गया | स्टिकर छोड़ा गया | डॉक्यूमेंट छोड़ा गया
      कॉन्टैक्ट कार्ड छोड़ा गया | प्रोडक्‍ट की फ़ोटो हटाई गई
hr    slika izostavljena | video izostavljen | zvuk izostavljen | GIF izostavljen | naljepnica izostavljena
      dokument izostavljen | Posjetnica izostavljena | slika proizvoda izostavljena
hu    kép küldése sikertelen | Videó kihagyva | Hang kihagyása | GIF fájl kihagyása | matrica kihagyva
      dokumentum kihagyva | Névjegykártya kihagyva | a termékkép hiányzik
id    gambar tidak disertakan | video tidak disertakan | audio tidak disertakan | GIF tidak disertakan
      stiker tidak disertakan | dokumen tidak disertakan | Kartu kontak tidak disertakan | gambar produk dihilangkan
it    immagine omessa | video omesso | audio omesso | GIF esclusa | sticker non incluso | documento omesso
      Scheda contatto omessa | immagine del prodotto omessa
ja    画像は含まれていません | ビデオは含まれていません | 音声は含まれていません | GIFは含まれていません
      スタンプは含まれていません | ドキュメントは含まれていません | 連絡先カードを省略 | 商品画像は含まれていません
ko    이미지 생략됨 | 비디오 생략됨 | 오디오 생략됨 | GIF 생략됨 | 스티커 제외됨 | 문서 생략됨 | 연락처 카드 생략됨
      제품 이미지 생략됨
mr    इमेज वगळली | व्हिडीओ वगळला | ऑडिओ वगळला | GIF वगळले | स्टिकर वगळले | डॉक्युमेंट वगळले | संपर्क कार्ड वगळले
      प्रॉडक्ट इमेज वगळली
ms    imej tidak dimasukkan | video tidak dimasukkan | audio tidak dimasukkan | GIF tidak dimasukkan
      pelekat tidak disertakan | dokumen tidak dimasukkan | Kad kenalan tidak dimasukkan
      imej produk tidak disertakan
nb    bilde ikke inkludert | video utelatt | lyd utelatt | GIF utelatt | klistremerke utelatt | utelatt dokument
      Kontaktkort sløyfet | produktbilde utelatt
nl    afbeelding weggelaten | video weggelaten | audio weggelaten | GIF weggelaten | sticker weggelaten
      document weggelaten | Visitekaartje weggelaten | productafbeelding weggelaten
pl    obraz pominięty | wideo pominięte | audio pominięte | Plik GIF pominięty | pominięto naklejkę
      dokument pominięty | Pominięta wizytówka kontaktu | zdjęcie produktu zostało pominięte
pt    imagem não revelada | vídeo não revelado | ficheiro de áudio não revelado | GIF não revelada
      sticker não revelado | documento não revelado | Contacto não revelado | imagem do produto não revelada
pt-br imagem ocultada | vídeo omitido | áudio ocultado | GIF omitido | figurinha omitida | documento omitido
      Cartão do contato omitido | imagem de produto omitida
ro    Imagine omisă | clip video omis | fără audio | GIF omis | sticker omis | document omis
      Carte de vizită contact omisă | imagine a produsului omisă
ru    изображение отсутствует | видео отсутствует | аудиофайл отсутствует | GIF отсутствует | стикер не добавлен
      документ отсутствует | Карточка контакта отсутствует | изображение товара отсутствует
sk    obrázok vynechaný | video vynechané | zvuk vynechaný | GIF vynechaný | nálepka vynechaná | dokument vynechaný
      Karta kontaktu vynechaná | obrázok produktu vynechaný
sv    bild utesluten | video utesluten | ljud utelslutet | GIF utesluten | sticker utesluten | dokument uteslutet
      Kontaktkort uteslutet | produktbild utelämnad
th    ไม่มีรูปภาพ | วิดีโอถูกลบ | ไม่มีไฟล์เสียง | ละเว้น GIF | ไม่มีสติกเกอร์ | ละเว้นเอกสาร | บัตรรายชื่อที่ละเว้น
      ไม่ได้ใส่รูปผลิตภัณฑ์
tr    görüntü dahil edilmedi | video dahil edilmedi | ses dahil edilmedi | GIF dahil edilmedi
      Çıkartma dahil edilmedi | belge dahil edilmedi | Kişi kartı dahil edilmedi | ürün görseli dahil edilmedi
uk    зображення відсутнє | відео відсутнє | аудіо відсутнє | GIF-анімацію пропущено | Наклейку не додано
      документ пропущено | Картка контакту відсутня | зображення продукту пропущено
ur    تصویر نکال دی گئی ہے | ویڈیو نظرانداز | آڈیو نظرانداز | GIF  نظرانداز | اسٹیکر نظرانداز | دستاویز نظرانداز
      رابطہ کارڈ نظر انداز | پروڈکٹ کی تصویر نکال دی گئی ہے
vi    đã bỏ qua hình ảnh | đã bỏ video | bỏ qua tệp âm thanh | Đã bỏ qua ảnh GIF | đã bỏ sticker | đã bỏ qua tài liệu
      Bỏ qua thẻ liên lạc | đã bỏ ảnh sản phẩm
zh    照片已忽略 | 视频已忽略 | 音频已忽略 | GIF 动态图已被忽略 | 贴图已省略 | 文档已省略 | 联系人卡片已忽略
      产品图省略
zh-hk 圖片已略去 | 影片已略去 | 音訊已略去 | GIF 已略去 | 貼圖已略去 | 文件已略去 | 聯絡人卡片已略去 | 產品圖片已略去
zh-tw 圖像已省略 | 影片已省略 | 音訊已省略 | GIF 圖片已被省略 | 貼圖已忽略 | 文件已忽略 | 聯絡人卡片已省略
      產品圖片已省略
bg    изображението е пропуснато | видеото е пропуснато | аудиото е пропуснато | GIF е пропуснат
      стикерът е пропуснат | документът е пропуснат | картата за контакт е пропусната | -
"""

# Video notes, view-once voice messages and wordings of other years, as the fixtures of other parsers have them.
_OMITTED_TOO = {
    "video": "Video note omitted | Videonachricht weggelassen | видеозаметка опущена | סרטון הושמט",
    "audio": "View once voice message omitted",
    "image": "תמונה הושמטה",
    "contact": "Cartão de contacto omitido | כרטיס איש הקשר הושמט",
}

# Android's '<Media omitted>' without the angle brackets.
_OMITTED_MEDIA = """\
en    Media omitted | View once message omitted
af    Media weggelaat
ar    تم استبعاد الوسائط
az    Media çıxarılmışdır | media buraxıldı
bg    Без файл
bn    মিডিয়া বাদ দেওয়া হয়েছে | মিডিয়া বাদ দেওয়া হয়েছে
ca    Mitjans omesos | fitxers multimèdia omesos
cs    Média vynechána | Média vynechány
da    Mediefil udeladt | medier udeladt
de    Medien weggelassen | Medien ausgeschlossen
el    Εξαίρεση πολυμέσων | αρχείο παραλήφθηκε
es    Archivo omitido | Multimedia omitido | Archivos omitidos
et    Meedia ära jäetud | meedia välja jäetud
fa    پيوست نما/آهنگ حذف شد | رسانه حذف شد
fi    Media jätetty pois | media jätettiin pois
fr    Fichier omis | Médias omis
gu    મીડિયા અવગણાયું | મિડિયા છોડી મૂકાયું | મીડિયા અવગણવામાં આવ્યા
he    מדיה הושמטה | המדיה לא נכללה | המדיה הוסרה
hi    मीडिया के बिना
hr    Medijski zapis izostavljen
hu    Hiányzó médiafájl | média elhagyva
id    Media tidak disertakan
it    Media omesso | Media omessi
ja    メディアは含まれていません | メディアなし
kk    Файл қосылған жоқ | файлдар қосылмаған
kn    ಮೀಡಿಯಾ ಕೈಬಿಡಲಾಗಿದೆ | ಮಾಧ್ಯಮ ಕೈಬಿಡಲಾಗಿದೆ
ko    미디어 파일을 생략한 대화내용 | 미디어 파일 제외됨
lo    ບໍ່ລວມມີເດຍ
lt    Praleistas medijos turinys | medija praleista
lv    Bez multivides | nav iekļauta multivide
mk    Без фајл | без фајлови
ml    മീഡിയ ഒഴിവാക്കി
mr    मीडिया वगळले | मीडिया वगळण्यात आला
ms    Media disingkirkan | media dikecualikan
nb    Uten vedlegg | media utelatt
nl    Media weggelaten
pa    ਮੀਡੀਆ ਛੱਡਿਆ ਗਿਆ | ਮੀਡੀਆ ਛੱਡਿਆ
pl    pliki pominięto | pominięto multimedia
pt    Ficheiro não revelado | Multimédia omitido
pt-br Mídia omitida | Mídia oculta
ro    Conținut media omis
ru    Файл пропущен | Без медиафайлов | Медиа отсутствует
sk    Médiá vynechané
sl    Medij izpuščen | datoteke izpuščene
sq    Pa media | media u hoq | Media hequr
sr    медији су изостављени
sv    Media har utelämnats | media utelämnat
sw    Media imerukwa | media hazijajumuishwa
ta    ஊடகங்கள் நீக்கப்பட்டது | கோப்புகள் விடப்பட்டன
te    మాధ్యమం విస్మరించబడింది | మీడియా విస్మరించబడింది
th    สื่อถูกลบ | ไฟล์สื่อถูกลบ
tl    Walang kalakip na media | inalis ang media
tr    Medya atlanmış | Medya dahil edilmedi
uk    Медіа пропущено
ur    میڈیا چھوڑ دیا گیا | میڈیا ہٹا دیا گیا
uz    Fayl o‘tkazib yuborildi
vi    Bỏ qua Media | bỏ qua tệp phương tiện
zh    省略多媒体文件
zh-hk 忽略多媒體檔
"""

# Both phone systems: deleted by the sender, by me, and by me as admin.
_DELETED = """\
en    This message was deleted | You deleted this message | You deleted this message as admin | Message deleted
af    Hierdie boodskap was uitgevee | Jy het boodskap uitgevee
ar    تم حذف هذه الرسالة | لقد حذَفت هذه الرسالة | لقد حذفت هذه الرسالة بصفتك مشرفًا | أنت حذفت هذه الرسالة
az    Bu ismarıc silindi | Siz bu ismarıcı sildiniz
bg    Съобщението беше изтрито | Изтрихте това съобщение
bn    এই মেসেজটি বাদ দেওয়া হয়েছে | আপনি এই মেসেজটি বাদ দিয়েছেন | আপনি অ্যাডমিন হিসেবে এই মেসেজটি বাদ দিয়েছেন
      এই বার্তাটি মুছে ফেলা হয়েছে | আপনি এই বার্তাটি মুছে ফেলেছেন
ca    Aquest missatge s'ha suprimit | Has suprimit aquest missatge | Has suprimit aquest missatge com a administrador
      Aquest missatge està esborrat | Has esborrat aquest missatge
cs    Tato zpráva byla smazána | Tuto zprávu jste smazal/a | Tuto zprávu jste odstranil/a jako správce
      Tato zpráva byla odstraněna | Tuto zprávu jste odstranil/a
da    Denne besked er blevet slettet | Du har slettet denne besked | Du har slettet denne besked som administrator
      Denne besked blev slettet | Du slettede denne besked
de    Diese Nachricht wurde gelöscht | Du hast diese Nachricht gelöscht | Du hast diese Nachricht als Admin gelöscht
el    Αυτό το μήνυμα διαγράφηκε | Διαγράψατε το μήνυμα | Διαγράψατε αυτό το μήνυμα
      Διαγράψατε το μήνυμα ως διαχειριστής
es    Se eliminó este mensaje | Eliminaste este mensaje | Eliminaste este mensaje como admin
      Este mensaje fue eliminado
et    See sõnum on kustutatud | Kustutasid selle sõnumi
fa    این پیام حذف شده است | شما این پیام را حذف کردید | شما به‌عنوان مدیر، این پیام را حذف کردید | این پیام حذف شد
fi    Tämä viesti poistettiin | Poistit tämän viestin | Poistit tämän viestin ylläpitäjänä
fr    Ce message a été supprimé | Vous avez supprimé ce message | Vous avez supprimé ce message en tant qu'admin
ga    Scriosadh an teachtaireacht seo | Scrios tú an teachtaireacht seo
      Scrios tú, mar an riarthóir, an teachtaireacht seo
gu    આ મેસેજ ડિલીટ કરાયો | તમે આ મેસેજ ડિલીટ કર્યો | એડમિન તરીકે તમે આ મેસેજ ડિલીટ કર્યો | આ સંદેશ રદ્દ કરાયો
      તમે આ સંદેશને રદ્દ કર્યો
he    הודעה זו נמחקה | מחקת את ההודעה הזו | מחקת את ההודעה הזו כמנהל/ת | מחקת הודעה זו | מחקת את ההודעה הזאת
hi    यह मैसेज डिलीट कर दिया गया है | आपने यह मैसेज डिलीट किया | आपने एडमिन के तौर पर यह मैसेज डिलीट किया है
      यह संदेश मिटाया गया | आपने यह संदेश मिटाया
hr    Ova je poruka izbrisana | Izbrisali ste ovu poruku | Izbrisali ste ovu poruku kao administrator
      Ova poruka je izbrisana
hu    Ez az üzenet törlésre került | Törölted ezt az üzenetet | Ezt az üzenetet törölted
      Törölted ezt az üzenetet adminként
id    Pesan ini dihapus | Anda menghapus pesan ini | Anda menghapus pesan ini sebagai admin | Pesan ini telah dihapus
      Anda telah menghapus pesan ini
it    Questo messaggio è stato eliminato | Hai eliminato questo messaggio
      Hai eliminato questo messaggio come amministratore
ja    このメッセージは削除されました | このメッセージを削除しました | 管理者としてこのメッセージを削除しました
kk    Бұл хат жойылды | Сіз бұл хатты жойдыңыз
kn    ಈ ಸಂದೇಶವು ಅಳಿಸಲ್ಪಟ್ಟಿದೆ | ನೀವು ಈ ಸಂದೇಶವನ್ನು ಅಳಿಸಿದ್ದೀರಿ
ko    이 메시지는 삭제되었습니다 | 이 메시지를 삭제했습니다 | 삭제한 메시지입니다
      관리자로서 이 메시지를 삭제했습니다
lt    Ši žinutė buvo ištrinta | Jūs ištrynėte šią žinutę
lv    Šī ziņa tika izdzēsta | Jūs izdzēsāt šo ziņu
mk    Оваа порака беше избришана | Ја избриша оваа порака
ml    ഈ സന്ദേശം ഇല്ലാതാക്കിയതാണ് | ഈ സന്ദേശം നിങ്ങൾ ഇല്ലാതാക്കി
mr    हा मेसेज हटवण्यात आला | तुम्ही हा मेसेज हटवला | तुम्ही ॲडमिन म्हणून हा मेसेज हटवला आहे
      हा संदेश हटविण्यात आला होता | आपण हा संदेश हटविलात
ms    Mesej ini telah dipadam | Anda telah memadamkan mesej ini | Anda telah memadamkan mesej ini sebagai pentadbir
nb    Denne meldingen ble slettet | Du slettet denne meldingen | Du slettet denne meldingen som administrator
nl    Dit bericht is verwijderd | U hebt dit bericht verwijderd | U hebt dit bericht als beheerder verwijderd
      Je hebt dit bericht verwijderd
pa    ਇਸ ਸੁਨੇਹੇ ਨੂੰ ਹਟਾਇਆ ਗਿਆ | ਤੁਸੀਂ ਇਹ ਸੁਨੇਹਾ ਹਟਾਇਆ
pl    Ta wiadomość została usunięta | Usunąłeś(-ęłaś) tę wiadomość | Usunąłeś(-ęłaś) tę wiadomość jako administrator
      Usunąłeś(aś) tę wiadomość
pt    Esta mensagem foi apagada | Apagou esta mensagem | Apagou esta mensagem enquanto administrador/a
      Esta mensagem foi apagada pelo remetente | Esta mensagem foi eliminada | Eliminou esta mensagem
pt-br Mensagem apagada | Mensagem apagada por um admin (você) | Você apagou esta mensagem
ro    Acest mesaj a fost șters | Ați șters acest mesaj | Ați șters acest mesaj, ca admin
ru    Данное сообщение удалено | Вы удалили данное сообщение | Вы удалили это сообщение
      Вы как админ удалили данное сообщение
sk    Táto správa bola odstránená | Túto správu ste odstránili | Túto správu ste odstránili ako správca
sl    To sporočilo je bilo izbrisano | To sporočilo ste izbrisali
sr    Ова порука је обрисана | Обрисао/ла си ову поруку
sv    Det här meddelandet raderades | Du raderade det här meddelandet | Du har tagit bort meddelandet
      Du raderade det här meddelandet i egenskap av administratör | Detta meddelande raderades
      Du raderade detta meddelande
sw    Ujumbe huu ulifutwa | Umefuta ujumbe huu
ta    இத்தகவல் திரும்பப்பெறப்பட்டது | இத்தகவலை தாங்கள் அழித்தீர்கள்
th    ข้อความนี้ถูกลบแล้ว | คุณได้ลบข้อความนี้ | คุณได้ลบข้อความนี้ในฐานะผู้ดูแล | ข้อความนี้ได้ถูกลบ
      คุณลบข้อความนี้
tl    Itong mensahe ay binura na | Binura mo itong mensahe
tr    Bu mesaj silindi | Bu mesajı sildiniz | Yönetici olarak bu mesajı sildiniz
uk    Це повідомлення було видалено | Ви видалили це повідомлення
      Ви видалили це повідомлення від імені адміністратора
ur    یہ میسج حذف کر دیا گیا ہے۔ | آپ نے یہ میسج حذف کر دیا ہے۔ | آپ نے یہ میسج حذف کر دیا ہے
      آپ نے ایڈمن کے طور پر یہ میسج حذف کر دیا ہے | یہ پیغام حذف کیا گیا | آپ نے اس پیغام کو حذف کیا
      یہ میسج حذف کر دیا گیا ہے
uz    Ushbu xabar o‘chirildi | Siz ushbu xabarni o‘chirdingiz
vi    Tin nhắn này đã bị xóa | Bạn đã xoá tin nhắn này | Bạn đã xóa tin nhắn này
      Bạn đã xóa tin nhắn này trong vai trò quản trị viên | Tin nhắn này đã bị xoá
zh    这条消息已被删除 | 您已删除这条消息 | 您以管理员的身份删除了这条消息 | 信息已删除 | 您删除这个信息
zh-hk 此訊息已刪除 | 您已刪除此訊息 | 您已使用管理員身份刪除此訊息
zh-tw 您已以管理員身分刪除此訊息
"""

# Deleted by an admin. Most languages go on with the admin's name; where the name comes first, only the nameless form
# is here.
_DELETED_BY_ADMIN = """\
en    This message was deleted by admin | This message was deleted by an admin
ar    حذف أحد المشرفين هذه الرسالة
bn    অ্যাডমিন এই মেসেজটি বাদ দিয়েছেন
ca    Aquest missatge l'ha suprimit un administrador
cs    Tuto zprávu smazal jeden ze správců skupiny
da    Denne besked er blevet slettet af administratoren | Denne besked er blevet slettet af en administrator
de    Diese Nachricht wurde von Admin | Diese Nachricht wurde von einem*einer Admin gelöscht
el    Αυτό το μήνυμα διαγράφηκε από τον διαχειριστή | Αυτό το μήνυμα διαγράφηκε από έναν διαχειριστή
es    Un admin. eliminó este mensaje
fa    این پیام را مدیر | یکی از مدیران این پیام را حذف کرد
fi    Ylläpitäjä poisti tämän viestin
fr    Ce message a été supprimé par l'admin | Ce message a été supprimé par un ou une admin
ga    Scrios riarthóir an teachtaireacht seo
gu    આ મેસેજ એડમિને ડિલીટ કર્યો હતો
he    ההודעה נמחקה על ידי
hi    यह मैसेज एडमिन | यह मैसेज किसी एडमिन ने डिलीट कर दिया है
hr    Ovu je poruku izbrisao administrator
hu    Ezt az üzenetet az egyik admin
id    Pesan ini dihapus oleh admin
it    Questo messaggio è stato eliminato dall'amministratore | Questo messaggio è stato eliminato da un amministratore
ja    このメッセージは管理者
ko    이 메시지는 관리자
mr    हा मेसेज ॲडमिनने हटवला
ms    Mesej ini telah dipadamkan oleh pentadbir
nb    Denne meldingen ble slettet av administrator | Denne meldingen ble slettet av en administrator
nl    Dit bericht is verwijderd door beheerder | Dit bericht is verwijderd door een beheerder
pl    Tę wiadomość usunął administrator
pt    Esta mensagem foi apagada por um/a administrador/a
pt-br Mensagem apagada por um admin
ro    Acest mesaj a fost șters de admin | Acest mesaj a fost șters de un admin
ru    Данное сообщение удалено админом
sk    Túto správu odstránil správca
sv    Det här meddelandet togs bort av administratör | Det här meddelandet togs bort av en administratör
th    ข้อความนี้ถูกลบโดยผู้ดูแล
tr    Bu mesaj bir yönetici tarafından silindi
uk    Це повідомлення видалив адміністратор | Адміністратор видалив це повідомлення
ur    یہ میسج ایڈمن | یہ میسج ایک ایڈمن نے حذف کر دیا ہے۔
vi    Quản trị viên đã xóa tin nhắn này
zh    管理员已删除这条消息
zh-tw 管理員已刪除此訊息
"""

# Missed voice and video calls, then calls as such; a length or an outcome may follow after a comma or a full stop. The
# outcomes and the silenced calls (en), 'telepon ...' (id) and 'ligação ...' (pt-br) come from other parsers' fixtures.
_CALLS = """\
en    Missed voice call | Missed video call | Missed group voice call | Missed group video call | Voice call
      video call | Group Voice Call | Group Video Call | Group call | Missed call | Missed group call
      Silenced voice call | Silenced video call | No answer | Call failed | Tap to call back | Click to call back
      Answered on other device
af    Stemoproep gemis | Video-oproep gemis | Stemoproep | Video-oproep
ar    مكالمة صوتية فائتة | مكالمة فيديو فائتة | مكالمة صوتية جماعية فائتة | مكالمة فيديو جماعية فائتة | مكالمة صوتية
      مكالمة فيديو | مكالمة صوتية جماعية | مكالمة فيديو جماعية | مكالمة جماعية
az    Buraxılmış zəng | Buraxılmış video zəng | Səsli zəng | Video zəng
bg    Пропуснато гласово обаждане | Пропуснато видео обаждане | Гласово обаждане | Видео обаждане
bn    ভয়েস কল মিস করেছেন | মিসড ভয়েস কল | ভিডিও কল মিস করেছেন | মিস করা ভিডিও কল | মিস হওয়া গ্রুপ ভয়েস কল
      মিস হওয়া গ্রুপ ভিডিও কল | ভয়েস কল | ভিডিও কল | গ্রুপ ভয়েস কল | গ্রুপ ভিডিও কল | গ্রুপ কল
ca    Trucada de veu perduda | Videotrucada perduda | Trucada de vídeo perduda | Trucada de veu en grup perduda
      Videotrucada de grup perduda | Trucada de veu | videotrucada | Trucada de veu en grup | Videotrucada de grup
      Trucada de grup
cs    Zmeškaný hovor | Zmeškaný hlasový hovor | Zmeškaný videohovor | Zmeškaný skupinový hovor
      Zmeškaný skupinový videohovor | Hlasový hovor | Videohovor | Skupinový hovor | Skupinový videohovor
da    Ubesvaret taleopkald | Mistet opkald | Ubesvaret videoopkald | Mistede video opkald | Ubesvaret gruppetaleopkald
      Ubesvaret gruppevideoopkald | Taleopkald | videoopkald | Video opkald | Gruppetaleopkald | Gruppevideoopkald
      Gruppeopkald
de    Verpasster Sprachanruf | Verpasster Videoanruf | Verpasster Gruppen-Sprachanruf | Verpasster Gruppen-Videoanruf
      Sprachanruf | Videoanruf | Gruppen-Sprachanruf | Gruppen-Videoanruf | Gruppenanruf | Verpasster Anruf
el    Αναπάντητη φωνητική κλήση | Αναπάντητη βιντεοκλήση | Αναπάντητη κλήση | Αναπάντητη ομαδική φωνητική κλήση
      Αναπάντητη ομαδική βιντεοκλήση | Φωνητική κλήση | βιντεοκλήση | Ομαδική φωνητική κλήση | Ομαδική βιντεοκλήση
      Ομαδική κλήση
es    Llamada perdida | Llamada de voz perdida | Videollamada perdida | Llamada grupal perdida
      Videollamada grupal perdida | Llamada de voz | videollamada | Llamada grupal | Videollamada grupal
et    Vastamata häälkõne | Vastamata videokõne | Häälkõne | Videokõne
fa    تماس صوتی پاسخ داده نشده | تماس تصویری بی‌پاسخ | تماس تصویری پاسخ داده نشده | تماس صوتی گروهی پاسخ داده نشده
      تماس تصویری گروهی پاسخ داده نشده | تماس صوتی | تماس تصویری | تماس صوتی گروهی | تماس تصویری گروهی | تماس گروهی
fi    Vastaamaton äänipuhelu | Vastaamaton videopuhelu | Vastaamaton ryhmä-äänipuhelu | Vastaamaton ryhmävideopuhelu
      Äänipuhelu | videopuhelu | Ryhmä-äänipuhelu | Ryhmävideopuhelu | Ryhmäpuhelu
fr    Appel vocal manqué | Appel vidéo manqué | Appel vocal de groupe manqué | Appel vidéo de groupe manqué
      Appel vocal | appel vidéo | Appel vocal de groupe | Appel vidéo de groupe | Appel de groupe | Appel manqué
ga    Guthghlao caillte | Glao Gutha Caillte | Físghlao caillte | Guthghlao grúpa a cailleadh
      Físghlao grúpa a cailleadh | Guthghlao | físghlao | Guthghlao Grúpa | Grúp-Fhísghlao | Grúpghlao
gu    છૂટી ગયેલો વોઇસ કૉલ | છૂટેલો વોઇસ કૉલ | છૂટી ગયેલ ધ્વનિ કૉલ | છૂટી ગયેલ વિડિયો કૉલ | છૂટી ગયેલ વિડિઓ કૉલ
      છૂટી ગયેલાં ગ્રૂપ વોઇસ કૉલ | છૂટી ગયેલો ગ્રૂપ વીડિયો કૉલ | વોઇસ કૉલ | ધ્વનિ કૉલ | વીડિયો કૉલ | વિડિઓ કૉલ
      ગ્રૂપ વોઇસ કૉલ | ગ્રૂપ વીડિયો કૉલ | ગ્રૂપ કૉલ
he    שיחה קולית שלא נענתה | שיחת וידאו שלא נענתה | שיחה קולית קבוצתית שלא נענתה | שיחת וידאו קבוצתית שלא נענתה
      שיחה קולית | שיחת וידאו | שיחה קולית קבוצתית | שיחת וידאו קבוצתית | שיחה קבוצתית
hi    वॉइस कॉल मिस हुई | मिस्ड वॉइस कॉल | छूटी हुई ध्वनि कॉल | मिस्ड वीडियो कॉल | छूटी हुई विडियो कॉल
      ग्रुप वॉइस कॉल मिस हुई | मिस्ड ग्रुप वीडियो कॉल | वॉइस कॉल | ध्वनि कॉल | वीडियो कॉल | विडियो कॉल
      ग्रुप वॉइस कॉल | ग्रुप वीडियो कॉल | ग्रुप कॉल
hr    Propušteni glasovni poziv | Propušten glasovni poziv | Propušteni videopoziv | Propušten video poziv
      Propušteni grupni glasovni poziv | Propušteni grupni videopoziv | Glasovni poziv | videopoziv | Video poziv
      Grupni glasovni poziv | Grupni videopoziv | Grupni poziv
hu    Nem fogadott hanghívás | Nem fogadott videohívás | Nem fogadott videóhívás | Nem fogadott csoportos hanghívás
      Nem fogadott csoportos videohívás | Hanghívás | videohívás | Videóhívás | Csoportos hanghívás
      Csoportos videohívás | Csoportos hívás
id    Panggilan suara tak terjawab | Panggilan video tak terjawab | Panggilan suara grup tak terjawab
      Panggilan video grup tak terjawab | Panggilan suara | panggilan video | Panggilan Suara Grup
      Panggilan Video Grup | Panggilan grup | Telepon suara | Telepon video | Telepon grup | Panggilan tak terjawab
      Panggilan gagal
it    Chiamata vocale persa | Videochiamata persa | Chiamata vocale di gruppo persa | Videochiamata di gruppo persa
      Chiamata vocale | videochiamata | Chiamata vocale di gruppo | Videochiamata di gruppo | Chiamata di gruppo
      Chiamata persa
ja    音声通話不在着信 | 不在着信 | ビデオ通話不在着信 | グループ音声通話不在着信 | グループビデオ通話不在着信
      音声通話 | ビデオ通話 | グループ音声通話 | グループビデオ通話 | グループ通話
kk    Жауапсыз қоңырау | Жауапсыз видео қоңырау | Видео қоңырау
kn    ತಪ್ಪಿದ ಧ್ವನಿ ಕರೆ | ತಪ್ಪಿದ ದೃಶ್ಯ ಕರೆ | ಧ್ವನಿ ಕರೆ | ದೃಶ್ಯ ಕರೆ
ko    부재중 전화 | 부재중 영상통화 | 부재중 그룹 통화 | 부재중 그룹 영상통화 | 음성통화 | 영상통화 | 그룹 음성통화
      그룹 영상통화 | 그룹 통화
lt    Praleistas balso skambutis | Praleistas video skambutis | Praleistas vaizdas skambutis | Balso skambutis
      Video skambutis
lv    Neatbildēts balss zvans | Neatbildēts video zvans | Balss zvans | Video zvans
mk    Пропуштен гласовен повик | Пропуштен видео повик | Гласовен повик | Видео повик
ml    വിളി നഷ്ടപ്പെട്ടു | നഷ്ടപ്പെട്ട വിളി | നഷ്ടമായ വീഡിയോ കാൾ | വോയ്സ് കാൾ | വീഡിയോ കാൾ
mr    मिस्ड व्हॉइस कॉल | मिस्ड व्हिडिओ कॉल | मिस्ड ग्रुप व्हॉइस कॉल | मिस्ड ग्रुप व्हिडिओ कॉल | व्हॉइस कॉल
      व्हिडिओ कॉल | ग्रुप व्हॉइस कॉल | ग्रुप व्हिडिओ कॉल
ms    Panggila suara terlepas | Panggilan Suara Terlepas | Panggilan video terlepas | Panggilan suara grup terlepas
      Panggilan video grup terlepas
nb    Tapt taleanrop | Tapt videoanrop | Tapt videosamtale | Tapt gruppetaleanrop | Tapt gruppevideoanrop | Taleanrop
      Tale anrop | videoanrop | Gruppetaleanrop | Gruppevideoanrop | Gruppeanrop
nl    Gemist spraakgesprek | Gemiste spraakoproep | Gemist videogesprek | Gemiste video-oproep | Gemist groepsgesprek
      Gemist groepsvideogesprek | Spraakgesprek | Spraakoproep | videogesprek | Groepsgesprek | Groepsvideogesprek
      Gemiste oproep
pa    ਮਿਸ ਹੋਈ ਆਵਾਜ਼ ਕਾਲ | ਮਿਸ ਹੋਈ ਅਵਾਜ਼ ਕਾਲ | ਮਿਸ ਹੋਈ ਵੀਡੀਓ ਕਾਲ | ਵੋਆਇਸ ਕਾਲ | ਵੀਡੀਓ ਕਾਲ
pl    Nieodebrane poł. głosowe | Nieodebrane poł | Nieodebrane połączenie | Nieodebrane poł. wideo
      Nieodebrane grup. poł. głosowe | Nieodebrane grupowe poł. wideo | Połączenie głosowe | Poł. głosowe
      połączenie wideo | Poł. wideo | Grupowe poł. głosowe | Grupowe połączenie wideo | Połączenie grupowe
pt    Chamada de voz perdida | Videochamada perdida | Chamada de voz em grupo perdida | Videochamada em grupo perdida
      Chamada de voz | videochamada | Chamada de voz em grupo | Videochamada em grupo | Chamada de grupo
pt-br Chamada de vídeo perdida | Chamada de vídeo em grupo perdida | chamada de vídeo | Chamada de vídeo em grupo
      Chamada em grupo | Chamada perdida | Ligação de voz perdida | Ligação de vídeo perdida | Ligação de voz
      Ligação de vídeo
ro    Apel vocal ratat | Apel vocal nepreluat | Apel video ratat | Apel video nepreluat | Apel vocal de grup ratat
      Apel video de grup ratat | Apel vocal | apel video | Apel vocal de grup | Apel video de grup | Apel de grup
ru    Пропущенный аудиозвонок | Пропущенный видеозвонок | Пропущенный групповой аудиозвонок
      Пропущенный групповой видеозвонок | Аудиозвонок | видеозвонок | Групповой аудиозвонок | Групповой видеозвонок
      Групповой звонок
sk    Skupinový hlasový hovor
sl    Zgrešen klic | Neodgovorjen video klic | Zgrešeni video klic | Glasovni klic | Video klic
sq    Thirrje e shmangur | Videothirrje e shmangur | Videothirrje
sr    Пропуштен гласовни позив | Пропуштен видео позив | Глас. позив | Видео позив
sv    Missat röstsamtal | Missat samtal | Missat videosamtal | Missat gruppröstsamtal | Missat gruppvideosamtal
      Röstsamtal | videosamtal | Gruppröstsamtal | Gruppvideosamtal | Gruppsamtal
sw    Simu ya sauti uliyoikosa | Simu ya video uliyoikosa | Simu ya sauti | Simu ya video
ta    தவறிய குரல் அழைப்பு | தவறிய காணொலி அழைப்பு | குரல் அழைப்பு | காணொலி அழைப்பு
te    మిస్సేడ్ వాయిస్ కాల్ | తప్పిపోయిన వాయిస్ కాల్ని | తప్పిన వీడియోకాల్ | తప్పిపోయిన వీడియో కాల్ | వాయిస్ కాల్
      వీడియో కాల్
th    สายที่ไม่ได้รับ | วิดีโอคอลที่ไม่ได้รับ | สายโทรวิดีโอที่ไม่ได้รับ | สายโทรเสียงแบบกลุ่มที่ไม่ได้รับ
      วิดีโอคอลกลุ่มที่ไม่ได้รับ | การโทรเสียง | โทรเสียง | วิดีโอคอล | โทรวิดีโอ | การโทรเสียงแบบกลุ่ม
      วิดีโอคอลกลุ่ม | การโทรกลุ่ม
tl    Nakaligtaang voice call | Nakaligtaang video call
tr    Cevapsız sesli arama | Cevapsız görüntülü arama | Cevapsız sesli grup araması | Cevapsız görüntülü grup araması
      Sesli arama | görüntülü arama | Sesli Grup Araması | Görüntülü Grup Araması | Grup araması | Cevapsız arama
uk    Пропущений аудіодзвінок | Пропущений відеодзвінок | Пропущений груповий аудіодзвінок
      Пропущений груповий відеодзвінок | Аудіодзвінок | відеодзвінок | Груповий аудіодзвінок | Груповий відеодзвінок
      Груповий дзвінок
ur    مسڈ وائس کال | چھوٹی ہوئی صوتی کال | صوتی کال چھوٹ گئی | مسڈ ویڈیو کال | چھوٹی ہوئی ویڈیو کال
      مسڈ گروپ وائس کال | مسڈ گروپ ویڈیو کال | وائس کال | صوتی کال | ویڈیو کال | گروپ وائس کال | گروپ ویڈیو کال
      گروپ کال
uz    O‘tkazib yub. ovozli qo‘ng‘iroq | O‘tkazib yub. videoqo‘ng‘iroq | Ovozli qo‘ng‘iroq | Videoqo‘ng‘iroq
vi    Cuộc gọi nhỡ | Cuộc gọi nhỡ video | Cuộc gọi nhỡ nhóm | Cuộc gọi nhỡ video nhóm | Cuộc gọi thoại
      gọi video | Cuộc gọi video | Cuộc gọi thoại nhóm | Cuộc gọi video nhóm | Cuộc gọi nhóm
zh    未接语音通话 | 未接视频通话 | 未接群组语音通话 | 未接群组视频通话 | 语音通话 | 视频通话 | 群组语音通话
      群组视频通话 | 群组通话
zh-hk 未接語音通話 | 未接視像通話 | 未接群組語音通話 | 未接群組視像通話 | 語音通話 | 視像通話 | 群組語音通話
      群組視像通話 | 群組通話
"""

# Younger than the string tables: seen in other parsers and their fixtures, always in angle brackets.
_EDITED = """\
en    This message was edited
ar    تم تعديل هذه الرسالة
ca    Aquest missatge s'ha editat
de    Diese Nachricht wurde bearbeitet
es    Se editó este mensaje
fr    Ce message a été modifié
he    הודעה זו נערכה | ההודעה נערכה | הודעה נערכה
id    Pesan ini diedit
it    Questo messaggio è stato modificato
nl    Dit bericht is bewerkt
pl    Ta wiadomość została zmieniona
pt    Esta mensagem foi editada
pt-br Mensagem editada
ro    Acest mesaj a fost editat
ru    Сообщение изменено
tr    Bu mesaj düzenlendi
"""

# Likely wordings that no export has confirmed yet.
_EDITED_LIKELY = """\
af    Hierdie boodskap is gewysig
bg    Това съобщение беше редактирано | Съобщението е редактирано
bn    এই মেসেজটি এডিট করা হয়েছে
cs    Tato zpráva byla upravena | Zpráva byla upravena
da    Denne besked blev redigeret | Denne besked er blevet redigeret
el    Αυτό το μήνυμα τροποποιήθηκε
es    Este mensaje fue editado
et    Seda sõnumit muudeti
fa    این پیام ویرایش شد | این پیام ویرایش شده است
fi    Tätä viestiä muokattiin | Tätä viestiä on muokattu | Viestiä muokattu
gu    આ મેસેજમાં ફેરફાર કરાયો
hi    यह मैसेज एडिट किया गया | यह मैसेज एडिट किया गया है | इस मैसेज को एडिट किया गया है
hr    Ova je poruka uređena | Ova poruka je uređena
hu    Ezt az üzenetet szerkesztették | Ez az üzenet szerkesztve lett
it    Messaggio modificato
ja    このメッセージは編集されました | このメッセージは編集済みです
ko    이 메시지는 편집되었습니다 | 이 메시지는 수정되었습니다
mr    हा मेसेज संपादित केला
ms    Mesej ini telah diedit | Mesej ini diedit
nb    Denne meldingen ble redigert | Denne meldingen ble endret
pl    Ta wiadomość została edytowana | Wiadomość edytowana
ru    Данное сообщение изменено | Это сообщение изменено
sk    Táto správa bola upravená | Správa bola upravená
sl    To sporočilo je bilo urejeno
sr    Ова порука је измењена
sv    Det här meddelandet redigerades | Det här meddelandet har redigerats | Meddelandet har redigerats
th    ข้อความนี้ถูกแก้ไข | ข้อความนี้ถูกแก้ไขแล้ว | ข้อความนี้ได้รับการแก้ไขแล้ว
uk    Це повідомлення змінено | Це повідомлення відредаговано | Повідомлення змінено
ur    یہ میسج ترمیم شدہ ہے | یہ میسج ایڈٹ کیا گیا ہے
vi    Tin nhắn này đã được chỉnh sửa | Tin nhắn đã chỉnh sửa
zh    此消息已编辑 | 这条消息已编辑 | 消息已编辑
zh-tw 此訊息已編輯 | 這則訊息已編輯 | 訊息已編輯
"""

# Poll and option. Seen in exports or parsers: both words of en, de, es, fr, it; the first of tr and pt-br. The others
# are only likely.
_POLLS = """\
en    poll | option
de    Umfrage | Option
es    Encuesta | Opción
fr    Sondage | Option
it    Sondaggio | Opzione
tr    Anket | Seçenek
pt-br Enquete | Opção
ar    استطلاع رأي; استطلاع; تصويت | الخيار; خيار
bg    Анкета | Опция
bn    পোল | বিকল্প
ca    Enquesta | Opció
cs    Anketa; Hlasování | Možnost
da    Afstemning | Valgmulighed; Mulighed; Svarmulighed
el    Δημοσκόπηση; Ψηφοφορία | Επιλογή
fa    نظرسنجی; رأی‌گیری | گزینه
fi    Kysely; Äänestys | Vaihtoehto
gu    પોલ | વિકલ્પ
he    סקר | אפשרות
hi    पोल | विकल्प; ऑप्शन
hr    Anketa | Opcija
hu    Szavazás | Lehetőség; Opció
id    Polling; Jajak pendapat | Opsi
ja    アンケート; 投票 | 選択肢; オプション
ko    투표; 설문 | 옵션; 선택지
mr    पोल | पर्याय
ms    Undian; Tinjauan | Pilihan; Opsyen
nb    Avstemning; Meningsmåling | Alternativ
nl    Peiling; Enquête | Optie
pl    Ankieta | Opcja
pt    Sondagem | Opção
ro    Sondaj | Opțiune
ru    Опрос | Вариант; Вариант ответа
sk    Anketa; Hlasovanie | Možnosť
sv    Omröstning | Alternativ
th    โพล; โพลล์ | ตัวเลือก
uk    Опитування | Варіант
ur    پول | آپشن; اختیار
vi    Bình chọn; Thăm dò ý kiến | Lựa chọn; Tùy chọn
zh    投票 | 选项
zh-tw 投票; 意見調查 | 選項
"""

# Location, live location, Android's 'file attached' and iOS's 'attached'. In fa the word of Android stands before the
# file name, in ta behind it without brackets; iOS in tr says '<FILE eklendi>'.
_SHORT = """\
en    location | live location shared | file attached | attached
af    ligging | regstreekse ligging gedeel | lêer aangeheg | -
ar    الموقع | تمت مشاركة الموقع المباشر | الملف مرفق | المُرفق
az    məkan | canlı məkan paylaşılıb | fayl əlavə olunub | -
bg    местоположение | местоположение в реално време споделено | прикачен файл | -
bn    অবস্থান; লোকেশন | লাইভ অবস্থান শেয়ার করা হয়েছে | ফাইল সংযুক্ত হয়েছে | attached
ca    ubicació | Ubicació en directe compartida | arxiu adjunt | adjunt
cs    poloha | byla sdílena aktuální poloha | soubor byl přiložen | příloha
da    placering; Lokation | live placering delt | fil vedhæftet | vedhæftet
de    Standort | Live-Standort wird geteilt | Datei angehängt | Anhang; angehängt
el    τοποθεσία | η τωρινή τοποθεσία κοινοποιήθηκε | συνημμένο αρχείο | επισυνάφθηκε
es    ubicación | ubicación en tiempo real compartida | archivo adjuntado; archivo adjunto | adjunto
et    asukoht | hetke asukoht jagatud | fail lisatud | -
fa    موقعیت; مکان | مکان زنده به اشتراک گذاشته شد | فایل پیوست شد | پیوست
fi    sijainti | live-sijainti jaettu | liitetiedosto | liite
fr    localisation | Localisation en direct partagée | fichier joint | pièce jointe
ga    Suíomh | - | - | ceangailte
gu    સ્થળ; લોકેશન | જીવંત સ્થાન શેર કરાયું | ફાઇલ જોડાયેલ | જોડાયેલ
he    מיקום | משתף מיקום בשידור חי | קובץ מצורף | מצורף
hi    स्थान; लोकेशन | लाइव स्थान साझा किया गया | फाइल अटैच कर दी गई है | अटैच किया गया
hr    lokacija | trenutna lokacija podijeljena | datoteka u privitku | priloženo
hu    Helyzet | tartózkodási hely megosztva | fájl csatolva | csatolva
id    lokasi | Lokasi terkini dibagikan | file terlampir | terlampir
it    posizione | posizione attuale condivisa | file allegato | allegato
ja    位置情報 | ライブロケーション共有 | 添付ファイル有り | 添付ファイル
kk    орналасуы | қазіргі орынмен бөлісті | қосымша файл | -
kn    ಸ್ಥಳ | ನೇರ ಸ್ಥಳ ಹಂಚಿಕೊಳ್ಳಲಾಗಿದೆ | ಕಡತ ಸೇರಿಸಲಾಯಿತು | -
ko    위치 | 공유한 실시간 위치 | 파일 첨부됨 | 첨부됨
lt    buvimo vieta | tiesioginė vieta bendrinama | byla prisegta | -
lv    atrašanās vieta | reāllaika atrašanās vieta | pievienots fails | -
mk    локација | споделено локација во живо | прикачен фајл | -
ml    സ്ഥലം | ലൈവ് ലൊക്കേഷൻ പങ്കിട്ടു | ഫയൽ ചേർത്തു | -
mr    स्थान; लोकेशन | सध्याचे थेट ठिकाण शेअर केले | फाइल संलग्न | संलग्न केले
ms    lokasi | lokasi terkini dikongsi | fail dilampirkan | dilampir
nb    posisjon | posisjon i sanntid delt | vedlagt fil | vedlagt
nl    locatie | live locatie gedeeld | bestand bijgevoegd | bijgevoegd
pa    ਟਿਕਾਣਾ | ਮੌਜੂਦਾ ਟਿਕਾਣਾ ਸਾਂਝਾ ਕੀਤਾ | ਅਟੈਚ ਕੀਤੀ ਫਾਇਲ | -
pl    położenie | udostępniona transmisja położenia | załączony plik | załączono
pt    localização | Está a partilhar a sua localização | ficheiro anexado | anexo
pt-br localização | localização atual compartilhada | arquivo anexado | anexado
ro    locație | locație în timp real distribuită | fișier atașat | atașare
ru    местоположение | Геоданные отправлены | файл добавлен | прикреплено
sk    poloha | bola zdieľaná aktuálna poloha | súbor pripojený | príloha
sl    lokacija | lokacija v živo je bila deljena | priložena datoteka | -
sq    Vendndodhja | vendnodhja aktuale u shpërnda | skedë e ngjitur | -
sr    локација | Локација уживо подељена | прикачена датотека | -
sv    plats; Platsinfo | liveposition delad | bifogad fil | bifogat
sw    Mahali | mahali mubashara pameshirikishwa | faili limeambatanishwa | -
ta    இருப்பிடம் | இடம் நேரலையாக பகிரபட்டது | இணைக்கப்பட்டது | -
te    స్థలం | ప్రత్యక్ష స్థాన భాగస్వామ్యం | ఫైల్ జోడించబడినది | -
th    ตำแหน่งที่ตั้ง | ตำแหน่งปัจจุบันถูกแบ่งปัน | ไฟล์ที่แนบ | แนบ
tl    lokasyon | ibinahagi ang live na lokasyon | nakalakip na file | -
tr    konum | Mevcut konum paylaşıldı | dosya ekli | eklendi
uk    місцезнаходження; Розташування | геодані надіслано | файл додано | додано
ur    مقام | جاری مقام کا اشتراک ہوا | پیوستہ فائل | پیوستہ
uz    joylashuv | jonli joylashuv ulashildi | fayl biriktirildi | -
vi    vị trí | vị trí hiện thời được chia sẻ | tệp đính kèm | đính kèm
zh    位置 | 共享实时位置 | 文件附件 | 附件
zh-hk 位置 | 實時位置已分享 | 附件檔案 | 附件
"""

# Names of exported files and archives, without their endings; braces stand for the name of the chat.
_TITLES = """\
en    WhatsApp Chat with {} | WhatsApp Chat - {}
af    WhatsApp Gesprek met {}
ar    دردشة واتساب مع {}
az    {} ilə WhatsApp Söhbəti
bg    WhatsApp Чат с {}
bn    {} এর সাথে WhatsApp চ্যাট
ca    Xat de WhatsApp amb {}
cs    Chat WhatsApp s uživatelem {}
da    WhatsApp chat med {}
de    WhatsApp-Chat mit {} | WhatsApp Chat mit {}
el    Συνομιλία WhatsApp με {}
es    Chat de WhatsApp con {}
et    WhatsApp'i vestlus kontaktiga {}
fa    گفتگوی WhatsApp با {}
fi    WhatsApp-keskustelu henkilön {} kanssa
fr    Discussion WhatsApp avec {}
gu    {} સાથેની WhatsApp વાત
he    צ'אט WhatsApp עם {}
hi    {} के साथ WhatsApp चैट
hr    WhatsApp razgovor s {}
hu    WhatsApp csevegés vele: {}
id    Chat WhatsApp dengan {}
it    Chat WhatsApp con {}
ja    {}とのWhatsAppチャット
kk    WhatsApp чат: {}
kn    {} ಜೊತೆ WhatsApp ಸಂಭಾಷಣೆ
ko    {}님과의 WhatsApp 대화
lt    WhatsApp pokalbis su {}
lv    WhatsApp sarakste ar {}
mk    WhatsApp разговор со {}
ml    {} മായുള്ള WhatsApp ചാറ്റുകൾ
mr    {} सोबतच्या WhatsApp गप्पा
ms    Sembang WhatsApp dengan {}
nb    WhatsApp-samtale med {}
nl    WhatsApp-chat met {}
pa    {} ਨਾਲ WhatsApp ਗੱਲਬਾਤ
pl    Czat WhatsApp z {}
pt    Conversa no WhatsApp com {}
pt-br Conversa do WhatsApp com {}
ro    Conversație WhatsApp cu {}
ru    Чат WhatsApp с контактом {} | Чат WhatsApp с {}
sk    WhatsApp chat s používateľom {}
sl    WhatsApp klepet z {}
sq    Biseda me {} në WhatsApp
sr    WhatsApp Ћаскање са {}
sv    WhatsApp-chatt med {}
sw    Soga za WhatsApp na {}
ta    {} உடன் WhatsApp உரையாடல்
te    {} తో WhatsApp సంభాషణ
th    แชท WhatsApp กับ {}
tl    WhatsApp Chat kay {}
tr    {} ile WhatsApp Sohbeti
uk    Бесіда WhatsApp з {}
ur    {} کے ساتھ WhatsApp بات چیت
uz    {} bilan WhatsApp chati
vi    Trò chuyện WhatsApp với {}
zh    与{}的 WhatsApp 聊天 | WhatsApp 与 {} 的对话
zh-hk WhatsApp 與 {} 的對話
zh-tw 與{}的 WhatsApp 對話
"""

_NOT_SHOWN = """\
en    You received a view once message. For added privacy, you can only open it on your phone
      You sent a view once message. For added privacy, you can only open it on your phone
      Waiting for this message | Waiting for this message. This may take a while
      Waiting for this message. Check your phone
de    Warten auf diese Nachricht. Dies kann etwas dauern | Auf diese Nachricht warten. Dies kann etwas dauern
es    Esperando el mensaje. Esto puede tomar tiempo | Esperando este mensaje. Esto puede tomar tiempo
fr    En attente de ce message. Cela peut prendre un moment
id    Menunggu pesan ini. Ini akan memerlukan waktu
it    In attesa del messaggio. Potrebbe richiedere del tempo
pt    A aguardar esta mensagem. Pode demorar um pouco
pt-br Aguardando mensagem. Essa ação pode levar alguns instantes
"""


def _omitted() -> dict[str, str]:
    """Give each phrase for left-out media its kind."""
    columns = list(zip(_KINDS, _columns(_OMITTED), strict=True))
    columns += [(kind, _folded(phrases.casefold().split("|"))) for kind, phrases in _OMITTED_TOO.items()]
    return {phrase: kind for kind, phrases in columns for phrase in phrases}


def _titles() -> Iterator[tuple[str, str]]:
    """Part each title at the name of the chat."""
    for title in chain.from_iterable(_rows(_TITLES)):
        prefix, _, suffix = title.partition("{}")
        yield prefix.lstrip(), suffix.rstrip()


# An iOS placeholder without direction marks -> the attachment kind.
OMITTED: Mapping[str, str] = _omitted()

# Android's placeholder for any kind; structure decides, this only confirms.
OMITTED_MEDIA: frozenset[str] = _phrases(_OMITTED_MEDIA)

# Whole bodies.
DELETED: frozenset[str] = _phrases(_DELETED)
CALLS: frozenset[str] = _phrases(_CALLS)

# How a call ended, in words that people use as well.
OUTCOMES: frozenset[str] = frozenset({"no answer", "call failed"})

# Whole bodies where a message is on the phone alone, or did not arrive; other languages than English are not verified.
NOT_SHOWN: frozenset[str] = _phrases(_NOT_SHOWN)

# Beginnings of bodies.
DELETED_BY_ADMIN: tuple[str, ...] = tuple(sorted(_phrases(_DELETED_BY_ADMIN)))

# What stands in the angle brackets at the end of an edited body.
EDITED: frozenset[str] = _phrases(_EDITED, _EDITED_LIKELY)

# The words before the colons of a poll.
POLLS, POLL_OPTIONS = _columns(_POLLS)

# The word before the colon of a place; the whole body of a live location; the words beside the name of a file.
LOCATIONS, LIVE_LOCATIONS, ATTACHED_SUFFIXES, ATTACHED_WORDS = _columns(_SHORT)

# What stands before and after the name of the chat in a file name, longest first: case kept, plain blanks.
TITLES: tuple[tuple[str, str], ...] = tuple(sorted(_titles(), key=lambda pair: len("".join(pair)), reverse=True))
