"""Whoever adds a kind, a field, a choice, a measure, a rule or a format is told here what was forgotten with it.

What the office's own words are — kinds, fields, measures — stands here a second time, as the domain says it, so
that no heading that an office has in its files changes by accident.
"""

from __future__ import annotations

import ast
import re
import sqlite3
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from tests.conftest import ROOT
from welfare_cli import words
from welfare_cli.cli.tasks import ENDINGS
from welfare_cli.exchange.toml import default_profile
from welfare_cli.ledger import schema as schemas
from welfare_cli.ledger.current import column_of, sources, table_of
from welfare_cli.measures import MEASURES, Measure
from welfare_cli.model.kind import (
    Choice,
    Day,
    Field,
    FiscalYearField,
    Kind,
    Link,
    Listed,
    MonthField,
    Number,
    Record,
    Several,
)
from welfare_cli.model.kinds import ALL_KINDS, BY_NAME, KINDS
from welfare_cli.model.profile import COUNTED, LISTS
from welfare_cli.model.rules import RULES
from welfare_cli.render import RENDERERS

PACKAGE = ROOT / "src" / "welfare_cli"

# Each kind with its heading and fields: name, heading, * where required, ? where confidential.
DOMAIN_KINDS = {
    "case 相談": (
        "kind* 区分, received_on* 受付日, area* 圏域, route 相談経路, client 相談者, age_band 年代, topics 課題, "
        "main_topic 主たる課題, complex_since 複合課題把握日, closed_on 終結日, closing 終結理由, coordinator 担当, "
        "summary? 概要"
    ),
    "closing 終結": "case* 相談番号, closed_on* 終結日, closing* 終結理由, reopened_on 再開日",
    "transfer 引き継ぎ": "case* 相談番号, on* 引き継ぎ日, coordinator 担当, area 圏域",
    "contact 支援対応": (
        "case* 相談番号, date* 日付, method 方法, agencies 関係機関, referred_to つなぎ先, coordinator 担当, note? 備考"
    ),
    "meeting 会議": (
        "kind* 区分, date* 日付, areas* 圏域, agencies 関係機関, cases 相談番号, title 件名, attendees 参加人数, "
        "status 状態"
    ),
    "venue 居場所": ("name* 名称, area* 圏域, launched_on* 立ち上げ日, type 類型, support 支援内容, closed_on 終了日"),
    "course 養成講座": "name* 名称, starts_on* 開始日, ends_on 終了日",
    "enrolment 受講": (
        "course* 講座, enrolled_on* 受講開始日, status 状態, expected_on 修了予定日, completed_on 修了日, "
        "dropped_on 辞退日, reason 受講理由"
    ),
    "grant 補助金": (
        "kind* 区分, area 圏域, venue 居場所, applied_on* 申請日, status 状態, decided_on 決定日, amount 金額"
    ),
    "activity 取組": (
        "kind* 区分, section 項目, date* 日付, areas* 圏域, title 件名, partners 連携先, participants 参加者数, "
        "status 状態"
    ),
    "outcome 成果": "fiscal_year* 年度, section* 項目, order 順, date 日付, text* 本文",
    "tally 過年度集計": "measure* 項目, month 年月, fiscal_year 年度, area 圏域, number* 件数, axis 区分, value 値",
}
DOMAIN_CHOICES = {
    "case.kind": "individual 個別相談, community 地域支援相談",
    "meeting.kind": (
        "support 支援会議, multilayer 重層的支援会議, network 圏域別ネットワーク会議, exchange 情報交換・連携会議"
    ),
    "meeting.status": "held 実施, planned 予定, cancelled 中止",
    "venue.support": "launch 立ち上げ, operation 運営支援, expansion 機能拡充",
    "enrolment.status": "enrolled 受講中, completed 修了, dropped 辞退",
    "grant.kind": "new 新規立ち上げ, expansion 機能拡充",
    "grant.status": "under_review 審査中, granted 交付決定, declined 不交付, withdrawn 取下げ",
    "activity.kind": "outreach 地域行事・訪問, business 企業連携, lecture 講座・フォーラム, study 勉強会",
    "activity.status": "held 実施, planned 予定, cancelled 中止",
    "tally.axis": ("topic 課題, main_topic 主たる課題, route 相談経路, method 方法, age_band 年代, closing 終結理由"),
}
# Each measure with the words it is printed with and its unit, in the order of the document's sections.
DOMAIN_MEASURES = {
    "new_individual": "新規個別相談件数 件",
    "complex_followup": "複合課題を有する継続支援対応件数 件（延べ）",
    "complex_case": "複合課題を有する継続支援の実件数 件（実）",
    "complex_case_monthly": "複合課題を有する継続支援の実件数（各月） 件（実）",
    "support_meeting": "支援会議 件",
    "multilayer_meeting": "重層的支援会議 件",
    "network_meeting": "福祉圏域別専門職等ネットワーク会議 回",
    "exchange_meeting": "相談支援機関との情報交換 回",
    "new_community": "新規地域支援相談件数 件",
    "venue_launch": "交流の場及び居場所の立ち上げ 件",
    "course_enrolment": "受講生 人",
    "course_completion": "修了 人",
    "course_completion_expected": "修了予定 人",
    "grant_application": "補助金申請 件",
    "outreach": "地域行事・訪問 回",
    "business": "企業連携 件",
    "support_contact": "支援対応件数 件（延べ）",
    "lecture": "講座・フォーラム 回",
    "study": "勉強会 回",
    "meeting_attendance": "会議の参加者 人（延べ）",
    "activity_attendance": "取組の参加者 人（延べ）",
    "grant_amount": "補助金交付額 円",
    "venue_open": "活動中の居場所 か所",
    "closed_individual": "終結件数（個別） 件",
    "closed_community": "終結件数（地域支援） 件",
    "case_closed": "終結件数（区分なし） 件",
    "open_individual": "対応中（個別） 件",
    "open_community": "対応中（地域支援） 件",
}
OF_ENTRIES = {"origin", "entry", "commitment", "confidential", "salt", "erased_word", "remainder"}
DERIVED = {
    *("stood", "link", "calendar", "name", "derivation"),
    *("daily_count", "monthly_count", "count_change", "count_check"),
}

