"""The English catalogue: nothing missing, nothing Japanese left, nothing added, and what it accepts from people.

What stands under the commands of the sessions in English is looked at in `sessions/test_in_english.py`.
"""

from __future__ import annotations

import json
import re
import string
import unicodedata
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Office
from tools import catalogue, docs
from welfare_cli import words
from welfare_cli.errors import Refused
from welfare_cli.exchange.toml import default_profile
from welfare_cli.measures import HEADER, MEASURES
from welfare_cli.model import calendar, notation
from welfare_cli.model.calendar import FiscalYear
from welfare_cli.model.kind import Choice, Kind
from welfare_cli.model.kinds import KINDS, kind_called

LANGUAGES = [each for each in words.LANGUAGES if each != words.JAPANESE]

QUOTED = {
    "空白や区切り（; ， 、）を含まない、64 文字までの番号にしてください。先頭に - は使えません。": "，、",
}
"""Japanese marks that a translation quotes, because somebody may have typed them: the sentence and the marks."""


def japanese(text: str) -> str:
    """The kana, kanji, and full-width marks and figures in a text."""
    return "".join(
        letter for letter in text if unicodedata.east_asian_width(letter) in "WF" or letter in "「」『』、。・〜※▲"
    )


def placeholders(text: str) -> set[str]:
    """The names of the values that stand in a sentence: of `{day.month}` and `{day:%B}`, `day`."""
    return {re.split(r"[.\[]", name)[0] for _text, name, _form, _conversion in string.Formatter().parse(text) if name}


def shape(text: str) -> tuple[str, str, int]:
    """The white space around a sentence and its line ends, which put it in its place."""
    blank = " \t\n"
    return text[: len(text) - len(text.lstrip(blank))], text[len(text.rstrip(blank)) :], text.count("\n")


def missing(sentence: str, said: str) -> str:
    """Said nothing, where the sentence says something."""
    return "" if said or not sentence else "missing"


def copied(sentence: str, said: str) -> str:
    """Said as in Japanese; what has no Japanese in it may be."""
    return "a copy" if said == sentence and japanese(sentence) else ""


def left_over(sentence: str, said: str) -> str:
    """Kana, kanji or full-width marks in a translation, but those that it quotes."""
    left = [each for each in japanese(said) if each not in QUOTED.get(sentence, "")]
    return f"Japanese {''.join(left)}" if left else ""


def added(sentence: str, said: str) -> str:
    """A value that the sentence does not have; one may be left out."""
    return "".join(f"adds {{{name}}}" for name in sorted(placeholders(said) - placeholders(sentence)))


def misplaced(sentence: str, said: str) -> str:
    """Other white space around it, or other line ends. A separator's own is the language's."""
    if sentence in SEPARATORS or (not said and sentence):
        return ""
    return "white space" if shape(said) != shape(sentence) else ""


def misquoted(sentence: str, said: str) -> str:
    """A value in quotation marks here and without them there: it would pass for wfc's own words, or the reverse."""
    here, there = (
        set(re.findall(marks, text)) for marks, text in ((r"「\{(\w+)\}」", sentence), (r"“\{(\w+)\}”", said))
    )
    return "" if here & placeholders(said) == there else "quotes"


SEPARATORS = ("、", "。", "・", "／")
"""What stands between the items of a list."""

FAULTS: tuple[Callable[[str, str], str], ...] = (missing, copied, left_over, added, misplaced, misquoted)


def faults(translations: dict[str, str]) -> list[str]:
    """Everything that is wrong with a language, each with its sentence."""
    return [
        f"{sentence!r} → {said!r}: {wrong}"
        for sentence, said in translations.items()
        for fault in FAULTS
        if (wrong := fault(sentence, said))
    ]


# What is said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    """Each sentence of the code is said in the language: not copied, without a trace of Japanese, in the same shape."""
    known = catalogue.translations(language)
    assert set(known) == {str(each.id) for each in catalogue.said() if each.id}
    assert faults(known) == []


