"""What people write: every notation reads back, and every guess is refused by its rule."""

from __future__ import annotations

import datetime
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from welfare_cli.errors import Refused
from welfare_cli.model import calendar, notation

if TYPE_CHECKING:
    from collections.abc import Callable

    Reader = Callable[[str], object]

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)).map(datetime.date.isoformat)
# Text that looks almost like a day, a number or a section finds more than text of any letters does.
ALMOST = st.text("0123456789０１９٣³①-－–/／.．,，:：T 　年月日元度令和平成昭大正明治RrHhＲIVXⅢ今昨一\n", max_size=24)
ANY_TEXT = st.one_of(st.text(), ALMOST)
FULL_WIDTH = {ord(letter): ord(letter) + 0xFEE0 for letter in map(chr, range(0x21, 0x7F))}
LETTERS = {"令和": "R", "平成": "H", "昭和": "S", "大正": "T", "明治": "M"}
READERS: tuple[Reader, ...] = (
    notation.read_day,
    lambda text: notation.read_day(text, "2024-12-31"),
    notation.read_month,
    lambda text: notation.read_year(text, 4),
    lambda text: notation.read_year(text, 1),
    notation.read_number,
    notation.read_section,
)


def _written(year: int, *rest: int) -> list[str]:
    """A year and month (and day) with each of the marks, padded and not."""
    bare = [mark.join(str(number) for number in (year, *rest)) for mark in "-/."]
    padded = [mark.join([str(year), *(f"{number:02}" for number in rest)]) for mark in "-/."]
    return [*bare, *padded]


def _everything_wide_too(texts: list[str]) -> list[str]:
    return [*texts, *(text.translate(FULL_WIDTH) for text in texts), *(f"　{text} \r\n" for text in texts)]


def _refusal(read: Reader, text: str) -> Refused:
    with pytest.raises(Refused) as refused:
        read(text)
    return refused.value


# Text and names


@given(ANY_TEXT)
def test_tidy_text_is_nfc_and_stays_as_it_is(text: str) -> None:
    """Tidy text is NFC, has one kind of line end, no blanks around it, and is not changed again."""
    tidied = notation.tidy(text)
    assert notation.tidy(tidied) == tidied == unicodedata.normalize("NFC", tidied)
    assert "\r" not in tidied
    assert tidied == tidied.strip()


def test_tidy_keeps_what_was_written() -> None:
    """Blanks around a text go and decomposed letters are composed; widths, zeros and inner blanks stay."""
    assert notation.tidy("　 一行目\r\n二行目\r三行目 　\n") == "一行目\n二行目\n三行目"
    assert notation.tidy("か\u3099くえん") == "がくえん"
    assert notation.tidy("００７　ｶﾞ①") == "００７　ｶﾞ①"


def test_folded_names_compare_without_width_case_and_blanks() -> None:
    """Two spellings of a name that differ in width, case or blanks have one key; ヶ and ケ do not."""
    assert notation.folded("ＮＰＯ法人　あおぞら") == notation.folded("npo法人あおぞら ")
    assert notation.folded("ｹｱｾﾝﾀｰ") == notation.folded("ケアセンター")
    assert notation.folded("緑ヶ丘") != notation.folded("緑ケ丘")


@given(ANY_TEXT)
@example("α\u0345\u0301")
def test_folded_names_hold_no_blanks_and_do_not_depend_on_normal_forms(text: str) -> None:
    """The key of a name has no white space and is the same for its composed and decomposed forms."""
    key = notation.folded(text)
    assert not any(letter.isspace() for letter in key)
    assert key == notation.folded(unicodedata.normalize("NFD", text)) == notation.folded(notation.tidy(text))


def test_lists_split_at_japanese_marks_but_not_inside_names() -> None:
    """A list splits at ; ； ， and 、, each item once, and never at ・ or an ASCII comma."""
    assert notation.split_list("貧困; 介護；貧困，８０５０、 ;ひきこもり・不登校") == (
        "貧困",
        "介護",
        "８０５０",
        "ひきこもり・不登校",
    )
    assert notation.split_list("A,B・C") == ("A,B・C",)
    assert notation.split_list(" ；、") == ()


