"""The rules by which wfc refuses something, the same for commands and files.

Each rule has a name in `docs/errors.md` and in the tests, which break it from the command line and from a file. Rules
of one record are here and in its kind; rules of a case with its closings and contacts in `model/case.py`; rules that
need the rest of the ledger in `ledger/validation.py`.
"""

from __future__ import annotations

from ..errors import Problem
from ..words import N_, _
from .kind import Kind, Link, Listed, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..errors import Problems
    from .kind import Field, Value
    from .profile import Profile, Term

RULES: dict[str, str] = {
    "required": N_("必須の項目が空です"),
    "day-unreadable": N_("日付として読めません"),
    "day-does-not-exist": N_("暦にない日付です"),
    "era-day-outside": N_("その元号の期間にない日付です"),
    "number-unreadable": N_("数として読めません"),
    "year-unreadable": N_("年度として読めません"),
    "month-unreadable": N_("年月として読めません"),
    "section-unreadable": N_("報告書の項目として読めません"),
    "too-long": N_("文字が多すぎます"),
    "control-character": N_("文字として扱えない制御文字があります"),
    "unknown-word": N_("一覧にない言葉です"),
    "word-outside-its-dates": N_("その日には使えない圏域・言葉です"),
    "unknown-record": N_("指し示す記録が台帳にありません"),
    "void-record": N_("指し示す記録は取り消されています"),
    "future-day": N_("今日より後の日付です"),
    "day-order": N_("日付の前後が逆です"),
    "held-in-the-future": N_("実施とされた日が今日より後です"),
    "status-without-its-day": N_("状態に必要な日付がありません"),
    "day-without-its-status": N_("日付に合う状態になっていません"),
    "main-topic-not-a-topic": N_("主たる課題が課題の中にありません"),
    "closing-incomplete": N_("終結日と終結理由の一方だけがあります"),
    "closing-before-reception": N_("終結日が受付日より前です"),
    "closed-while-closed": N_("既に終結している相談の終結です"),
    "reopened-while-open": N_("終結していない相談の再開です"),
    "complex-before-reception": N_("複合課題把握日が受付日より前です"),
    "complex-after-closing": N_("複合課題把握日が終結日より後です"),
    "contact-before-reception": N_("支援対応が受付日より前です"),
    "contact-after-closing": N_("支援対応が終結日より後です"),
    "contact-while-closed": N_("支援対応が終結と再開の間です"),
    "transfer-empty": N_("引き継ぎに担当も圏域もありません"),
    "transfer-too-far": N_("引き継ぎ日が一年より先です"),
    "transfer-before-reception": N_("引き継ぎ日が受付日より後ではありません"),
    "transfer-while-closed": N_("引き継ぎ日に相談は終結しています"),
    "transfer-twice": N_("同じ日の引き継ぎが二つあります"),
    "transfer-changes-nothing": N_("引き継いでも担当・圏域が変わりません"),
    "since-when": N_("担当・圏域がいつから変わったかが分かりません"),
    "handed-over-later": N_("その日よりあとに、別の引き継ぎがあります"),
    "axis-without-value": N_("過年度集計の区分と値の一方だけがあります"),
    "tally-parts-exceed": N_("過年度集計の内訳が合計より多くなります"),
    "tally-period": N_("過年度集計の年月と年度が両方ある、または両方ありません"),
    "tally-twice": N_("同じ項目・期間・圏域の過年度集計が二つあります"),
    "tally-area-or-city": N_("同じ項目・期間に圏域別と市全体の過年度集計があります"),
    "tally-month-or-year": N_("同じ項目・年度に月別と年度計の過年度集計があります"),
    "tally-after-begin": N_("記録の始まりより後の過年度集計です"),
    "same-ref-twice": N_("同じ整理番号が一つのファイルに二度あります"),
    "ref-taken": N_("その整理番号は既に使われています"),
    "ref-unusable": N_("整理番号として使えません"),
    "still-pointed-to": N_("この記録を指し示す記録があります"),
    "changed-row": N_("台帳と異なる行です（--update なし）"),
    "unknown-heading": N_("知らない見出しです"),
    "heading-twice": N_("同じ見出しが二つあります"),
    "heading-missing": N_("必須の見出しがありません"),
    "cells-beyond-headings": N_("見出しより多くの列に値があります"),
    "record-above-headings": N_("見出しより上に記録のような行があります"),
    "turned-into-a-day": N_("Excel が日付に変えた値です"),
    "day-without-format": N_("日付の欄に数だけがあります"),
    "cell-error": N_("計算の誤りになっているセルです"),
    "formula-without-result": N_("計算結果のない数式です"),
    "merged-cells": N_("結合されたセルです"),
    "word-gone": N_("用紙を作ったあとで一覧からなくなった言葉です"),
    "file-unreadable": N_("ファイルを読めません"),
    "file-encoding": N_("文字コードが分かりません"),
    "file-twice": N_("同じ名前の CSV と Excel のファイルがあります"),
    "file-kind-unknown": N_("ファイル名から種類が分かりません"),
    "sheet-kind-unknown": N_("シートの名前から種類が分かりません"),
    "confidential-in-line": N_("一行の入力に、秘密の本文の項目があります"),
    "line-uncertain": N_("一行の入力に、確かに読めない言葉があります"),
    "depended-on": N_("あとの記入が、それに続いています"),
    "already-undone": N_("もう元に戻されています"),
    "dated-before": N_("報告日が基準日より前です"),
    "not-to-be-undone": N_("元に戻せないものです"),
    "unconfirmed": N_("よいかどうかの返事がありません"),
    "already-void": N_("既に取り消されています"),
    "already-closed": N_("既に終結・終了・決定しています"),
    "nothing-to-change": N_("変更する項目がありません"),
    "nothing-to-erase": N_("消去する本文がありません"),
    "profile-invalid": N_("設定ファイルに誤りがあります"),
}
"""Each rule by name, with what it refuses."""


