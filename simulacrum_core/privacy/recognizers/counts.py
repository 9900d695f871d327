"""Counts: numbers that say how many or how much, as the word behind them tells, and numbers of orders."""

from __future__ import annotations

import re

from .later import later
from .phrases import UNITS, any_of

MORE_UNITS = any_of(
    r"""
    kcal | calories | kilometers | kilometres | views | likes | subscribers | litres? | liters? | rpm | watts | pieces | rupees | rs | zł | złotych | pln | groszy
    krok(?:ów|i) | osób | osoby | punkt(?:ów|y) | stron | sztuk | razy | lat | dni | godzin | minut | sekund | kilometr\w{0,4} | metr(?:ów|y)
    litr\w{0,4} | stappen | uur | jaar | dagen | mensen | punten | regels | bladzijden | keer | kilometer | liter | graden | minuten | kalorien | besucher
    abonnenten | tl | lira | kuruş | adım | kişi | puan | gün | yıl | saat | dakika | sayfa | satır | kez | kere | metre | kilometre | litre | derece | adet
    reais | pesos | soles | libras | quil[oôó]metros | kil[oó]metros | chilometri | kilomètres | calor[ií]as | calorie | kalorii | калор\w{1,4} | км | кг | мб
    подписчик\w{0,3} | человек\w? | штук\w? | злот\w{1,3} | евро | доллар\w{0,3} | seguidores | abonnés | personnes | personas | pessoas | persone
    रुपये | रुपए | रु | (?:का|के) बिल | कदम | लोग | किलोमीटर | किमी | मीटर | घंटे | मिनट | दिन | साल | पेज | लाइन | बार | अंक | लीटर
    جنيه\w? | ريال | درهم | دينار | دولار | ليرة | خطوة | شخص | كيلو | كم | متر | ساعة | دقيقة | يوم | سنة | صفحة | سطر | مرة | لتر
    """
)
UNIT = later(rf"\s?(?:(?:{UNITS}|{MORE_UNITS})(?![\w\u0900-\u0963])|[元块步人页米公升斤]|₹|小时|分钟)", re.IGNORECASE)
ORDER = later(
    r"(?<![\w'’])(?:order|tracking|invoice|parcel|bestell\w{0,8}|sendung\w{0,8}|rechnung|commande|facture|pedido|encomenda|factura|fatura|ordine|fattura"
    r"|zamówieni\w|zlecenie|заказ\w?|sipariş\w{0,4}|bestelling|factuur|الطلب|طلب\w{0,3}|ऑर्डर|订单号?|issue|ean|isbn|gtin|barcode|port|порт|端口用?)(?:\s(?:number|nummer|num|no|nr|is|ist|номер"
    r"|n[uú]m[eé]r[oy]?|numarası|رقم|नंबर))?[\s#.:№º°-]{0,4}$",
    re.IGNORECASE,
)
PARCEL = later(
    r"(?<!\w)(?:посылка|paczka|paquete|pacco|colis|encomenda|rastreio|tracking|трек|kargo|courier|الشحنة|कूरियर|快递单?号?)[\s:#-]{0,3}$",
    re.IGNORECASE,
)
LONG = 9
COLOUR = re.compile(r"RAL ?\d{4}")
REACH = 40


def counts(line: str, start: int, end: int) -> bool:
    """Whether a value of a line counts something, is the number of an order, or a colour of paint."""
    if not line[start:end].isascii() or line[start:end].isalpha():
        return False
    if COLOUR.fullmatch(line, start, end):
        return True
    before = line[max(0, start - REACH) : start]
    if end - start >= LONG and PARCEL.search(before):
        return True
    return UNIT.match(line, end) is not None or ORDER.search(before) is not None
