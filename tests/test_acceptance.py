"""The synthetic year against an independent count: `acceptance/expected.json` and `expected-2.json`, by plain loops.

The same year lies in three forms: `data/sample` (clean CSV), `acceptance/messy` (cp932, Japanese headings, era dates,
aliases) and `acceptance/ledger.xlsx`. Every figure of every date is compared, whichever form was imported.
"""

from __future__ import annotations

import csv
import io
import json
import pathlib
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import ROOT, SAMPLE, Office
from welfare_cli.model.kinds import KINDS

ACCEPTANCE = ROOT / "tests" / "acceptance"
FILES = ("cases.csv", "contacts.csv")
FORMS = {"csv": SAMPLE, "messy": ACCEPTANCE / "messy", "xlsx": ACCEPTANCE / "ledger.xlsx"}
LATER: dict[str, dict[str, dict[str, Any]]] = json.loads((ACCEPTANCE / "expected-2.json").read_text(encoding="utf-8"))
EXPECTED: dict[str, dict[str, dict[str, Any]]] = {
    as_of: measures | LATER[as_of]
    for as_of, measures in json.loads((ACCEPTANCE / "expected.json").read_text(encoding="utf-8")).items()
}
NOT_EXPECTED = {"complex_case_monthly"}
"""What the expected figures do not hold: it is counted below."""
OF_EVERY_REPORT = ("total", "by_month", "by_area", "last_year")


@pytest.fixture(scope="module")
def imported(
    tmp_path_factory: pytest.TempPathFactory, made: Callable[[str], pathlib.Path]
) -> Callable[[str], pathlib.Path]:
    """Ledgers into which the forms were imported, each made once."""
    folder = tmp_path_factory.mktemp("forms")

    def ledger(form: str) -> pathlib.Path:
        path = folder / form / "ledger.db"
        if form == "csv":
            return made("sample")
        if not path.exists():
            path.parent.mkdir()
            shutil.copy(made("empty"), path)
            with pytest.MonkeyPatch.context() as patched:
                office = Office(path.parent, patched)
                office.clock("2026-01-05T09:00:00")
                office.ok("import", str(FORMS[form]))
        return path

    return ledger


@pytest.fixture(params=FORMS)
def year(request: pytest.FixtureRequest, sample: Office, imported: Callable[[str], pathlib.Path]) -> Office:
    """An office with the synthetic year in its ledger, imported from one form or another."""
    shutil.copy(imported(request.param), sample.path)
    return sample


def report(office: Office, as_of: str, *words: str) -> Any:
    """A report as JSON."""
    return json.loads(office.ok("report", "--as-of", as_of, "--format", "json", *words).out)


def without_zeros(figures: dict[str, int | None] | None) -> dict[str, int | None]:
    """Figures without those that are zero, which the expected ones leave out."""
    return {name: number for name, number in (figures or {}).items() if number != 0}


def breakdowns(expected: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], dict[str, int]]]:
    """The axes of every breakdown of a measure, with the cells expected."""
    for name, cells in expected.items():
        if name not in OF_EVERY_REPORT and name != "cross":
            yield (name.removeprefix("by_"),), cells
    if "cross" in expected:
        yield tuple(expected["cross"]["axes"]), expected["cross"]["cells"]


@pytest.mark.parametrize("as_of", EXPECTED)
def test_figures(year: Office, as_of: str) -> None:
    """Totals, months, areas and last year's figures are those of the independent count."""
    found = {figure["measure"]: figure for figure in report(year, as_of)["measures"]}
    new, gone = set(found) - NOT_EXPECTED - set(EXPECTED[as_of]), set(EXPECTED[as_of]) - set(found)
    assert not new, (
        f"{sorted(new)}: no figures expected; add them to tests/acceptance/expected.json, or to NOT_EXPECTED here"
    )
    assert not gone, f"{sorted(gone)}: expected, and not printed; is the measure's file missing, or is it retired?"
    for measure, expected in EXPECTED[as_of].items():
        figure = found[measure]
        assert figure["total"] == expected["total"], f"{measure} as of {as_of}: the cumulative figure"
        for part in ("by_month", "by_area"):
            assert without_zeros(figure[part]) == expected.get(part, without_zeros(figure[part])), (
                f"{measure} as of {as_of}: {part}"
            )
        assert figure["last_year"] == expected.get("last_year", figure["last_year"]), (
            f"{measure} as of {as_of}: last year"
        )


