"""The judge of machine text, on texts of both kinds; none of them is from anywhere."""

from __future__ import annotations

import base64
import json
import zlib
from random import Random

import pytest

from simulacrum_core.sources import is_machine_text, machine_parts, without_machine_runs

_RANDOM = Random(7)
_BYTES = bytes(_RANDOM.randrange(256) for _ in range(600))


def _wrapped(text: str, width: int) -> str:
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


MACHINE = {
    "base64 in one line": base64.b64encode(_BYTES).decode(),
    "base64 wrapped": _wrapped(base64.b64encode(_BYTES).decode(), 76),
    "base64 for addresses": base64.urlsafe_b64encode(_BYTES).decode(),
    "short base64": base64.b64encode(_BYTES[:40]).decode(),
    "base32": base64.b32encode(_BYTES).decode(),
    "a token": "gAAAAABl" + base64.urlsafe_b64encode(_BYTES[:90]).decode(),
    "hex": _BYTES.hex(),
    "hex dump": " ".join(f"{byte:02x}" for byte in _BYTES[:64]),
    "hex with colons": ":".join(f"{byte:02X}" for byte in _BYTES[:64]),
    "C bytes": ", ".join(f"0x{byte:02x}" for byte in _BYTES[:48]),
    "armour": "-----BEGIN PGP MESSAGE-----\n\n"
    + _wrapped(base64.b64encode(_BYTES).decode(), 64)
    + "\n-----END PGP MESSAGE-----",
    "a private key": "-----BEGIN OPENSSH PRIVATE KEY-----\n" + base64.b64encode(_BYTES).decode(),
    "JSON": json.dumps({"id": 12, "name": "component", "active": True, "items": [{"a": 1}, {"a": 2}]}),
    "JSON on lines": json.dumps({"uuid": "a1b2", "content_type": "Note", "deleted": False, "tags": ["x"]}, indent=2),
    "a list in JSON": json.dumps([{"k": i, "v": "word"} for i in range(9)]),
    "XML": "<?xml version='1.0'?>\n<map><node ID='1' TEXT='Root'><edge COLOR='#fff'/></node><node ID='2'/></map>",
    "HTML": '<div class="a"><span style="color:red">x</span><br/><img src="a.png" alt=""/></div><div class="b"></div>',
    "a log": "2024-03-01 12:00:01,123 INFO worker started\n2024-03-01 12:00:02,001 ERROR disk full\n"
    "2024-03-01 12:00:02,500 WARNING retry",
    "a web log": '10.0.0.7 - - [01/Mar/2024:12:00:01 +0000] "GET / HTTP/1.1" 200 12\n'
    '10.0.0.8 - - [01/Mar/2024:12:00:02 +0000] "GET /a HTTP/1.1" 404 9',
    "a traceback": 'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    run()\n'
    '  File "b.py", line 9, in run\n  File "c.py", line 1, in go',
    "Java's trace": "    at com.example.Main.run(Main.java:12)\n    at com.example.Main.main(Main.java:3)\n"
    "    at java.base/java.lang.Thread.run(Thread.java:1)",
    "Python": "import os\nfrom sys import argv\n\ndef main(path):\n    x = 3\n    return os.listdir(path)\n\nclass A:\n    pass\n"
    "def other(a, b):\n",
    "C": '#include <stdio.h>\nint main(void) {\n  int x = 3;\n  printf("%d", x);\n  return 0;\n}',
    "JavaScript": "const a = 1;\nlet b = a + 2;\nfunction go(x) {\n  console.log(x);\n}\ngo(b);",
    "minified": "!function(e,t){var n=e.document,r=[];for(var i=0;i<t.length;i++)r.push(n[t[i]]);e.x=r}(window,[1,2]);"
    * 3,
    "CSS": "a{color:#fff;margin:0 auto}.b>li{display:none}@media(max-width:9px){.c{float:left}}" * 4,
    "quoted-printable": "=D0=9F=D1=80=D0=B8=D0=B2=D0=B5=D1=82=2C =D0=BA=D0=B0=D0=BA =D0=B4=D0=B5=D0=BB=D0=B0=3F",
    "compressed": base64.a85encode(zlib.compress(_BYTES * 2)).decode()[:0]
    + base64.b64encode(zlib.compress(_BYTES)).decode(),
    "settings": '[core]\nversion = 0\nbare = false\n[remote "origin"]\nurl = git@example.org:a/b.git\nfetch = all',
    "a difference": "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1,3 +1,4 @@\n import os\n-x = 1\n+x = 2\n",
    "a calendar": "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nDTSTART:20240301T120000Z\nEND:VEVENT\nEND:VCALENDAR",
    "a database's words": "SELECT a FROM t WHERE id = 3;\nINSERT INTO t (a) VALUES (1);\nUPDATE t SET a = 2 WHERE b = 'y';",
    "a shell": "$ cd /etc/foo && vim foo.conf\n$ systemctl restart foo\n$ tail -f /var/log/foo.log",
    "a system's log": "Mar  1 12:00:01 host sshd[1234]: Accepted key\nMar  1 12:00:02 host kernel: usb 1-1: new device",
    "indented Python": "    for row in rows:\n        if row.id in seen:\n            continue\n        seen.add(row.id)\n"
    "        yield row\n",
    "words of hex": "0x0000 0x1021 0x2042 0x3063 0x4084 0x50a5 0x60c6 0x70e7 0x8108 0x9129",
    "a CSV of fields": '"id","name","note"\n"1","a","b"\n"2","c","d"\n"3","e","f"\n"4","g","h"',
}