@pytest.mark.parametrize(
    ("sentence", "said", "wrong"),
    [
        ("終結日", "", "missing"),
        ("終結日", "終結日", "a copy"),
        ("終結日", "the day of 終結", "Japanese 終結"),
        ("{number}件", "{number}、", "Japanese 、"),
        ("{number}件", "Records: １", "Japanese １"),
        ("{label}がありません。", "{label} of {kind} is missing.", "adds {kind}"),
        ("{day.month}月", "{month}", "adds {month}"),
        (" ほか{number}件", "and {number} more", "white space"),
        ("{month}\n（{day}日まで）", "{month} (to {day})", "white space"),
        ("「{text}」は一覧にありません。", "{text} is not on the list.", "quotes"),
        ("{text}がありません。", "“{text}” is missing.", "quotes"),
    ],
)
def test_a_fault_of_a_translation_is_found(sentence: str, said: str, wrong: str) -> None:
    """The test above would fail for each of these."""
    assert any(each.endswith(f": {wrong}") for each in faults({sentence: said}))


def test_what_may_differ_is_no_fault() -> None:
    """A value may be left out or take another form, a separator has its own blanks, and a mark may stay a mark."""
    right = {
        "{year}年{month}月の末日は{day}日です（{last_day}）。": "The last day of that month is {last_day}.",
        "{day.wareki}": "{day.day} {day:%B} {day.year}",
        "、": ", ",
        "{label}: {value}": "{label}: {value}",
        "「{text}」は一覧にありません。": "“{text}” is not on the list.",
    }
    assert faults(right) == []


def headers() -> Iterator[tuple[str, str, str]]:
    """The lines of the measures' headers that carry both languages: measure, line, words."""
    for measure in MEASURES.values():
        for line in ("label", "unit", "counts", "on", "area", "question"):
            if said := measure._words.get(line):
                yield measure.name, line, said


def test_every_measure_says_itself_in_english() -> None:
    """Each line of a measure's header for people has its English behind the Japanese."""
    assert {line for _name, line, _said in headers()} <= set(HEADER)
    for name, line, said in headers():
        japanese_side, slash, english = said.partition(" / ")
        assert slash, (name, line)
        assert faults({japanese_side: english}) == [], (name, line)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_two_headings_of_a_file_are_the_same(english: Office, kind: Kind) -> None:
    """No heading of a field is one of another field, in whatever language; nor is a choice one of another choice."""
    spelt: dict[str, str] = dict.fromkeys(map(notation.folded, ("ref", *words.in_every_language("整理番号"))), "ref")
    for field in kind.fields:
        for heading in (field.name, field.option, *words.in_every_language(field.ja)):
            assert spelt.setdefault(notation.folded(heading), field.name) == field.name, heading
    for field in kind.fields:
        if isinstance(field, Choice):
            assert len({notation.folded(words._(label)) for label in field.of.values()}) == len(field.of)


def test_no_two_kinds_and_no_two_measures_have_the_same_name(english: Office) -> None:
    """What people call a kind or a measure means that one alone, in whatever language."""
    assert [kind_called(kind.label) for kind in KINDS] == list(KINDS)
    names = [notation.folded(each) for measure in MEASURES.values() for each in (measure.name, *measure.labels)]
    assert len(set(names)) == len(names)


# The calendar


def test_the_calendar_speaks_english(english: Office) -> None:
    """Days, months, fiscal years and figures are those of the western calendar, half-width."""
    assert calendar.wareki("2024-12-31") == "31 December 2024"
    assert calendar.as_of_words("2024-12-31") == "As of 31 December 2024"
    assert calendar.as_of_words("2024-12-05") == "As of 5 December 2024"
    assert calendar.month_words("2024-04") == "Apr"
    assert FiscalYear(2024).label() == "FY2024"
    assert [calendar.full_width(number) for number in (1818, -18)] == ["1,818", "-18"]


def test_an_era_is_corrected_in_english(english: Office) -> None:
    """A day outside of the era it was written in is named as the day it is, in a form that can be typed."""
    wrong = {
        "H31.5.1": ("--received-on", "Did you mean “2019-05-01”?"),
        "S64.2": ("--month", "Did you mean “1989-02”?"),
        "H32": ("--fiscal-year", "Did you mean “2020”?"),
    }
    for text, (option, said) in wrong.items():
        kind = "case" if option == "--received-on" else "tally"
        done = english(kind, "add", option, text)
        assert done.code == 4
        assert said in done.err
        assert " era." in done.err


@pytest.mark.parametrize("path", [*docs.commands()], ids=" ".join)
def test_every_help_page_is_in_english(english: Office, path: tuple[str, ...]) -> None:
    """No help page has a word of Japanese in it, but for the words of the office in its example."""
    done = english.ok(*path, "--help")
    assert japanese(done.out.partition("\nExample:\n")[0]) == ""
    assert done.out.startswith(f"Usage: {' '.join(('wfc', *path))}")