# Where Japanese is read or written as notation and is no sentence for the catalogue.
NOTATION: dict[tuple[str, str | None], str] = {
    ("model/calendar.py", "元"): "the first year of an era",
    ("model/calendar.py", "年"): "what stands behind a year, in the Japanese that documents write",
    ("model/calendar.py", "月"): "behind a month",
    ("model/calendar.py", "日"): "behind a day",
    ("model/calendar.py", "元年"): "the first year of an era",
    ("model/profile.py", "（成果）"): "what an office writes above its results, if it says nothing else",
    ("report/reading/vocabulary.py", None): "the words by which a document is read",
    ("model/notation.py", None): "days, months and years as people write them",
    ("model/recurrence.py", None): "how the office writes a recurring day",
    ("model/privacy.py", None): "what people's names, addresses and telephone numbers look like",
    ("cli/options.py", "日"): "a number of days, as people write it",
    **{
        (f"model/{module}.py", unit): "a unit in which people count"
        for module in ("activity", "case", "course", "grant", "meeting", "venue")
        for unit in ("件", "回", "人", "名", "か所")
    },
}


# What the domain says


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_has_the_fields_and_headings_of_the_domain(kind: Kind) -> None:
    """The kinds, their fields in their order, and the headings in the office's files are those of the domain."""
    said = [
        f"{field.name}{'*' if field.required else '?' if field.confidential else ''} {field.ja}"
        for field in kind.fields
    ]
    assert ", ".join(said) == DOMAIN_KINDS[f"{kind.name} {kind.ja}"]


