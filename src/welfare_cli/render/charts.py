"""Pictures of the figures."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..report.document import Document


class Chart:
    """A picture: its title, and what it shows in words for those who do not see it."""

    __slots__ = ("title",)

    def __init__(self, title: str) -> None:
        self.title = title


def charts_of(document: Document) -> Iterator[Chart]:
    """The pictures of a document."""
    yield from ()
