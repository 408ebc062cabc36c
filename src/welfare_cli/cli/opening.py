"""Open a ledger for a command: its file, the author, and the time."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from ..errors import UnknownWord
from ..model.calendar import FIRST_YEAR, LAST_YEAR, zone_of
from ..words import _
from . import settings, terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..ledger import Ledger, Stamp

DEFAULT_ZONE = "Asia/Tokyo"


def opened(
    given: str | None, by: str | None = None, known_at: str | None = None, *, unprotected: bool = False
) -> Ledger:
    """Open the ledger, at an earlier known-at point if one is given, which is printed.

    `unprotected`: open it even without its triggers, for a command that examines damage.
    """
    from ..ledger import Ledger
    from ..model.notation import plain_text

    author = plain_text(by or "")
    zone = DEFAULT_ZONE  # to open a ledger takes the time, and the ledger has the office's zone
    ledger = Ledger.open(
        settings.ledger_path(given),
        lambda: stamp(author, zone),
        terminal.warn,
        terminal.tell_waiting,
        unprotected=unprotected,
    )
    try:
        zone = ledger.profile.settings["time_zone"]
        zone_of(zone)  # reports a damaged setting, before the clock fails to use it
        if known_at is not None:
            head = ledger.look_back(known_at)
            words = _("wfc: 記入番号 {number} まで（{moment}）に分かっていたことを見ています。")
            terminal.tell(words.format(number=head.number, moment=ledger.known().strftime("%Y-%m-%d %H:%M")))
    except BaseException as error:
        ledger.__exit__(type(error), error, None)
        raise
    return ledger


def stamp(by: str | None = None, zone: str = DEFAULT_ZONE) -> Stamp:
    """Return the author and the time, which `WFC_NOW` sets for repeatable runs."""
    from ..ledger import Stamp

    fixed = os.environ.get("WFC_NOW")
    now = read_now(fixed, zone) if fixed else datetime.now(UTC)
    return Stamp(by or settings.setting("author") or settings.user(), now, fixed=bool(fixed))


def read_now(text: str, zone: str) -> datetime:
    """Parse the moment of `WFC_NOW`, ISO 8601; without an offset it is in the office's time zone."""
    try:
        moment = datetime.fromisoformat(text.strip())
        if not FIRST_YEAR < moment.year < LAST_YEAR:
            raise ValueError(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone_of(zone))).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnknownWord(
            _("WFC_NOW「{text}」は時刻として読めません。").format(text=text),
            _("2025-01-23T09:00:00 のように ISO 8601 で書くか、WFC_NOW を消してください。"),
        ) from error