@given(ANY_TEXT)
def test_list_items_are_tidy_and_different(text: str) -> None:
    """Items of any list are tidy, not empty, different, and read back the same when joined."""
    items = notation.split_list(text)
    assert all(item and item == notation.tidy(item) for item in items)
    assert len(set(items)) == len(items)
    assert notation.split_list(";".join(items)) == items


# Days


@given(DAYS)
@example("2019-04-30")
@example("2019-05-01")
@example("1989-01-07")
@example("1989-01-08")
@example("1926-12-24")
@example("1926-12-25")
@example("2024-02-29")
def test_every_day_reads_back_from_every_notation(day: str) -> None:
    """Whatever the day and the notation it is written in, the same day is read."""
    year, month, number = (int(part) for part in day.split("-"))
    era, era_year = calendar.era_of(day)
    eras = [era, LETTERS[era], LETTERS[era].lower()]
    years = [str(era_year), f"{era_year:02}"] + ["元"] * (era_year == 1)
    texts = [
        *_written(year, month, number),
        *(f"{day}{time}" for time in (" 00:00:00", " 0:00", "T00:00", " 0:00:00")),
        f"{year}年{month}月{number}日",
        f"{year}年{month:02}月{number:02}日",
        *(f"{name}{n}年{month}月{number}日" for name in eras for n in years),
        *(f"{name}{n}年 {month}月 {number}日" for name in eras for n in years),
        *(mark.join((f"{name}{n}", str(month), f"{number:02}")) for name in eras for n in years for mark in "./-"),
        *(day.replace("-", dash) for dash in "－‐−–"),
        calendar.wareki(day),
    ]
    assert {notation.read_day(text) for text in _everything_wide_too(texts)} == {day}


def test_days_relative_to_today_need_a_today() -> None:
    """今日, 昨日 and 一昨日 are days only where the day of today is given."""
    assert notation.read_day("今日", "2024-03-01") == "2024-03-01"
    assert notation.read_day(" 昨日", "2024-03-01") == "2024-02-29"
    assert notation.read_day("一昨日", "2024-03-01") == "2024-02-28"
    assert [each.rule for each in _refusal(notation.read_day, "今日").problems] == ["day-unreadable"]