def told(problems: Problems) -> list[Problem]:
    """Return the first problems of each rule, followed by the number of others."""
    others = [
        _("{rule} {number} 件").format(rule=_(RULES[rule]) if rule in RULES else rule, number=f"{number:,}")
        for rule, number in problems.others.items()
    ]
    if not others:
        return problems.first
    more = Problem(
        "",
        _("ほかに {number} 件あります: {words}。").format(
            number=f"{sum(problems.others.values()):,}", words=_("、").join(others)
        ),
        _("上に示したものを直してから、もう一度確かめてください。"),
    )
    return [*problems.first, more]


def check_record(record: Record, profile: Profile, today: str) -> Iterator[Problem]:
    """Check one record: required fields, future days, order of days, lists and their dates, rules of its kind."""
    for field in record.kind.facts:
        value = record[field.name]
        if value is None:
            if field.required:
                yield missing(field)
        elif field.past and str(value) > today:
            yield in_the_future(field, str(value), today)
        elif field.not_before and value < (record[field.not_before] or ""):  # type: ignore[operator]
            yield Problem(
                "day-order",
                _("{label} {day} は{earlier} {other} より前です。").format(
                    label=field.label,
                    day=value,
                    earlier=record.kind.by_name[field.not_before].label,
                    other=record[field.not_before],
                ),
                _("日付の前後を確かめてください。"),
                field=field.name,
            )
    for field in record.kind.texts:
        if field.required and not record.texts.get(field.name):
            yield missing(field)
    yield from _listed_on_its_day(record, profile)
    for rule in record.kind.rules:
        yield from rule(record, today)


def missing(field: Field) -> Problem:
    """Return the problem of a missing required field."""
    return Problem(
        "required",
        _("{label}がありません。").format(label=field.label),
        _("{label}は必須です（--{option}）。").format(label=field.label, option=field.option.replace("_", "-")),
        in_file=_("{label}は必須です。この列に書いてください。").format(label=field.label),
        field=field.name,
    )


def in_the_future(field: Field, day: str, today: str) -> Problem:
    """Return the problem of a future day in a field of past days."""
    return Problem(
        "future-day",
        _("{label} {day} は今日（{today}）より後です。").format(label=field.label, day=day, today=today),
        _("日付を確かめてください。これからのことは、その日になってから記録します。"),
        field=field.name,
    )


