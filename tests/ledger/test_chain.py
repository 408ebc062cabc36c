"""What was written stands: entries only grow, are chained, and are refused every change.

The chain is worked out here from its documented form alone: an entry's hash is SHA-256 over the hash of the one
before in arrival order and over the entry's canonical facts, each name and value with its length in order of name,
links as the ids of records, and for each confidential text and erasable word a salted commitment. An entry whose hash
covers a word that was erased is proven by the erasure, which repeats that hash and has a digest of the rest.
"""

from __future__ import annotations

import hashlib
import itertools
import pathlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import Office
from welfare_cli.ledger import entries, schema
from welfare_cli.ledger.engine import Connection
from welfare_cli.ledger.integrity import chain_audit

DERIVED = {
    *("stood", "link", "calendar", "name", "derivation"),
    *("daily_count", "monthly_count", "count_change", "count_check"),
}
TYPED = {
    "case": "cases",
    "closing": "closings",
    "transfer": "transfers",
    "contact": "contacts",
    "meeting": "meetings",
    "venue": "venues",
    "course": "courses",
    "enrolment": "enrolments",
    "grant": "grants",
    "activity": "activities",
    "outcome": "outcomes",
    "tally": "tallies",
    "term": "terms",
    "section": "sections",
    "setting": "settings",
    "acceptance": "acceptances",
    "publication": "publications",
}
WORDS = {
    "contact": {"agencies", "referred_to"},
    "meeting": {"agencies", "title"},
    "activity": {"partners", "title"},
    "venue": {"name"},
    "course": {"name"},
    "enrolment": {"reason"},
    "outcome": {"text"},
}
"""The fields whose words can be erased."""
RENAMED = {("outcome", "position"): "order", ("transfer", "transferred_on"): "on"}
NOT_COVERED = {("origin", "began_at"), ("origin", "own")}
"""Columns that say something of this file and not of an entry."""


WORK = """
case add --kind individual --received-on 2024-12-03 --area 市外 --topic 住まい --topic 介護 --main-topic 介護
  --complex-since 2024-12-04 --route 本人 --client 本人 --age-band 10代 --coordinator CSW1 --summary 概要
case add --kind community --received-on 2024-12-03 --area 市外 --summary もう一つの概要
case close C-1 --on 2024-12-10 --closing 解決
case reopen C-1 --on 2024-12-12 --why 続きがあった
case close C-1 --on 2025-01-10 --closing 解決
contact add --case C-1 --date 2024-12-05 --method 電話 --agency すこやか --agency NPO青空
  --referred-to すこやか --coordinator CSW2 --note 備考
transfer add --case C-1 --on 2024-12-08 --coordinator CSW3 --area 若葉・調和
meeting add --kind support --date 2024-12-06 --area 市外 --area 不明 --agency すこやか --case C-1 --case C-2
  --title 件名 --attendees 7 --status held
meeting add --kind support --date 2024-12-06 --area 市外
venue add --name 居場所 --area 市外 --launched-on 2024-05-01 --type 地縁型 --support launch --closed-on 2024-06-01
course add --name 講座 --starts-on 2024-05-01 --ends-on 2025-05-01
enrolment add --course K-1 --enrolled-on 2024-05-01 --expected-on 2025-03-01 --reason 理由
  --status completed --completed-on 2024-07-01
enrolment add --course K-1 --enrolled-on 2024-05-01 --status dropped --dropped-on 2024-07-01
grant add --kind new --area 市外 --venue V-1 --applied-on 2024-05-01 --status granted --decided-on 2024-06-01 --amount 8
activity add --kind outreach --section III-1 --date 2024-05-01 --area 市外 --title 件名 --partner すこやか
  --participants 3
outcome add --fiscal-year 2024 --section I-1 --order 1 --date 2024-12-31 --text 本文
tally add --measure new_individual --month 2022-04 --area 市外 --number 3
tally add --measure new_community --fiscal-year 2022 --number 3
tally add --measure new_individual --month 2022-04 --area 市外 --axis route --value 本人 --number 2
contact edit F-1 --method 訪問 --why 方法の誤り
meeting void M-2 --why 二重の記録
undo --yes
meeting void M-2 --why 二重の記録
meeting add --kind support --date 2024-12-06 --area 市外 --title 消す --agency 残す機関 --agency 消す機関
erase M-3 --field title --why 申し出 --yes
erase M-3 --word 消す機関 --why 申し出 --yes
publish 年末 --as-of 2024-12-31
publish 年末・訂正 --as-of 2024-12-31
check --rule topic-not-entered --accept topic-not-entered C-2 --why 地域の相談
"""
"""A command a line, or on several that are indented; every field of every kind is given."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, made: Callable[[str], pathlib.Path]) -> pathlib.Path:
    """A ledger in which every kind was recorded, corrected, taken back and imported."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copy(made("empty"), folder / "ledger.db")
    with pytest.MonkeyPatch.context() as patched:
        office = Office(folder, patched)
        for command in WORK.replace("\n  ", " ").split("\n"):
            if command:
                office.ok(*command.split())
        with pytest.MonkeyPatch.context() as older:
            older.setattr(entries, "words_of", lambda _record: {})  # as versions before schema 7 wrote an entry
            office.ok(
                "meeting", "add", "--kind", "support", "--date", "2024-12-06", "--area", "市外", "--title", "古い"
            )
        office.ok("erase", "M-4", "--field", "title", "--why", "申し出", "--yes")
        office.ok("import", office.file("contacts.csv", "case,date,agencies\nC-1,2024-12-07,A;B\nC-2,2024-12-08,\n"))
        _change_the_profile(office)
    return folder / "ledger.db"


