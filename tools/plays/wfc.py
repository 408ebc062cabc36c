"""The five tasks in wfc: with questions, in one line, and with options that Tab completes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tools.plays.office import CASES, CLOSED, CONTACTS, COORDINATORS, NOW, Fact
from tools.plays.program import ShellProgram, Way

_LOOK = {"look": "wfc ca⇥s⇥107⏎", "by area": "wfc⏎"}
_SHORT = Way(
    "quick, short words",
    {
        "new case": "wfc q⇥r7.1.22 w m k⏎⏎⏎",
        "follow-up": "wfc q⇥107 r7.1.22 v 包括⏎⏎",
        **_LOOK,
    },
)


class Wfc(ShellProgram):
    """wfc, in bash with its completion."""

    name = "wfc"
    needs = ("wfc", "bash")
    own_clock = True
    bashrc = 'eval "$(wfc completion bash)"\n'
    ways = (
        Way(
            "prompts",
            {
                "new case": "wfc ca⇥a⇥⏎⏎↑⏎w⏎w⏎⏎⏎ca⏎⏎⏎⏎⏎",
                "follow-up": "wfc cont⇥a⇥⏎107⏎↑⏎v⏎⇥⏎⏎⏎⏎⏎",
                "close": "wfc ca⇥cl⇥⏎107⏎⏎w⏎⏎",
                **_LOOK,
            },
        ),
        Way(
            "quick",
            {
                "new case": "wfc q⇥r7.1.22 若葉 民生 介護⏎⏎⏎",
                "follow-up": "wfc q⇥107 r7.1.22 訪問 包括⏎⏎",
                **_LOOK,
            },
        ),
        _SHORT,
        Way(
            "options and Tab",
            {
                "new case": "wfc ca⇥a⇥--k⇥i⇥--rec⇥r7.1.22 --ar⇥wa⇥--ro⇥we⇥--t⇥ca⇥--coo⇥csw3⏎",
                "follow-up": "wfc cont⇥a⇥--ca⇥107 --d⇥r7.1.22 --m⇥v⇥--ag⇥地⇥⏎",
                "close": "wfc ca⇥cl⇥107⇥--cl⇥w⇥⏎⏎⏎",
                **_LOOK,
            },
        ),
    )

    def environment(self, folder: Path) -> dict[str, str]:
        """The ledger and the day, besides."""
        return {
            **super().environment(folder),
            "WFC_LEDGER": str(folder / "ledger.db"),
            "WFC_NOW": NOW.replace(" ", "T"),
        }

    def version(self) -> str:
        """The version that is installed."""
        return self.run(Path.cwd(), "wfc", "--version").split()[-1]

    def prepare(self, folder: Path, way: Way) -> None:
        """A ledger with the office's coordinators; in the way of short words with a few aliases."""
        self.run(folder, "wfc", "init")
        self.run(folder, "wfc", "profile", "export", "office.toml")
        profile = (folder / "office.toml").read_text(encoding="utf-8")
        profile += "".join(f'\n[[coordinators]]\ncode = "{each}"\nlabel = "{each}"\n' for each in COORDINATORS)
        if way is _SHORT:
            for label, alias in (("若葉・調和", "w"), ("民生委員・児童委員", "m"), ("介護", "k"), ("訪問", "v")):
                profile = _with_alias(profile, label, alias)
        (folder / "office.toml").write_text(profile, encoding="utf-8")
        self.run(folder, "wfc", "profile", "apply", "office.toml")
        for name, heads, facts in (
            ("cases", "ref,kind,received_on,area,route,topics,coordinator", CASES[:-1]),
            ("contacts", "case,date,method,agencies", CONTACTS),
            ("closings", "case,closed_on,closing", CLOSED),
        ):
            rows = [",".join(_cells(fact)) for fact in facts]
            (folder / f"{name}.csv").write_text("\n".join((heads, *rows)) + "\n", encoding="utf-8")
        self.run(folder, "wfc", "import", "cases.csv", "contacts.csv", "closings.csv")
        _ref, kind, *values = _cells(CASES[-1])
        options = ("--kind", "--received-on", "--area", "--route", "--topic", "--coordinator")
        given = [word for pair in zip(options, (kind, *values), strict=True) for word in pair]
        self.run(folder, "wfc", "case", "add", *given)

    def facts(self, folder: Path) -> frozenset[Fact]:
        """What the lists of wfc say."""
        case, contact = (
            list(csv.DictReader(io.StringIO(self.run(folder, "wfc", kind, "list", "--format", "csv"))))
            for kind in ("case", "contact")
        )
        assert {row["区分"] for row in case} == {"個別相談"}
        heads = ("受付日", "圏域", "相談経路", "課題", "担当")
        return frozenset(
            [("case", _number(row["整理番号"]), *(row[head] for head in heads)) for row in case]
            + [("contact", _number(row["相談番号"]), row["日付"], row["方法"], row["関係機関"]) for row in contact]
            + [("closing", _number(row["整理番号"]), row["終結日"], row["終結理由"]) for row in case if row["終結日"]]
        )


def _cells(fact: Fact) -> tuple[str, ...]:
    """A row of a file to import."""
    kind, number, *values = fact
    return (f"C-00{number}", *(("個別相談",) if kind == "case" else ()), *values)


def _number(ref: str) -> str:
    return ref.removeprefix("C-").lstrip("0")


def _with_alias(profile: str, label: str, alias: str) -> str:
    """A profile in which a word of a list may be written in another way, too."""
    before, heading, after = profile.partition(f'label = "{label}"\n')
    return f'{before}{heading}aliases = ["{alias}"]\n{_without_aliases(after)}'


def _without_aliases(text: str) -> str:
    if not text.startswith("aliases"):
        return text
    return text.partition("]\n")[2]
