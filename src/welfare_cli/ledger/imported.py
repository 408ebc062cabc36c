"""What was imported before: by which content a row is known again.

An entry keeps a digest of its row's content without the erasable words, which are in the typed tables: a digest that
covered them could confirm a guess after they were erased. Entries older than schema 7 keep one that covers them.
"""

from __future__ import annotations

from ..model.digest import sha256
from ..model.kind import ERASED
from .entries import canonical
from .standing import said_by

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..model.kind import Kind, Record, Value
    from .standing import Standing
    from .world import World


class Content:
    """The facts of a row, the digest that an entry keeps of them (`key`), and the one that covers the words too."""

    __slots__ = ("facts", "key", "kind", "whole")

    def __init__(self, kind: Kind, ref: str, facts: Mapping[str, Value]) -> None:
        self.kind = kind
        self.facts = facts
        words = {field.name for field in kind.erasable}
        self.whole = content_key(kind, ref, facts)
        self.key = self.whole
        if not words.isdisjoint(facts):
            self.key = content_key(kind, ref, {name: facts[name] for name in facts if name not in words})

    def words_are(self, said: Record, *, given: bool = False) -> bool:
        """Whether a record has the words of the row: in every field, or in those that the row has (`given`)."""
        names = [field.name for field in self.kind.erasable if not given or field.name in self.facts]
        return all(said[name] == self.facts.get(name) for name in names)

    def words_may_be(self, said: Record) -> bool:
        """Whether a record may have had the words of the row: where one was erased, nobody knows."""
        return all(
            said[field.name] == self.facts.get(field.name) or ERASED in said.values(field.name)
            for field in self.kind.erasable
        )


def content_key(kind: Kind, ref: str, facts: Mapping[str, Value]) -> str:
    """A digest of what a row says, without its confidential text."""
    said: dict[str, Value] = {"kind": kind.name, "ref": ref or None}
    said |= {f"fact.{name}": value for name, value in facts.items()}
    return sha256(canonical(said))[:32]


def said_at(world: World, standing: Standing, entry: int) -> Record:
    """What a record said at one of its entries, without its confidential text."""
    if entry == standing.entry:
        return standing.record
    return said_by(world.connection, standing.record.kind, {entry: standing.ref}, texts=False)[entry]


class Imported:
    """The rows without ref of one kind that were imported before, and how often each row was met in this import."""

    def __init__(self, world: World, kind: Kind) -> None:
        self.world = world
        self.numbers = {each.number: each for each in world.whole(kind).values()}
        self.by_key: dict[str, list[tuple[int, int]]] = {}
        self.occurrences: dict[str, int] = {}
        self.guessed: set[int] = set()
        for key, entry, record in world.connection.execute(
            "SELECT import_key, number, record FROM entry WHERE kind = ? AND import_key IS NOT NULL "
            "ORDER BY number DESC",
            (kind.name,),
        ):
            self.by_key.setdefault(key, []).append((entry, record))

    def meet(self, content: Content) -> None:
        """Note that a row is met once more."""
        self.occurrences[content.whole] = self.occurrences.get(content.whole, 0) + 1

    def knows(self, content: Content) -> bool:
        """Whether a row of this content, met once more, was imported with just these words (before schema 7)."""
        return f"{content.whole}#{self.occurrences.get(content.whole, 0) + 1}" in self.by_key

    def key(self, content: Content) -> str:
        """The import key that is stored of the row met last: with its occurrence among equals."""
        return f"{content.key}#{self.occurrences[content.whole]}"

    def find(self, content: Content) -> Standing | None:
        """The record that the row met last became when it was imported, the newest first.

        One of which a word was erased is known by the rest of its content, for one row of an import.
        """
        keys = dict.fromkeys((f"{content.whole}#{self.occurrences[content.whole]}", self.key(content)))
        known = [
            (self.numbers[record], said_at(self.world, self.numbers[record], entry))
            for key in keys
            for entry, record in self.by_key.get(key, ())
        ]
        for standing, said in known:
            if content.words_are(said):
                return standing
        for standing, said in known:
            if standing.number not in self.guessed and content.words_may_be(said):
                self.guessed.add(standing.number)
                return standing
        return None
