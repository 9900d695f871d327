"""Shows the page of `simulacrum chat --web` with a speaker that answers by rote; as a process of its own."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from simulacrum_core import Manifest, Recipe
from simulacrum_core.chat.chat import Chat
from simulacrum_core.chat.listening import end, listening
from simulacrum_core.chat.speaker import Sampling
from simulacrum_core.cli.chat import show_page
from simulacrum_core.dataset.manifest import TokenizerInfo
from simulacrum_core.ledger import Ledger
from simulacrum_core.rendering.template import Template

TEMPLATE = Template(style="seamless", train_name=True, bos="<s>", eos="</s>", name="Ada <b>", system_prompt="")
BUBBLES, SLOW = "bubbles", "slow"


class Rote:
    """Says what it was asked, then something that would be markup, then speaks for somebody else."""

    def __init__(self, between: str, *, slow: bool) -> None:
        self.between, self.slow = between, slow

    def count(self, text: str) -> int:
        return len(text)

    def speak(self, text: str, sampling: Sampling, attempt: int = 0) -> Iterator[str]:
        for number in range(500 if self.slow else 0):
            yield f" and so on {number}"
            time.sleep(0.1)
        lines = text.split("\n")
        yield f" you said {lines[-2]!r} in line {len(lines)}{self.between}"
        yield "<img src=x onerror=document.title='hacked'> *no* markup\n"
        yield "Ben: I was never here"


def main() -> None:
    manifest = Manifest(
        made_by="test",
        exporter="axolotl",
        template=TEMPLATE,
        stop=["</s>", "\nBen:"],
        others=["Ben"],
        tokenizer=TokenizerInfo(spec="bytes", fingerprint="bytes", bos="<s>", eos="</s>"),
        recipe=Recipe(),
        ledger=Ledger(),
    )
    port, token, apart = int(sys.argv[1]), sys.argv[2], BUBBLES in sys.argv
    manifest.template = TEMPLATE.model_copy(update={"bubbles": apart})
    rote = Rote(f"\nand on\n{TEMPLATE.name}: " if apart else "\n", slow=SLOW in sys.argv)
    with listening(port) as listener:
        show_page(lambda sampling: Chat(manifest, rote, sampling), Sampling(), listener, token)
    end()


if __name__ == "__main__":
    main()