@pytest.fixture
def ledger(filled: pathlib.Path) -> Iterator[Connection]:
    """A copy of that ledger in memory, opened without any of wfc's settings."""
    connection, source = sqlite3.connect(":memory:", factory=Connection), sqlite3.connect(filled)
    source.backup(connection)
    source.close()
    yield connection
    connection.close()


def _change_the_profile(office: Office) -> None:
    """Give the profile what the default one leaves out: aliases, areas and days of words, measures of a section."""
    path = office.folder / "profile.toml"
    office.ok("profile", "export", str(path))
    text = path.read_text(encoding="utf-8")
    coordinator = '\n[[coordinators]]\ncode = "CSW1"\nlabel = "CSW1"\naliases = ["一番"]\nareas = ["outside"]\n'
    coordinator += "from = 2018-04-01\nuntil = 2030-03-31\n"
    coordinator += '\n[[areas]]\ncode = "old"\nlabel = "旧圏域"\nuntil = 2018-03-31\nsuccessors = ["wakaba-chowa"]\n'
    text = text.replace('code = "I-1"\n', 'code = "I-1"\nmeasures = ["new_individual", "case_closed"]\n', 1)
    path.write_text(text + coordinator, encoding="utf-8")
    office.ok("profile", "apply", str(path))


# The chain, worked out from its documented form


def wrong(ledger: sqlite3.Connection) -> Iterator[str]:
    """Everything that is not as it was written, by working the chain out anew."""
    before = "0" * 64
    for place, (number, chain) in enumerate(ledger.execute("SELECT number, hash FROM entry ORDER BY number"), start=1):
        worked_out = hashlib.sha256(before.encode() + canonical(facts_of(ledger, number))).hexdigest()
        proven = ledger.execute(
            "SELECT hash, digest FROM remainder WHERE erased = ? ORDER BY entry DESC LIMIT 1", (number,)
        ).fetchone() or (worked_out, worked_out)
        if (number, chain, worked_out) != (place, *proven):
            yield f"entry {number}"
        before = chain
    yield from (f"word of entry {entry}" for entry in words_changed(ledger))
    yield from (f"text of entry {entry}" for entry in texts_changed(ledger))
    yield from (f"rows of entry {entry}" for entry in rows_out_of_place(ledger))


def whole(ledger: sqlite3.Connection) -> bool:
    """Whether everything is as it was written."""
    return next(wrong(ledger), None) is None


def canonical(said: dict[str, object]) -> bytes:
    """Each name and value with its length, in order of name; several values under their number."""
    lines = []
    for name in sorted(said):
        value = said[name]
        if isinstance(value, list):
            lines += [(f"{name}.{number}", str(each)) for number, each in enumerate(value, start=1)]
        elif value is not None:
            lines.append((name, str(value)))
    return b"".join(f"{name}:{len(value.encode())}:{value}\n".encode() for name, value in lines)


