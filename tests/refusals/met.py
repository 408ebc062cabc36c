"""What the tables of refusals are made of, and which rules can be met one way only.

The set-up (`before`, one command a line) must succeed; the command or the file must then be
refused by the rule, and by no other, with these words. `at` is where the file's problem is said to stand. A
command or file left out means that the rule cannot be met that way: `ONLY_IN_A_FILE` and `ONLY_BY_COMMAND` say why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Met:
    """A rule and how it is met."""

    rule: str
    says: tuple[str, ...]
    before: str = ""
    command: str = ""
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    at: str = ""
    reads: str = "import"


ONLY_IN_A_FILE = {
    "same-ref-twice": "a command records one thing",
    "changed-row": "a command that names a record edits it",
    "unknown-heading": "a command has no headings: a wrong option is 2",
    "heading-twice": "a command has no headings",
    "heading-missing": "a command has no headings",
    "cells-beyond-headings": "a command has no headings",
    "record-above-headings": "a command has no headings",
    "turned-into-a-day": "it is about cells of a workbook",
    "day-without-format": "it is about cells of a workbook",
    "cell-error": "it is about cells of a workbook",
    "formula-without-result": "it is about cells of a workbook",
    "merged-cells": "it is about cells of a workbook",
    "word-gone": "a command has no list of its own",
    "file-unreadable": "it is about files",
    "file-encoding": "it is about files",
    "file-twice": "it is about files",
    "file-kind-unknown": "it is about files",
    "sheet-kind-unknown": "it is about sheets of a workbook",
    "profile-invalid": "the profile is a file",
}
"""Rules that no command breaks by its own words, and why."""

ONLY_BY_COMMAND = {
    "reopened-while-open": "a row with a day of re-opening carries its closing with it",
    "ref-taken": "a row with the ref of a record is that record: unchanged, or a changed row",
    "still-pointed-to": "a file takes nothing back",
    "transfer-twice": "a row of the same case and day is the same transfer: unchanged, or a changed row",
    "already-void": "a row of a void record stays void and is told",
    "already-closed": "a row with another last day is a changed row",
    "line-uncertain": "a line is typed",
    "confidential-in-line": "a line is typed",
    "depended-on": "a file undoes nothing",
    "already-undone": "a file undoes nothing",
    "not-to-be-undone": "a file undoes nothing",
    "dated-before": "a file publishes nothing",
    "unconfirmed": "a file is not asked about",
    "nothing-to-erase": "a file erases nothing",
    "nothing-to-change": "a row that changes nothing is counted as unchanged",
}
"""Rules that no row of a file breaks, and why."""
