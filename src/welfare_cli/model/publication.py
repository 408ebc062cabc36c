"""提出版: a report as it was handed in, frozen word for word."""

from __future__ import annotations

from ..words import N_, _
from .kind import Day, Kind, Number, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .kind import Value
    from .profile import Profile


class Content(Text):
    """A text that is printed by itself, and never among other fields."""

    def shown(self, value: Value, profile: Profile) -> str:
        """Where it is to be read."""
        return _("（wfc publication report で表示します）") if value else ""


PUBLICATION = Kind(
    "publication",
    N_("提出版"),
    prefix="",
    fields=(
        Day("as_of", N_("基準日"), required=True),
        Day("dated", N_("報告日"), required=True),
        Number("known_at", N_("記入番号"), required=True),
        Text("replaces", N_("置き換える提出版")),
        Text("version", N_("wfc の版"), required=True),
        Text("definitions", N_("定義"), required=True),
        Content("content", N_("内容"), required=True),
    ),
)
"""A publication is named by its ref. `definitions` are its measures, each with the digest of what it counts; `content`
is all that it says (`report/frozen.py`). As facts of an entry they are in the chain like any other, so that nothing
published can be changed without a trace."""
