"""Signs by which the exports of other programs are told: names of files, words in them, shapes of their lines."""

from __future__ import annotations

import re

import msgspec


class Sign(msgspec.Struct, frozen=True):
    """What gives a format away; everything that is set has to hold, all of it of one file.

    `name` is searched in the path inside of what was handed in, `words` all stand in the beginning of the file,
    `starts` matches at its first byte, and `line` matches lines of it. `remedy` is how to get at what can be read.
    """

    format: str
    what: str
    name: re.Pattern[str] | None = None
    words: tuple[bytes, ...] = ()
    starts: re.Pattern[bytes] | None = None
    line: re.Pattern[bytes] | None = None
    remedy: str = ""

    @property
    def needs_contents(self) -> bool:
        """Whether the name of a file alone is not enough."""
        return bool(self.words or self.starts or self.line)


def _name(pattern: str) -> re.Pattern[str]:
    """A file's path from a `/` on, whatever its case."""
    return re.compile(rf"(?:^|/){pattern}", re.IGNORECASE)


def _words(text: str) -> tuple[bytes, ...]:
    return tuple(text.encode().split())


_SQLITE = re.compile(rb"SQLite format 3\0")
_XML = re.compile(rb"\s{0,99}<")
_NUMBERED_DAY = re.compile(rb"\s{0,9}\d{1,2}: ?(?:\{|\r?\n)")
_DIARIUM = "Export it from Diarium as JSON or as text"
_UNPACK = "Unpack it, and hand in the folder"
_INSIDE = "Take it out of what it lies in and hand it in by itself"
_PACKED = "an archive (zip) inside of another one"
_SLACK, _SIGNAL, _IMESSAGE = "a Slack export", "a Signal export", "an iMessage export"
_META, _INSTAGRAM = "a Facebook Messenger export", "an Instagram export"
_TEAMS, _SKYPE, _WECHAT = "a Microsoft Teams export", "a Skype export", "a WeChat export"
_VIBER, _MATRIX = "a Viber export", "a Matrix (Element) export"
_VOICE, _REDDIT = "a Google Voice export", "a Reddit data request without its texts"
_TABLES = "Hand in posts.csv, comments.csv, chat_history.csv and messages.csv too"
_PST = "Import it into Thunderbird, and hand in its mbox files"
_KAKAO, _WHATSAPP = "a KakaoTalk export", "a database of WhatsApp's backup, not an exported chat"
_WTS, _PHONE = "a file of WhatsApp-Chat-Exporter", "Export each chat on the phone: chat > Export chat"

# A chat that holds only what WhatsApp itself wrote, such as that it is encrypted.
_SILENT = re.compile(
    rb"(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d\d[^\n:]{0,14} - [^\n:]{5,600}(?:\r?\n|\Z)){1,20}\s{0,9}\Z"
)
_OTHERS = "There is nothing to learn from in it: hand in the others"

# `[Ben] [오후 2:37] hi`, and the line of a day; `2024년 5월 1일 오후 8:34, Ben : hi`.
_KAKAO_WINDOWS = re.compile(
    r"(?:-{5,20} .{1,99} -{5,20}|\[[^\]\n]{1,99}\] \[(?:오전|오후|AM|PM)? ?\d{1,2}:\d\d(?: [AP]M)?\] )".encode()
)
_KAKAO_PHONE = re.compile(
    r"\d{4}(?:년|\.) ?\d{1,2}(?:월|\.) ?\d{1,2}(?:일|\.)? (?:오전|오후) \d{1,2}:\d\d, ?.{1,200} : ".encode()
)

_SIGNAL_LINE = re.compile(rb"\[\d{4}-\d\d-\d\d,? \d\d:\d\d(?::\d\d)?\] [^\n:]{1,80}: ")
_LINE_LINE = re.compile(rb"\d{4}[/.]\d\d[/.]\d\d ?\([^\n)]{1,12}\)\r?$|\d\d:\d\d\t[^\t\n]{1,80}\t")

