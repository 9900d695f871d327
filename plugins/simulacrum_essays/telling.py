"""What was decided about all essays together, told once at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from .essay import Changed, Choices, Reading

_DONE = {
    "mark": "kept apart as context that is not trained on",
    "leave-out": "left out",
    "keep": "kept as the author's own",
}


_APART = {
    "boilerplate": "paragraphs are an app's own page or template, a caption, a table of contents, hidden text,"
    " or stand around a text: menus, comments, thanks",
    "trash": "paragraphs were deleted or archived by their author",
    "insertion": "passages were inserted by somebody else",
}
_UNUSED = {
    "trash": ("trash", "texts were thrown away"),
    "superseded": ("other versions", "texts are older versions or copies made when two devices disagreed"),
    "boilerplate": ("pages of an app", "texts came with the app"),
    "machine": ("data", "notes are what an editor keeps, such as a sheet or codes"),
    "quote": ("copies of pages", "texts are copies of pages, mails, books, contracts or songs"),
}
"""Why a whole text is not trained on, by the kind of its message."""


def tell(reading: Reading) -> None:
    """Record the decisions."""
    tally, choices = reading.tally, reading.choices
    for option, count, what in _kinds(reading, choices):
        if count:
            reading.findings.decide(
                option,
                _DONE[what],
                f"{count:,} paragraphs in {tally['essays']:,} essays",
                option=f"-i {option} mark, leave-out or keep",
            )
    _tell_pasted(reading)
    _tell_breaks(reading)
    if drafts := tally["drafts"] + tally["drafts left out"]:
        answer = "read like the others" if choices.drafts else "left out"
        reading.findings.decide("drafts", answer, f"{drafts:,} texts are marked as drafts", option="-i drafts false")
    if undated := tally["undated"]:
        reading.findings.decide("dates", "unknown", f"{undated:,} of {tally['essays']:,} essays have none")
    if unnamed := tally["unnamed"]:
        reading.findings.decide(
            "author",
            "the persona",
            f"{unnamed:,} of {tally['essays']:,} essays name no author",
            option="-i author NAME",
        )
    _tell_unused(reading)
    _tell_others(reading)
    _tell_changes(reading)
    if talks := reading.tally["talks"]:
        evidence = f"to {talks:,} posts, under which an author of the blog answers"
        reading.findings.decide("comments", "read as conversations", evidence)
    for encoding, files in reading.unsure.items():
        evidence = f"{len(files):,} files are not UTF-8 and too short to tell, the first {files[0]}"
        reading.findings.decide("encoding", encoding, evidence, option="-i encoding NAME", certain=False)


def tell_clip(file: str, reading: Reading) -> None:
    """Record that a text may be somebody else's page."""
    reading.findings.decide(
        "copies of pages",
        "read as the author's",
        "texts begin with a link alone, or lie in a folder for pages to read, and may be copies; one with a field"
        " `source: ADDRESS` is left out",
        file=file,
        certain=False,
    )


def _tell_changes(reading: Reading) -> None:
    """Record what was done with tracked changes of somebody else than a document's owner."""
    changed = [one for one in reading.changed if one.undone or one.restored]
    if changed:
        undone, restored = (
            sum((getattr(one, field) for one in changed), Counter[str]()) for field in ("undone", "restored")
        )
        told = [
            f"{what} {_counted(counts)}" for what, counts in (("inserted", undone), ("deleted", restored)) if counts
        ]
        told += [_files(changed), *dict.fromkeys(f"the text is {one.whose}" for one in changed[:3] if one.whose)]
        answer = "left out, and deleted words restored" if restored else "left out"
        reading.findings.decide("tracked changes by others", answer, "; ".join(told), option="-i insertions keep")
    if kept := [one for one in reading.changed if one.kept]:
        total = sum((one.kept for one in kept), Counter[str]())
        reading.findings.decide(
            "tracked insertions",
            "read as the author's",
            f"{_counted(total)}; {_files(kept)}; nothing tells whose they are",
            option="--me with the name that is yours there, or -i insertions drop",
            certain=reading.choices.insertions == "keep",
        )


def _files(changed: Sequence[Changed]) -> str:
    return f"in {len(changed):,} files, the first {changed[0].file}"


def _counted(names: Mapping[str, int]) -> str:
    ordered = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count:,} by {name or 'somebody'}" for name, count in ordered[:9])


