"""One file that is read in chunks gives what one reading gives: all samples, and any chat cut anywhere."""

from __future__ import annotations

import datetime as dt
import pickle
import zipfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulacrum_axolotl.exporter import AxolotlExporter
from simulacrum_core import Persona, Recipe, Source
from simulacrum_core.conversations import spool
from simulacrum_core.execution import chunked, started
from simulacrum_core.pipeline import HERE, examples_of
from simulacrum_core.tokens.tokenizers import ByteTokenizer
from simulacrum_whatsapp import chunks, lines
from simulacrum_whatsapp.importer import WhatsAppImporter

from ..conftest import Simulacrum
from ..plugins.whatsapp_chats import NAMES, PHONES, SAVED, Phone, talk, written
from .test_spread import Alone, made
from .test_workers import contents

CORPORA = Path(__file__).parents[1] / "corpora" / "whatsapp"
ANDROID = next(phone for phone in PHONES if phone.name == "en-GB")


def cut(patch: pytest.MonkeyPatch, block: int, count: int) -> list[bool]:
    """Read in chunks of so many blocks; whether it was done is noted for every reading."""
    patch.setattr(lines, "BLOCK", block)
    patch.setattr(chunks, "BLOCK", block)
    patch.setattr(chunks, "_BLOCKS", count)
    return noted(patch)


def noted(patch: pytest.MonkeyPatch) -> list[bool]:
    """Whether a file was read in chunks, for every reading."""
    done, works = list[bool](), chunked.in_chunks

    def read(*given: object) -> object:
        found = works(*given)  # type: ignore[arg-type]
        done.append(found is not None)
        return found

    patch.setattr("simulacrum_core.execution.processes.in_chunks", read)
    return done


def both(path: Path, me: list[str]) -> None:
    expected = made(WhatsAppImporter(), path, me, HERE)
    assert made(WhatsAppImporter(), path, me, Alone()) == expected


def test_all_samples_give_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done = cut(monkeypatch, 150, 1)
    for path in sorted(CORPORA.rglob("*.txt")):
        both(path, ["Ada", "Ada Lind"])
    assert sum(done) > 15