# What is accepted


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_choice_is_read_in_every_language(sample: Office, language: str) -> None:
    """Code, Japanese label and English label mean the same, whichever language is spoken."""
    words.speak(language)
    try:
        for kind in KINDS:
            for field in kind.fields:
                for code, label in field.of.items() if isinstance(field, Choice) else ():
                    for text in (code, *words.in_every_language(label)):
                        assert field.read(text, default_profile(), None) == code, (kind.name, field.name, text)
    finally:
        words.speak(words.JAPANESE)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_kinds_measures_and_fields_are_called_in_every_language(sample: Office, language: str) -> None:
    """A kind, a measure and a field to clear may be named in either language, whichever is spoken."""
    sample.monkeypatch.setenv("WFC_LANG", language)
    for kind in KINDS:
        assert all(kind_called(each) is kind for each in words.in_every_language(kind.ja))
    first = next(iter(MEASURES.values()))
    said = [sample.ok("report", "--as-of", "2024-12-31", "--measure", each).out for each in (first.name, *first.labels)]
    assert len(set(said)) == 1
    for label in ("Main topic", "主たる課題"):
        ref = sample.case("--topic", "housing", "--main-topic", "housing")
        sample.ok("case", "edit", ref, "--clear", label)
        assert json.loads(sample.ok("case", "show", ref, "--json").out)["record"]["main_topic"] is None


def test_days_and_years_are_read_in_english() -> None:
    """At a terminal today and yesterday are days; a fiscal year is read as it is printed."""
    assert notation.read_day("Today", "2025-01-23") == notation.read_day("今日", "2025-01-23") == "2025-01-23"
    assert notation.read_day("yesterday", "2025-01-23") == "2025-01-22"
    assert notation.read_year("FY2024", 4) == notation.read_year("ｆｙ２０２４", 4) == 2024
    for text in ("FY24", "FYR6", "FY", "FY2024-25"):
        with pytest.raises(Refused):
            notation.read_year(text, 4)
    with pytest.raises(Refused):
        notation.read_day("today")


@pytest.mark.parametrize(("listed", "read"), [("en", "en"), ("en", "ja"), ("ja", "en")])
def test_lists_come_back_in_either_language(sample: Office, listed: str, read: str) -> None:
    """What `list --format csv` prints in one language is known again in the other: nothing is new, nothing refused."""
    folder = sample.folder / "lists"
    folder.mkdir()
    sample.monkeypatch.setenv("WFC_LANG", listed)
    for kind in KINDS:
        text = sample.ok(kind.name, "list", "--format", "csv").out
        assert bool(japanese(text.splitlines()[0])) == (listed == "ja")
        (folder / f"{kind.plural}.csv").write_text(text, encoding="utf-8")
    before = sample.head()
    sample.monkeypatch.setenv("WFC_LANG", read)
    done = sample.ok("import", str(folder))
    assert sample.head() == before
    notes = done.err.splitlines()
    assert [note.split()[1] for note in notes] == ["cases.csv:", "contacts.csv:"], "what transfers change is not read"


def test_a_list_with_an_earlier_translation_is_read(sample: Office) -> None:
    """An English list of an earlier version is read as before: nothing is new, nothing is refused."""
    assert [kind_called(each) for each in ("Tally", "Place to gather")] == [kind_called("tally"), kind_called("venue")]
    before = sample.head()
    sample.monkeypatch.setenv("WFC_LANG", "en")
    for kind, now, earlier in (
        ("case", "Identified as complex", "Date found complex"),
        ("grant", "Community space", "Place to gather"),
    ):
        text = sample.ok(kind, "list", "--format", "csv").out
        assert f",{now}," in text.splitlines()[0]
        path = sample.folder / "earlier.csv"
        path.write_text(text.replace(f",{now},", f",{earlier},", 1), encoding="utf-8")
        sample.ok("import", str(path), "--kind", kind)
    assert sample.head() == before


# What programs read


COMMANDS = [
    "report --as-of 2024-12-31 --format csv",
    "report --as-of 2024-12-31 --format tsv",
    "report --as-of 2024-12-31 --format json",
    "report --as-of 2024-12-31 --measure new_individual --by route --by month --format csv",
    "report --as-of 2024-12-31 --measure case_closed --by closing --by kind --format json",
    "report --as-of 2024-12-31 --measure complex_followup --by main_topic --by area --format json",
    "case show C-1 --json",
    *(f"{kind.name} list --format json" for kind in KINDS),
    "measures --format json",
]


