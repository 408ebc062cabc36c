"""Unfinished entries: one file for each draft, next to the ledger, readable by its owner alone.

wfc saves a draft after every answer, so that Ctrl-C or a closed window loses at most the line being typed. It contains
confidential texts, and is deleted when its record is written. A lock keeps others from continuing it at the same time,
or the record would be written twice.
"""

from __future__ import annotations

import contextlib
import json
import os

from .. import interruption
from ..errors import Busy, NotFound, Unusable, WfcError
from ..exchange.source import bytes_of
from ..ledger.engine import Place
from ..ledger.engine.queue import lock
from ..model import limits
from ..model.kinds import BY_NAME
from ..words import _
from . import terminal
from .output import written_whole
from .tasks import WHY, Task, verbs_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ..ledger import CurrentRecord, Ledger

FORM = 1
"""The version of the file format."""


class Draft:
    """An unfinished task: its number, its author, the day, and the line that was being typed."""

    def __init__(self, number: int, task: Task, author: str, kept_at: str, typed: str) -> None:
        self.number = number
        self.task = task
        self.author = author
        self.kept_at = kept_at
        self.typed = typed

    @property
    def holds_text(self) -> bool:
        """Whether it may contain a confidential text: a field, a reason, or the line being typed."""
        task = self.task
        fields = [*(task.verb.of or task.kind).texts, WHY]
        return bool(self.typed) or any(task.cells.get(field.name) for field in fields)


class Drafts:
    """The drafts of one ledger."""

    def __init__(self, ledger: str) -> None:
        self.folder = Place(ledger).drafts
        self._locks: dict[int, int] = {}

    def all(self) -> list[Draft]:
        """Return every draft, in order of number; other files are ignored."""
        return [draft for number in self._numbers() if (draft := self._read(number))]

    def with_texts(self) -> list[Draft]:
        """Return the drafts that may contain a confidential text."""
        return [draft for draft in self.all() if draft.holds_text]

    def with_words(self, words: Collection[str]) -> list[Draft]:
        """Return the drafts that contain one of some words."""
        return [
            draft
            for draft in self.all()
            if any(word in text for word in words for text in (draft.typed, *draft.task.cells.values()))
        ]

    def of_records(
        self,
        book: Ledger,
        records: Iterable[CurrentRecord],
        *,
        within: bool = False,
        among: Sequence[Draft] | None = None,
    ) -> list[Draft]:
        """Return the drafts (those with texts, or `among` some) that change some records or add one `within` them."""
        numbers = {each.number for each in records}
        drafts = self.with_texts() if among is None else among
        return [draft for draft in drafts if _record_of(book, draft.task, within=within) in numbers]

    def find(self, number: int) -> Draft:
        """Return a draft by number; `NotFound` (3)."""
        draft = self._read(number)
        if draft is None:
            raise NotFound(
                _("書きかけ {number} はありません。").format(number=number),
                _("wfc draft --list で一覧が見られます。"),
            )
        return draft

    def take(self, number: int) -> Draft:
        """Lock a draft and return it.

        `NotFound` (3) if it has been recorded meanwhile, `Busy` (5) if another process has it.
        """
        self.find(number)  # or its lock file would be left behind
        try:
            is_ours = self._lock(number)
        except OSError as error:
            raise self._unkept(error) from error
        if not is_ours:
            raise Busy(
                _("書きかけ {number} は、ほかの画面で続けているところです。").format(number=number),
                _("その画面を終えてから、もう一度行ってください。"),
            )
        try:
            return self.find(number)
        except NotFound:
            self.release()
            raise

    def keep(self, draft: Draft) -> None:
        """Write a draft atomically; a new one gets the next number, and is locked."""
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            if not draft.number:
                draft.number = self._new()
        except OSError as error:
            raise self._unkept(error) from error
        task = draft.task
        said = {
            "draft": FORM,
            "kind": task.kind.name,
            "verb": task.verb.name,
            "ref": task.ref,
            "cells": task.cells,
            "clear": list(task.clear),
            "author": draft.author,
            "kept_at": draft.kept_at,
            "typed": draft.typed,
        }
        with interruption.Step():
            written_whole(self._path(draft.number), json.dumps(said, ensure_ascii=False, indent=2) + "\n")

    def drop(self, number: int) -> None:
        """Delete and unlock a draft, and the folder with the last one."""
        with contextlib.suppress(OSError):
            os.unlink(self._path(number))
        self.release()
        with contextlib.suppress(OSError):
            os.rmdir(self.folder)

    def discard(self, drafts: Sequence[Draft]) -> None:
        """Delete some drafts at the user's request, and print their numbers."""
        for each in drafts:
            self.drop(each.number)
        if drafts:
            terminal.tell(_("wfc: 書きかけ {number} を捨てました。").format(number=numbers_of(drafts)))

    def release(self) -> None:
        """Unlock the drafts that this process has locked."""
        for number, handle in self._locks.items():
            with contextlib.suppress(OSError):
                os.unlink(self._lock_path(number))  # while it is locked, or it might be another process's
            os.close(handle)
        self._locks.clear()

    def _unkept(self, error: OSError) -> Unusable:
        return Unusable(
            _("書きかけを残せません: {folder}（{reason}）").format(folder=self.folder, reason=error.strerror),
            _("台帳のあるフォルダーの空きと権限を確かめてください。"),
        )

    def _path(self, number: int) -> str:
        return os.path.join(self.folder, f"{number}.json")

    def _lock_path(self, number: int) -> str:
        return os.path.join(self.folder, f"{number}.lock")

    def _lock(self, number: int) -> bool:
        """Lock a draft; return False if another process has it."""
        path = self._lock_path(number)
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
            if not lock(handle, 0, 1):
                os.close(handle)
                return False
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), os.stat(path)):
                    self._locks[number] = handle
                    return True
            os.close(handle)  # its owner has removed the file meanwhile

    def _numbers(self) -> list[int]:
        try:
            names = os.listdir(self.folder)
        except OSError:
            return []
        return sorted(int(name[:-5]) for name in names if name.endswith(".json") and name[:-5].isdecimal())

    def _new(self) -> int:
        """Reserve a free number by locking it."""
        number = max(self._numbers(), default=0)
        while True:
            number += 1
            if self._lock(number) and not os.path.lexists(self._path(number)):
                return number
            self.release()

    def _read(self, number: int) -> Draft | None:
        try:
            said = json.loads(bytes_of(self._path(number), limits.TEXT))
            if said["draft"] != FORM:
                return None
            kind = BY_NAME[said["kind"]]
            verb = next(each for each in verbs_of(kind) if each.name == said["verb"])
            task = Task(kind, verb, said["ref"], said["cells"], clear=tuple(said["clear"]))
            return Draft(number, task, said["author"], said["kept_at"], said["typed"])
        except (WfcError, RecursionError, OSError, ValueError, KeyError, TypeError, StopIteration):
            return None


def numbers_of(drafts: Sequence[Draft]) -> str:
    """Return the numbers of some drafts, for a message."""
    return _("、").join(str(each.number) for each in drafts)


def _record_of(book: Ledger, task: Task, *, within: bool) -> int | None:
    """Return the record that a task changes or, with `within`, the one that it adds a record to; None without one."""
    link = task.kind.within if within else None
    kind, ref = (BY_NAME[link.to], task.cells.get(link.name, "")) if link else (task.kind, "" if within else task.ref)
    try:
        return book.find(kind, ref).number if ref else None
    except NotFound:
        return None
