"""確認済み: what a check has found and somebody has accepted, until the record changes."""

from __future__ import annotations

from ..words import N_
from .kind import Kind, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .kind import Value
    from .profile import Profile


class Evidence(Text):
    """A digest, which tells a person nothing."""

    def shown(self, value: Value, profile: Profile) -> str:
        """Nothing."""
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
"""`evidence` is a digest of what was found: of another one, the acceptance no longer holds."""


def acceptance_ref(rule: str, subject: str) -> str:
    """The ref of an acceptance, made of the rule and what was found: `planned-overdue/activity/A-00081`."""
    return f"{rule}/{subject}"
