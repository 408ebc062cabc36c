"""Publications as people and programs read them: the list, and what one is."""

from __future__ import annotations

from ..model.position import for_programs
from ..words import _
from .json import breakdown
from .lists import Listing, json_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from ..report import Report
    from ..report.crosses import Cross
    from ..report.published.cells import CountedRow
    from ..report.published.register import Publication


def listed(publications: Sequence[Publication]) -> Listing:
    """Return the publications as a list, in the order in which they were made."""
    return Listing(
        [_("名前"), _("基準日"), _("報告日"), _("記入番号"), _("状態")],
        [[each.name, each.as_of, each.dated, str(each.known_at), state(each)] for each in publications],
        lambda: {"schema": "wfc.publications/1", "publications": [_facts(each) for each in publications]},
        notes=[_("{number}件").format(number=len(publications))],
    )


def state(publication: Publication) -> str:
    """Whether a publication stands, in words."""
    if publication.withdrawn:
        return _("取り下げ")
    if publication.replaced_by:
        return _("{name} に置き換え").format(name=publication.replaced_by)
    return _("有効")


def shown(publication: Publication, form: str) -> str:
    """What a publication is, for people, or with the records behind its figures for programs."""
    kept = publication.kept
    head = kept.report.head
    if form == "json":
        measures = [*_measures(kept.report, kept.rows)]
        said = {"schema": "wfc.publication/1", **_facts(publication), "chain_head": head.hash, "measures": measures}
        return json_text(said | {"breakdowns": None if kept.crosses is None else [*map(_table, kept.crosses)]})
    facts = [
        (_("基準日"), publication.as_of),
        (_("報告日"), publication.dated),
        (_("台帳"), _("記入番号 {number}、連鎖 {chain}").format(number=head.number, chain=head.hash[:16])),
        (_("wfc の版"), publication.version),
        (_("置き換えた提出版"), publication.replaces),
        (_("状態"), state(publication)),
        (_("集計項目"), _("{number}項目").format(number=len(kept.report.figures))),
        (_("内訳の表"), _("控えなし") if kept.crosses is None else _("{number}表").format(number=len(kept.crosses))),
        (
            _("根拠の記録"),
            _("{number}件").format(number=len({row.record for some in kept.rows.values() for row in some})),
        ),
    ]
    from tabulate import tabulate

    rows_of = [[f"  {label}", value] for label, value in facts if value]
    table = tabulate(rows_of, tablefmt="plain", disable_numparse=True, preserve_whitespace=True)
    heading = _("提出版 {name}").format(name=publication.name)
    return "\n".join([heading, *(line.rstrip() for line in table.splitlines())]) + "\n"


def _facts(publication: Publication) -> dict[str, Any]:
    return {
        "name": publication.name,
        "as_of": publication.as_of,
        "date": publication.dated,
        "known_at": publication.known_at,
        "known_entry": publication.known_entry or None,
        "replaces": publication.replaces or None,
        "replaced_by": publication.replaced_by or None,
        "version": publication.version,
        "withdrawn": publication.withdrawn,
        "entry": publication.entry,
    }


def _table(cross: Cross) -> dict[str, Any]:
    """A table by fields with its cells as a breakdown has them, and the records behind each measure."""
    return {
        **breakdown(cross.breakdown, cross.report.figures),
        "measures": [*_measures(cross.report, cross.rows, cross.values)],
    }


def _measures(
    report: Report,
    rows: Mapping[str, Sequence[CountedRow]],
    values: Callable[[CountedRow], Mapping[str, str]] = lambda _row: {},
) -> Iterator[dict[str, Any]]:
    """The records behind each measure, each with its values on the fields of its table."""
    sums = {figure.measure.name for figure in report.every_figure if figure.measure.sum}
    for name, some in rows.items():
        yield {
            "measure": name,
            "rows": [
                {"ref": row.ref, "area": report.profile.label("areas", row.area), "day": row.day, "left": row.left}
                | ({"number": row.number} if name in sums else {})
                | {axis: for_programs(value) for axis, value in values(row).items()}
                for row in some
            ],
        }
