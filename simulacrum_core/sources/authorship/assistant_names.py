"""How assistants, and who asks them, are called where a line says who speaks."""

from __future__ import annotations

import re

_OTHERS = (
    r"|gpt[ -]?\d[\w.-]{0,12}(?: mini| turbo)?|openai|o[134](?:[- ](?:mini|pro))?"
    r"|claude(?: (?:ai|[\d.]{1,4}|opus|sonnet|haiku)){0,3}|anthropic|gemini(?: (?:pro|advanced|flash|[\d.]{1,4})){0,3}"
    r"|(?:google )?bard|(?:microsoft |bing |github )?copilot(?: chat)?|bing(?: chat)?|grok(?:[ -]\d)?|meta ai|le chat"
    r"|deepseek(?:[ -]\w{1,4})?|perplexity(?: ai)?|mistral(?: \w{1,8})?|llama(?:[ -][\d.]{1,4})?|qwen[\d.-]{0,5}"
    r"|kimi|replika"
)
PRODUCTS = r"chat ?gpt(?:[ -]?[\w.]{1,12}){0,2}" + _OTHERS
NAMED_PRODUCTS = r"chat ?gpt(?:[ -]?(?:\d[\w.]{0,8}|o\d[\w-]{0,6}|plus|pro|turbo|mini)){0,2}" + _OTHERS
"""The same where other words may follow a name."""
_ROLES = (
    r"(?:the )?(?:ai[ -])?assistant|ai|a\.i\.|(?:ai )?chatbot|bot|(?:ai )?response|ai answer|ki|ia|assistent(?:in)?"
    r"|asistente|assistente|asystent|ассистент|помощник|助手|アシスタント|어시스턴트|asistan"
)
_PEOPLE = (
    r"you|me|user|human|(?:my |user )?prompt|myself|du|ich|sie|nutzer(?:in)?|benutzer(?:in)?|vous|tu|moi|utilisateur"
    r"|tú|yo|usted|usuario|você|eu|usuário|io|utente|jij|je|ik|gebruiker|ты|вы|я|пользователь|ja|użytkownik|sen|siz"
    r"|kullanıcı|あなた|ユーザー|你|您|我|用户|使用者|당신|사용자|나|i asked"
    r"|q|(?:(?:my|the|meine|die|ma|la|mi|la mia|minha|mijn|min|mitt|moje|мой) )?(?:questions?|frage|pregunta|domanda"
    r"|pergunta|vraag|fråga|spørgsmål|spørsmål|pytanie|вопрос|soru|kysymys)(?: \d{1,2})?|質問|问|問|问题|問題|질문"
)
_SAID = (
    r"(?:['’]s answer| (?:said|says|wrote|replied|answered|responded|asked"
    r"|hat gesagt|hast gesagt|haben gesagt|sagte?t?|a dit|avez dit|as dit|dijo"
    r"|dijiste|has dicho|disse|ha detto|hai detto|zei|zegt|сказал[аи]?|powiedział[ae]?[śm]?|antwortet|antwortete"
    r"|a répondu|respondió|ha risposto|respondeu)| ?说| ?說|の発言)?"
)
AROUND = r"[\s#*_>~`|:：\u2600-\u27bf\U0001f000-\U0001faff\u200d\ufe0f-]{0,40}"
_ASIDE = r"(?:[*_ \t]{0,5}[([—–|·,-][^\n]{0,50}?[)\]]?)?"
WHOLE = re.compile(
    rf"(?P<before>{AROUND}?)(?:(?P<product>{PRODUCTS})|(?P<role>{_ROLES})|(?P<person>{_PEOPLE}))(?P<said>{_SAID})"
    rf"(?P<aside>{_ASIDE})(?P<after>{AROUND})",
    re.IGNORECASE,
)
BEFORE = re.compile(
    rf"(?P<before>[ \t>*_]{{0,6}})(?:(?P<product>{PRODUCTS})|(?P<role>{_ROLES})|(?P<person>{_PEOPLE}))"
    rf"(?P<said>{_SAID})[ ]?[*_]{{0,3}}[:：][*_]{{0,3}}(?=\s)",
    re.IGNORECASE,
)
VERB = re.compile(
    r"(?:['’]s answer| (?:said|says|wrote|replied|replies|answered|answers|responded|responds|suggested|suggests"
    r"|hat gesagt|sagte?t?|schreibt|schrieb|antwortet|antwortete|a dit|dit|répond|a répondu|dijo|dice|respondió"
    r"|disse|ha detto|ha risposto|respondeu|zei|zegt|antwoordde|svarade|сказал|ответил|powiedział)"
    r"| ?说| ?說|の発言)\Z",
    re.IGNORECASE,
)
NAMESAKES = frozenset("bard mistral llama kimi bing grok replika anthropic openai".split())
"""Products that bear a word for something else, or that of a company."""
