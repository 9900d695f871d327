"""Invented chats of any size, in the byte shape of real exports."""

from __future__ import annotations

import datetime as dt
import random
import sys
from pathlib import Path

_WORDS = """
the of and to in is you that it he was for on are as with his they at be this have from or one had by word but not what
all were we when your can said there use an each which she do how their if will up other about out many then them these
so some her would make like him into time has look two more write go see number no way could people my than first water
been call who its now find long down day did get come made may part haha lol ok yeah 😂 ❤️ naïve café
""".split()


def write_whatsapp(path: Path, count: int, seed: int = 1) -> None:
    """A chat of two people with `count` messages of about 34 characters, as a British Android phone exports it."""
    rng = random.Random(seed)
    now = dt.datetime(2016, 1, 1, 9, 0)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for _ in range(count):
            now += dt.timedelta(seconds=rng.expovariate(1 / 60) if rng.random() < 0.97 else rng.randint(3600, 16000))
            stamp = f"{now:%d/%m/%Y, %H:%M}"
            text = " ".join(rng.choices(_WORDS, k=rng.randint(1, 14)))
            out.write(f"{stamp} - {rng.choice(('Ada Lind', 'Ben Kowal'))}: {text}\n")


if __name__ == "__main__":
    write_whatsapp(Path(sys.argv[1]), int(sys.argv[2]))
