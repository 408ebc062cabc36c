"""The position of empty values, and the words that only look like one."""

from __future__ import annotations

import pytest

from welfare_cli.model import position
from welfare_cli.words import in_every_language

WORDS = [
    *in_every_language(position.NOT_ENTERED),
    *in_every_language(position.TOTAL),
    *("…", "「…」", "...", "……", "x", "「x」", "Ｘ", "―", "「―」", "—", "－", "-", "――"),
    *("ＴＯＴＡＬ", "Ｎｏｔ　ｅｎｔｅｒｅｄ", "「未記入」", " 計　"),
]


@pytest.mark.parametrize("word", WORDS)
def test_what_prints_a_position_is_no_value(word: str) -> None:
    """未記入, 計, 「…」, 「x」, 「―」, Total and Not entered, in every language and width."""
    assert position.is_position(word)


@pytest.mark.parametrize("word", ["", "不明", "合計", "市役所", "xx", "..", "計画", "スー", "なし", "0", "―の会―の"])
def test_what_is_a_value_stays_one(word: str) -> None:
    """Other words, 不明 among them, are values."""
    assert not position.is_position(word)


@pytest.mark.parametrize("value", ["", "未記入", "計", "若葉・調和", "x", "不明"])
def test_what_programs_read_leads_back_to_the_value(value: str) -> None:
    """What is printed for programs is different for different values."""
    assert position.from_programs(position.for_programs(value)) == value
    assert position.for_programs("") == "未記入"
    assert position.for_programs("未記入") == position.for_people("未記入") == "未記入（語）"
