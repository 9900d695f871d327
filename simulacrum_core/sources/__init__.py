"""The door for importers: tools to read files, archives, encodings, JSON and web pages with, within limits."""

from __future__ import annotations

from .archives import ArchiveMember, document_members
from .chat_lines import find_chat_lines, is_chat, without_chats
from .encodings import decoded
from .file_names import stem_of, suffix_of, without_suffix
from .front_matter import split_front_matter
from .html.blocks import (
    Block,
    BlockKind,
    Element,
    blocks_of,
    html_blocks,
    html_tree,
    markup_text,
    nested_among,
    tag_of,
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
from .limits import Limits, content_of, raise_limit, too_long
from .offsets import offset_of, on_clocks_of, zone_of
from .overlaps import SeenIds
from .spool import MessageSpool
from .transcoding import as_utf8
from .wraps import is_wrapped, join_wrapped, wrap_width

__all__ = [
    "READ_SIZE",
    "ArchiveMember",
    "Batch",
    "Block",
    "BlockKind",
    "ByteStream",
    "DecodeBatch",
    "Element",
    "ElementDecoder",
    "Fault",
    "JsonEvent",
    "JsonPath",
    "Limits",
    "MessageSpool",
    "ReportLine",
    "SeenIds",
    "Shell",
    "as_utf8",
    "blocks_of",
    "content_of",
    "decoded",
    "document_members",
    "elements_of",
    "find_chat_lines",
    "html_blocks",
    "html_tree",
    "is_chat",
    "is_wrapped",
    "join_wrapped",
    "markup_text",
    "nested_among",
    "offset_of",
    "on_clocks_of",
    "raise_limit",
    "split_front_matter",
    "stem_of",
    "suffix_of",
    "tag_of",
    "too_long",
    "walk_json",
    "walk_json_lines",
    "without_chats",
    "without_suffix",
    "wrap_width",
    "zone_of",
]