@pytest.mark.parametrize("phone", PHONES, ids=lambda phone: phone.name)
def test_a_chat_of_any_phone_saved_in_any_way_gives_the_same(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done, said = cut(monkeypatch, 400, 2), talk(Random(3), dt.datetime(2024, 2, 20, 9), 120)
    for way, save in SAVED.items():
        path = tmp_path / f"{way}.txt"
        path.write_bytes(save(written(said, phone)).encode())
        both(path, ["Ada Lind"])
    assert any(done)


_SAID = st.lists(
    st.one_of(
        st.builds(
            "{:02}/{:02}/2024, {:02}:{:02} - {}: {}".format,
            st.integers(1, 13),
            st.integers(1, 12),
            st.integers(0, 24),
            st.integers(0, 59),
            st.sampled_from(["Ada", "Ben", "Cy: of: old", "Dör"]),
            st.sampled_from(["ok", "so I said", "<Media omitted>", "\u200e", "a.txt (file attached)", "😂", "x" * 90]),
        ),
        st.sampled_from(
            [
                "",
                "more of it",
                "01/02/2024, 10:00 - Ben left",
                "[01/02/2024, 10:00] Ada: copied",
                "as on 03/04/2024, 10:00 - Ben: a forged one",
                "\ufffe\0",
                "\r",
                "bare \r return",
                "y" * 700,
            ]
        ),
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_SAID, st.sampled_from(["\n", "\r\n"]), st.integers(60, 400), st.integers(1, 3), st.sampled_from([b"", b"\xff"]))
def test_any_chat_gives_the_same(
    tmp_path: Path, said: list[str], newline: str, block: int, count: int, damage: bytes
) -> None:
    path = tmp_path / "chat.txt"
    text = newline.join(["01/01/2024, 08:00 - Ada: begun", *said, ""]).encode("utf-8", "surrogatepass")
    path.write_bytes(text.replace(b"said", b"said" + damage))
    with pytest.MonkeyPatch.context() as patch:
        cut(patch, block, count)
        both(path, ["Ada"])


def test_headers_within_messages_are_told_with_their_lines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """They are looked at with all dates that came before, as one reading does."""
    done = cut(monkeypatch, 300, 1)
    said = talk(Random(5), dt.datetime(2024, 2, 20, 9), 200)
    rows = written(said, ANDROID).splitlines(keepends=True)
    rows[100] += "see\n[12.02.24, 10:00:00] Ben Kowal: what I said\n"
    rows[150] = rows[150].rstrip("\n") + " 13/02/2024, 10:00 - Ben Kowal: glued\n"
    path = tmp_path / "chat.txt"
    path.write_text("".join(rows), encoding="utf-8")
    found = made(WhatsAppImporter(), path, ["Ada Lind"], Alone())
    assert found == made(WhatsAppImporter(), path, ["Ada Lind"], HERE)
    assert done == [True]
    problems = [(problem.line, problem.what.partition(",")[0]) for problem in found[3]]  # type: ignore[attr-defined]
    assert len(problems) == 2, problems


def test_another_export_behind_the_first_is_found_by_one_reading(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done = cut(monkeypatch, 300, 2)
    first, second = (talk(Random(seed), dt.datetime(2024, seed, 3, 9), 80) for seed in (2, 5))
    path = tmp_path / "chat.txt"
    path.write_text(written(first, ANDROID) + written(second, PHONES[4]), encoding="utf-8")
    both(path, ["Ada Lind"])
    assert done == [False]


def test_what_a_chunk_needs_can_be_handed_to_other_processes(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(written(talk(Random(5), dt.datetime(2024, 2, 20, 9), 50), ANDROID), encoding="utf-8")
    importer, source = WhatsAppImporter(), Source([path], on_read=lambda _: None)
    found = importer.chunks(source)
    assert found is not None
    shared = pickle.loads(pickle.dumps(found.shared))
    learned = [importer.learn_chunk(pickle.loads(pickle.dumps(chunk)), shared) for chunk in found.walk()]
    settled = importer.settle_chunks(source, found.whole, iter(pickle.loads(pickle.dumps(learned))))
    assert settled is not None
    pickle.dumps(settled)
    assert {person.name for person in settled[0].participants} == {"Ada Lind", "Ben Kowal"}


def test_a_large_chat_has_the_same_bytes_for_any_number_of_processes(
    simulacrum: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text and a zip with pictures; with damaged bytes and a last line that was cut off."""
    monkeypatch.setattr(started, "METHOD", "fork")
    done = cut(monkeypatch, 2_000, 2)
    text = written(talk(Random(8), dt.datetime(2021, 1, 3, 9), 1_500), PHONES[14]).encode()
    text = text.replace(b"q ", b"\xff ", 3) + b"[04.05.25, 10:00"
    (tmp_path / "_chat.txt").write_bytes(text)
    with zipfile.ZipFile(tmp_path / "chat.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("_chat.txt", text)
        file.writestr("00000001-PHOTO-2021-01-03-09-00-00.jpg", b"\xff\xd8")
    for source in ("_chat.txt", "chat.zip"):
        found = []
        for count in (1, 2, 3, 5):
            call = ("convert", source, "--me", "Ada Lind", "-o", "out", "--force", "--workers", count)
            result = simulacrum(*call, "--session-gap", "20m")
            assert result.exit_code == 0, result.stderr
            found.append((contents(tmp_path / "out"), result.stderr))
        assert found[0] == found[1] == found[2] == found[3]
    assert done == [True] * 6


OPTIONS = {
    "nothing": [],
    "the words": ["--near-duplicates", "same"],
    "lots": ["--cap", "whatsapp=100"],
    "days and words": ["--since", "2021-01-05", "--exclude-word", "pond", "--control-tokens", "drop-message"],
    "people": ["--exclude", "Cy"],
    "all kinds": ["--train", "links", "--openers", "keep", "--session-gap", "20m"],
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_whatever_is_asked_of_the_messages_gives_the_same(
    options: list[str], simulacrum: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads a chunk says of its blocks what is asked, and they are unpacked only for their words."""
    monkeypatch.setattr(started, "METHOD", "fork")
    done = cut(monkeypatch, 2_000, 2)
    rows = written(talk(Random(8), dt.datetime(2021, 1, 3, 9), 500, NAMES[:3]), ANDROID).splitlines()
    rows[30::40] = [f"{rows[20]} the pond" for _ in rows[30::40]]
    rows[31::40] = [f"{ANDROID.header(dt.datetime(2022, 1, 3, 9))}Ada Lind: www.pond.example" for _ in rows[31::40]]
    rows[32::40] = [f"{row}</s>" for row in rows[32::40]]
    (tmp_path / "chat.txt").write_text("\n".join(rows), encoding="utf-8")
    found = []
    for count in (1, 3):
        result = simulacrum(
            "convert", "chat.txt", "--me", "Ada Lind", "-o", "out", "--force", "--workers", count, *options
        )
        found.append((result.exit_code, result.stderr, contents(tmp_path / "out")))
    assert found[0] == found[1]
    assert done == [True]


def test_a_survey_unpacks_only_what_people_say_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """All else that it asks comes with the blocks, from whoever reads them."""
    cut(monkeypatch, 2_000, 1)
    path, engine, unpack = tmp_path / "chat.txt", Alone(), spool.unpacked
    path.write_text(written(talk(Random(8), dt.datetime(2021, 1, 3, 9), 900), ANDROID), encoding="utf-8")
    blocks = list[bytes]()
    monkeypatch.setattr(spool, "unpacked", lambda data: (blocks.append(data), unpack(data))[1])
    parts = [(WhatsAppImporter(), Source([path]))]
    examples_of(parts, AxolotlExporter(), Persona(me=["Ada Lind"]), Recipe(), ByteTokenizer(), engine=engine)
    assert 2 <= len(blocks) <= 8
    assert len(list(chunks.chunks_of(WhatsAppImporter().chunks(Source([path])).whole))) > 20  # type: ignore[union-attr]