def facts_of(ledger: sqlite3.Connection, number: int) -> dict[str, object]:
    """What an entry says: its header, its typed row, and its commitments."""
    names = ("record", "replaces", "version", "kind", "ref", "action", "command", "import_key") + (
        *("written_at", "arrived_at", "author", "clock", "clock_at", "undoes"),
    )
    row = ledger.execute(f"SELECT {', '.join(names)} FROM entry WHERE number = ?", (number,)).fetchone()
    said: dict[str, object] = dict(zip(names, row, strict=True))
    said |= {name: ident(ledger, said[name]) for name in ("record", "replaces", "command", "undoes")}
    said["id"] = ident(ledger, number)
    for table in TABLES.get(str(said["kind"]), []):
        said |= facts_in(ledger, str(said["kind"]), table, number)
    for field, digest in ledger.execute("SELECT field, digest FROM commitment WHERE entry = ?", (number,)):
        said[f"commitment.{field}"] = digest
        if is_word(str(said["kind"]), field):
            said.pop(f"fact.{field.partition('.')[0]}", None)
    said["erased"] = [
        f"{ident(ledger, erased)} {field}"
        for erased, field in ledger.execute(
            "SELECT erased, field FROM erased_word WHERE entry = ? ORDER BY erased, field", (number,)
        ).fetchall()
    ]
    said["remainder"] = [
        f"{ident(ledger, erased)} {chain} {digest}"
        for erased, chain, digest in ledger.execute(
            "SELECT erased, hash, digest FROM remainder WHERE entry = ? ORDER BY erased", (number,)
        ).fetchall()
    ]
    return said


def is_word(kind: str, place: str) -> bool:
    """Whether a commitment is to an erasable word."""
    return place.partition(".")[0] in WORDS.get(kind, ())


def words_changed(ledger: sqlite3.Connection) -> Iterator[int]:
    """Entries of which a word is not the one committed to, or went without an erasure."""
    for number, kind in ledger.execute("SELECT number, kind FROM entry").fetchall():
        digests = dict(ledger.execute("SELECT field, digest FROM commitment WHERE entry = ?", (number,)).fetchall())
        digests = {place: digest for place, digest in digests.items() if is_word(kind, place)}
        salts = dict(ledger.execute("SELECT field, salt FROM salt WHERE entry = ?", (number,)).fetchall())
        erased = {field for (field,) in ledger.execute("SELECT field FROM erased_word WHERE erased = ?", (number,))}
        found: dict[str, object] = {}
        for table in TABLES.get(kind, []):
            for name, value in facts_in(ledger, kind, table, number).items():
                field = name.removeprefix("fact.")
                values = enumerate(value, start=1) if isinstance(value, list) else [("", value)]
                if field in {place.partition(".")[0] for place in digests}:
                    found |= {f"{field}.{each}".rstrip("."): word for each, word in values if word is not None}
        right = {
            place: hashlib.sha256(f"{salts[place]}{word}".encode()).hexdigest() if place in salts else word
            for place, word in found.items()
        }
        wanted = {place: "〔消去〕" if place in erased else digest for place, digest in digests.items()}
        if right != wanted or salts.keys() != digests.keys() - erased:
            yield number


def ident(ledger: sqlite3.Connection, number: object) -> str | None:
    """The id of an entry everywhere: the name of its origin, and its counter there."""
    row = ledger.execute(
        "SELECT origin.name || '/' || counter FROM entry JOIN origin USING (origin) WHERE number = ?", (number,)
    ).fetchone()
    return str(row[0]) if row else None


def _columns() -> dict[str, list[str]]:
    empty = sqlite3.connect(":memory:")
    empty.executescript(schema.text())
    names = [name for (name,) in empty.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: [row[1] for row in empty.execute(f"PRAGMA table_info({name})")] for name in names}
    empty.close()
    return found


COLUMNS = _columns()
"""The columns of every table of a ledger."""
TABLES = {kind: [table, *(name for name in COLUMNS if name.startswith(f"{kind}_"))] for kind, table in TYPED.items()}
"""The typed table of each kind, and those of its fields with several values."""


def facts_in(ledger: sqlite3.Connection, kind: str, table: str, number: int) -> dict[str, object]:
    """The facts that a typed table holds of an entry."""
    several = table != TYPED[kind]
    order = " ORDER BY position" if several else ""
    found: dict[str, object] = {}
    for row in ledger.execute(f"SELECT * FROM {table} WHERE entry = ?{order}", (number,)).fetchall():
        for column, value in list(zip(COLUMNS[table], row, strict=True))[2 if several else 1 :]:
            fact = ident(ledger, value) if column.endswith("_record") and value is not None else value
            if several:
                values = found.setdefault(f"fact.{table.removeprefix(kind + '_')}", [])
                assert isinstance(values, list)
                values.append(fact)
            else:
                found[f"fact.{RENAMED.get((kind, column), column.removesuffix('_record'))}"] = fact
    return found


