"""What is derived stays what the entries say, whatever was done and in whatever order.

A random office works: it records, corrects, closes, re-opens, moves, takes back, imports and changes its lists,
rightly and wrongly. After every command the derived tables are worked out anew from the entries: `record`, `link`
and `name` here, by plain loops over the entries and the typed tables; the counts by counting everything.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import tomli_w
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.conftest import Office
from welfare_cli.ledger import counts
from welfare_cli.ledger.engine import Connection
from welfare_cli.ledger.integrity import recount
from welfare_cli.ledger.integrity.rebuild import rebuild

# Kind: its table, the column of the day that a record belongs to, the letter of its refs.
TABLES = {
    "case": ("cases", "received_on", "C"),
    "closing": ("closings", "closed_on", ""),
    "transfer": ("transfers", "transferred_on", ""),
    "contact": ("contacts", "date", "F"),
    "meeting": ("meetings", "date", "M"),
    "venue": ("venues", "launched_on", "V"),
    "course": ("courses", "starts_on", "K"),
    "enrolment": ("enrolments", "enrolled_on", "P"),
    "grant": ("grants", "applied_on", "G"),
    "activity": ("activities", "date", "A"),
    "outcome": ("outcomes", None, "N"),
    "tally": ("tallies", None, "T"),
    "term": ("terms", None, ""),
    "section": ("sections", None, ""),
    "setting": ("settings", None, ""),
    "acceptance": ("acceptances", None, ""),
}
POINTERS = (
    ("closings", "case_record"),
    ("transfers", "case_record"),
    ("contacts", "case_record"),
    ("meeting_cases", "case_record"),
    ("enrolments", "course_record"),
    ("grants", "venue_record"),
)
NAMES = (
    ("contact_agencies", "agency"),
    ("meeting_agencies", "agency"),
    ("activity_partners", "partner"),
    ("contacts", "referred_to"),
)

DAYS = ("2023-03-31", "2023-04-01", "2023-12-31", "2024-03-31", "2024-04-01", "2024-06-30", "2025-01-05", "2025-01-22")
days = st.sampled_from(DAYS)
early, late = st.sampled_from(DAYS[:3]), st.sampled_from(DAYS[3:])
areas = st.sampled_from(("緑ケ丘・滝坂", "若葉・調和", "市外", "不明"))
names = st.sampled_from(("すこやか", "NPO青空", "ＮＰＯ 青空"))
kinds = st.sampled_from(("individual", "individual", "community"))
anyone = st.integers(0, 30)
sometimes = st.booleans()


def standing(connection: sqlite3.Connection) -> set[tuple[Any, ...]]:
    """The table `record` as the entries say it: the newest version of each, and the day it belongs to."""
    newest: dict[int, tuple[Any, ...]] = {}
    said: dict[int, int] = {}
    for entry in connection.execute("SELECT record, version, number, kind, ref, action, family FROM entry"):
        record, version, number = entry[:3]
        if record not in newest or version > newest[record][1]:
            newest[record] = entry
        if entry[5] not in ("void", "erase"):
            said[record] = max(said.get(record, 0), number)
    found = set()
    for record, version, number, kind, ref, action, family in newest.values():
        table, column, letter = TABLES[kind]
        day = None
        if column:
            day = connection.execute(f"SELECT {column} FROM {table} WHERE entry = ?", (said[record],)).fetchone()[0]
        key = re.sub(r"(?<!\d)0+(?=\d)", "", unicodedata.normalize("NFKC", ref).upper())
        usual = re.fullmatch(rf"{letter}-(\d{{1,9}})", ref) if letter else None
        found.add((record, kind, ref, key, int(usual[1]) if usual else None, number, version)
                  + (int(action == "void"), family, day))  # fmt: skip
    return found


def pointing(connection: sqlite3.Connection) -> set[tuple[int, int]]:
    """The table `link` as the entries say it: what the standing records point to."""
    stands = {row[5]: row[0] for row in standing(connection) if not row[7]}
    found = set()
    for table, column in POINTERS:
        for entry, target in connection.execute(f"SELECT entry, {column} FROM {table}"):
            if entry in stands and target is not None:
                found.add((target, stands[entry]))
    return found


def spelt(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """The table `name` as the entries say it: every free name ever given, with its key."""
    found = set()
    for table, column in NAMES:
        for (name,) in connection.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"):
            found.add((name, "".join(unicodedata.normalize("NFKC", name).casefold().split())))
    return found


def families(connection: sqlite3.Connection) -> set[tuple[int, int]]:
    """The family of every entry as the typed rows say it: the case of a contact or closing, else the record itself."""
    within = dict(connection.execute("SELECT entry, case_record FROM contacts").fetchall())
    within |= dict(connection.execute("SELECT entry, case_record FROM closings").fetchall())
    found = set()
    for number, record, replaces, action in connection.execute("SELECT number, record, replaces, action FROM entry"):
        said = replaces if action == "void" else number
        found.add((number, within.get(said, record)))
    return found


class Work(RuleBasedStateMachine):
    """An office at work."""

    office: Office
    begun: Path

    def __init__(self) -> None:
        super().__init__()
        shutil.copy(self.begun, self.office.path)
        self.refs: dict[str, list[str]] = {}
        self.learn_refs()

    def learn_refs(self) -> None:
        """Look up what there is to be corrected and taken back."""
        self.refs = {kind: [] for kind in TABLES}
        for kind, ref in self.office.query("SELECT kind, ref FROM record"):
            self.refs[kind].append(ref)

    def do(self, kind: str, verb: str, *words: str) -> None:
        """Run a command; one that is refused leaves the ledger as it was."""
        before = self.office.path.read_bytes()
        done = self.office(kind, verb, *words)
        assert done.code in (0, 4), (kind, verb, words, done.err)
        if done.code:
            assert self.office.path.read_bytes() == before
        self.learn_refs()

    def one(self, kind: str, number: int) -> str:
        """Some record of a kind, taken back or not."""
        return self.refs[kind][number % len(self.refs[kind])]

    # -- recording --------------------------------------------------------------------------------

    @rule(kind=kinds, day=early, area=areas, since=st.none() | days, topics=st.sampled_from(((), ("住まい", "介護"))))
    def add_case(self, kind: str, day: str, area: str, since: str | None, topics: tuple[str, ...]) -> None:
        words = [word for topic in topics for word in ("--topic", topic)]
        words += ["--complex-since", since] if since else []
        self.do("case", "add", "--kind", kind, "--received-on", day, "--area", area, *words)

    @rule(case=anyone, day=late, agency=names, onward=sometimes)
    def add_contact(self, case: int, day: str, agency: str, onward: bool) -> None:
        words = ["--referred-to", agency] if onward else ["--agency", agency]
        self.do("contact", "add", "--case", self.one("case", case), "--date", day, *words)

    @rule(cases=st.lists(anyone, max_size=2), day=days, both=st.lists(areas, min_size=1, max_size=3), agency=names)
    def add_meeting(self, cases: list[int], day: str, both: list[str], agency: str) -> None:
        words = [word for case in cases for word in ("--case", self.one("case", case))]
        words += [word for area in both for word in ("--area", area)]
        self.do("meeting", "add", "--kind", "exchange", "--date", day, "--agency", agency, *words)

    @rule(day=days, area=areas)
    def add_venue(self, day: str, area: str) -> None:
        self.do("venue", "add", "--name", "居場所", "--area", area, "--launched-on", day, "--support", "launch")

    @rule(day=days, venue=anyone)
    def add_grant(self, day: str, venue: int) -> None:
        self.do("grant", "add", "--kind", "new", "--applied-on", day, "--venue", self.one("venue", venue))

    @rule(day=days, dropped=st.none() | days)
    def add_enrolment(self, day: str, dropped: str | None) -> None:
        words = ["--status", "dropped", "--dropped-on", dropped] if dropped else ["--expected-on", "2025-03-31"]
        self.do("enrolment", "add", "--course", self.one("course", 0), "--enrolled-on", day, *words)

    @rule(day=days, area=areas, partner=names)
    def add_activity(self, day: str, area: str, partner: str) -> None:
        words = ("--area", area, "--partner", partner)
        self.do("activity", "add", "--kind", "outreach", "--date", day, *words)

    @rule(year=st.sampled_from(("2021", "2022")), area=st.none() | areas)
    def add_tally(self, year: str, area: str | None) -> None:
        words = ["--area", area] if area else []
        self.do("tally", "add", "--measure", "new_individual", "--fiscal-year", year, "--number", "7", *words)

    # -- correcting -------------------------------------------------------------------------------

    @rule(case=anyone, kind=kinds, area=areas, day=st.none() | early, clear=sometimes)
    def edit_case(self, case: int, kind: str, area: str, day: str | None, clear: bool) -> None:
        words = ["--received-on", day] if day else []
        words += ["--clear", "complex-since"] if clear else []
        self.do("case", "edit", self.one("case", case), "--kind", kind, "--area", area, "--correction", *words)

    @rule(contact=anyone, case=anyone, day=st.none() | late)
    def move_contact(self, contact: int, case: int, day: str | None) -> None:
        words = ["--date", day] if day else []
        self.do("contact", "edit", self.one("contact", contact), "--case", self.one("case", case), *words)

    @rule(
        meeting=anyone,
        case=anyone,
        both=st.lists(areas, min_size=1, max_size=3),
        status=st.sampled_from(("held", "cancelled")),
    )
    def edit_meeting(self, meeting: int, case: int, both: list[str], status: str) -> None:
        words = [word for area in both for word in ("--area", area)]
        words += ["--case", self.one("case", case), "--status", status]
        self.do("meeting", "edit", self.one("meeting", meeting), *words)

    @rule(grant=anyone, day=days)
    def decide(self, grant: int, day: str) -> None:
        self.do("grant", "decide", self.one("grant", grant), "--on", day, "--status", "granted")

    @rule(enrolment=anyone, day=days)
    def complete(self, enrolment: int, day: str) -> None:
        self.do("enrolment", "complete", self.one("enrolment", enrolment), "--on", day)

    @rule(case=anyone, day=late)
    def close(self, case: int, day: str) -> None:
        self.do("case", "close", self.one("case", case), "--on", day, "--closing", "解決")

    @rule(case=anyone, day=late)
    def reopen(self, case: int, day: str) -> None:
        self.do("case", "reopen", self.one("case", case), "--on", day)

    @rule(
        kind=st.sampled_from(tuple(kind for kind in TABLES if kind not in ("term", "section", "setting"))), which=anyone
    )
    def void(self, kind: str, which: int) -> None:
        if self.refs[kind]:
            self.do(kind, "void", self.one(kind, which), "--why", "誤り")

    # -- files ------------------------------------------------------------------------------------

    @rule(
        rows=st.lists(st.tuples(st.sampled_from(("", "F-1", "F-00002", "X7")), anyone, days, names), max_size=4),
        update=sometimes,
    )
    def import_contacts(self, rows: list[tuple[str, int, str, str]], update: bool) -> None:
        lines = [f"{ref},{self.one('case', case)},{day},{name}" for ref, case, day, name in rows]
        path = self.office.file("rows.csv", "\n".join(["ref,case,date,agencies", *lines]))
        self.do("import", path, "--kind", "contact", *(["--update"] if update else []))

    @rule(
        rows=st.lists(st.tuples(st.sampled_from(("", "C-00001", "C-00002")), kinds, days, areas), max_size=3),
        update=sometimes,
    )
    def import_cases(self, rows: list[tuple[str, str, str, str]], update: bool) -> None:
        path = self.office.file("rows.csv", "\n".join(["ref,kind,received_on,area", *map(",".join, rows)]))
        self.do("import", path, "--kind", "case", *(["--update", "--correction"] if update else []))

    @rule(month=st.sampled_from((4, 4, 1)), label=st.sampled_from(("解決", "解決した")), extra=sometimes)
    def apply_profile(self, month: int, label: str, extra: bool) -> None:
        path = self.office.folder / "profile.toml"
        self.office.ok("profile", "export", str(path), "--replace")
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        tables["office"]["opening_month"] = month
        tables["closings"] = [each for each in tables["closings"] if each["code"] != "extra"]
        tables["closings"][0] |= {"label": label, "aliases": ["解決"] if label != "解決" else []}
        if extra:
            tables["closings"].append({"code": "extra", "label": "その他の理由"})
        path.write_text(tomli_w.dumps(tables), encoding="utf-8")
        self.do("profile", "apply", str(path))

    # -- what always holds ------------------------------------------------------------------------

    @invariant()
    def derived_is_what_the_entries_say(self) -> None:
        connection = sqlite3.connect(":memory:", factory=Connection)
        source = sqlite3.connect(self.office.path)
        source.backup(connection)
        source.close()
        assert set(connection.execute("SELECT * FROM record")) == standing(connection)
        assert set(connection.execute("SELECT target, record FROM link JOIN record USING (entry)")) == pointing(
            connection
        )
        assert set(connection.execute("SELECT spelling, key FROM name")) == spelt(connection)
        assert set(connection.execute("SELECT number, family FROM entry")) == families(connection)
        kept = set(connection.execute("SELECT * FROM daily_count"))
        calendar = {row[0]: row for row in connection.execute("SELECT * FROM calendar")}
        tables = {name: set(connection.execute(f"SELECT * FROM {name}")) for name in ("stood", "link", "name")}
        assert list(recount.counts_wrong(connection)) == []
        assert counts.unlike_their_checksums(connection) == []
        rebuild(connection, connection.execute("SELECT MAX(number) FROM entry").fetchone()[0])
        assert kept == set(connection.execute("SELECT * FROM daily_count"))
        assert tables == {name: set(connection.execute(f"SELECT * FROM {name}")) for name in tables}
        for day in connection.execute("SELECT * FROM calendar"):
            assert calendar[day[0]] == day  # days that no record has any more may stay
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()


BEGINNING = """
case add --kind individual --received-on 2023-04-01 --area 市外 --complex-since 2023-04-01
case add --kind individual --received-on 2023-12-31 --area 不明
contact add --case C-1 --date 2024-03-31 --agency すこやか
contact add --case C-2 --date 2024-04-01
case close C-2 --on 2024-06-30 --closing 中断
case reopen C-2 --on 2025-01-05
meeting add --kind exchange --date 2024-04-01 --area 市外 --area 不明 --case C-1 --case C-2
venue add --name 居場所 --area 市外 --launched-on 2023-04-01 --support launch
course add --name 講座 --starts-on 2023-04-01
enrolment add --course K-1 --enrolled-on 2023-04-01 --expected-on 2024-03-31
grant add --kind new --applied-on 2023-04-01 --venue V-1
activity add --kind outreach --date 2024-04-01 --area 市外
tally add --measure new_individual --fiscal-year 2021 --number 7
"""


def test_derived_tables_stay_what_the_entries_say(office: Office, tmp_path: Path) -> None:
    """Whatever is recorded, corrected, taken back or imported, no figure drifts from the entries."""
    for command in BEGINNING.strip().splitlines():
        office.ok(*command.split())
    folder, ledger = office, tmp_path / "begun.db"
    shutil.copy(office.path, ledger)

    class ThisWork(Work):
        office, begun = folder, ledger

    run_state_machine_as_test(
        ThisWork,
        settings=settings(
            max_examples=settings().max_examples // 15,
            stateful_step_count=25,
            phases=[Phase.reuse, Phase.generate],  # shrinking would write hundreds of ledgers
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_counts_made_by_other_measures_are_made_anew(sample: Office) -> None:
    """After an update of wfc that counts otherwise, no old count is printed, and the next entry mends them."""
    right = sample.ok("report", "--as-of", "2024-12-31", "--format", "csv").out
    before = sample.query("SELECT * FROM daily_count")
    connection = sqlite3.connect(sample.path)
    with connection:
        connection.execute("UPDATE daily_count SET number = number + 1")
        connection.execute("UPDATE derivation SET value = 'other measures' WHERE name = 'measures'")
    connection.close()
    assert sample.ok("report", "--as-of", "2024-12-31", "--format", "csv").out == right
    sample.ok("outcome", "add", "--fiscal-year", "2024", "--section", "I-1", "--text", "本文")
    assert sample.query("SELECT * FROM daily_count") == before
    assert sample.ok("report", "--as-of", "2024-12-31", "--format", "csv").out == right