def test_no_kind_of_the_domain_is_forgotten() -> None:
    """There are eleven kinds of record, each declared once and before the kinds that point to it."""
    assert [f"{kind.name} {kind.ja}" for kind in KINDS] == list(DOMAIN_KINDS)
    known: set[str] = set()
    for kind in ALL_KINDS:
        known.add(kind.name)
        assert {link.to for _field, link in links(kind)} <= known
    assert len({kind.plural for kind in ALL_KINDS}) == len(ALL_KINDS)
    assert [kind.name for kind in KINDS if not kind.prefix] == [
        "closing",
        "transfer",
    ]  # whose refs are made of their case
    assert len({kind.prefix for kind in KINDS if kind.prefix}) == len(KINDS) - 2


def test_choices_are_those_of_the_domain() -> None:
    """Each choice has the codes and labels of the domain."""
    found = {
        f"{kind.name}.{field.name}": ", ".join(f"{code} {label}" for code, label in field.of.items())
        for kind in KINDS
        for field in kind.fields
        if isinstance(field, Choice)
    }
    assert found == DOMAIN_CHOICES


def test_every_list_is_used_and_shipped() -> None:
    """Each list of the profile gives a field its words, and the default profile fills all but the coordinators."""
    used = {inner(field).of for kind in KINDS for field in kind.facts if isinstance(inner(field), Listed)}  # type: ignore[attr-defined]
    assert used == {*LISTS, "measures"}
    lists = default_profile().lists
    assert {name for name in LISTS if not lists[name]} == {"coordinators"}


def test_measures_are_those_of_the_domain() -> None:
    """Each measure is printed with the words and the unit of the domain, under a section of the document."""
    assert {name: f"{measure.label} {measure.unit}" for name, measure in MEASURES.items()} == DOMAIN_MEASURES
    assert {measure.section for measure in MEASURES.values()} <= set(default_profile().sections)


# Kinds and tables


@cache
def tables() -> dict[str, str]:
    """Every table of a new ledger with its text."""
    connection = schema()
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    connection.close()
    return dict(rows)


def schema() -> sqlite3.Connection:
    """A new ledger without entries."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(schemas.text())
    return connection


@cache
def columns(table: str) -> dict[str, tuple[str, bool]]:
    """The columns of a table, each with its type and whether it is NOT NULL."""
    connection = schema()
    rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
    connection.close()
    return {name: (kind, bool(required)) for _place, name, kind, required, *_more in rows}


@cache
def foreign_keys(table: str) -> dict[str, str]:
    """The columns of a table that point to another, with the one they point to."""
    connection = schema()
    rows = connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
    connection.close()
    return {row[3]: f"{row[2]}.{row[4]}" for row in rows}


def definition(table: str, column: str) -> str:
    """The line of a column in the schema."""
    found = re.search(rf"^ +{column} +(.*?),?$", tables()[table], re.MULTILINE)
    assert found, (table, column)
    return found[1]


def inner(field: Field) -> Field:
    """The field of which a field holds several values, or itself."""
    return field.each if isinstance(field, Several) else field


def links(kind: Kind) -> Iterator[tuple[Field, Link]]:
    """The fields of a kind that point to other records."""
    for field in kind.facts:
        link = inner(field)
        if isinstance(link, Link):
            yield field, link


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.name)
def test_a_kind_and_its_tables_agree(kind: Kind) -> None:
    """Every fact has its column of its type, required where it is; a field of several values has its own table."""
    plain = [field for field in kind.facts if not field.many]
    table = table_of(kind)
    assert list(columns(table)) == ["entry", *(column_of(field) for field in plain)]
    assert foreign_keys(table)["entry"] == "entry.number"
    for field in plain:
        kind_of_value, required = columns(table)[column_of(field)]
        assert required == (field.required or field.name == kind.settles), field.name
        check_column(table, column_of(field), field, kind_of_value)
    several = {table_of(kind, field): field for field in kind.facts if isinstance(field, Several)}
    for name, field in several.items():
        assert list(columns(name)) == ["entry", "position", column_of(field)]
        assert all(required for _type, required in columns(name).values())
        assert foreign_keys(name)["entry"] == f"{table}.entry"
        assert "PRIMARY KEY (entry, position)" in tables()[name]
        check_column(name, column_of(field), field.each, columns(name)[column_of(field)][0])
    assert {name for name in tables() if name.startswith(f"{kind.name}_")} == set(several)


def check_column(table: str, column: str, field: Field, kind_of_value: str) -> None:
    """A column holds what its field says, and nothing else."""
    line = definition(table, column)
    numbers = (Number, FiscalYearField, Link)
    assert kind_of_value == ("INTEGER" if isinstance(field, numbers) else "TEXT"), (table, column)
    codes = re.search(rf"CHECK \({column} IN \((.*?)\)\)", line)
    assert (re.findall(r"'(\w+)'", codes[1]) if codes else None) == (
        list(field.of) if isinstance(field, Choice) else None
    )
    assert (foreign_keys(table).get(column) == "entry.number") == isinstance(field, Link)
    length = 10 if isinstance(field, Day) else 7 if isinstance(field, MonthField) else None
    found = re.search(rf"CHECK \(length\({column}\) = (\d+)\)", line)
    assert (int(found[1]) if found else None) == length, (table, column)
    if isinstance(field, Number) and field.name not in ("position", "order"):
        assert f"CHECK ({column} >= 0)" in line, (table, column)


def test_no_table_is_nobodys() -> None:
    """Every table is of a kind, of a field with several values, or one of the ledger's own; all are STRICT."""
    known = {table_of(kind) for kind in ALL_KINDS}
    known |= {table_of(kind, field) for kind in ALL_KINDS for field in kind.facts if field.many}
    assert set(tables()) == known | OF_ENTRIES | DERIVED
    assert [name for name, sql in tables().items() if "STRICT" not in sql.rpartition(")")[2]] == []


