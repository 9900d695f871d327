"""What WordPress itself puts into a new blog, in whatever language: a first post, a sample page, a privacy policy.

Source: `wp_install_defaults` and `WP_Privacy_Policy_Content` of WordPress: its shape is the same everywhere.
"""

from __future__ import annotations

import re

from simulacrum_core.sources import Element

from ..xml import text_in

_TUTORIAL = re.compile(r"class=[\"'][^\"']{0,200}\b(?:privacy-policy-tutorial|wp-suggested-text)\b")
_DASHBOARD = re.compile(r"href=[\"'][^\"']{0,400}/wp-admin/")
_TAG = re.compile(r"<[^<>]*>")
_LONGEST = 400
"""Characters of the first post in the language that needs most."""


def is_default(item: Element, content: str) -> bool:
    """Whether a post or a page is WordPress's own and nobody has written in it since."""
    number, kind = text_in(item, "post_id").strip(), text_in(item, "post_type").strip() or "post"
    slug, status = text_in(item, "post_name").strip(), text_in(item, "status").strip()
    if kind == "page":
        is_policy = number == "3" or slug == "privacy-policy"
        return (
            len(_TUTORIAL.findall(content)) > 1
            or (is_policy and status == "draft")
            or ((number == "2" or slug == "sample-page") and _DASHBOARD.search(content) is not None)
        )
    text = _TAG.sub("", content).strip()
    is_first = number == "1" or slug == "hello-world"
    return is_first and len(text) <= _LONGEST and "WordPress" in text and "\n" not in text and not _was_edited(item)


def _was_edited(item: Element) -> bool:
    """Whether it was saved after the blog was made; older exports do not tell."""
    created, saved = (text_in(item, name).strip() for name in ("post_date_gmt", "post_modified_gmt"))
    return bool(created and saved and created != saved)