WRITTEN = {
    "English": "The pump failed again on Tuesday, and I spent the afternoon under the sink with a torch in my teeth.",
    "German nouns": "Die Donaudampfschifffahrtsgesellschaftskapitänsmütze hing am Rindfleischetikettierungshaken.",
    "German nouns alone": "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung\nKraftfahrzeughaftpflichtversicherung",
    "Finnish": "Epäjärjestelmällistyttämättömyydelläänsäkäänköhän lentokonesuihkuturbiinimoottoriapumekaanikko nukkui.",
    "Turkish": "Çekoslovakyalılaştıramadıklarımızdan mısınız diye sordu ve kapıyı çarpıp çıktı sonra.",
    "Chinese": "今天早上我去了市场，买了三斤苹果和一条鱼。回来的路上下了大雨，我全身都湿透了，可是心情很好，因为遇见了老朋友。",
    "Japanese": "今日は朝から雨が降っていたので、家でずっと本を読んでいました。夕方になって少し晴れたから散歩に出かけた。"
    * 2,
    "Thai": "วันนี้ฝนตกทั้งวันฉันนั่งอ่านหนังสืออยู่ที่บ้านกับแมวและดื่มชาร้อนๆจนถึงเย็นแล้วจึงออกไปเดินเล่น" * 2,
    "Arabic": "ذهبت اليوم إلى السوق واشتريت خبزا وتفاحا ثم عدت إلى البيت ماشيا لأن الحافلة لم تأت في موعدها.",
    "Hindi": "आज सुबह मैं बाज़ार गया और सेब खरीदे, फिर बारिश होने लगी तो मैं चाय की दुकान पर बैठ गया।",
    "a poem": "The kettle sings;\nthe window weeps;\na letter waits;\nthe postman sleeps;\nand I (who read)\nhave seen it all;",
    "verse with indents": "so\n    much\n        depends (they say)\n    on rain;\non rain,\n    and hay.",
    "a shopping list": "- 2 l milk\n- bread (rye)\n- 6 eggs\n- batteries, AA x4\n- the blue paint / number 7\n- string",
    "a table": "| day | run | time |\n|---|---|---|\n| Monday | 5 km | 27:30 |\n| Friday | 8 km | 45:10 |",
    "notes of times": "08:15 - woke late\n09:40 - missed the bus\n12:30 - lunch with Rhea\n17:05 - rain\n22:50 - bed",
    "notes of an error": "12:40 the oven showed ERROR again\n13:05 called the shop\n13:20 they said to unplug it",
    "links": "https://example.org/a/very/long/path/with-words-in-it/2024/03/01/index.html?id=33&x=aBc9Kq\nhttps://example.org/b",
    "a sentence with a link": "Read https://example.org/watch?v=dQx4w9WgXcQaBcDeFgHiJkLmNoP first, then tell me what you think of it.",
    "numbers": "2019: 12,400\n2020: 9,870\n2021: 15,022\n2022: 18,300\n2023: 17,919 (without December)",
    "chess": "1. e4 e5 2. Nf3 Nc6 3. Bb5 a6 4. Ba4 Nf6 5. O-O Be7 6. Re1 b5 7. Bb3 d6 8. c3 O-O and I was lost already",
    "knitting": "R1: K2, P2, *yo, k2tog* to end. R2: purl. R3: K1, (ssk, yo) x4, K1. R4: purl all the way, then repeat R1-R4.",
    "an ingredient list": "250 g flour; 3 eggs; 1/2 tsp salt; 125 ml milk (3.5%); butter; sugar; 1 lemon = zest + juice",
    "shouting": "NO NO NO I WILL NOT DO THIS AGAIN EVER WHY WOULD ANYBODY DO THIS TO A PERSON ON A MONDAY",
    "laughter": "hahahahahahahahahahahahahahahahahahahahahaha aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa nooooooooooo",
    "hashtags": "#summer #beachday #sunsetlovers #throwbackthursday #nofilterneeded #BlueHourPhotography #myLittleSister",
    "camel case": "My wiki pages: MorningPagesOnWater, TheHouseThatAdaBuilt, ThingsToSayToTheDentist, OnNotOwningACar",
    "a path": "I keep it all in /home/ada/Documents/Letters/2019/Unsent/ToMyOlderSelf and never open that folder again.",
    "mathematics": "If f(x) = 3x + 2 and g(x) = x^2 - 1, then f(g(2)) = 3*(4 - 1) + 2 = 11, which surprised me more than it should.",
    "emoji": "🌧️🌧️🌧️ all day long 😩 and then ☀️ for five whole minutes 🎉🎉🎉 I danced 💃 in the kitchen 🍳",
    "a dialogue": '"You knew." "I did not." "You knew, and you said nothing." "I said: \'wait\'; you heard: \'never\'."',
    "brackets": "[I wrote this in the margin, years later:] he was right {more or less}, and I knew it (even then; even there).",
    "initials": "A.L. to M.R., 3.IV.1999: S.O.S.; R.S.V.P.; P.S. - bring the D.V.D. (N.B.: not the C.D.!)",
    "a formula of chemistry": "2 H2O2 -> 2 H2O + O2, CuSO4·5H2O, C6H12O6 + 6 O2 -> 6 CO2 + 6 H2O: what I remember of school.",
    "phone numbers": "Mum 020 7946 0011\nRhea 020 7946 0012\nDentist 020 7946 0344\nWork 020 7946 0900 ext. 12",
    "isbn": "ISBN 978-0-306-40615-7, ISBN 0-306-40615-2, ISBN 978-3-16-148410-0: the three that I never gave back.",
    "about code": "I learned that `return x;` ends a function, and that for (;;) never does. It felt like a secret language.",
    "dashes": "--- and then --- nothing --- a door --- a step --- nothing --- his coat --- the rain --- nothing ---",
    "a tablature": "e|---0---2---3---2---|\nB|---1---3---0---3---|\nG|---0---2---0---2---|\nthe bit before the chorus",
    "chords": "C        G        Am       F\nRain on the roof and a light in the hall\nC        G        F\nNobody home",
    "a cat": " /\\_/\\\n( o.o )\n > ^ <\nthat is the cat, more or less, and this is me: \\o/",
    "a joke about code": "He said: if (you love me) { stay; } else { go; } and I said: syntax error.",
    "tags as words": "<sigh> I know </sigh> <rant> but why does nobody close the fridge </rant>",
    "a budget": "rent 850 / food 240 / phone 19.99 / train 63.40 / fun 50 / left: -23.39 :(",
    "links of a wiki": "[[Ada]] met [[Ben]] at [[The Rialto]]; [[Rhea]] was late; see [[2024-03-01]] and [[Western]].",
    "spaced letters": "y o u   s a i d   s l o w l y ,   l i k e   t h i s ,   a n d   I   l e f t",
    "Korean": "오늘은아침부터비가와서집에서책을읽었다. 저녁에는친구와통화를하고차를마셨다. 내일은바다에가고싶다.",
    "Vietnamese": "Hôm nay trời mưa suốt ngày, tôi ở nhà đọc sách và uống trà nóng với bà ngoại của tôi.",
    "Hungarian": "Megszentségteleníthetetlenségeskedéseitekért legeslegmegszentségteleníttethetetlenebbjeitekként nevettünk.",
}


