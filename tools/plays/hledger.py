"""The five tasks in hledger: by its questions (`add`), and in the journal itself, open in vim."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tools.plays.office import AGENCIES, AREAS, CASES, CLOSED, CLOSINGS, CONTACTS, METHODS, NOW, ROUTES, Fact
from tools.plays.program import ShellProgram, Way
from tools.plays.terminal import Terminal

_LOOK = {"look": "hledger print code:107⏎", "by area": "hledger bal new -pjan⏎"}
_JOURNAL = Way(
    "journal in vim",
    {
        "new case": "Go1/22 (113) CSW3 | 介⌃N⏎ new:若⌃X⌃L⏎route:民⌃X⌃L⏎⎋:w⏎",
        "follow-up": "Go1/22 (107) CSW3⏎ contact:訪⌃X⌃L⏎agency:地⌃X⌃L⏎⎋:w⏎",
        "close": "Go1/23 (107) CSW3⏎ closed:見⌃X⌃L⏎done⏎⎋:w⏎",
        **_LOOK,
    },
)
_SHORT = Way(
    "add, short words",
    {
        "new case": "hledger add⏎22 (113)⏎CSW3 | 介⇥⏎w⏎⏎m⏎⏎⏎⏎⌃D",
        "follow-up": "hledger add⏎22 (107)⏎CSW3⏎v⏎⏎h⏎⏎⏎⏎⌃D",
        "close": "hledger add⏎23 (107)⏎CSW3⏎mm⏎⏎d⇥⏎⏎⏎⏎⌃D",
        **_LOOK,
    },
)

ALIASES = """\
alias w=new:若葉・調和
alias m=route:民生委員・児童委員
alias v=contact:訪問
alias h=agency:地域包括支援センター
alias mm=closed:見守りへ移行
"""


class Hledger(ShellProgram):
    """hledger: a case, a contact and a closing are each a transaction of 1, with the case's number as its code."""

    name = "hledger"
    needs = ("hledger", "vim", "bash", "faketime")
    ways = (
        Way(
            "add",
            {
                "new case": "hledger add⏎22 (113)⏎CSW3 | 介⇥⏎new:若⇥⏎⏎route:民⇥⏎⏎⏎⏎⌃D",
                "follow-up": "hledger add⏎22 (107)⏎CSW3⏎contact:訪⇥⏎⏎agency:地⇥⏎⏎⏎⏎⌃D",
                "close": "hledger add⏎23 (107)⏎CSW3⏎closed:見⇥⏎⏎d⇥⏎⏎⏎⏎⌃D",
                **_LOOK,
            },
        ),
        _SHORT,
        _JOURNAL,
    )

    def environment(self, folder: Path) -> dict[str, str]:
        """The journal, besides."""
        return {**super().environment(folder), "LEDGER_FILE": str(folder / "office.journal")}

    def version(self) -> str:
        """The version that is installed."""
        return self.run(Path.cwd(), "hledger", "--version").split()[1].rstrip(",")

    def prepare(self, folder: Path, way: Way) -> None:
        """A journal with every account declared."""
        words = {"new": AREAS, "route": ROUTES, "contact": METHODS, "agency": AGENCIES, "closed": CLOSINGS}
        lines = ALIASES.splitlines() if way is _SHORT else []
        lines += [f"account {account}:{word}" for account, known in words.items() for word in known]
        lines += ["account done"]
        for fact in (*CASES, *CONTACTS, *CLOSED):
            lines += ["", *_transaction(fact)]
        (folder / "office.journal").write_text("\n".join([*lines, "", ""]), encoding="utf-8")
        (folder / "vimrc").write_text("set nocompatible autoindent encoding=utf-8\n", encoding="utf-8")

    def play(self, folder: Path, way: Way, keys: str) -> str:
        """At the shell's prompt, or in vim, where the journal is open."""
        if way is not _JOURNAL or keys in _LOOK.values():
            return super().play(folder, way, keys)
        vim = ("vim", "-u", "vimrc", "-i", "NONE", "-n", "office.journal")
        terminal = Terminal(vim, self.environment(folder), str(folder))
        try:
            terminal.settle()
            terminal.press(keys)
            return terminal.text()
        finally:
            terminal.close()

    def facts(self, folder: Path) -> frozenset[Fact]:
        """What hledger prints as CSV: two postings for each transaction."""
        rows = list(csv.DictReader(io.StringIO(self.run(folder, "hledger", "print", "-O", "csv"))))
        found = []
        for row, other in zip(rows[::2], rows[1::2], strict=True):
            assert row["txnidx"] == other["txnidx"]
            assert (row["amount"], other["amount"]) == ("1", "-1"), (row, other)
            kind, _colon, word = row["account"].partition(":")
            source = other["account"].partition(":")[2]
            payee, _bar, topic = row["description"].partition(" | ")
            values = {
                "new": ("case", row["code"], row["date"], word, source, topic, payee),
                "contact": ("contact", row["code"], row["date"], word, source),
                "closed": ("closing", row["code"], row["date"], word),
            }
            found.append(values[kind])
        return frozenset(found)


def _transaction(fact: Fact) -> list[str]:
    """A fact as it stands in the journal: of two postings, the second is what it came from."""
    kind, number, day, *values = fact
    if kind == "case":
        area, route, topic, coordinator = values
        return [f"{day} ({number}) {coordinator} | {topic}", f"  new:{area}  1", f"  route:{route}"]
    coordinator = next(case[6] for case in CASES if case[1] == number)
    target, source = ("contact", f"agency:{values[-1]}") if kind == "contact" else ("closed", "done")
    return [f"{day} ({number}) {coordinator}", f"  {target}:{values[0]}  1", f"  {source}"]


assert NOW.startswith("2025-01-23"), "the days in the plays are of this day"
