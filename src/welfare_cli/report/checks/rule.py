"""What a rule of `wfc check` is, and what it hands back: declared once, with number, title and way out."""

from __future__ import annotations

from ...model.digest import sha256
from ...values import value
from ...words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...ledger import CurrentRecord
    from .view import View

    Looks = Callable[[View], Iterator["Seen"]]


@value
class Seen:
    """One thing that a rule has seen: of which record, or under which key, in words, and upon what evidence.

    `kind` is "" and `entry` None where it is no record that is meant. The evidence is what the words depend on
    besides the language: of another one, what was accepted comes back.
    """

    kind: str
    ref: str
    words: str
    evidence: tuple[object, ...]
    entry: int | None

    @property
    def subject(self) -> str:
        """What it is about, as one word: `activity/A-00081`, or the key."""
        return f"{self.kind}/{self.ref}" if self.kind else self.ref


def of(record: CurrentRecord, words: str, *more: object) -> Seen:
    """Something about a record that stands; with more evidence than its own entry."""
    return Seen(record.record.kind.name, record.ref, words, (record.entry, *more), record.entry)


def at(key: str, words: str, *evidence: object) -> Seen:
    """Something about no one record, under a key such as `2024-06/若葉・調和`."""
    return Seen("", key, words, evidence, None)


class Rule:
    """One rule: its number, its name, what it is called, what to do, and the function that looks.

    The first line of that function's docstring says in English what the rule looks at. What a rule that is not
    `acceptable` finds is damage, and stays found until it is repaired.
    """

    __slots__ = ("_looks", "_remedy", "_title", "acceptable", "name", "number")

    def __init__(self, number: int, title: str, remedy: str, looks: Looks, acceptable: bool) -> None:
        self.number = number
        self.name = looks.__name__.replace("_", "-")
        self.acceptable = acceptable
        self._title = title
        self._remedy = remedy
        self._looks = looks

    @property
    def title(self) -> str:
        """What it is called, in the language of the user."""
        return _(self._title)

    @property
    def looks_at(self) -> str:
        """What it looks at, in English."""
        return (self._looks.__doc__ or "").strip().partition("\n")[0]

    def remedy(self, kind: str = "", ref: str = "") -> str:
        """The way out, for one record or for any."""
        return _(self._remedy).format(kind=kind or _("種類"), ref=ref or _("整理番号"))

    def find(self, view: View) -> list[Finding]:
        """All that it finds in a ledger; of several things about one record the evidence is one."""
        seen = list(self._looks(view))
        evidence: dict[str, list[object]] = {}
        for each in seen:
            evidence.setdefault(each.subject, []).append(each.evidence)
        return [Finding(self, each, _digest(self.name, each.subject, evidence[each.subject])) for each in seen]

    def __repr__(self) -> str:
        return f"Rule({self.number}, {self.name!r})"


@value
class Finding:
    """One thing that a rule has found, with a digest of its evidence; `accepted` by whom and when, if anybody has.

    `remediable` is False where the rule's remedy would do harm, because of what other rules have found.
    """

    rule: Rule
    seen: Seen
    evidence: str
    accepted: tuple[str, str] | None = None
    remediable: bool = True

    def remedy(self, kind: str, ref: str) -> str:
        """The rule's remedy for one record or for any, "" where it must not be taken."""
        return self.rule.remedy(kind, ref) if self.remediable else ""


def _digest(*said: object) -> str:
    return sha256(repr(said).encode())


def rule(number: int, title: str, remedy: str, *, acceptable: bool = True) -> Callable[[Looks], Rule]:
    """Declare a rule of the function below; its name is the rule's."""
    return lambda looks: Rule(number, title, remedy, looks, acceptable)