def values(said: object) -> object:
    """JSON without what is written for people: labels, units, sentences."""
    if isinstance(said, list):
        return [values(each) for each in said]
    if not isinstance(said, dict):
        return said
    for_people = {"label", "unit", "footnotes", "question", *(("counts", "on", "area") if "reads" in said else ())}
    return {name: values(each) for name, each in said.items() if name not in for_people}


@pytest.mark.parametrize("command", COMMANDS)
def test_programs_read_the_same_in_every_language(sample: Office, command: str) -> None:
    """CSV and TSV are the same to the letter, JSON in all but what is written for people."""
    sample.ok("grant", "add", "--kind", "new", "--applied-on", "2024-12-02")  # a record without an area
    sample.ok("case", "add", "--kind", "individual", "--received-on", "2024-12-02", "--area", "outside")
    sample.ok("tally", "add", "--measure", "business", "--month", "2021-04", "--number", "3")
    said = [sample.ok(*command.split(), "--lang", each).out for each in words.LANGUAGES]
    if "json" in command:
        one, other = map(json.loads, said)
        assert values(one) == values(other)
        assert (one != other) == any(each in said[0] for each in ('"label"', '"footnotes": [\n'))
    else:
        assert said[0] == said[1]
    if "--by" not in command and "report" in command:
        assert "未記入" in said[1]


# Which language is spoken


@pytest.mark.parametrize(
    ("environment", "options", "english"),
    [
        ({}, [], False),
        ({"LANG": "C.UTF-8"}, [], False),
        ({"LANG": "de_DE.UTF-8"}, [], False),
        ({"LANG": "en_GB.UTF-8"}, [], True),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "en_US.UTF-8"}, [], True),
        ({"LANG": "en_GB.UTF-8", "WFC_LANG": "ja"}, [], False),
        ({"LANG": "ja_JP.UTF-8", "WFC_LANG": "en"}, [], True),
        ({"LANG": "en_GB.UTF-8", "WFC_LANG": "en"}, ["--lang", "ja"], False),
        ({"WFC_LANG": "ja"}, ["--lang=en"], True),
    ],
)
def test_the_language_is_of_the_option_the_variable_or_the_locale(
    office: Office, environment: dict[str, str], options: list[str], english: bool
) -> None:
    """`--lang` goes before `WFC_LANG`, and that before the locale; a language that wfc does not speak is Japanese."""
    for name in ("WFC_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        office.monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        office.monkeypatch.setenv(name, value)
    said = office.ok("case", *options, "list").out
    assert said == ("Records: 0\n" if english else "0件\n")


@pytest.mark.parametrize(
    ("environment", "options", "said"),
    [
        ({"LANG": "en_GB.UTF-8"}, ["--lang", "fr"], "wfc does not support the language “fr”."),
        ({"WFC_LANG": "en"}, ["--lang", "fr"], "wfc does not support the language “fr”."),
        ({"WFC_LANG": "fr", "LANG": "en_GB.UTF-8"}, [], "wfc does not support the language “fr”."),
        ({"WFC_LANG": "fr"}, [], "「fr」という言語では話せません。"),
    ],
)
def test_another_language_is_refused_in_one_that_is_known(
    office: Office, environment: dict[str, str], options: list[str], said: str
) -> None:
    """Who asks for a language that wfc does not speak is told (2), in the next best one."""
    for name in ("WFC_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        office.monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        office.monkeypatch.setenv(name, value)
    done = office(*options, "case", "list")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"wfc: {said}\n")


def test_codes_and_labels_are_completed_in_both_languages(english: Office) -> None:
    """Options are English in every language; of a word, the code or the label completes, as it was begun."""
    for language in words.LANGUAGES:
        english.monkeypatch.setenv("WFC_LANG", language)
        for typed, word in (("waka", "wakaba-chowa"), ("若", "若葉・調和")):
            assert english.ok("__complete", "case", "add", "--area", typed).out.split("\t")[0] == word
        assert english.ok("__complete", "case", "add", "--received").out.startswith("--received-on\t")
    english.monkeypatch.setenv("WFC_LANG", "en")
    assert english.ok("__complete", "meeting", "add", "--status", "").out == (
        "held\tHeld\nplanned\tPlanned\ncancelled\tCancelled\n"
    )
    assert english.ok("__complete", "meeting", "add", "--status", "Can").out.startswith("cancelled")
