"""Read and write the TOML file of a profile; `data/chofu.toml` documents its format."""

from __future__ import annotations

import datetime
import os

from ..errors import Problem, Problems, Refused, WfcError
from ..model import limits, notation
from ..model.calendar import day_after
from ..model.notation import control_character
from ..model.position import is_position
from ..model.profile import (
    BEGINS,
    COUNTED,
    LISTS,
    RESERVED_AREAS,
    SETTINGS,
    WORDING,
    Profile,
    Section,
    Term,
    read_begin,
)
from ..model.rules import told
from ..report import measure_named
from ..report.sentences import placeholders
from ..words import _
from .source import bytes_of, toml_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeVar

    Made = TypeVar("Made")

OF_LIST = {"coordinators": ("areas",), "areas": ("successors",)}
"""The further keys of some lists' values."""

TABLES = ("office", "records_begin", "reading", "document")
"""The tables with settings."""
PERIODS = {"from": "valid_from", "until": "valid_until"}
"""The keys of a value's first and last day."""

DEFAULT = os.path.join(os.path.dirname(os.path.dirname(__file__)), "chofu.toml")


def default_profile() -> Profile:
    """Return the profile that wfc ships: that of 調布市社会福祉協議会."""
    return read_profile(DEFAULT)


def read_profile(path: str) -> Profile:
    """Read a profile; `NotFound` (3), `Unusable` (6), or `Refused` (4) with all its problems."""
    name = os.path.basename(path)
    return profile_of(toml_of(name, bytes_of(path, limits.PROFILE)), name)


def written_profile(profile: Profile) -> str:
    """Return a profile as TOML."""
    import tomli_w

    return tomli_w.dumps(tables_of(profile), multiline_strings=True)


def profile_of(tables: Mapping[str, Any], where: str) -> Profile:
    """Read the tables of a profile's TOML file; raise `Refused` (4) with all its problems."""
    reader = _Reader(where)
    reader.refuse_steering(tables)
    settings = reader.settings(tables)
    lists = {name: reader.terms(name, tables.get(name, [])) for name in LISTS}
    sections = reader.sections(tables.get("sections", []))
    for key in tables:
        if key not in (*LISTS, "sections", *TABLES):
            reader.wrong(
                key,
                _("知らない表です。"),
                _("使える表: {words}").format(words=_("、").join((*TABLES, *LISTS, "sections"))),
            )
    for code in RESERVED_AREAS:
        if code not in lists["areas"]:
            reader.wrong(
                "areas",
                _("コード {code} の圏域がありません。").format(code=code),
                _("city（市全域）、outside（市外）、unknown（不明）の三つは必ず置いてください。"),
            )
    reader.successors(lists["areas"])
    for coordinator in lists["coordinators"].values():
        for area in coordinator.areas:
            if area not in lists["areas"]:
                reader.wrong(
                    f"coordinators/{coordinator.code}",
                    _("圏域 {area} がありません。").format(area=area),
                    _("areas にあるコードを書いてください。"),
                )
    if reader.problems:
        raise Refused(told(reader.problems))
    return Profile(lists, sections, settings)