def texts_changed(ledger: sqlite3.Connection) -> Iterator[int]:
    """Entries whose confidential text is not the one committed to, or gone without an erasure."""
    for kind, field, entry, digest, salt, text, erased in ledger.execute(
        """
        SELECT (SELECT kind FROM entry WHERE number = commitment.entry), field, entry, digest, salt, text, EXISTS (
          SELECT 1 FROM entry AS erasure JOIN entry AS said ON said.record = erasure.record
          WHERE said.number = commitment.entry AND erasure.action = 'erase' AND erasure.number > said.number
            AND erasure.number NOT IN (SELECT erased_word.entry FROM erased_word))
        FROM commitment LEFT JOIN confidential USING (entry, field)
        """
    ):
        if is_word(kind, field):
            continue
        if text is None and not erased:
            yield entry
        if text is not None and hashlib.sha256(f"{salt}{text}".encode()).hexdigest() != digest:
            yield entry
    yield from [entry for (entry,) in ledger.execute(
        "SELECT entry FROM confidential LEFT JOIN commitment USING (entry, field) WHERE digest IS NULL"
    )]  # fmt: skip


def rows_out_of_place(ledger: sqlite3.Connection) -> Iterator[int]:
    """Entries with typed rows that are not theirs, values out of their order, or counted with the wrong record."""
    kinds = dict(ledger.execute("SELECT number, CASE WHEN action = 'void' THEN '' ELSE kind END FROM entry").fetchall())
    for kind, tables in TABLES.items():
        for table in tables:
            rows = ledger.execute(f"SELECT entry FROM {table}").fetchall()
            yield from [entry for (entry,) in rows if kinds.get(entry) != kind]
            if table != tables[0]:
                yield from [entry for (entry,) in ledger.execute(
                    f"SELECT entry FROM {table} GROUP BY entry HAVING MIN(position) <> 1 OR MAX(position) <> COUNT(*)"
                )]  # fmt: skip
    within = dict(
        ledger.execute(
            "SELECT entry, case_record FROM contacts UNION SELECT entry, case_record FROM closings "
            "UNION SELECT entry, case_record FROM transfers"
        ).fetchall()
    )
    for number, record, family, replaces in ledger.execute("SELECT number, record, family, replaces FROM entry"):
        if family != within.get(number, within.get(replaces, record)):
            yield number


def told(ledger: Connection) -> bool:
    """Whether wfc itself, which works the chain out by code of its own, finds that something is wrong."""
    return any(True for _each in (*chain_audit.broken(ledger), *chain_audit.texts_changed(ledger)))


ENTRY_TABLES = [name for name in COLUMNS if name not in DERIVED]
"""Every table of a ledger that is not derived."""