def test_no_confidential_field_has_a_column() -> None:
    """What is confidential stands apart from the facts, in a table of its own."""
    confidential = {field.name for kind in ALL_KINDS for field in kind.fields if field.confidential}
    assert confidential == {"summary", "note"}
    assert not confidential & {column for table in tables() for column in columns(table)}


# Measures


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.name)
def test_a_measure_is_a_relation_of_things_areas_and_days(measure: Measure) -> None:
    """A measure reads kinds that there are, and has the documented columns; any other is a field of its kind."""
    assert set(measure.reads) <= set(BY_NAME)
    connection = schema()
    cursor = connection.execute(
        f"{sources(measure.reads)} SELECT * FROM ({measure.sql}) LIMIT 0", {"as_of": "2024-12-31", "begins": ""}
    )
    found = [column[0] for column in cursor.description]
    documented = ["record", "area", *(["from_day", "left_day"] if measure.state else ["day"])]
    documented += ["number"] if measure.sum else []
    assert found[: len(documented)] == documented
    further = found[len(documented) :]
    parts = [BY_NAME[name] for name in measure.reads]
    assert all(any(name in kind.by_name for kind in parts) for name in further), further
    connection.close()


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.name)
def test_a_measure_reads_what_it_names(measure: Measure) -> None:
    """The header names the kinds of the relation, or a correction would not be counted; no SQL of SQLite's own."""
    read = {kind for kind in BY_NAME if re.search(rf"\bstanding_{kind}(_[a-z]+)?\b", measure.sql)}
    read |= {"case", "transfer"} if "standing_case_span" in measure.sql else set()
    assert read == set(measure.reads)
    assert not re.search(r"(?i)strftime|julianday|\bdate\(|INSERT|ROLLUP|sqlite|\bIFNULL\b", measure.sql)


# Rules, formats, words