class _Reader:
    """Read each table, and collect the problems instead of stopping at the first."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.problems = Problems(limits.SHOWN)

    def wrong(self, place: str, problem: str, remedy: str) -> None:
        """Add a problem; raise `Refused` (4) after too many."""
        self.problems.add(Problem("profile-invalid", f"[{notation.quoted(place)}] {problem}", remedy, where=self.where))
        if len(self.problems) > limits.WRONG:
            raise Refused(told(self.problems))

    def read(self, place: str, reader: Callable[[str], Made], text: str, missing: Made, label: str = "") -> Made:
        """Read a text; if it cannot be read, add its problem and return `missing`."""
        try:
            return reader(text)
        except WfcError as error:
            self.wrong(place, label + error.problems[0].problem, error.problems[0].remedy)
            return missing

    def refuse_steering(self, tables: Mapping[str, Any]) -> None:
        """Refuse control characters, and those that change the direction of writing, in every text and key.

        Everybody sees the texts of a profile, in documents too, so the rule is stricter than for a record.
        """
        waiting: list[tuple[str, object]] = [("", tables)]
        while waiting:
            place, value = waiting.pop()
            if isinstance(value, dict):
                waiting += reversed([(f"{place}.{key}".lstrip("."), each) for key, each in value.items()])
                value = "".join(map(str, value))
            elif isinstance(value, list):
                waiting += reversed([(f"{place} {position}", each) for position, each in enumerate(value, start=1)])
            if not isinstance(value, str) or value.isprintable():
                continue
            character = next((each for each in value if ord(each) in notation.STEERING), "")
            if character:
                problem = control_character(character)
                self.wrong(notation.quoted(place), problem.problem, problem.remedy)

    def settings(self, tables: Mapping[str, Any]) -> dict[str, str]:
        """Read the settings."""
        found: dict[str, str] = {}
        for table in TABLES:
            values = tables.get(table, {})
            if not isinstance(values, dict):
                self.wrong(table, _("表ではありません。"), _("[{table}] の下に書いてください。").format(table=table))
                continue
            for key, value in values.items():
                place, of_kind = f"{table}.{key}", table == "records_begin"
                name = place if of_kind else key
                if name not in SETTINGS or (not of_kind and "." in name):
                    known = COUNTED if of_kind else [each for each in SETTINGS if "." not in each]
                    remedy = _("使える設定: {words}").format(words=_("、").join(known))
                    self.wrong(place, _("知らない設定です。"), remedy)
                elif name in BEGINS:
                    found[name] = self.read(place, read_begin, _written(value), "")
                elif isinstance(value, list) and all(isinstance(each, str) and ";" not in each for each in value):
                    found[key] = ";".join(value)
                elif _is_text(value):
                    found[key] = notation.tidy(str(value))
                else:
                    self.wrong(place, _("文字か数を書いてください。"), _("例は wfc profile export で見られます。"))
        self.check(found)
        return found

    def check(self, found: dict[str, str]) -> None:
        """Refuse values of settings that cannot be used."""
        general = found.get("records_begin", "")
        for kind in COUNTED:
            day = found.get(f"records_begin.{kind}", "")
            if day and day < general:
                self.wrong(
                    f"records_begin.{kind}",
                    _("{day} は、office.records_begin の {general} より前です。").format(day=day, general=general),
                    _("ほかより遅く始めた種類だけを書いてください。"),
                )
        for key, known in (("digits", ("full", "half")), ("first_year", ("gannen", "number"))):
            if found.get(key, known[0]) not in known:
                self.wrong(
                    f"document.{key}",
                    _("「{value}」は使えません。").format(value=notation.quoted(found[key])),
                    _("使えるもの: {words}").format(words=_("、").join(known)),
                )
        month, years = found.get("opening_month", "4"), found.get("retention_years", "0")
        if month not in map(str, range(1, 13)):
            self.wrong(
                "office.opening_month",
                _("「{value}」は月ではありません。").format(value=notation.quoted(month)),
                _("1 から 12 の数を書いてください。"),
            )
        if years not in map(str, range(100)):
            self.wrong(
                "office.retention_years",
                _("「{value}」は年数ではありません。").format(value=notation.quoted(years)),
                _("0（決めない）から 99 までの数を書いてください。"),
            )
        if years == "0":
            found.pop("retention_years", None)
        zone = found.get("time_zone", "Asia/Tokyo")
        if not _time_zone_exists(zone):
            self.wrong(
                "office.time_zone",
                _("「{value}」という時間帯はありません。").format(value=zone),
                _("日本なら Asia/Tokyo です。"),
            )

    def terms(self, name: str, rows: object) -> dict[str, Term]:
        """Read the values of a list."""
        found: dict[str, Term] = {}
        spelt: dict[str, str] = {}
        for position, row in enumerate(self._rows(name, rows), start=1):
            label = self._text(name, row, "label")
            code = self._text(name, row, "code") or label
            place = f"{name}/{code}"
            if not label:
                self.wrong(
                    f"{name} {position}", _("label がありません。"), _("表示する言葉を label に書いてください。")
                )
                continue
            if code in found:
                self.wrong(place, _("同じコードが二度あります。"), _("コードは一覧の中で一つだけにしてください。"))
                continue
            self._unknown_keys(place, row, ("code", "label", "aliases", *PERIODS, *OF_LIST.get(name, ())))
            aliases, areas = self._texts(place, row, "aliases"), self._texts(place, row, "areas")
            first, last = (self._day(place, row, key) for key in PERIODS)
            successors = self._texts(place, row, "successors")
            found[code] = Term(code, label, position, aliases, areas, first, last, successors)
            if last and last < first:
                self.wrong(place, _("until が from より前です。"), _("日付の前後を確かめてください。"))
            self._refuse_positions(place, (code, label, *aliases))
            for spelling in {notation.folded(each) for each in (code, label, *aliases)}:
                if spelling in spelt:
                    self.wrong(
                        place,
                        _("「{word}」が {other} と重なっています。").format(word=spelling, other=spelt[spelling]),
                        _("コード、表示、別名は一覧の中で重ならないようにしてください。"),
                    )
                spelt[spelling] = code
        return found

    def _refuse_positions(self, place: str, spellings: tuple[str, ...]) -> None:
        """Refuse a word that a table prints for a position, such as 未記入 or 計."""
        for spelling in filter(is_position, dict.fromkeys(spellings)):
            self.wrong(
                place,
                _("「{word}」は、表の中で空欄や計などを表す言葉なので、使えません。").format(word=spelling),
                _("空欄として読まれるので、別名には要りません。一覧に置く言葉は、ほかの言葉にしてください。"),
            )

    def successors(self, areas: Mapping[str, Term]) -> None:
        """Refuse successors of an area that do not begin when it ends."""
        for code, term in areas.items():
            place, next_day = f"areas/{code}", day_after(term.valid_until) if term.valid_until else ""
            if code in RESERVED_AREAS and (term.valid_from or term.valid_until or term.successors):
                self.wrong(
                    place,
                    _("from、until、successors は書けません。"),
                    _("市全域、市外、不明は、いつでも使う圏域です。その行を消してください。"),
                )
            elif term.successors and not term.valid_until:
                self.wrong(
                    place,
                    _("successors があるのに until がありません。"),
                    _("この圏域が使われた最後の日を until に書いてください。"),
                )
            else:
                self._successors_of(place, term.successors, next_day, areas)

    def _successors_of(self, place: str, successors: tuple[str, ...], day: str, areas: Mapping[str, Term]) -> None:
        """Refuse successors that are not valid on the day after the last day of an area."""
        for successor in successors:
            area = notation.quoted(successor)
            if successor not in areas:
                self.wrong(
                    place,
                    _("再編後の圏域 {area} がありません。").format(area=area),
                    _("areas にあるコードを書いてください。"),
                )
            elif not areas[successor].stands_on(day):
                self.wrong(
                    place,
                    _("再編後の圏域 {area} は、until の次の日（{day}）の圏域ではありません。").format(
                        area=area, day=day
                    ),
                    _("{area} の from と until を確かめてください。").format(area=area),
                )

    def sections(self, rows: object) -> dict[str, Section]:
        """Read the sections of the document."""
        found: dict[str, Section] = {}
        for position, row in enumerate(self._rows("sections", rows), start=1):
            place = f"sections {position}"
            self._unknown_keys(place, row, ("code", "part", "title", "purpose", "measures", "sentences"))
            code = self.read(place, notation.read_section, self._text("sections", row, "code"), "")
            if not code:
                continue
            place = f"sections/{code}"
            part, title = self._text("sections", row, "part"), self._text("sections", row, "title")
            if not part or not title or code in found:
                self.wrong(
                    place,
                    _("part か title がないか、同じコードが二度あります。"),
                    _("code、part、title を一つずつ書いてください。"),
                )
                continue
            named = [self.read(place, measure_named, each, None) for each in self._texts(place, row, "measures")]
            sentences = self._texts(place, row, "sentences")
            for each in sentences:
                self.read(place, placeholders, each, None)
            measures = tuple(each.name for each in named if each)
            purpose = self._text("sections", row, "purpose")
            found[code] = Section(code, part, title, position, purpose, measures, sentences)
        return found

    def _rows(self, name: str, rows: object) -> list[dict[str, Any]]:
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            return rows
        self.wrong(name, _("表の並びではありません。"), _("[[{name}]] の形で書いてください。").format(name=name))
        return []

    def _unknown_keys(self, place: str, row: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
        for key in row:
            if key not in allowed:
                self.wrong(
                    place,
                    _("知らない項目 {key} があります。").format(key=notation.quoted(key)),
                    _("使える項目: {words}").format(words=_("、").join(allowed)),
                )

    def _text(self, place: str, row: Mapping[str, Any], key: str) -> str:
        value = row.get(key, "")
        if not _is_text(value):
            self.wrong(
                place, _("{key} は文字で書いてください。").format(key=key), _("例は wfc profile export で見られます。")
            )
            return ""
        return notation.tidy(str(value))

    def _texts(self, place: str, row: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = row.get(key, [])
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(dict.fromkeys(notation.tidy(each) for each in value if notation.tidy(each)))
        self.wrong(place, _("{key} は文字の並びで書いてください。").format(key=key), _('例: aliases = ["別名"]'))
        return ()

    def _day(self, place: str, row: Mapping[str, Any], key: str) -> str:
        return self.read(place, notation.read_day, _written(row[key]), "", f"{key}: ") if key in row else ""


def _is_text(value: object) -> bool:
    """Return whether a value is a text or an integer of 64 bits, as TOML limits it; `tomllib` reads larger ones."""
    return isinstance(value, str) or (type(value) is int and abs(value) < 1 << 63)


def _written(value: object) -> str:
    """Return the text of a day; "" for an integer that TOML does not allow, whose digits are too many to print."""
    return str(value) if _is_text(value) or not isinstance(value, int) else ""


def _time_zone_exists(name: str) -> bool:
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def tables_of(profile: Profile) -> dict[str, Any]:
    """Return the tables of a profile's TOML file; reading them returns the same profile."""
    several = ("area_suffixes", "same_characters")
    elsewhere = (*several, *WORDING, *BEGINS)
    office: dict[str, Any] = {name: profile.settings[name] for name in SETTINGS if name not in elsewhere}
    begins = {name: _date(profile.settings[name]) for name in BEGINS if profile.settings[name]}
    office["records_begin"] = begins.pop("records_begin", "")
    office["opening_month"] = profile.opening_month
    office["retention_years"] = int(office["retention_years"] or 0)
    tables: dict[str, Any] = {"office": office}
    if begins:
        tables["records_begin"] = {name.removeprefix("records_begin."): day for name, day in begins.items()}
    tables["reading"] = {name: list(profile.setting(name)) for name in several}
    tables["document"] = {name: profile.settings[name] for name in WORDING}
    for name in LISTS:
        if rows := [_row_of(term) for term in profile.lists.get(name, {}).values()]:
            tables[name] = rows
    keys = ("code", "part", "title", "purpose", "measures", "sentences")
    tables["sections"] = [_filled(section, keys) for section in profile.sections.values()]
    return tables


def _row_of(term: Term) -> dict[str, Any]:
    row = _filled(term, ("code", "label", "aliases", "areas", "valid_from", "successors", "valid_until"))
    names = {name: key for key, name in PERIODS.items()}
    return {names.get(name, name): _date(each) if name in names else each for name, each in row.items()}


def _filled(said: Term | Section, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields that have a value, lists as TOML writes them."""
    values = {name: getattr(said, name) for name in names}
    return {name: list(each) if isinstance(each, tuple) else each for name, each in values.items() if each}


def _date(day: str) -> datetime.date:
    return datetime.date.fromisoformat(day)
