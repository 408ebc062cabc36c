"""One module an output format, each `Report → text`; another format is a module and a line here."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..report import Report

RENDERERS = {
    "table": "table",
    "csv": "tidy",
    "tsv": "tidy",
    "json": "json",
    "markdown": "markdown",
}
"""Each format with its module."""
LISTS = ("table", "csv", "tsv", "json", "markdown")
"""The formats of every list (`lists.py`)."""


def render(report: Report, form: str) -> str:
    """The report in a format, as text that ends with a line end."""
    from importlib import import_module

    module = import_module(f".{RENDERERS[form]}", __package__)
    rendered: str = getattr(module, form)(report)
    return rendered


def notes(report: Report, form: str) -> tuple[str, ...]:
    """What stands beside the report where its format has no place for it: footnotes and provenance."""
    if form not in ("csv", "tsv"):
        return ()
    from .layout import dates, provenance

    return (dates(report), *report.footnotes, provenance(report))