@pytest.mark.parametrize("name", MACHINE)
def test_machine_text_is_known(name: str) -> None:
    assert is_machine_text(MACHINE[name])


@pytest.mark.parametrize("name", WRITTEN)
def test_what_people_write_is_never_taken_for_it(name: str) -> None:
    assert not is_machine_text(WRITTEN[name])


def test_a_picture_inside_of_a_text_is_cut_out() -> None:
    uri = "data:image/png;base64," + base64.b64encode(_BYTES).decode()
    assert without_machine_runs(f"Look: ![]({uri}) there.") == ("Look:  there.", 1)
    assert without_machine_runs("data: none, and data:x") == ("data: none, and data:x", 0)


def test_the_paragraphs_of_a_text_are_parted_by_what_they_are() -> None:
    key = base64.b64encode(_BYTES).decode()
    assert machine_parts(f"One.\n\nTwo.\n\n{key}\n\n{key}\n\nThree.") == [
        ("One.\n\nTwo.", False),
        (f"{key}\n\n{key}", True),
        ("Three.", False),
    ]
    assert machine_parts("One.\n \nTwo.") == [("One.\n \nTwo.", False)], "what holds none stays as it is"


def test_of_marked_code_only_what_nobody_types_is_machine_text() -> None:
    assert not is_machine_text(MACHINE["Python"], is_code=True)
    assert is_machine_text(MACHINE["base64 wrapped"], is_code=True)


def test_blank_lines_between_paragraphs_stay_beside_machine_text() -> None:
    key = "QmFzZTY0IGlzIG5vIHByb3NlLCBhbmQgbm9ib2R5IHJlYWRzIGl0IGFsb3VkLg9Xk2Lq7Zt4"
    text = f"One.\n\n\nTwo.\n \n{key}\n\nThree.\n\n\n\nFour."
    assert machine_parts(text) == [("One.\n\n\nTwo.", False), (key, True), ("Three.\n\n\n\nFour.", False)]


def test_a_fenced_block_with_a_blank_line_is_one_part() -> None:
    code = "```\nint main(void) {\n    return printf(1);\n}\n\nhello there\n\nint other(void);\n```"
    text = f"It rained.\n\n{code}\n\nIt stopped."
    assert machine_parts(text) == [("It rained.", False), (code, True), ("It stopped.", False)]
    assert machine_parts("It rained.\n\n```\nnever closed\n\nIt stopped.") == [
        ("It rained.\n\n```\nnever closed\n\nIt stopped.", False)
    ]