def _tell_unused(reading: Reading) -> None:
    """Record the texts that are left out as a whole, by reason."""
    tally = reading.tally
    for kind, (topic, what) in _UNUSED.items():
        # Those of which a later version was found are told apart.
        if count := tally[f"kind {kind}"] - (tally["versions"] if kind == "superseded" else 0):
            reading.findings.decide(topic, "left out", f"{count:,} {what}")
    if journal := tally["journal"]:
        reading.findings.decide("journal", "left out", f"{journal:,} files are called by a date and nothing else")


def _tell_others(reading: Reading) -> None:
    """Record what lies beside the texts."""
    tally = reading.tally
    if types := {key.removeprefix("type "): count for key, count in tally.items() if count and key.startswith("type ")}:
        told = ", ".join(f"{count:,} {kind}" for kind, count in sorted(types.items()))
        reading.findings.decide("entries of other types", "left out", told, option=None)
    if beside := tally["beside"]:
        reading.findings.decide(
            "files beside the texts", "not read", f"{beside:,} in exports say the same or are the app's"
        )
    others = {key.removeprefix("other "): count for key, count in tally.items() if key.startswith("other ")}
    if others:
        told = ", ".join(
            f"{count:,} {suffix}" for suffix, count in sorted(others.items(), key=lambda item: -item[1])[:9]
        )
        reading.findings.decide("other files", "not read", told)


def _tell_pasted(reading: Reading) -> None:
    """Record how many paragraphs are lines of a chat, and how many tags a blog's plugins would have replaced."""
    if versions := reading.tally["versions"]:
        evidence = f"{versions:,} texts are another version of the same text, of which the later one is used"
        reading.findings.decide("other versions", "left out", evidence)
    if shortcodes := reading.tally["shortcodes"]:
        reading.findings.decide("shortcodes", "left out", f"{shortcodes:,} tags in brackets that plugins replace")
    if marks := {
        key.removeprefix("mark "): count for key, count in reading.tally.items() if count and key.startswith("mark ")
    }:
        evidence = ", ".join(f"{count:,} {kind}" for kind, count in sorted(marks.items()))
        reading.findings.decide("marks of apps", "left out", evidence)
    for kind, what in _APART.items():
        if count := reading.tally[f"apart {kind}"]:
            reading.findings.decide(kind, "left out", f"{count:,} {what}")
    if machine := reading.tally["machine"]:
        evidence = f"{machine:,} paragraphs are base64, keys, data, a log or program code that is not marked as such"
        reading.findings.decide("machine text", "left out", evidence)
    if pictures := reading.tally["pictures"]:
        reading.findings.decide("pictures inside of texts", "left out", f"{pictures:,} as markup or `data:` addresses")
    _tell_quoted(reading)


def _tell_quoted(reading: Reading) -> None:
    """Record how many paragraphs are others' that no mark of the format tells from the author's."""
    if answers := reading.tally["assistant"]:
        evidence = f"{answers:,} paragraphs stand below a line with the name of an assistant"
        reading.findings.decide("answers of an assistant", _DONE["mark"], evidence)
    if exchanges := reading.tally["exchanges"]:
        evidence = (
            f"{exchanges:,} texts are interviews or letters in which the author speaks; what others say is context"
        )
        reading.findings.decide("exchanges", "read turn by turn", evidence)
    if copied := reading.tally["copied"]:
        evidence = f"{copied:,} passages are mails, posts in tags such as [quote], or lines that begin with >"
        reading.findings.decide("mails and posts in texts", _DONE["mark"], evidence)
    if pasted := reading.tally["pasted"]:
        evidence = f"{pasted:,} paragraphs hold lines that begin with a date, a time and a name"
        reading.findings.decide("lines of chats", _DONE["mark"], evidence)


def _tell_breaks(reading: Reading) -> None:
    """Record in how many texts lines were joined, and in how many they were not."""
    tally, is_auto = reading.tally, reading.choices.unwrap == "auto"
    widths = Counter({key.removeprefix("width "): count for key, count in tally.items() if key.startswith("width ")})
    if widths and is_auto:
        (width, _), *others = widths.most_common()
        reading.findings.decide(
            "line breaks",
            "lines of a paragraph joined",
            f"{tally['unwrapped']:,} of {tally['essays']:,} texts: they end where the next word would pass column"
            f" {width}{' or so' if others else ''}",
            option="-i unwrap no",
        )
    if tally["broken"] and is_auto:
        reading.findings.decide(
            "line breaks",
            "kept",
            f"{tally['broken']:,} of {tally['essays']:,} texts: lines are not as full as an editor would make them",
            option="-i unwrap yes",
        )


def _kinds(reading: Reading, choices: Choices) -> Iterator[tuple[str, int, str]]:
    for option in ("quotes", "code", "footnotes"):
        yield option, reading.tally[option], getattr(choices, option)