SIGNS = (
    # Slack: https://slack.com/help/articles/220556107, and slackdump.
    Sign("slack", _SLACK, _name(r"(?:integration_logs|slackdump)\.(?:json|sqlite)$")),
    Sign("slack", _SLACK, words=_words('"client_msg_id" "ts"')),
    Sign("slack", _SLACK, words=_words('"ts" "user" "type" "message" "text"'), starts=re.compile(rb"\s{0,99}\[")),
    Sign("slack", _SLACK, _name(r"(?:channels|groups|dms|mpims)\.json$"), _words('"id" "members" "created"')),
    Sign("slack", _SLACK, _name(r"users\.json$"), _words('"team_id" "profile"')),
    Sign("slack", _SLACK, words=_words('"channel_id" "messages" "ts"')),
    # Signal: the official JSON Lines, signal-export, signal-cli, databases and backups.
    Sign("signal", _SIGNAL, words=_words('"backupTimeMs"')),
    Sign("signal", _SIGNAL, words=_words('"envelope" "dataMessage" "sourceDevice"')),
    Sign("signal", _SIGNAL, words=_words('"date" "sender" "body" "quote" "sticker" "reactions"')),
    Sign("signal", _SIGNAL, words=(b"] Me: ",), line=_SIGNAL_LINE),
    Sign("signal", "a Signal backup", _name(r"signal-\d{4}-\d\d-\d\d-[^/]*\.backup$")),
    Sign("signal", "a Signal database", _name(r"(?:Signal|sql)/(?:sql/)?db\.sqlite$")),
    Sign("signal", "a Signal database", words=(b"signed_pre_key", b"recipient"), starts=_SQLITE),
    Sign("signal", "a Signal database", words=(b"CREATE TABLE conversations", b"messages_fts"), starts=_SQLITE),
    # iMessage: the database of macOS and iOS, imessage-exporter, iMazing.
    Sign("imessage", "an iMessage database", words=(b"chat_message_join",), starts=_SQLITE),
    Sign("imessage", "an iMessage database", _name(r"(?:chat|sms)\.db$"), starts=_SQLITE),
    Sign("imessage", _IMESSAGE, words=(b'class="sent iMessage"',)),
    Sign("imessage", _IMESSAGE, words=(b'class="message"', b'class="received"', b'class="timestamp"')),
    Sign("imessage", _IMESSAGE, starts=re.compile(rb'"?Chat Session"?[,;\t]"?Message Date')),
    Sign(
        "imessage",
        _IMESSAGE,
        # The date alone could head an entry of a journal.
        words=(b"\nMe\n",),
        starts=re.compile(
            rb"[A-Z][a-z]{2} \d\d, \d{4} {1,2}\d{1,2}:\d\d:\d\d [AP]M"
            rb"(?: \([^\n]{1,200}\))?\r?\n[^\n]{1,99}\n"
        ),
    ),
    # Meta: https://www.facebook.com/help/212802592074644.
    Sign("instagram", _INSTAGRAM, _name("your_instagram_activity/")),
    Sign("messenger", _META, _name(r"your_(?:facebook_activity|activity_across_facebook)/")),
    Sign("instagram", _INSTAGRAM, _name("[^/]*instagram"), _words('"sender_name" "timestamp_ms"')),
    Sign(
        "messenger", _META, _name(r"messages/(?:inbox|archived_threads|e2ee_cutover)/[^/]+/message_\d+\.(?:json|html)$")
    ),
    Sign("messenger", _META, words=_words('"sender_name" "timestamp_ms"')),
    Sign("messenger", _META, words=_words('"senderName" "threadName" "participants"')),
    Sign("messenger", _META, _name(r"message_\d+\.html$"), _words("<html")),
    Sign("messenger", _META, words=(b"_3-95", b"_2ph-"), starts=_XML),
    # Google.
    Sign("google-chat", "a Google Chat export", _name(r"Google Chat/(?:Groups|Users)/")),
    Sign("google-chat", "a Google Chat export", words=_words('"creator" "created_date" "topic_id"')),
    Sign("hangouts", "a Google Hangouts export", _name(r"Hangouts\.json$")),
    Sign("hangouts", "a Google Hangouts export", words=_words('"participant_data" "conversation"')),
    Sign("google-voice", _VOICE, _name("Voice/Calls/")),
    Sign("google-voice", _VOICE, words=(b"hChatLog",)),
    Sign("gemini", "a Gemini export", words=_words('"Gemini Apps" "Prompted')),
    # Microsoft.
    Sign("teams", _TEAMS, words=_words('"messageType" "createdDateTime" "body"')),
    Sign("teams", _TEAMS, words=_words('"contentHtml" "isOwn" "messageType"')),
    Sign("teams", _TEAMS, words=(b"id,author,timestamp,text,edited,deleted,system",)),
    Sign("skype", _SKYPE, words=_words('"MessageList" "conversations"')),
    Sign("skype", _SKYPE, _name(r"8_[^/]{1,99}_export\.tar$")),
    Sign("skype", _SKYPE, starts=re.compile(rb"messages\.json\0"), words=(b"ustar",)),
    Sign("skype", "a Skype database", words=(b"body_xml",), starts=_SQLITE),
    Sign("outlook", "an Outlook mailbox", starts=re.compile(rb"!BDN"), remedy=_PST),
    # Asian messengers.
    Sign(
        "line",
        "a LINE export",
        starts=re.compile(
            rb"\[LINE\]|Chat history (?:with|in) [^\n]{1,200}\r?\nSaved|"
            rb"[^\n]{1,200}(?:%s|%s|%s)\r?\n" % tuple(word.encode() for word in ("トーク履歴", "聊天记录", "聊天記錄"))
        ),
    ),
    Sign("line", "a LINE export", line=_LINE_LINE),
    Sign("kakaotalk", _KAKAO, words=("카카오톡 대화".encode(), "저장한 날짜".encode())),
    Sign("kakaotalk", _KAKAO, words=(b"KakaoTalk Chat", b"Date Saved")),
    Sign("kakaotalk", _KAKAO, starts=re.compile(rb'"?Date"?,"?User"?,"?Message"?\r?\n')),
    Sign("kakaotalk", _KAKAO, line=_KAKAO_WINDOWS),
    Sign("kakaotalk", _KAKAO, line=_KAKAO_PHONE),
    Sign("wechat", _WECHAT, words=_words('"weflow"')),
    Sign("wechat", _WECHAT, words=_words("MsgSvrID type_name is_sender")),
    Sign("wechat", _WECHAT, words=_words("IsSender StrContent StrTime")),
    Sign("wechat", _WECHAT, words=_words('"localId" "senderUsername"')),
    Sign("wechat", "a WeChat database", _name(r"(?:EnMicroMsg|MicroMsg|MSG\d{1,3})\.db$")),
    Sign("qq", "a QQ export", words=(b"QQChatExporter",)),
    Sign("qq", "a QQ export", words=("消息记录（此消息记录为文本格式".encode(),)),
    Sign("chatlab", "a ChatLab file", words=_words('"chatlab" "members" "platform"')),
    # Other messengers.
    Sign("whatsapp-backup", _WHATSAPP, _name(r"(?:msgstore|wa)[^/]*\.db(?:\.crypt\d{1,2})?$"), remedy=_PHONE),
    Sign("whatsapp-backup", _WHATSAPP, _name(r"ChatStorage\.sqlite$"), remedy=_PHONE),
    Sign("whatsapp-silent", "a WhatsApp chat in which nobody says anything", starts=_SILENT, remedy=_OTHERS),
    Sign("whatsapp-chat-exporter", _WTS, words=_words('"from_me" "key_id" "timestamp"'), remedy=_PHONE),
    Sign("viber", _VIBER, _name(r"Messages - [^/]*\.csv$")),
    Sign("viber", "a Viber database", _name(r"viber\.db$")),
    Sign("viber", "a Viber database", words=(b"ChatInfo", b"EventInfo"), starts=_SQLITE),
    Sign("matrix", _MATRIX, words=_words('"room_name" "exported_by"')),
    Sign("matrix", _MATRIX, words=_words('"m.room.message" "event_id" "sender"')),
    Sign("matrix", _MATRIX, words=(b"mx_EventTile",)),
    Sign("sms", "an SMS Backup & Restore file", words=_words("<smses")),
    Sign("calls", "a list of calls, in which nobody says anything", words=_words("<calls <call"), starts=_XML),
    Sign("snapchat", "a Snapchat export", words=_words('"IsSender" "Media')),
    Sign("snapchat", "a Snapchat export", words=(b'"Received Saved Chat History"',)),
    Sign("groupme", "a GroupMe export", words=_words('"favorited_by" "created_at"')),
    Sign("linkedin", "a LinkedIn export", words=(b"CONVERSATION ID,CONVERSATION TITLE",)),
    Sign("tiktok", "a TikTok export", words=_words('"ChatHistory" "Direct')),
    Sign("threema", "a Threema backup", words=_words('"apiid" "isoutbox"')),
    Sign("mattermost", "a Mattermost export", words=_words('"type":"version" "type":"team"')),
    Sign("zulip", "a Zulip export", words=_words('"zerver_message"')),
    Sign(
        "zoom", "a Zoom chat", line=re.compile(rb"\d\d:\d\d:\d\d\s{1,4}(?:From )[^\n]{1,200}?(?: to |:)", re.IGNORECASE)
    ),
    Sign("discord-history-tracker", "a Discord History Tracker file", words=_words('"meta" "userindex"')),
    # IRC: irssi, ZNC, HexChat, mIRC, WeeChat.
    Sign("irc", "an IRC log", starts=re.compile(rb"--- Log opened |\*{4} BEGIN LOGGING AT |Session Start: ")),
    Sign(
        "irc",
        "an IRC log",
        line=re.compile(
            rb"(?:\[?(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d(?::\d\d)?\]?|[A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d)"
            rb"[ \t]{1,2}(?:<[ @+%&~!]?[^\s<>]{1,40}>[ \t]|\* \S|\*{3} \S|-!- \S)|"
            rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\t ?\S{0,40}\t"
        ),
    ),
    # Talks with models.
    Sign("chatgpt", "a ChatGPT export", words=_words('"mapping" "current_node"')),
    Sign("chatgpt", "a ChatGPT export", words=_words('"mapping" "create_time"')),
    Sign("claude", "a Claude export", words=_words('"chat_messages" "sender"')),
    # Writings.
    Sign(
        "reddit-tables",
        _REDDIT,
        _name(r"(?:comment_headers|post_headers|comment_votes|post_votes)\.csv$"),
        remedy=_TABLES,
    ),
    Sign(
        "rednotebook",
        "a RedNotebook journal",
        _name(r"\d{4}-\d\d\.txt$"),
        starts=_NUMBERED_DAY,
        remedy="Export it as plain text: Journal, Export",
    ),
    Sign("diarium", "a Diarium database", _name(r"[^/]{1,200}\.diary$"), starts=_SQLITE, remedy=_DIARIUM),
    Sign(
        "lifeograph",
        "a Lifeograph diary",
        starts=re.compile(rb"LIFEOGRAPHDB"),
        remedy="Export it as plain text, with a date above each entry",
    ),
    Sign("diaro", "a Diaro backup", words=(b"diaro_entries",), starts=_XML, remedy="Export it as text from Diaro"),
    Sign("daylio", "a Daylio backup", _name(r"[^/]{1,200}\.daylio$"), remedy="Export it as CSV: More, Export Entries"),
    # What other programs unpack.
    Sign("7z", "a 7z archive", starts=re.compile(rb"7z\xbc\xaf\x27\x1c"), remedy=_UNPACK),
    Sign("rar", "a RAR archive", starts=re.compile(rb"Rar!\x1a\x07"), remedy=_UNPACK),
    Sign("xz", "an archive packed with xz", starts=re.compile(rb"\xfd7zXZ\0"), remedy=_UNPACK),
    Sign("bzip2", "an archive packed with bzip2", starts=re.compile(rb"BZh[1-9]1AY&SY"), remedy=_UNPACK),
    Sign("dmg", "an image of a disk", _name(r"[^/]{1,200}\.(?:dmg|iso)$"), remedy=_UNPACK),
    Sign("joplin", "a Joplin export (JEX) inside of an archive", _name(r"[^/]{1,200}\.jex$"), remedy=_INSIDE),
    Sign(
        "livejournal-table",
        "a month of LiveJournal as CSV",
        starts=re.compile(rb'"?\d{1,9}"?,"?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"?,"?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"?,'),
        remedy="Export each month with the names of its columns in the first line, or as XML",
    ),
    Sign(
        "twitter-table",
        "an old Twitter archive as CSV",
        starts=re.compile(rb'"tweet_id","in_reply_to_status_id"'),
        remedy="Ask X for a new archive: Settings, Your account, Download an archive of your data",
    ),
    Sign("bluesky", "a Bluesky archive", _name(r"[^/]{1,200}\.car$")),
    Sign("packed", _PACKED, _name(r"[^/]{1,200}\.zip$"), starts=re.compile(rb"PK\x03\x04"), remedy=_INSIDE),
    Sign("google-takeout", "a Google Takeout archive", _name("Takeout/")),
    Sign(
        "takeout-tgz",
        "a Google Takeout archive (tgz) that cannot be unpacked here",
        _name(r"takeout-[^/]{1,200}\.(?:tgz|tar\.gz)$"),
        remedy=_INSIDE,
    ),
)
"""In this order: what is more special comes first."""

TALKS = tuple(
    sign
    for sign in SIGNS
    if sign.format
    in ("signal", "imessage", "messenger", "google-voice", "line", "kakaotalk", "qq", "matrix", "zoom", "irc")
    and sign.needs_contents
)
"""Signs of talks that could pass for prose, being text or web pages."""
