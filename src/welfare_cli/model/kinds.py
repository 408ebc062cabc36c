"""Every kind of record, each after the kinds to which it links."""

from __future__ import annotations

from ..errors import UnknownWord
from ..words import _, in_every_language
from . import notation
from .acceptance import ACCEPTANCE
from .activity import ACTIVITY
from .case import CASE, CLOSING, CONTACT, TRANSFER
from .course import COURSE, ENROLMENT
from .grant import GRANT
from .kind import Kind
from .meeting import MEETING
from .outcome import OUTCOME
from .profile_kinds import PROFILE_KINDS
from .publication import PUBLICATION
from .tally import TALLY
from .venue import VENUE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS: tuple[Kind, ...] = (
    CASE,
    CLOSING,
    TRANSFER,
    CONTACT,
    MEETING,
    VENUE,
    COURSE,
    ENROLMENT,
    GRANT,
    ACTIVITY,
    OUTCOME,
    TALLY,
)
ALL_KINDS: tuple[Kind, ...] = (*PROFILE_KINDS, *KINDS, PUBLICATION, ACCEPTANCE)
LOGGED: tuple[Kind, ...] = (*KINDS, PUBLICATION, ACCEPTANCE)
"""The kinds that a user can select in the log."""
BY_NAME: dict[str, Kind] = {kind.name: kind for kind in ALL_KINDS}
PLANNED: dict[Kind, tuple[str, str]] = {
    kind: kind.planned for kind in sorted(KINDS, key=lambda kind: not kind.takes_place) if kind.planned
}
"""The kinds that can be planned: the field of their day, and the status of a plan. Kinds that take place come first."""


def kind_called(word: str, among: Sequence[Kind] = KINDS) -> Kind | None:
    """Return the kind that a file, sheet or option names: singular, plural, or its heading in any language."""
    key = notation.folded(word)
    named = (kind for kind in among if key in (kind.name, kind.plural, notation.folded(kind.ja)))
    return next(named, None) or next(
        (kind for kind in KINDS if key in map(notation.folded, in_every_language(kind.ja))), None
    )


def kind_named(word: str, among: Sequence[Kind] = KINDS) -> Kind:
    """Return the kind that an option names; `UnknownWord` (2) with the known ones if there is none."""
    kind = kind_called(word, among)
    if kind is None:
        raise UnknownWord(
            _("「{word}」という種類はありません。").format(word=word),
            _("使えるもの: {words}").format(
                words=_("、").join(_("{name}（{label}）").format(name=each.name, label=each.label) for each in among)
            ),
            rule="unknown-word",
        )
    return kind
