"""確認済み: a finding that somebody accepted, valid until the record changes."""

from __future__ import annotations

from ..words import N_
from .kind import Kind, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .kind import Value
    from .profile import Profile


class Evidence(Text):
    """A digest, which is not for people."""

    def shown(self, value: Value, profile: Profile) -> str:
        """Return no text."""
        return ""


ACCEPTANCE = Kind(
    "acceptance",
    N_("確認済み"),
    prefix="",
    fields=(
        Text("rule", N_("検査"), required=True),
        Text("subject", N_("対象"), required=True),
        Evidence("evidence", N_("根拠"), required=True),
    ),
)
"""`evidence` is a digest of the finding; the acceptance does not apply to another one."""


def acceptance_ref(rule: str, subject: str) -> str:
    """Return the ref of an acceptance, from the rule and its subject: `planned-overdue/activity/A-00081`."""
    return f"{rule}/{subject}"
