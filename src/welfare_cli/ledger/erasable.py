"""The erasable words: where titles, names, agencies, reasons and narratives are in the ledger, and how they go.

A word goes from every version of its record, and reads 〔消去〕 there since then; its salt goes with it. Where no entry
holds the word any longer, it goes from the lists of names and from what publications keep, too.
"""

from __future__ import annotations

from ..errors import Refused
from ..model import notation
from ..model.kind import ERASED
from ..model.kinds import ALL_KINDS, BY_NAME
from ..model.publication import PUBLICATION, without_words
from ..values import value
from ..words import _
from .current import column_of, select, spelt_names, table_of
from .entries import Change, refs_at
from .integrity import chain_audit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..model.kind import Field, Kind
    from .current import CurrentRecord
    from .engine import Connection
    from .staging import Staging


@value
class ErasableWord:
    """An erasable word where it is: the entry that holds it, its field, its place in a list (0 outside of one).

    `committed`: the hash of the entry covers a salted commitment to it; otherwise the word itself.
    """

    kind: Kind
    field: Field
    entry: int
    ref: str
    position: int
    text: str
    committed: int

    @property
    def place(self) -> str:
        """The name under which the ledger keeps it: `title`, `agencies.2`."""
        return f"{self.field.name}.{self.position}" if self.field.many else self.field.name


@value
class Erasure:
    """What an erasure takes: the words, the other records that hold the same, and what becomes of publications.

    `contents` are the new contents of publications by their entry, `publications` the names of those that keep a word
    because a record still has it. `accepted` is how many accepted findings are about a word, and keep it as their ref.
    """

    words: Sequence[ErasableWord]
    elsewhere: list[ErasableWord]
    contents: dict[int, str]
    publications: list[str]
    accepted: int


def words_of(
    connection: Connection, standing: CurrentRecord, fields: Iterable[Field] | None = None, spelling: str = ""
) -> list[ErasableWord]:
    """The words in every version of a record that are not erased yet: of some fields, and spelt in some way."""
    kind = standing.record.kind
    found = [
        word
        for field in (kind.erasable if fields is None else fields)
        for word in _words(connection, kind, field, "entry.record = ?", standing.number)
    ]
    return [word for word in found if not spelling or notation.folded(word.text) == notation.folded(spelling)]


def stage(staging: Staging, standing: CurrentRecord, words: Sequence[ErasableWord], why: str) -> Erasure:
    """Stage the erasure of words of a record; `Refused` (4) where there are none.

    `Unusable` (6) where an entry that holds one is not as it was written: what is left of it could prove nothing.
    """
    if not words:
        raise Refused(
            _("{ref} に、消去する語はありません。").format(ref=standing.ref),
            _("--field と --word を確かめてください。もう消去されているかもしれません。"),
            rule="nothing-to-erase",
        )
    connection, kind = staging.connection, standing.record.kind
    erasure = _erasure(connection, words)
    refs = {word.entry: word.ref for word in words} | refs_at(connection, erasure.contents)
    chain_audit.refuse_changed(connection, refs, [kind, PUBLICATION])
    left: dict[int, dict[str, str]] = {entry: {"content": content} for entry, content in erasure.contents.items()}
    for word in words:
        if not word.committed:
            left.setdefault(word.entry, {})[word.place] = ERASED
    change = Change("erase", standing.record, standing, why=why)
    change.erased = [(word.entry, word.place) for word in words]
    change.erased += [(entry, "content") for entry in erasure.contents]
    change.remainders = chain_audit.remainders(connection, [kind, PUBLICATION], left)
    staging.stage(change)
    return erasure