@pytest.mark.parametrize("as_of", ["2024-12-30", "2025-03-31"])
def test_complex_cases_of_each_month(year: Office, as_of: str) -> None:
    """Each month has the different cases of its contacts, and the year to date its own, which is no sum of months."""
    cases, contacts = (csv.DictReader(io.StringIO((SAMPLE / name).read_text("utf-8"))) for name in FILES)
    since = {case["ref"]: case["complex_since"] for case in cases if case["kind"] == "individual"}
    first = f"{int(as_of[:4]) - (as_of[5:7] < '04')}-04-01"
    months: dict[str, set[str]] = {}
    for contact in contacts:
        if first <= contact["date"] <= as_of and "" < since.get(contact["case"], "") <= contact["date"]:
            months.setdefault(contact["date"][:7], set()).add(contact["case"])
    (found,) = report(year, as_of, "--measure", "complex_case_monthly")["measures"]
    assert without_zeros(found["by_month"]) == {month: len(different) for month, different in months.items()}
    assert found["total"] == len(set().union(*months.values())) < sum(found["by_month"].values())


@pytest.mark.parametrize("as_of", EXPECTED)
def test_breakdowns(sample: Office, as_of: str) -> None:
    """Every breakdown by a field, and the cross-table, is that of the independent count."""
    for measure, expected in EXPECTED[as_of].items():
        for axes, cells in breakdowns(expected):
            words = [word for axis in axes for word in ("--by", axis)]
            found = report(sample, as_of, "--measure", measure, *words)["cells"]
            numbers = {"|".join(cell[axis] for axis in axes): cell["number"] for cell in found}
            assert numbers == cells, (measure, axes)


def test_nothing_expected_is_left_out() -> None:
    """The expected figures hold ten dates, every measure, breakdowns and a cross-table, so those are compared."""
    assert len(EXPECTED) == 10
    parts = {part for measures in EXPECTED.values() for expected in measures.values() for part in expected}
    assert parts.issuperset(
        {*OF_EVERY_REPORT, "cross", "by_agency", "by_topic", "by_main_topic", "by_closing", "by_method"}
    )
    assert {len(measures) for measures in EXPECTED.values()} == {27}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_importing_again_adds_nothing(year: Office, form: pathlib.Path) -> None:
    """The same year imported again, in whichever form, leaves the ledger as it was."""
    before = year.path.read_bytes()
    head = year.head()
    done = year.ok("import", str(form))
    assert year.head() == head
    assert year.path.read_bytes() == before
    assert "新しい行はありません" in done.out


@pytest.mark.parametrize("form", ["messy", "xlsx"])
def test_every_form_gives_the_same_records(sample: Office, imported: Callable[[str], pathlib.Path], form: str) -> None:
    """Whoever imports another form has the records of the clean one, field by field, confidential text too."""
    clean = {kind.name: everything(sample, kind.name) for kind in KINDS}
    shutil.copy(imported(form), sample.path)
    assert {kind.name: everything(sample, kind.name) for kind in KINDS} == clean
    assert len(clean["case"]) == 1408


def everything(office: Office, kind: str) -> list[dict[str, Any]]:
    """The records of a kind with all their facts, and with their texts as they are kept apart."""
    records: list[dict[str, Any]] = json.loads(office.ok(kind, "list", "--format", "json").out)["records"]
    texts: dict[str, dict[str, str]] = {}
    for ref, field, text in office.query(
        "SELECT entry.ref, field, text FROM confidential JOIN entry ON entry.number = confidential.entry "
        "WHERE entry.kind = ?",
        kind,
    ):
        texts.setdefault(ref, {})[field] = text
    return sorted((record | {"texts": texts.get(record["ref"])} for record in records), key=lambda each: each["ref"])
