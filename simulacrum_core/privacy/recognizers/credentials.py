"""Keys and tokens: what opens a service to whoever holds it, in the formats of the providers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .later import later
from .spans import Span

_END = r"(?![\w-])"
FORMATS = later(
    r"(?<![\w-])(?:"
    r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}" + _END + r"|gh[pousr]_[A-Za-z0-9]{36,80}" + _END + "|"
    r"github_pat_\w{22,100}|gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas)-[\w-]{20,80}|"
    r"xox[abeoprs]-[\w-]{10,120}|xapp-\d-[\w-]{20,120}|"
    r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,120}|whsec_[A-Za-z0-9+/=]{24,80}|"
    r"sk-(?:ant|proj|svcacct|admin|or)-[\w-]{20,200}|sk-[A-Za-z0-9]{20,64}" + _END + "|"
    r"AIza[\w-]{30,40}|ya29\.[\w-]{20,200}|GOCSPX-[\w-]{20,40}|"
    r"hf_[A-Za-z]{30,40}" + _END + r"|hf_[A-Za-z0-9]{30,40}" + _END + "|"
    r"npm_[A-Za-z0-9]{36}" + _END + r"|pypi-[\w-]{40,300}|dckr_pat_[\w-]{20,40}|"
    r"SG\.[\w-]{16,32}\.[\w-]{32,64}|key-[0-9a-f]{32}" + _END + r"|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|"
    r"do[opr]_v1_[0-9a-f]{64}|dop_v1_[0-9a-f]{64}|gsk_[A-Za-z0-9]{40,64}|xai-[A-Za-z0-9]{40,100}|"
    r"r8_[A-Za-z0-9]{30,44}|lin_api_[A-Za-z0-9]{32,48}|ntn_[A-Za-z0-9]{40,60}|secret_[A-Za-z0-9]{43}|"
    r"figd_[\w-]{30,60}|sntry[su]_[\w+/=-]{30,200}|glsa_\w{30,60}|PMAK-[0-9a-f]{24}-[0-9a-f]{34}|"
    r"hv[sbr]\.[\w-]{24,200}|pscale_(?:tkn|pw|oauth)_[\w-]{30,60}|dapi[0-9a-f]{32}"
    + _END
    + r"|AT[AC]TT3[\w=-]{50,250}|sq0(?:atp|csp|idp)-[\w-]{22,50}|"
    r"rubygems_[0-9a-f]{48}|NRAK-[A-Z0-9]{27}|pplx-[A-Za-z0-9]{40,60}|dp\.(?:pt|st|ct|sa)\.[\w.-]{40,80}|sbp_[0-9a-f]{40}|sb_secret_[\w-]{20,60}|AGE-SECRET-KEY-1[A-Z0-9]{58}|"
    r"[0-9a-f]{32}-us\d{1,2}"
    + _END
    + r"|[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,90}|HRKU-[\w-]{36,70}|ph[cx]_[A-Za-z0-9]{40,60}|rnd_[A-Za-z0-9]{28,40}|nvapi-[\w-]{40,90}|tvly-[\w-]{20,50}|"
    r"CFPAT-[\w-]{43}|pat[A-Za-z0-9]{14}\.[0-9a-f]{64}|sl\.[\w-]{60,200}|AKCp[A-Za-z0-9]{60,80}|oy2[a-z0-9]{43}"
    + _END
    + r"|1//0[\w-]{40,120}|SK[0-9a-f]{32}"
    + _END
    + r"|EZ[AT]K[A-Za-z0-9]{54}|"
    r"nfp_[A-Za-z0-9]{36,44}|bk[up]a_[0-9a-f]{40}|dckr_oat_[\w-]{20,40}|(?<=[?&]sig=)[\w%+/-]{40,60}|"
    r"lin_oauth_\w{32,64}|sgp_\w{40,60}|glc_[\w+/=-]{32,200}|fo1_[\w-]{43}|FlyV1 fm\d_[\w+/=,-]{40,800}|xkeysib-[0-9a-f]{64}-\w{16}|shippo_(?:live|test)_[0-9a-f]{40}|"
    r"tskey-[a-z]{2,10}-[\w-]{16,64}|A3T[A-Z0-9][A-Z0-9]{16}" + _END + r"|EAA[A-Za-z0-9]{80,250}|"
    r"\d{4,10}:AA[\w-]{8,40}" + _END + r"|"  # Telegram
    r"[MNO][\w-]{22,28}\.[\w-]{6}\.[\w-]{27,45}" + _END + r"|"  # Discord
    r"eyJ[\w-]{8,4000}\.eyJ[\w-]{4,8000}(?:\.[\w-]{0,2000})?"
    r")"
)
HOOKS = later(
    r"(?:https://)?(?:canary\.|ptb\.)?(?:discord(?:app)?\.com/api/webhooks/\d{15,22}/[\w-]{40,100}"
    r"|hooks\.slack\.com/(?:services|workflows|triggers)/[\w/-]{20,120}"
    r"|[\w.-]{1,60}\.webhook\.office\.com/webhookb2/[\w@/-]{40,250}"
    r"|api\.telegram\.org/bot\d{8,10}:[\w-]{30,40})"
)
URL_LOGIN = later(
    r"(?:(?<=http://)|(?<=https://))([^\s:/@?#]{0,64}:[^\s/@]{1,128})@(?=[\w\[])"
    r"|\b((?!https?:)[a-z][a-z0-9+.-]{1,24}://[^\s:/@?#]{0,64}:[^\s/@]{1,128}@[^\s\"'<>)]{1,200})"
)
CONNECTION = later(
    r"\b(?:pwd|password|accountkey|sharedaccesskey)=([^\s;,\"'&]{4,128})(?=;|$|\s|&|\"|')", re.IGNORECASE
)
# As programs are told: "SMTP_PASS: …", "DB_PASSWORD=…".
SETTING = later(
    r"(?<![A-Za-z0-9_])[A-Za-z][A-Za-z0-9]{0,20}(?:_[A-Za-z0-9]{1,20}){0,4}?_(?:pass|passw|password|passwd|pwd|pw|secret)[\"']?\s?[:=]\s?[\"']?([^\s\"',;]{4,128})",
    re.IGNORECASE,
)
AMAZON = later(r"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
PLACEHOLDERS = frozenset(
    "user username pass password passwd pwd secret foobar foo bar login name token host me".split()
)
BLOCK = later(r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
BLOCK_END = later(r"-----END [A-Z0-9 ]{0,40}-----")
NAMED = later(
    r"(?<![^\W_])(?:api[ _-]?(?:key|token|secret)|secret[ _-]?(?:access[ _-]?)?key|access[ _-]?(?:key|token)|auth[ _-]?token"
    r"|client[ _-]?secret|authorization\W{1,4}basic|private[ _-]?key|secret|token|bearer|credentials?|api[- ]?schlüssel|geheime[rn]? schlüssel"
    r"|zugriffstoken|clé (?:api|secrète|privée)|jeton|(?:clave|llave) (?:api|secreta|privada)"
    r"|chave (?:api|secreta|privada|da api|de api)|chiave (?:api|segreta|privata)|токен|ключ (?:api|апи)"
    r"|секретный ключ|апи[- ]ключ)\w{0,3}[\"']?"
    r"(?:\s{0,3}(?:[:=]|=>|->|is|ist|lautet|est|es|é|è|это|—)){0,2}\s{0,3}[\"'`]?"
    r"([A-Za-z0-9+/_.=~-]{16,256})(?![\w/])",
    re.IGNORECASE,
)


# What is random beside the name of a service.
SERVICE = later(
    r"(?<!\w)(?:wandb|heroku|mailchimp|datadog|new ?relic|algolia|cloudflare|okta|auth0|twilio|pinecone|mapbox|firebase|supabase|vercel|netlify|circleci|jenkins|pagerduty|sentry"
    r"|openweather\w{0,3}|binance|coinbase|kraken|deepl|mistral|cohere|elevenlabs|rapidapi|azure|gcp|aws|digitalocean|linode|vultr|hetzner|airtable|asana|trello|jira|hubspot|zendesk|intercom|plaid|paypal|braintree|klarna|spotify|twitch"
    r"|twitter|steam|lastfm|tmdb|giphy|unsplash|vault|consul|grafana|posthog|segment|stripe|openai|anthropic|telegram|discord|slack|github|gitlab)(?!\w)[^\n]{0,24}?[\s:=]([A-Za-z0-9+/_=-]{24,128})(?![\w/.])",
    re.IGNORECASE,
)


def credentials(text: str) -> Iterator[Span]:
    """Keys, tokens, webhooks, logins in addresses, and private key blocks."""
    if "-----BEGIN" in text:
        yield from key_blocks(text)
    for pattern in (FORMATS, HOOKS):
        for match in pattern.finditer(text):
            if len(set(match.group())) > 6:
                yield Span(*match.span(), "credential", "format")
    yield from _logins(text)
    yield from _named(text)


def _logins(text: str) -> Iterator[Span]:
    """Of an address on the web the name and the password, of a connection all of it."""
    if "://" in text:
        for match in URL_LOGIN.finditer(text):
            login = match.group().partition("://")[2] or match.group()
            if _is_told(login.partition("@")[0]):
                yield Span(*match.span(match.lastindex or 0), "credential", "format")
    for pattern in (CONNECTION, SETTING):
        for match in pattern.finditer(text):
            if _is_told(match[1]):
                yield Span(*match.span(1), "credential", "format")


def _named(text: str) -> Iterator[Span]:
    """What is no word and is called a key."""
    for pattern in (NAMED, SERVICE):
        for match in pattern.finditer(text):
            if _is_random(match[1]):
                yield Span(*match.span(1), "credential", "context")
    if "AKIA" in text or "ASIA" in text or "aws" in text.lower():
        for match in AMAZON.finditer(text):
            if _is_random(match.group()):
                yield Span(*match.span(), "credential", "context")


def key_blocks(text: str) -> Iterator[Span]:
    """Private keys in PEM or PGP armour; one without an end reaches as far as its lines of base64 do."""
    place = 0
    while match := BLOCK.search(text, place):
        end = BLOCK_END.search(text, match.end())
        place = end.end() if end else len(text)
        yield Span(match.start(), place, "credential", "format")


def _is_told(value: str) -> bool:
    """No placeholder as manuals have them."""
    words = set(re.split(r"\W+", value.lower())) - {""}
    return not words <= PLACEHOLDERS and not re.match(r"[/<$%*{\[]", value) and "<" not in value


def _is_random(value: str) -> bool:
    """Letters and digits mixed as no word is, and no address of a page, no path, no date."""
    digits = sum(sign.isdigit() for sign in value)
    letters = sum(sign.isalpha() for sign in value)
    # A long one may have a single digit by chance, where its letters are small and large.
    enough = digits >= 2 or (digits == 1 and len(value) >= 32 and value.lower() != value != value.upper())
    return enough and letters >= 4 and len(set(value)) > 8 and "://" not in value and value.count(".") < 3