def take_away(connection: Connection, erasure: Erasure) -> None:
    """Remove the words of an erasure whose entry was just written, in its transaction."""
    for word in erasure.words:
        table = table_of(word.kind, word.field if word.field.many else None)
        position = "AND position = ?" if word.field.many else "AND ? = 0"
        connection.execute(
            f"UPDATE {table} SET {column_of(word.field)} = '{ERASED}' WHERE entry = ? {position}",
            (word.entry, word.position),
        )
        connection.execute("DELETE FROM salt WHERE entry = ? AND field = ?", (word.entry, word.place))
    for entry, content in erasure.contents.items():
        connection.execute("UPDATE publications SET content = ? WHERE entry = ?", (content, entry))
    for text in dict.fromkeys(word.text for word in erasure.words):
        connection.execute("DELETE FROM name WHERE spelling = ?", (text,))
        connection.execute(
            f"INSERT INTO name SELECT spelling, ?, MIN(entry) FROM ({spelt_names()}) AS spelt "
            "WHERE spelling = ? GROUP BY spelling",
            (notation.folded(text), text),
        )


def erased_fields(connection: Connection, only: int | None = None) -> dict[int, set[str]]:
    """By record, the fields of which a word was erased: no file brings it back. With `only`, of one record."""
    found: dict[int, set[str]] = {}
    for record, place in connection.execute(
        "SELECT entry.record, erased_word.field FROM erased_word JOIN entry ON entry.number = erased_word.erased "
        "WHERE entry.record = COALESCE(?, entry.record)",
        (only,),
    ):
        found.setdefault(int(record), set()).add(str(place).partition(".")[0])
    return found


def words_at(connection: Connection, entry: int, places: Iterable[str]) -> list[ErasableWord]:
    """The words of an entry at some places that are not erased; a place that it does not have is passed over."""
    kind, wanted = BY_NAME[connection.single("SELECT kind FROM entry WHERE number = ?", (entry,))], {*places}
    return [
        word
        for field in kind.erasable
        for word in _words(connection, kind, field, "entry.number = ?", entry)
        if word.place in wanted
    ]


def _words(connection: Connection, kind: Kind, field: Field, where: str, value: object) -> list[ErasableWord]:
    """The words of a field for which `where` holds of `entry` and `said`, but those that are erased."""
    position = "said.position" if field.many else "0"
    place = f"'{field.name}.' || said.position" if field.many else f"'{field.name}'"
    column = f"said.{column_of(field)}"
    rows = connection.execute(
        f"SELECT entry.number, entry.ref, {position}, {column}, EXISTS (SELECT 1 FROM commitment "
        f"WHERE commitment.entry = entry.number AND commitment.field = {place}) "
        f"FROM {table_of(kind, field if field.many else None)} AS said JOIN entry ON entry.number = said.entry "
        f"WHERE {column} <> '{ERASED}' AND {where} ORDER BY 1, 3",
        (value,),
    )
    return [ErasableWord(kind, field, *row) for row in rows]


def _erasure(connection: Connection, words: Sequence[ErasableWord]) -> Erasure:
    """What taking words away means for the rest of the ledger."""
    gone = {(word.entry, word.place) for word in words}
    texts = [*dict.fromkeys(word.text for word in words)]
    elsewhere = [
        word
        for kind in ALL_KINDS
        for field in kind.erasable
        for text in texts
        for word in _words(connection, kind, field, f"said.{column_of(field)} = ?", text)
        if (word.entry, word.place) not in gone
    ]
    kept = {word.text for word in elsewhere}
    contents: dict[int, str] = {}
    publications = []
    still = _still_folded(connection, [text for text in texts if text not in kept])
    for each in select(connection, PUBLICATION):
        content = each.record.text("content")
        if any(without_words(content, [text]) != content for text in kept):
            publications.append(each.ref)
        blanked = without_words(content, [text for text in texts if text not in kept], still)
        if blanked != content:
            contents[each.number] = blanked
    accepted = [*connection.rows_in("SELECT entry FROM acceptances WHERE subject IN ({})", texts)]
    return Erasure(words, elsewhere, contents, publications, len(accepted))


def _still_folded(connection: Connection, texts: Sequence[str]) -> set[str]:
    """The folded forms of some words that another spelling has, which stays in the ledger."""
    return {
        key
        for key in map(notation.folded, texts)
        for (spelling,) in connection.execute("SELECT spelling FROM name WHERE key = ?", (key,))
        if spelling not in texts
    }
