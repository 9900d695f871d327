"""The door for importers: tools to read files, archives, encodings, JSON and web pages with, within limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..doors import door

if TYPE_CHECKING:
    from .archives import ArchiveMember, document_members
    from .authorship.assistants import answers, assistant_parts, with_answer_boxes
    from .authorship.author_names import folded_name, own_names
    from .authorship.chat_lines import find_chat_lines, is_chat, may_hold_clock, without_chats, without_told_chat
    from .authorship.exchanges import exchange_parts, is_exchange
    from .authorship.feet import meeting_line
    from .authorship.interviews import interview_parts
    from .authorship.machine_text import is_machine_text, machine_parts, without_machine_runs
    from .authorship.mail.in_texts import quoted_parts
    from .authorship.mail.quoting import MailWords, mail_words
    from .authorship.others import words_of_others
    from .authorship.stories import tells_story
    from .authorship.talk import is_log_line, is_talk, speaks, without_assistant
    from .authorship.turns import takes_turns, takes_turns_below_names, takes_turns_with
    from .byte_ranges import ByteRange, empty_media, is_media, needed_ranges
    from .dates.clocks import clock
    from .dates.file_days import NameFormat, name_format, named_day
    from .dates.headings import Head, date_line, head_at, heading_line, heads, is_diary, is_rule
    from .dates.orders import Evidence
    from .dates.stamps import DateOrder, Stamp, may_hold_date, read_stamp
    from .dates.values import date_of, moment_of, pdf_date, whole_stamp
    from .encodings import Text, decoded, judged
    from .file_names import conflict_of, is_kept_copy, stem_of, suffix_of, without_suffix
    from .front_matter import split_front_matter
    from .highlights import with_highlights
    from .html.blocks import (
        Block,
        BlockKind,
        Element,
        blocks_of,
        hide,
        html_blocks,
        html_tree,
        markup_text,
        nested_among,
        tag_of,
        words_in,
    )
    from .json_lines import walk_json_lines
    from .json_stream.walk import (
        READ_SIZE,
        Batch,
        ByteStream,
        DecodeBatch,
        ElementDecoder,
        Fault,
        JsonEvent,
        JsonPath,
        ReportLine,
        Shell,
        elements_of,
        walk_json,
    )
    from .leads import LONGEST_LEAD, leads_in, spoken_text
    from .limits import Limits, content_of, raise_limit, too_long
    from .lines_of_plugins import PluginLines, end_of_line_comment, plugin_lines
    from .message_blocks import MessageBlocks
    from .note_marks import (
        REMOVED,
        is_planning,
        with_line_breaks,
        with_org_blocks,
        without_addresses,
        without_marks,
        without_references,
    )
    from .notion import (
        KnownProperties,
        NotionFacts,
        is_notion_page,
        notion_facts,
        notion_id,
        notion_page,
        tell_doubt,
        without_notion_id,
        without_notion_marks,
    )
    from .notion_properties import PropertyNames
    from .notion_tree import notion_html
    from .offsets import offset_of, on_clocks_of, zone_of
    from .outlines import RoamPage, is_roam, is_roam_diary, roam_day, roam_page, roam_pages, shown_links
    from .overlaps import SeenIds
    from .shared_encoding import SharedEncoding
    from .spool import MessageSpool
    from .transcoding import as_utf8
    from .verse import is_verse_text
    from .wraps import is_wrapped, join_wrapped, wrap_width

__all__ = [
    "LONGEST_LEAD",
    "READ_SIZE",
    "REMOVED",
    "ArchiveMember",
    "Batch",
    "Block",
    "BlockKind",
    "ByteRange",
    "ByteStream",
    "DateOrder",
    "DecodeBatch",
    "Element",
    "ElementDecoder",
    "Evidence",
    "Fault",
    "Head",
    "JsonEvent",
    "JsonPath",
    "KnownProperties",
    "Limits",
    "MailWords",
    "MessageBlocks",
    "MessageSpool",
    "NameFormat",
    "NotionFacts",
    "PluginLines",
    "PropertyNames",
    "ReportLine",
    "RoamPage",
    "SeenIds",
    "SharedEncoding",
    "Shell",
    "Stamp",
    "Text",
    "answers",
    "as_utf8",
    "assistant_parts",
    "blocks_of",
    "clock",
    "conflict_of",
    "content_of",
    "date_line",
    "date_of",
    "decoded",
    "document_members",
    "elements_of",
    "empty_media",
    "end_of_line_comment",
    "exchange_parts",
    "find_chat_lines",
    "folded_name",
    "head_at",
    "heading_line",
    "heads",
    "hide",
    "html_blocks",
    "html_tree",
    "interview_parts",
    "is_chat",
    "is_diary",
    "is_exchange",
    "is_kept_copy",
    "is_log_line",
    "is_machine_text",
    "is_media",
    "is_notion_page",
    "is_planning",
    "is_roam",
    "is_roam_diary",
    "is_rule",
    "is_talk",
    "is_verse_text",
    "is_wrapped",
    "join_wrapped",
    "judged",
    "leads_in",
    "machine_parts",
    "mail_words",
    "markup_text",
    "may_hold_clock",
    "may_hold_date",
    "meeting_line",
    "moment_of",
    "name_format",
    "named_day",
    "needed_ranges",
    "nested_among",
    "notion_facts",
    "notion_html",
    "notion_id",
    "notion_page",
    "offset_of",
    "on_clocks_of",
    "own_names",
    "pdf_date",
    "plugin_lines",
    "quoted_parts",
    "raise_limit",
    "read_stamp",
    "roam_day",
    "roam_page",
    "roam_pages",
    "shown_links",
    "speaks",
    "split_front_matter",
    "spoken_text",
    "stem_of",
    "suffix_of",
    "tag_of",
    "takes_turns",
    "takes_turns_below_names",
    "takes_turns_with",
    "tell_doubt",
    "tells_story",
    "too_long",
    "walk_json",
    "walk_json_lines",
    "whole_stamp",
    "with_answer_boxes",
    "with_highlights",
    "with_line_breaks",
    "with_org_blocks",
    "without_addresses",
    "without_assistant",
    "without_chats",
    "without_machine_runs",
    "without_marks",
    "without_notion_id",
    "without_notion_marks",
    "without_references",
    "without_suffix",
    "without_told_chat",
    "words_in",
    "words_of_others",
    "wrap_width",
    "zone_of",
]

_PLACES = {
    "archives": "ArchiveMember document_members",
    "authorship.assistants": "answers assistant_parts with_answer_boxes",
    "authorship.author_names": "folded_name own_names",
    "byte_ranges": "ByteRange empty_media is_media needed_ranges",
    "authorship.chat_lines": "find_chat_lines is_chat may_hold_clock without_chats without_told_chat",
    "dates.clocks": "clock",
    "dates.file_days": "NameFormat name_format named_day",
    "dates.headings": "Head date_line head_at heading_line heads is_diary is_rule",
    "dates.orders": "Evidence",
    "dates.stamps": "DateOrder Stamp may_hold_date read_stamp",
    "dates.values": "date_of moment_of pdf_date whole_stamp",
    "encodings": "Text decoded judged",
    "authorship.exchanges": "exchange_parts is_exchange",
    "authorship.feet": "meeting_line",
    "file_names": "conflict_of is_kept_copy stem_of suffix_of without_suffix",
    "front_matter": "split_front_matter",
    "highlights": "with_highlights",
    "html.blocks": "Block BlockKind Element blocks_of hide html_blocks html_tree markup_text nested_among tag_of "
    "words_in",
    "json_lines": "walk_json_lines",
    "json_stream.walk": "READ_SIZE Batch ByteStream DecodeBatch ElementDecoder Fault JsonEvent JsonPath ReportLine "
    "Shell elements_of walk_json",
    "leads": "LONGEST_LEAD leads_in spoken_text",
    "limits": "Limits content_of raise_limit too_long",
    "lines_of_plugins": "PluginLines end_of_line_comment plugin_lines",
    "authorship.mail.in_texts": "quoted_parts",
    "authorship.mail.quoting": "MailWords mail_words",
    "authorship.interviews": "interview_parts",
    "authorship.machine_text": "is_machine_text machine_parts without_machine_runs",
    "message_blocks": "MessageBlocks",
    "note_marks": "REMOVED is_planning with_line_breaks with_org_blocks without_addresses without_marks "
    "without_references",
    "notion": "KnownProperties NotionFacts is_notion_page notion_facts notion_id notion_page tell_doubt "
    "without_notion_id without_notion_marks",
    "notion_properties": "PropertyNames",
    "notion_tree": "notion_html",
    "offsets": "offset_of on_clocks_of zone_of",
    "authorship.others": "words_of_others",
    "outlines": "RoamPage is_roam is_roam_diary roam_day roam_page roam_pages shown_links",
    "overlaps": "SeenIds",
    "shared_encoding": "SharedEncoding",
    "spool": "MessageSpool",
    "authorship.stories": "tells_story",
    "authorship.talk": "is_log_line is_talk speaks without_assistant",
    "transcoding": "as_utf8",
    "authorship.turns": "takes_turns takes_turns_below_names takes_turns_with",
    "verse": "is_verse_text",
    "wraps": "is_wrapped join_wrapped wrap_width",
}
__getattr__, __dir__ = door(__name__, _PLACES)