def _listed_on_its_day(record: Record, profile: Profile) -> Iterator[Problem]:
    for field in record.kind.facts:
        inner = field.one
        if not isinstance(inner, Listed) or record[field.name] is None:
            continue
        first, last = days_of(record, inner, profile)
        for code in record.values(field.name):
            term = profile.lists.get(inner.of, {}).get(code)
            if term and inner.on == "" and term.valid_until and record.day > term.valid_until:
                first = last = record.day  # valid at any time, except after its last day
            if first and term and not term.stands_within(first, last):
                after = _after(term, first, profile)
                yield Problem(
                    "word-outside-its-dates",
                    _("{label}「{word}」は {day} には使えません（{dates}）。").format(
                        label=field.label,
                        word=term.label,
                        day=first if first == last else _("{first}〜{last}").format(first=first, last=last),
                        dates=term.dates(),
                    ),
                    _("その日には、次の圏域になっています: {areas}").format(areas=_("、").join(after))
                    if after
                    else _("その日に使われていたものを選んでください。"),
                    field=field.name,
                )


def _after(area: Term, day: str, profile: Profile) -> list[str]:
    """Return the successors of an area that are valid on a day."""
    areas = profile.lists["areas"]
    return [areas[code].label for code in area.successors if code in areas and areas[code].stands_on(day)]


def days_of(record: Record, field: Listed, profile: Profile) -> tuple[str, str]:
    """Return the days between which a record's list value must be valid, "" if at any time."""
    if record.kind.span:
        return record.kind.span(record, profile.opening_month)
    day = record.day if field.on is None else record.text(field.on) if field.on else ""
    return day, day


def held_or_planned(facts: dict[str, Value], today: str) -> None:
    """Set a missing status: planned for a future date, held otherwise."""
    if not facts.get("status") and facts.get("date"):
        facts["status"] = "held" if str(facts["date"]) <= today else "planned"


def at_first(status: str) -> Callable[[dict[str, Value], str], None]:
    """Return a function that sets a missing status."""
    return lambda facts, _today: facts.update(status=facts.get("status") or status)


def held_means_past(record: Record, today: str) -> Iterator[Problem]:
    """Refuse an event that was held in the future."""
    if record["status"] == "held" and record.text("date") > today:
        yield Problem(
            "held-in-the-future",
            _("日付 {day} は今日（{today}）より後なので、実施とは記録できません。").format(
                day=record["date"], today=today
            ),
            _("状態を予定（--status 予定）にするか、日付を直してください。"),
            in_file=_("状態を予定にするか、日付を直してください。"),
            field="status",
        )


def status_and_its_day(record: Record, today: str) -> Iterator[Problem]:
    """Refuse a status without its day, and a day without its status."""
    for field in record.kind.facts:
        if not field.when:
            continue
        name, statuses = field.when
        status = record.text(name)
        shown = record.kind.by_name[name].shown
        if status in statuses and record[field.name] is None:
            yield Problem(
                "status-without-its-day",
                _("状態が「{status}」ですが、{label}がありません。").format(
                    status=shown(status, None),  # type: ignore[arg-type]
                    label=field.label,
                ),
                _("{label}を指定してください（--{option}）。").format(
                    label=field.label, option=field.option.replace("_", "-")
                ),
                in_file=_("{label}の列に日付を書いてください。").format(label=field.label),
                field=field.name,
            )
        if record[field.name] is not None and status not in statuses:
            yield Problem(
                "day-without-its-status",
                _("{label} {day} がありますが、状態が「{status}」です。").format(
                    label=field.label,
                    day=record[field.name],
                    status=shown(status, None),  # type: ignore[arg-type]
                ),
                _("状態を「{statuses}」にするか、{label}を空にしてください。").format(
                    statuses=_("／").join(shown(each, None) for each in statuses),  # type: ignore[arg-type]
                    label=field.label,
                ),
                field=field.name,
            )


def links(kind: Kind) -> Iterator[tuple[Field, Link]]:
    """Yield the fields that link to other records, each with its link."""
    return ((field, field.one) for field in kind.facts if isinstance(field.one, Link))
