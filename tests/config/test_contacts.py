"""Names of phone numbers out of vCard files as phones write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core import UsageError
from simulacrum_core.config.contacts import load_contacts

CARDS = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Arp;Nils;;;\r\nFN:Nils Arp\r\nTEL;TYPE=CELL:+49 170 5550102\r\n"
    "item1.TEL;type=pref:0171 555\r\n 0103\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Br=C3=\n=BCning;Zo=C3=AB;;;\n"
    "TEL;CELL:+44 20 7946 0999\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:4.0\nFN:Holt\\, Mira\nTEL;VALUE=uri:tel:+1-212-555-0199\nEND:VCARD\n"
    "BEGIN:VCARD\nFN:Nobody\nEND:VCARD\n"
)


def test_each_name_has_its_numbers(tmp_path: Path) -> None:
    path = tmp_path / "contacts.vcf"
    path.write_bytes(CARDS.encode())
    assert load_contacts(path) == {
        "Nils Arp": ["+49 170 5550102", "0171 5550103"],
        "Zoë Brüning": ["+44 20 7946 0999"],
        "Holt, Mira": ["+1-212-555-0199"],
    }


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "contacts.vcf"
    path.write_text("name,number\n", encoding="utf-8")
    with pytest.raises(UsageError, match="not a vCard"):
        load_contacts(path)
