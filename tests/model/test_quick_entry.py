"""One line of words: what each of them means, what is only guessed, and that no word is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from welfare_cli.exchange.toml import default_profile
from welfare_cli.model.quick_entry import ParsedLine, read_line

PROFILE = default_profile()
TODAY = "2025-01-23"
NAMES = ("地域包括支援センター", "訪問看護ステーション協議会", "調布ライフサポート", "多摩 府中保健所")


def read(text: str) -> ParsedLine:
    """Read a line in an office with the cases C-00001 and C-00012."""
    cases = {"C-1": "C-00001", "C-00001": "C-00001", "C-12": "C-00012"}
    return read_line(text, PROFILE, TODAY, lambda ref: cases.get(ref.upper()), NAMES)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        (
            "昨日 C-12 訪問 地域包括支援センター",
            {"date": "2025-01-22", "case": "C-00012", "method": "visit", "agencies": "地域包括支援センター"},
        ),
        ("訪問　Ｒ７．１．２０　c-1", {"date": "2025-01-20", "case": "C-00001", "method": "visit"}),
        ("C-1、電話、今日", {"date": "2025-01-23", "case": "C-00001", "method": "phone"}),
        ("C-1 2025/1/20 →市役所", {"date": "2025-01-20", "case": "C-00001", "referred_to": "市役所"}),
        ("C-1 今日 → 市役所", {"date": "2025-01-23", "case": "C-00001", "referred_to": "市役所"}),
        ("C-1 今日 機関:薬局", {"date": "2025-01-23", "case": "C-00001", "agencies": "薬局"}),
        ("C-1 今日 多摩 府中保健所", {"date": "2025-01-23", "case": "C-00001", "agencies": "多摩 府中保健所"}),
        (
            "今日 緑ヶ丘・滝坂エリア 個別相談 介護 住まい",
            {
                "received_on": "2025-01-23",
                "area": "midorigaoka-takizaka",
                "kind": "individual",
                "topics": "care;housing",
            },
        ),
        (
            "地域支援相談 市外 2025-01-06 route:self 相談者：本人 担当=CSW3",
            {
                "kind": "community",
                "area": "outside",
                "received_on": "2025-01-06",
                "route": "self",
                "client": "self",
                "coordinator": "CSW3",
            },
        ),
    ],
)
def test_a_line_is_understood(text: str, cells: dict[str, str]) -> None:
    """Words in any order fill the fields that they belong to, and nothing was guessed."""
    line = read(text)
    assert line.cells == cells
    assert line.certain


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("C-1 今日 同", "method", "accompany"),
        ("C-1 今日 包括", "agencies", "地域包括支援センター"),
        ("C-1 今日 地域包括支援センタ-", "agencies", "地域包括支援センター"),
        ("12 今日 電話", "case", "C-00012"),
        ("滝坂 今日 個別相談", "area", "midorigaoka-takizaka"),
        ("市外 今日 個別", "kind", "individual"),
        ("市外 今日 個別相談 相談者:家族・親族 本人", "route", "self"),
    ],
)
def test_what_is_only_begun_is_guessed(text: str, field: str, value: str) -> None:
    """A part of a word, a name nearly right, or a meaning that is left over is a guess, and says so."""
    line = read(text)
    assert not line.certain
    guessed = {word.field.name: word.value for word in line.words if word.guessed}
    assert guessed == {field: value}


@pytest.mark.parametrize("text", ["本人 市外 今日", "その他 市外 今日", "不明 今日 個別相談"])
def test_a_word_of_several_lists_is_not_decided(text: str) -> None:
    """本人 may be the route or the client: neither is filled."""
    line = read(text)
    assert len(line.unsure) == 1
    assert not line.certain
    assert {"route", "client", "topics", "age_band"} & line.cells.keys() == set()


@pytest.mark.parametrize("text", ["C-1 今日 電話 来所", "C-1 今日 昨日", "C-1 C-12 今日", "C-1 今日 方法:電話 来所"])
def test_a_field_of_one_value_takes_no_second(text: str) -> None:
    """Two methods, days or cases in a line are a mistake; nothing is dropped silently."""
    line = read(text)
    assert len(line.problems) == 1
    assert not line.certain


def test_what_is_no_day_is_never_made_one() -> None:
    """A day without its year is left to the person."""
    assert [text for text, _near in read("C-1 12/11 電話").unread] == ["12/11"]
    assert "date" not in read("C-1 24/12/11 電話").cells


WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "今日",
                "昨日",
                "C-1",
                "C-12",
                "C-9",
                "訪問",
                "訪",
                "電話",
                "本人",
                "個別",
                "介護",
                "滝坂",
                "市外",
                "→",
                "→市役所",
            ]
        ),
        st.sampled_from([*NAMES, "関係機関:薬局", "備考:ひみつ", "担当:", ":", "=x", "→→", "12", "２０２５年１月２日"]),
        st.text(max_size=8),
    ),
    max_size=8,
)


@given(WORDS)
def test_no_word_is_lost(words: list[str]) -> None:
    """Whatever is typed, every word fills a field, is asked about, or is told to be wrong; and nothing breaks."""
    text = " ".join(words)
    line = read(text)
    told = [word.text for word in line.words] + [each for each, _more in (*line.unsure, *line.unread)]
    typed = text.replace("、", " ").replace("，", " ").replace("→ ", "→").split()
    assert sum(len(each.split()) for each in told) + len(line.problems) == len(typed)
    assert not line.certain or all(word.value for word in line.words)