REFUSED_DAYS = {
    "day-unreadable": [
        "",
        "24/12/1",
        "12/11",
        "6.12.31",
        "20241231",
        "6年12月31日",
        "12月31日",
        "2024-12",
        "2024",
        "024-12-31",
        "02024-12-31",
        "R006.12.31",
        "R2024.12.31",
        "令和0年1月1日",
        "元年5月1日",
        "2024元年5月1日",
        "2024年12月31",
        "2024-12/31",
        "2024-12-31-1",
        "2024-1 2-31",
        "2024-12-3 1",
        "2024-+2-31",
        "-2024-12-31",
        "2024-12-31 13:45",
        "2024-12-31 00:00:01",
        "2024-12-31 00:00:00+09:00",
        "2024-12-31 00",
        "0:00",
        "٢٠٢٤-١٢-٣١",
        "२०२४-१२-३१",
        "2024-12-3¹",
        "2024-12-③",
        "二〇二四年十二月三十一日",
        "Dec 31 2024",
        "31/12/2024",
        "明日",
        "45657",
        "X6.12.31",
        "1867-12-31",
        "2201-01-01",
        "9999-12-31",
        "0000-01-01",
        "明治99年13月99日\x1b[31m",
    ],
    "day-does-not-exist": [
        "2024-02-30",
        "2023-02-29",
        "2024-04-31",
        "2024-13-01",
        "2024-00-10",
        "2024-12-00",
        "2024-12-32",
        "令和5年2月29日",
        "R6.11.31",
        "1900-02-29",
    ],
    "era-day-outside": [
        "令和元年4月30日",
        "平成31年5月1日",
        "H31.5.1",
        "平成36年12月31日",
        "昭和64年1月8日",
        "平成元年1月7日",
        "昭和元年12月24日",
        "大正15年12月25日",
        "大正元年7月29日",
        "明治45年7月30日",
        "昭和99年12月31日",
    ],
}
REFUSED: list[tuple[Reader, str, list[str]]] = [
    *((notation.read_day, rule, texts) for rule, texts in REFUSED_DAYS.items()),
    (
        notation.read_number,
        "number-unreadable",
        [
            "",
            "-1",
            "－１",
            "▲1",
            "+1",
            "1.0",
            "1e3",
            "1_000",
            "18,18",
            "1818,000",
            ",818",
            "1,",
            "1,,818",
            "1 818",
            "3件",
            "1234567890123",
            "1,234,567,890,123",
            "٣",
            "10²",
            "½",
            "③",
            "三",
            "0x10",
        ],
    ),
    (
        lambda text: notation.read_year(text, 4),
        "year-unreadable",
        [
            "",
            "24",
            "6年度",
            "2024年",
            "令和6年",
            "令和6年6月",
            "2024-04",
            "年度",
            "R",
            "令和0年度",
            "２０２",
            "1867",
            "2201",
            "今年度",
        ],
    ),
    (
        lambda text: notation.read_year(text, 4),
        "era-day-outside",
        ["平成32年度", "H36", "昭和64年度", "S65", "大正16年度", "明治46"],
    ),
    (
        notation.read_month,
        "month-unreadable",
        [
            "",
            "22-04",
            "4.4",
            "4月",
            "2022.4",
            "2022.10",
            "202204",
            "2022",
            "2022-04-01",
            "2022年",
            "2022年4",
            "2022-13",
            "2022-0",
            "R4",
            "Apr-22",
            "1867-12",
            "2201-01",
        ],
    ),
    (notation.read_month, "era-day-outside", ["令和元年4月", "平成31年5月", "H34.4", "S64.2", "昭和元年11月"]),
    (
        notation.read_section,
        "section-unreadable",
        [
            "",
            "III",
            "-1",
            "III-",
            "III-0",
            "0-1",
            "11-1",
            "XI-1",
            "IIII-1",
            "Ⅲ1",
            "Ⅲ-1-1",
            "Ⅲ・1",
            "A-1",
            "III-100",
            "3月1日",
        ],
    ),
]


@pytest.mark.parametrize(
    ("read", "rule", "text"),
    [pytest.param(read, rule, text, id=f"{rule}: {text!a}") for read, rule, texts in REFUSED for text in texts],
)
def test_guesses_are_refused_by_their_rule(read: Reader, rule: str, text: str) -> None:
    """What cannot be read without guessing is refused with one problem that quotes it and says the way out."""
    problems = _refusal(read, text).problems
    assert [problem.rule for problem in problems] == [rule]
    assert f"「{text.replace(chr(27), ' ')}」" in problems[0].problem
    assert problems[0].remedy.endswith("。") or "ではありませんか" in problems[0].remedy


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (notation.read_day, "令和元年4月30日", "「平成31年4月30日」"),
        (notation.read_day, "平成31年5月1日", "「令和元年5月1日」"),
        (notation.read_day, "平成36年12月31日", "「令和6年12月31日」"),
        (notation.read_day, "2025-02-29", "2025年2月の末日は28日です"),
        (notation.read_day, "R6.2.30", "2024-02-29"),
        (notation.read_day, "2024-13-01", "月は1から12まで"),
        (notation.read_day, "6.12.31", "「R6.12.31」"),
        (notation.read_month, "令和元年4月", "「平成31年4月」"),
        (lambda text: notation.read_year(text, 4), "平成32年度", "「令和2年度」"),
        (lambda text: notation.read_year(text, 4), "昭和64年度", "「平成元年度」"),
        (lambda text: notation.read_year(text, 4), "昭和94年度", "「令和元年度」"),
    ],
)
def test_remedies_name_what_to_write(read: Reader, text: str, words: str) -> None:
    """The remedy names the right era form, the last day of the month, or the notations that can be read."""
    assert words in _refusal(read, text).problems[0].remedy


def test_long_values_are_not_repeated_whole() -> None:
    """A page pasted into a day's cell is quoted by its beginning, on one line."""
    problem = _refusal(notation.read_day, "一行目\n" + "あ" * 5000).problems[0]
    assert "「一行目 あ" in problem.problem
    assert len(problem.problem) < 80


