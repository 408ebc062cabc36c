"""Read what people write: days, months, years, numbers, sections, lists, names.

Each reader returns a value or raises `Refused` with one problem, to which the caller adds the field and the place. It
never guesses: it refuses a year without its century or era.

wfc stores text as NFC. It uses NFKC (full-width to half-width) only to read days, numbers and codes and to compare
names. Only ASCII digits are digits: neither ٣ nor ³ nor ③ is a 3.
"""

from __future__ import annotations

from ..errors import Problem, Refused, UnknownWord
from ..words import JAPANESE, N_, _, language
from . import calendar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Literal

_PARTS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_DAYS_AGO = {"今日": 0, "昨日": 1, "一昨日": 2, "today": 0, "yesterday": 1}
_MIDNIGHT = ("0:00", "00:00", "0:00:00", "00:00:00")  # Excel adds it to a day when it saves CSV
_DASHES = str.maketrans(dict.fromkeys("‐‒–—―−ー", "-"))  # － is already - after NFKC
_STATED = r"(?<![第\d,])(\d[\d,]*) ?(?:件|回|人|名|か所|カ所|ヶ所|箇所)"  # no ordinal, no part of a longer number
_BETWEEN = r"(?:[はがの:、()「」 ]|累計|延べ|合計|計|全)*"  # what may be between a figure's name and its number
BEGINS_NO_LINE = "，、。．,.）」』】〕…・ー々ゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ！？：；％"
"""Characters that must not begin a line (行頭禁則)."""
STEERING = (
    *range(9),
    *range(11, 32),
    *range(127, 160),
    0x61C,
    0x200E,
    0x200F,
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
)
"""Characters that control a terminal or the direction of writing, without line end and tab."""
_FORMULA = tuple("=+-@\t\r＝＋－＠")
LONGEST_TEXT = 32_767
"""The maximum length of a text: that of a cell of Excel."""
_SHOWN = 40  # characters of a refused value that a message repeats


# Text and names


def _normalized(form: Literal["NFC", "NFKC"], text: str) -> str:
    """Normalize a text; ASCII needs neither that nor the import."""
    if text.isascii():
        return text
    import unicodedata

    return unicodedata.normalize(form, text)