def unprotected(ledger: sqlite3.Connection) -> None:
    """Take off everything by which the schema refuses changes."""
    for (name,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        ledger.execute(f"DROP TRIGGER {name}")
    ledger.execute("PRAGMA ignore_check_constraints = ON")
    ledger.isolation_level = None


# What the chain notices


def test_every_table_of_entries_is_filled(ledger: sqlite3.Connection) -> None:
    """The tests below look at every table and column that can hold something."""
    for table in ENTRY_TABLES:
        count = ", ".join(f"COUNT({column})" for column in COLUMNS[table])
        counts = ledger.execute(f"SELECT {count} FROM {table}").fetchone()
        assert min(counts) > 0, dict(zip(COLUMNS[table], counts, strict=True))


def test_the_chain_is_what_its_description_says(ledger: sqlite3.Connection) -> None:
    """Whoever knows the documented form can check every entry without wfc."""
    assert list(wrong(ledger)) == []
    assert len(ledger.execute("SELECT 1 FROM entry").fetchall()) > 100


def test_the_chain_of_the_sample_is_whole(sample: Office) -> None:
    """A year of records, imported in one go, is chained entry by entry."""
    ledger = sqlite3.connect(sample.path)
    before = "0" * 64
    for number, chain in ledger.execute("SELECT number, hash FROM entry ORDER BY number").fetchall():
        before = hashlib.sha256(before.encode() + canonical(facts_of(ledger, number))).hexdigest()
        assert chain == before, number
    ledger.close()


def test_any_change_of_an_entry_is_noticed(ledger: Connection) -> None:
    """Whoever changes any column of any entry, typed row, commitment or text behind wfc's back is found out."""
    unprotected(ledger)
    for table in ENTRY_TABLES:
        for _place, column, kind, *_more in ledger.execute(f"PRAGMA table_info({table})").fetchall():
            if (table, column) in NOT_COVERED:
                continue
            other = f"{column} + 1000" if kind == "INTEGER" else f"{column} || ' '"
            for change in (other, "NULL", "0" if kind == "INTEGER" else "''"):
                changed = f"{table}.{column} = {change}"
                ledger.execute("BEGIN")
                try:
                    ledger.execute(
                        f"UPDATE {table} SET {column} = {change} WHERE rowid = "
                        f"(SELECT MIN(rowid) FROM {table} WHERE {column} IS NOT NULL)"
                    )
                except sqlite3.IntegrityError:
                    assert change == "NULL", changed
                else:
                    assert not whole(ledger), changed
                    assert told(ledger), changed
                ledger.execute("ROLLBACK")
    assert whole(ledger)
    assert not told(ledger)


def test_any_row_that_goes_or_comes_is_noticed(ledger: Connection) -> None:
    """A row taken out of a table of entries, and a value slipped in, are found out."""
    unprotected(ledger)
    for table in ENTRY_TABLES:
        ledger.execute("BEGIN")
        ledger.execute(f"DELETE FROM {table} WHERE rowid = (SELECT MIN(rowid) FROM {table})")
        assert not whole(ledger), table
        assert told(ledger), table
        ledger.execute("ROLLBACK")
    slipped = {
        "case_topics": "SELECT MAX(entry), 99, 'x' FROM case_topics",
        "settings": "SELECT number, 'x' FROM entry WHERE kind = 'term' LIMIT 1",
        "confidential": "SELECT number, 'x', 'y', 'z' FROM entry LIMIT 1",
    }
    for table, rows in slipped.items():
        ledger.execute("BEGIN")
        ledger.execute(f"INSERT INTO {table} {rows}")
        assert not whole(ledger), table
        assert told(ledger), table
        ledger.execute("ROLLBACK")


# What the schema refuses


def test_no_entry_can_be_changed_or_deleted(ledger: sqlite3.Connection) -> None:
    """The schema itself refuses UPDATE and DELETE in every table of entries, whoever opens the file."""
    for table in ENTRY_TABLES:
        words = "goes only with an erasure entry" if table in ("confidential", "salt") else "only ever added"
        with pytest.raises(sqlite3.IntegrityError, match=words):
            ledger.execute(f"DELETE FROM {table}")
        with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
            ledger.execute(f"UPDATE {table} SET {COLUMNS[table][0]} = {COLUMNS[table][0]}")


def test_no_entry_can_be_replaced_through_wfc(ledger: sqlite3.Connection) -> None:
    """With the settings that wfc opens a ledger with, REPLACE is a deletion, and is refused as one."""
    ledger.execute("PRAGMA recursive_triggers = ON")
    for table in ENTRY_TABLES:
        with pytest.raises(sqlite3.IntegrityError):
            ledger.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_confidential_text_goes_only_with_an_erasure(ledger: sqlite3.Connection) -> None:
    """The text of a record goes once an erasure of that record was entered, no other text does; the chain stays."""
    entry, record = ledger.execute(
        "SELECT number, record FROM entry JOIN confidential ON entry = number WHERE field = 'summary' LIMIT 1"
    ).fetchone()
    with pytest.raises(sqlite3.IntegrityError, match="erasure"):
        ledger.execute("DELETE FROM confidential WHERE entry = ?", (entry,))
    erase(ledger, record)
    with pytest.raises(sqlite3.IntegrityError, match="erasure"):
        ledger.execute(
            "DELETE FROM confidential WHERE entry IN (SELECT number FROM entry WHERE record <> ?)", (record,)
        )
    ledger.execute("DELETE FROM confidential WHERE entry = ?", (entry,))
    assert ledger.execute("SELECT COUNT(*) FROM confidential WHERE entry = ?", (entry,)).fetchone() == (0,)
    assert whole(ledger)


def erase(ledger: sqlite3.Connection, record: int) -> None:
    """Enter an erasure, chained as every entry is."""
    number = ledger.execute("SELECT MAX(number) + 1 FROM entry").fetchone()[0]
    ledger.execute(
        """
        INSERT INTO entry
        SELECT :number, origin, (SELECT MAX(counter) + 1 FROM entry), record, number, version + 1, kind, ref, 'erase',
               family, :number, NULL, written_at, arrived_at, author, clock, '', NULL, clock_at
        FROM entry WHERE record = :record ORDER BY version DESC LIMIT 1
        """,
        {"number": number, "record": record},
    )
    before = ledger.execute("SELECT hash FROM entry WHERE number = ?", (number - 1,)).fetchone()[0]
    chain = hashlib.sha256(before.encode() + canonical(facts_of(ledger, number))).hexdigest()
    refusal = ledger.execute("SELECT sql FROM sqlite_master WHERE name = 'entry_refuses_update'").fetchone()[0]
    ledger.execute("DROP TRIGGER entry_refuses_update")
    ledger.execute("UPDATE entry SET hash = ? WHERE number = ?", (chain, number))
    ledger.execute(refusal)


# Numbers, commands and times


def test_numbers_only_grow_and_a_command_is_one(ledger: sqlite3.Connection) -> None:
    """Entries are numbered as they arrive, and those of one command are known by its first."""
    rows = ledger.execute("SELECT number, command, counter, kind, action FROM entry ORDER BY number").fetchall()
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert [row[2] for row in rows] == list(range(1, len(rows) + 1))
    commands: dict[int, list[tuple[int, str, str]]] = {}
    for number, command, _counter, kind, action in rows:
        commands.setdefault(command, []).append((number, kind, action))
    for command, written in commands.items():
        numbers = [number for number, _kind, _action in written]
        assert numbers == list(range(command, command + len(numbers)))
    shapes = [[(kind, action) for _number, kind, action in written] for written in commands.values()]
    assert [("closing", "reopen"), ("case", "reopen")] in shapes
    assert [("contact", "add"), ("contact", "add")] in shapes
    assert {kind for kind, _action in shapes[0]} == {"setting", "term", "section"}


def test_a_command_that_is_refused_takes_no_number(office: Office) -> None:
    """What is refused leaves no gap in the numbers."""
    before = office.head()
    assert office("case", "add", "--kind", "individual").code == 4
    assert office("contact", "add", "--case", "C-9", "--date", "2024-12-03").code == 4
    office.case()
    assert office.head() == before + 1


def times(office: Office) -> list[tuple[datetime, datetime, str]]:
    """When each entry was written, when it arrived, and by which clock, in the order of numbers."""
    rows = office.query("SELECT written_at, arrived_at, clock FROM entry ORDER BY number")
    return [
        (datetime.fromisoformat(written), datetime.fromisoformat(arrived), clock) for written, arrived, clock in rows
    ]


def test_arrival_times_strictly_increase_when_the_clock_goes_back(office: Office) -> None:
    """A moment always means the same entry, whatever `WFC_NOW` says; one that went back is marked as being behind."""
    for now in ("2025-01-23T09:00:00", "2025-01-23T09:00:00", "2025-01-20T09:00:00", "2025-01-24T09:00:00+09:00"):
        office.clock(now)
        office.case()
    said = times(office)
    assert all(earlier[1] < later[1] for earlier, later in itertools.pairwise(said))
    first, second, back, forth = said[-4:]
    assert second[1] - first[1] == timedelta(microseconds=1)
    assert back[0] == datetime(2025, 1, 20, tzinfo=UTC)
    assert first[1] < back[1] < first[1] + timedelta(seconds=1)
    assert forth[:2] == (datetime(2025, 1, 24, tzinfo=UTC),) * 2
    assert [clock for _written, _arrived, clock in said[-4:]] == ["fixed", "fixed", "behind", "fixed"]


def test_the_clock_of_an_entry_is_told(office: Office) -> None:
    """An entry says whether its clock was running, fixed by `WFC_NOW`, or behind the entry before."""
    office.monkeypatch.delenv("WFC_NOW")
    office.case()
    office.clock("2199-01-01T00:00:00")
    office.case()
    office.monkeypatch.delenv("WFC_NOW")
    office.case()
    running, fixed, behind = times(office)[-3:]
    assert [running[2], fixed[2], behind[2]] == ["running", "fixed", "behind"]
    assert running[0] == running[1]
    assert behind[0] < fixed[0]
    assert behind[1] == fixed[1] + timedelta(microseconds=1)