@pytest.mark.parametrize("read", READERS)
@given(ANY_TEXT)
def test_no_text_raises_anything_but_refused(read: Reader, text: str) -> None:
    """Any text at all is either read or refused with exactly one problem and its remedy."""
    try:
        read(text)
        problems = []
    except Refused as refused:
        problems = refused.problems
    assert len(problems) <= 1
    assert all(problem.rule and problem.remedy for problem in problems)


@given(ALMOST)
def test_a_day_that_was_read_exists(text: str) -> None:
    """Whatever was read as a day is a real day in the years that wfc knows."""
    try:
        day = notation.read_day(text)
    except Refused:
        return
    assert 1868 <= datetime.date.fromisoformat(day).year <= 2200


# Numbers, years, months, sections


@given(st.integers(0, 10**12 - 1))
def test_every_number_reads_back_from_every_notation(number: int) -> None:
    """Whatever the number, plain, grouped, full-width or as documents print it, the same number is read."""
    texts = _everything_wide_too([str(number), f"{number:,}", f"{number:012}"])
    assert {notation.read_number(text) for text in (*texts, calendar.full_width(number))} == {number}


@given(st.integers(1900, 2100), st.integers(1, 12))
def test_every_fiscal_year_reads_back_from_every_notation(year: int, opening_month: int) -> None:
    """Whatever the fiscal year, the era forms that touch it and its printed label read as the same year."""
    fiscal = calendar.FiscalYear(year, opening_month)
    era, era_year = calendar.era_of(f"{year}-12-31")
    texts = [
        str(year),
        f"{year}年度",
        f"{era}{era_year}年度",
        f"{LETTERS[era]}{era_year}",
        f"{LETTERS[era]}{era_year}年度",
    ]
    if era_year == 1:
        texts += [f"{era}元年度", f"{LETTERS[era]}元"]
    texts = [*_everything_wide_too(texts), fiscal.label()]
    assert {notation.read_year(text, opening_month) for text in texts} == {year}


def test_a_fiscal_year_may_be_named_by_either_era_it_touches() -> None:
    """The year in which Heisei ended is both 平成31年度 and 令和元年度, unless it opened after the change."""
    assert notation.read_year("平成31年度", 4) == notation.read_year("令和元年度", 4) == 2019
    assert notation.read_year("昭和64年度", 1) == 1989
    assert _refusal(lambda text: notation.read_year(text, 10), "平成31年度").problems[0].rule == "era-day-outside"


@given(DAYS)
@example("2019-04-30")
@example("2019-05-01")
@example("1989-01-07")
@example("1989-01-08")
def test_every_month_reads_back_from_every_notation(day: str) -> None:
    """Whatever the month, and from either era that it touches, the same month is read."""
    year, month = int(day[:4]), int(day[5:7])
    era, era_year = calendar.era_of(day)
    texts = [
        *(text for text in _written(year, month) if "." not in text),
        f"{year}年{month}月",
        *(f"{name}{era_year}年{month}月" for name in (era, LETTERS[era])),
        *(f"{LETTERS[era]}{era_year}{mark}{month}" for mark in "./-"),
        f"{calendar.era_year(day)}{month}月",
    ]
    assert {notation.read_month(text) for text in _everything_wide_too(texts)} == {day[:7]}


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("III-1", "III-1"),
        ("iii-1", "III-1"),
        ("Ⅲ-1", "III-1"),
        ("Ⅲ－１", "III-1"),
        ("III－1", "III-1"),
        ("III–1", "III-1"),
        ("3-1", "III-1"),
        ("３－１", "III-1"),
        ("Ⅲ ー 1", "III-1"),
        ("I-4", "I-4"),
        ("Ⅳ-2", "IV-2"),
        ("Ⅸ-12", "IX-12"),
        ("10-1", "X-1"),
    ],
)
def test_sections_read_in_roman_and_arabic(text: str, section: str) -> None:
    """A section is one code however its part and its dash were typed."""
    assert notation.read_section(text) == section
