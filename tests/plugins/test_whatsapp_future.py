"""Dates ahead of this machine's clock: a little is read, years are told as what they are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from simulacrum_core import SourceError, read

TODAY = dt.date.today()


def chat(tmp_path: Path, day: dt.date, form: str = "%d/%m/%Y") -> str:
    path = tmp_path / "WhatsApp Chat with Ben.txt"
    path.write_text("".join(f"{day.strftime(form)}, 10:0{n} - {('Ben', 'Ada')[n % 2]}: over {n}\n" for n in range(8)))
    return str(path)


@pytest.mark.parametrize(
    "day",
    [TODAY + dt.timedelta(1), TODAY + dt.timedelta(2), TODAY + dt.timedelta(31), dt.date(TODAY.year + 1, 12, 31)],
    ids=["tomorrow", "in two days", "in a month", "at the end of next year"],
)
@pytest.mark.parametrize("form", ["%d/%m/%Y", "%d/%m/%y"])
def test_a_clock_that_is_ahead_is_no_fault_of_a_chat(tmp_path: Path, day: dt.date, form: str) -> None:
    (conversation,) = read(chat(tmp_path, day, form), options={"order": "dmy"}, keep=True)
    sent = [message.sent_at for message in conversation.messages]
    assert len(sent) == 8
    assert sent[0] is not None
    assert sent[0].date() == day


def test_dates_that_lie_years_ahead_are_told_as_such(tmp_path: Path) -> None:
    day = dt.date(TODAY.year + 4, 3, 25)
    with pytest.raises(SourceError) as told:
        list(read(chat(tmp_path, day)))
    assert "1 of its 1 dates lie in the future" in str(told.value)
    assert str(dt.date.today()) in str(told.value)
    assert "Set this clock" in str(told.value)


def test_dates_that_no_order_fits_are_still_told_as_impossible(tmp_path: Path) -> None:
    path = Path(chat(tmp_path, TODAY))
    path.write_text(path.read_text().replace(TODAY.strftime("%d/%m/"), "31/31/"))
    with pytest.raises(SourceError, match="1 of its 1 dates are impossible as dmy"):
        list(read(str(path)))