def rule_names() -> set[str]:
    """Every rule that is raised in the code: first words of problems, and what is handed on as `rule`."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")]
    takes = {"Problem": 0}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name != "__init__":
                names = [argument.arg for argument in node.args.args if argument.arg not in ("self", "cls")]
                takes |= {node.name: names.index("rule")} if "rule" in names else {}
    found: set[str] = set()
    for tree in trees:
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            given = [keyword.value for keyword in call.keywords if keyword.arg == "rule"]
            given += call.args[takes[name] : takes[name] + 1] if name in takes else []
            for value in given:
                sides = (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)
                found |= {str(side.value) for side in sides if isinstance(side, ast.Constant) and side.value}
    return found


def test_rules_and_refusals_are_the_same() -> None:
    """Every refusal goes by a rule of the catalogue, and every rule of the catalogue is raised somewhere."""
    assert rule_names() == set(RULES)


@pytest.mark.parametrize("form", RENDERERS)
def test_every_format_has_its_renderer(form: str) -> None:
    """A format is a function of its name in its module."""
    assert callable(getattr(import_module(f"welfare_cli.render.{RENDERERS[form]}"), form))


def japanese(text: str) -> bool:
    """Whether a text has kana or kanji; marks such as ・ and 「 are none."""
    return any(
        unicodedata.name(letter, "").startswith(("CJK UNIFIED", "HIRAGANA LETTER", "KATAKANA LETTER"))
        for letter in text
    )


def unmarked(path: Path) -> Iterator[tuple[int, str]]:
    """The Japanese strings of a file that are neither marked for the catalogue nor a docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "N_"):
            known |= {id(each) for argument in node.args for each in ast.walk(argument)}
    for node in ast.walk(tree):
        if id(node) not in known and isinstance(node, ast.Constant) and japanese(str(node.value)):
            yield node.lineno, str(node.value)


def test_every_japanese_word_is_in_the_catalogue_or_is_notation() -> None:
    """Every Japanese word in the code goes through the catalogue, but for the few that are notation."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        for line, text in unmarked(path):
            if (name, None) not in NOTATION and (name, text) not in NOTATION:
                found.append(f"{name}:{line} {text}")
    assert found == []


def test_words_speak_the_language_that_is_set() -> None:
    """Japanese is the language of the source; the measures' headers bring their own English."""
    assert words._("相談") == words.N_("相談") == "相談"
    assert words.either("支援会議 / Support meetings") == "支援会議"
    words.speak("en")
    try:
        assert words._("相談") != words.N_("相談") == "相談"
        assert words._("nobody has ever said this") == "nobody has ever said this"
        assert words.either("支援会議 / Support meetings") == "Support meetings"
        assert words.either("支援会議") == "支援会議"
    finally:
        words.speak(words.JAPANESE)


def test_every_phrase_is_of_a_measure() -> None:
    """`wfc verify` has no phrases of a measure that there is not; one without phrases is known by its label."""
    lines = tomllib.loads((PACKAGE / "report" / "reading" / "phrases.toml").read_text(encoding="utf-8"))
    assert lines.keys() - MEASURES.keys() == set()


# Facts of a kind that other layers use


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_declares_its_facts(kind: Kind) -> None:
    """Units where it is counted, its values where only some count, its last days, and what will count a planned one."""
    counted = {name for each in MEASURES.values() for name in (each.kind, *(kind for kind, _field in each.dated))}
    is_counted = kind.name in counted
    assert bool(kind.units) == is_counted, "units: of what a measure counts"
    assert (kind.name in COUNTED) == is_counted, "COUNTED, model/profile.py: kinds that may begin later"
    assert kind.ends == tuple(verb.day for verb in ENDINGS.get(kind.name, ())), "ENDINGS, cli/tasks.py"
    if kind.counted_when:
        name, values = kind.counted_when
        choice = kind.by_name[name]
        assert isinstance(choice, Choice)
        assert set(values) <= {"", *choice.of}
    if kind.planned:
        day, status = kind.planned
        assert isinstance(kind.by_name[day], Day)
        assert status in kind.by_name[kind.settles].of  # type: ignore[attr-defined]
        assert kind.measured_as is not None, "measured_as: the measure that will count a planned record"
        named = {
            kind.measured_as(Record(kind, "", {"kind": code})) for code in getattr(kind.facts[0], "of", {}) or ("",)
        }
        assert named <= set(MEASURES)


# Names


def test_a_file_name_means_one_thing() -> None:
    """No two layers have a module of the same name, so that a name found in a message or a page leads to one file."""
    names = [path.name for path in PACKAGE.rglob("*.py") if path.name != "__init__.py"]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_a_class_name_means_one_thing() -> None:
    """No two public classes have the same name."""
    names = [
        node.name
        for path in PACKAGE.rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
