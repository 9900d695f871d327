"""Words are counted in every script, so that people who put no space between them are measured as well."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from simulacrum_core import Persona, Recipe, UsageError, convert, quiz
from simulacrum_core.evaluation.copies import TrainingText
from simulacrum_core.evaluation.masking import Mask
from simulacrum_core.evaluation.quiz import _is_same
from simulacrum_core.evaluation.style import Pools, style
from simulacrum_core.evaluation.words import tokens_of, words_of

from .conftest import chat


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's no Boat, haha", ["it's", "no", "boat", "haha"]),
        ("नमस्ते दोस्त।", ["नमस्ते", "दोस्त"]),
        ("שָׁלוֹם לך", ["שָׁלוֹם", "לך"]),
        ("今日は海へ", ["今", "日", "は", "海", "へ"]),
        ("ok海", ["ok", "海"]),
        ("สวัสดี ครับ", ["สวัสดี", "ครับ"]),
        ("여보세요 네", ["여보세요", "네"]),
        ("😂😂 👍🏽", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_copy_of_a_text_without_spaces_is_found() -> None:
    assert TrainingText(["昨日は古い橋の上で猫を見たよ"]).longest(words_of("ねえ、古い橋の上で猫を見た？")) == (10, 2)


def test_rare_signs_are_masked_and_usual_ones_stay() -> None:
    mask = Mask(["海は青い"] * 3, ["山は高い"] * 3, [])
    assert mask.masked("川は広い 2") == "*は*い #"
    assert tokens_of("*は*い #") == ["*", "は", "*", "い", "#"]


def test_two_people_who_write_without_spaces_are_told_apart() -> None:
    things = "舟橋猫塔窓箱笛雪"

    def lines(end: str, seed: int) -> list[str]:
        random = Random(seed)
        return [f"{random.choice(things)}は{random.choice(things)}の上に{end}" for _ in range(150)]

    own, other = "あるよね", "ございます。"
    pools = Pools(lines(own, 1), lines(other, 2), lines(own, 3), lines(other, 4), lines(own, 5), [])
    figures = {one.id: one for one in style(pools, [], 0)}
    assert len(figures) == 3
    assert all(one.value == pytest.approx(1.0, abs=0.2) for one in figures.values())


def test_replies_of_emoji_alone_are_compared_by_their_emoji() -> None:
    assert _is_same("😂 👍", "😂  👍")
    assert not _is_same("😂", "👍")
    assert _is_same("Ok!", "ok")


def test_a_quiz_of_a_dataset_for_a_chat_template_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(chat(30), encoding="utf-8")
    persona, recipe = Persona(me=["Ada"], system_prompt="{me}."), Recipe(validation=0.4)
    convert(str(tmp_path / "chat.txt"), folder=tmp_path / "ada", to="sharegpt", persona=persona, recipe=recipe)
    with pytest.raises(UsageError, match="chat template"):
        quiz(tmp_path / "ada")