def tidy(text: str) -> str:
    r"""Return text as wfc stores it: NFC, lines ending in \n, without white space (　 included) around it."""
    return _normalized("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def folded(text: str) -> str:
    """Return the key that compares names: width, case and white space do not matter.

    ヶ and ケ stay different: 緑ヶ丘 finds 緑ケ丘 only by an alias in the profile.
    """
    key = _normalized("NFKC", text).casefold()
    return "".join(_normalized("NFKC", key).casefold().split())  # case folding can leave letters that NFKC changes


def split_list(text: str) -> tuple[str, ...]:
    """Return the items of a list separated by ; ； ， or 、, each once; ・ and the ASCII comma belong to names."""
    text = tidy(text)
    for mark in "；，、":
        text = text.replace(mark, ";")
    items = (item.strip() for item in text.split(";"))
    return tuple(dict.fromkeys(item for item in items if item))


# Cells of CSV


def guarded(text: str) -> str:
    """Return a cell of CSV that no spreadsheet reads as a formula: with an apostrophe before what would begin one."""
    return f"'{text}" if _begins_formula(text) else text


def unguarded(text: str) -> str:
    """Return the text of a guarded cell, or another cell unchanged."""
    return text[1:] if text[:1] == "'" and _begins_formula(text) else text


def _begins_formula(text: str) -> bool:
    """Return whether a formula begins a cell, with or without the apostrophes that guard it."""
    return text.lstrip("'").startswith(_FORMULA)


# Days, months and years


def read_day(text: str, today: str | None = None) -> str:
    """Read a day in any notation of the office, as `2024-12-31`; 今日, 昨日, 一昨日 and today if today is given."""
    plain = _plain(text)
    if today is not None and plain.lower() in _DAYS_AGO:
        return calendar.days_before(today, _DAYS_AGO[plain.lower()])
    midnights = (f"{mark}{time}" for mark in " T" for time in _MIDNIGHT)
    era, rest = _era(plain.removesuffix(next(filter(plain.endswith, midnights), "")))
    numbers = _numbers(rest, "年月日", era)
    if not numbers:
        raise _refused(
            "day-unreadable",
            _("「{value}」は日付として読めません。").format(value=quoted(text)),
            _("「2024-12-31」「R6.12.31」「令和6年12月31日」のように、西暦4桁か元号の年月日だけを書いてください。"),
        )
    year, month, day = numbers
    _check_range(text, year, "day-unreadable")
    _check_month(text, month, "day-does-not-exist")
    last_day = calendar.last_day_of_month(f"{year:04}-{month:02}")
    if not 1 <= day <= int(last_day[8:]):
        raise _refused(
            "day-does-not-exist",
            _("「{value}」という日はありません。").format(value=quoted(text)),
            _("{year}年{month}月の末日は{day}日です（{last_day}）。").format(
                year=year, month=month, day=int(last_day[8:]), last_day=last_day
            ),
        )
    read = f"{last_day[:8]}{day:02}"
    _check_era(text, era, read, read, N_("{day.era_year}{day.month}月{day.day}日"))
    return read


def read_month(text: str) -> str:
    """Read a calendar month as `2022-04`, from 2022-04, 2022/4, 2022年4月, 令和4年4月 or R4.4."""
    era, rest = _era(_plain(text))
    # Without an era, a full stop makes a decimal number: a workbook turns 2022.10 into 2022.1.
    numbers = _numbers(rest, "年月", era) if era or "." not in rest else []
    if not numbers:
        raise _refused(
            "month-unreadable",
            _("「{value}」は年月として読めません。").format(value=quoted(text)),
            _("「2022-04」「R4.4」「令和4年4月」のように、年は西暦4桁か元号付きで書いてください。"),
        )
    year, month = numbers
    _check_range(text, year, "month-unreadable")
    _check_month(text, month, "month-unreadable")
    read = f"{year:04}-{month:02}"
    _check_era(text, era, f"{read}-01", calendar.last_day_of_month(read), N_("{day.era_year}{day.month}月"))
    return read


def read_year(text: str, opening_month: int) -> int:
    """Read a fiscal year as its first calendar year, from 2024, 2024年度, 令和6年度, R6, 令和元年度 or FY2024.

    Refuse 2024年 and 令和6年, which may mean the calendar year. The fiscal year must overlap the era: both 平成31年度
    and 令和元年度 are 2019; refuse 平成32年度.
    """
    plain = _plain(text)
    era, rest = _era(plain)
    year = _calendar_year(plain[2:] if plain[:2].upper() == "FY" else rest.removesuffix("年度"), era)
    if year is None:
        raise _refused(
            "year-unreadable",
            _("「{value}」は年度として読めません。").format(value=quoted(text)),
            _("「2024」「R6」「令和6年度」のように、西暦4桁か元号付きで書いてください。"),
        )
    _check_range(text, year, "year-unreadable")
    fiscal = calendar.FiscalYear(year, opening_month)
    _check_era(text, era, fiscal.first_day, fiscal.last_day, N_("{day.era_year}度"), f"{year:04}-12-31")
    return year


# Numbers and codes


def read_number(text: str) -> int:
    """Read a whole number from zero up, at most 12 digits: 1818, 1,818 or １，８１８."""
    first, *groups = _plain(text).split(",")
    grouped = not groups or (1 <= len(first) <= 3 and all(len(group) == 3 for group in groups))
    number = _number("".join([first, *groups]), 12)
    if number is None or not grouped:
        raise _refused(
            "number-unreadable",
            _("「{value}」は0以上の整数として読めません。").format(value=quoted(text)),
            _("「1818」「1,818」のように、12桁までの数字だけで書いてください。"),
        )
    return number


def read_section(text: str) -> str:
    """Read a section of the document as `III-1`, from III-1, Ⅲ-1, Ⅲ－１ or 3-1; its parts are I to X."""
    part, _dash, number = _plain(text).upper().partition("-")
    position = _PARTS.index(part) + 1 if part in _PARTS else _number(part) or 0
    section = _number(number) or 0
    if not 1 <= position <= len(_PARTS) or not section:
        raise _refused(
            "section-unreadable",
            _("「{value}」は項目番号として読めません。").format(value=quoted(text)),
            _("「III-1」「Ⅲ-1」「3-1」のように、部（ⅠからⅩまで）と番号を書いてください。"),
        )
    return f"{_PARTS[position - 1]}-{section}"


# What the readers share


def _plain(text: str) -> str:
    """Return text for reading: half-width, one kind of dash, and no space except between two digits."""
    text = tidy(text)
    if not text.isascii():
        import unicodedata

        # NFKC would turn ³ and ③ (category No) into 3: keep them, so that readers refuse them.
        text = "".join(
            letter if unicodedata.category(letter) == "No" else unicodedata.normalize("NFKC", letter) for letter in text
        ).translate(_DASHES)
    closed = ""
    for word in text.split(" "):
        closed += f" {word}" if closed[-1:].isdigit() and word[:1].isdigit() else word
    return closed


def _era(plain: str) -> tuple[str, str]:
    """Return the era at the beginning ("" for none) and the rest."""
    for name, letter, _first_day in calendar.ERAS:
        for word in (name, letter, letter.lower()):
            if plain.startswith(word):
                return name, plain.removeprefix(word)
    return "", plain


def _numbers(rest: str, marks: str, era: str) -> list[int]:
    """Return year, month (and day), separated by one of - / . or written with 年月日; nothing for anything else."""
    separator = next((each for each in "-/." if each in rest), "")
    if not separator and rest.endswith(marks[-1]) and [each for each in rest if each in marks] == [*marks]:
        separator = "-"
        rest = rest[:-1].translate(dict.fromkeys(map(ord, marks), separator))
    pieces = rest.split(separator) if separator else []
    found = [*(_calendar_year(each, era) for each in pieces[:1]), *map(_number, pieces[1:])]
    return [each for each in found if each is not None] if len(found) == len(marks) and None not in found else []


def _number(digits: str, most: int = 2) -> int | None:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= most else None


def _calendar_year(piece: str, era: str) -> int | None:
    """Return the calendar year of 2024 or, in an era, of 6, 06 or 元; None for anything else."""
    if not era:
        return _number(piece, 4) if len(piece) == 4 else None
    year = 1 if piece == "元" else _number(piece)
    first_day = next(first_day for name, _letter, first_day in calendar.ERAS if name == era)
    return int(first_day[:4]) + year - 1 if year else None


def _check_range(text: str, year: int, rule: str) -> None:
    if not calendar.FIRST_YEAR <= year <= calendar.LAST_YEAR:
        raise _refused(
            rule,
            _("「{value}」の年は{first}年から{last}年までの間にありません。").format(
                value=quoted(text), first=calendar.FIRST_YEAR, last=calendar.LAST_YEAR
            ),
            _("年を確かめて、西暦4桁か元号付きで書いてください。"),
        )


def _check_month(text: str, month: int, rule: str) -> None:
    if not 1 <= month <= 12:
        raise _refused(
            rule,
            _("「{value}」の{month}月という月はありません。").format(value=quoted(text), month=month),
            _("月は1から12までの数字で書いてください。"),
        )


def _check_era(text: str, era: str, first_day: str, last_day: str, right: str, day: str = "") -> None:
    """Refuse a day, month or year without any day in the era in which it was written.

    `right` is its correct form, made of its last day or of another `day`.
    """
    if era and era not in (calendar.era_of(first_day)[0], calendar.era_of(last_day)[0]):
        raise _refused(
            "era-day-outside",
            _("「{value}」は{era}の期間にありません。").format(value=quoted(text), era=_(era)),
            _("「{right}」ではありませんか。元号を確かめて書いてください。").format(
                right=_(right).format(day=calendar.DayInWords.fromisoformat(day or last_day))
            ),
        )


def quoted(text: str) -> str:
    """Return a value as a message quotes it: on one line and shortened."""
    line = "".join(letter if letter.isprintable() else " " for letter in tidy(text))
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _refused(rule: str, problem: str, remedy: str) -> Refused:
    return Refused(Problem(rule, problem, remedy))


def loosely(text: str) -> str:
    """Return the key of names that are nearly the same: without marks, spaces, 「の」 and the size of ヶ.

    Use it for hints, never for counting: 地域包括支援センタ- is near 地域包括支援センター.
    """
    key = folded(text).replace("ヶ", "ケ")
    return "".join(each for each in key if each.isalnum() and each not in "ーの")


# Figures in a narrative


def stated_numbers(text: str, names: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Yield the numbers that a text states for some names: the sentence, the name, the number.

    A number with its unit is directly before or after the name, which may lack its 件数. If one name contains another,
    the longer one matches.
    """
    import re

    known: dict[str, str] = {}
    for name in names:
        known |= {_half_width(name): name, _half_width(name).removesuffix("件数"): name}
    words = "|".join(re.escape(each) for each in sorted(known, key=len, reverse=True))
    pattern = re.compile(rf"(?:{_STATED}[のが]?)?({words})(?:{_BETWEEN}{_STATED})?")
    for sentence in re.split(r"[。\n]", _half_width(text)):
        for before, name, after in pattern.findall(sentence):
            if before or after:
                yield sentence, known[name], int((before or after).replace(",", ""))


def speaks_of(sentence: str, name: str) -> bool:
    """Return whether a sentence contains a name, whatever its width."""
    return _half_width(name) in _half_width(sentence)


def speaks_of_another_time(sentence: str) -> bool:
    """Return whether the figures of a sentence are of last year or a target."""
    return any(word in sentence for word in ("昨年は", "昨年度は", "前年は", "前年度は", "前年同期は", "目標"))


def speaks_of_month(sentence: str, month: str) -> bool:
    """Return whether a sentence names a month, given as `2024-04`, as 4月."""
    import re

    return re.search(rf"(?<!\d){int(month[5:])}月", _half_width(sentence)) is not None


def _half_width(text: str) -> str:
    return _normalized("NFKC", text)


def plain_text(text: str) -> str:
    """Return text as wfc stores it; `Refused` (4) if it contains a control character or a lone surrogate."""
    text = tidy(text)
    if len(text) > LONGEST_TEXT:
        raise Refused(
            _("{number}文字あり、長すぎます。").format(number=f"{len(text):,}"),
            _("{number}文字までにしてください。").format(number=f"{LONGEST_TEXT:,}"),
            rule="too-long",
        )
    for character in text if not text.isprintable() else "":
        if character not in "\n\t" and (character < " " or character == "\x7f" or "\ud800" <= character <= "\udfff"):
            raise Refused(control_character(character))
    return text


def control_character(character: str) -> Problem:
    """Return the problem of a character that controls a terminal or printer, or is invalid."""
    return Problem(
        "control-character",
        _("文字として扱えない制御文字（U+{code:04X}）が入っています。").format(code=ord(character)),
        _("その文字を消してから入力してください。"),
    )


def _typed(code: str, label: str) -> str:
    """Return what a user has to type for a choice: its label, in other languages than the office's its code."""
    if language() == JAPANESE or code == label:
        return label
    return _("{name}（{label}）").format(name=code, label=label)


def unknown_word(text: str, choices: list[tuple[str, str]]) -> Refused:
    """Return the refusal of a word that is not on its list, with the nearest ones that are."""
    import difflib

    labels = {folded(label): _typed(code, label) for code, label in choices}
    labels |= {folded(code): _typed(code, label) for code, label in choices}
    key = folded(text)
    within = [each for each in labels if key and key in each]
    near = (within + difflib.get_close_matches(key, labels, n=3, cutoff=0.5))[:3]
    shown = _("、").join(dict.fromkeys([labels[each] for each in near] or labels.values()))
    return Refused(
        _("「{text}」は一覧にありません。").format(text=quoted(text)),
        (_("近いもの: {words}") if near else _("使えるもの: {words}")).format(words=shown),
        rule="unknown-word",
    )


def unknown_choice(what: str, text: str, words: Iterable[str]) -> UnknownWord:
    """Return the error for an unknown word of the command line, with the nearest known ones."""
    import difflib

    known = list(words)
    within = [each for each in known if text and text in each]
    near = within[:3] or difflib.get_close_matches(text, known, n=3, cutoff=0.3)
    return UnknownWord(
        _("{what}「{text}」はありません。").format(what=what, text=quoted(text)),
        (_("近いもの: {words}") if near else _("使えるもの: {words}")).format(words=_("、").join(near or known)),
        rule="unknown-word",
    )
