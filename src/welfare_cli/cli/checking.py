"""The command that looks at a ledger before its figures go out: check."""

from __future__ import annotations

from ..errors import Found, UnknownWord
from ..model.calendar import zone_of
from ..words import _
from . import editor, opening, options, output, settings, terminal
from .grammar import Argument, Command, Option
from .reports import tell_of_later

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..ledger import Ledger
    from .grammar import Said
    from .prompt.suggestions import Suggestion


def commands() -> list[Command]:
    """The command, with its words and options."""
    return [
        Command(
            "check",
            _("報告を出す前に、台帳と記録を調べます。見つかったものがなければ、何も表示しません。"),
            check,
            [
                Argument(
                    "ref",
                    _("対象"),
                    _("--accept で確認済みにするもの: 整理番号か、表示された対象"),
                    required=False,
                    offers=refs_offered,
                ),
                options.as_of(_("基準日。その日を含む（省略すると今日）")),
                Option(
                    "rule",
                    "--rule",
                    _("調べるきまりの番号か名前（省略するとすべて）"),
                    metavar=_("きまり"),
                    many=True,
                    offers=rules_offered,
                ),
                Option("listed", "--rules", _("きまりの一覧を表示します"), flag=True),
                Option("everything", "--all", _("確認済みのものも表示します"), flag=True),
                Option(
                    "accept",
                    "--accept",
                    _("このきまりで見つかった対象を、記録が変わるまで確認済みにします"),
                    metavar=_("きまり"),
                    offers=rules_offered,
                ),
                options.why(_("確認済みにする理由")),
                Option(
                    "head",
                    "--head",
                    _("報告に印刷された記入番号と連鎖が、この台帳のものかを調べます。例 3975:0123456789abcdef"),
                    metavar=_("番号:連鎖"),
                ),
                options.list_form(),
                options.author(),
                options.ledger(),
            ],
        )
    ]


def check(
    *,
    ref: str | None,
    as_of: str | None,
    rule: Sequence[str] | None,
    listed: bool,
    everything: bool,
    accept: str | None,
    why: str | None,
    head: str | None,
    form: str,
    by: str | None,
    ledger: str | None,
) -> None:
    """Say what is found or by which rules, accept a finding, or prove a printed head."""
    from ..render import findings as rendering
    from ..report.check import check_of, check_schema, rules_named
    from ..report.checks.ledger import chain_broken

    form = options.known_list_form(form)
    if listed:
        output.print_list(rendering.listed(rules_named(rule or ())), form)
        return
    if accept is not None or ref is not None or why is not None:
        accept_one(accept, ref, editor.in_confidence(why, ledger), as_of=as_of, by=by, ledger=ledger)
        return
    if head is None:
        today = opening.stamp().now.astimezone(zone_of(opening.DEFAULT_ZONE)).date().isoformat()
        altered = check_schema(settings.ledger_path(ledger), today)
        if altered:
            output.print_list(rendering.found(altered), form)
            raise Found(
                _("台帳を読む決まりが、wfc が作ったものと違います（{number}件）。ほかは調べていません。").format(
                    number=altered.open
                )
            )
    with opening.opened(ledger, unprotected=True) as book:
        if head is not None:
            prove_one(book, head)
            return
        day = options.as_of_day(as_of, book)
        tell_of_later(book, day)
        rules = rules_named(rule or ())
        result = check_of(book, day, rules=rules, accepted=everything)
        if chain_broken in rules:
            tell_of_remainders(book.audit.remainders())
    output.print_list(rendering.found(result, whole=bool(rule)), form)
    if result.open:
        way_out = _("問題のないものは、wfc check --accept きまり 対象 --why 理由 で確認済みにできます。")
        raise Found(
            _("{day} の時点で、確認の要るものが {number}件あります。").format(day=day, number=result.open),
            way_out if result.acceptable else "",
        )


def accept_one(
    rule: str | None, ref: str | None, why: str | None, *, as_of: str | None, by: str | None, ledger: str | None
) -> None:
    """Accept one finding; a rule, what it has found and a reason have to be given."""
    from ..render.findings import subject
    from ..report.check import accept, rule_named

    if not rule or not ref or not why or not why.strip():
        raise UnknownWord(
            _("確認済みにするには、きまり、対象、理由のすべてが要ります。"),
            _("例: wfc check --accept 207 A-00081 --why 先方の都合で日を調整中"),
        )
    with opening.opened(ledger, by) as book:
        finding = accept(book, options.as_of_day(as_of, book), rule_named(rule), ref, why)
        words = _("{subject} を確認済みにしました（{number} {title}）。記録が変われば、また表示されます。").format(
            subject=subject(finding), number=finding.rule.number, title=finding.rule.title
        )
        terminal.say(words + "\n", done=words)


def prove_one(book: Ledger, head: str) -> None:
    """Say that a printed head lies in this ledger."""
    from ..report.check import prove

    number, chain = prove(book, head)
    words = _("記入番号 {number} の連鎖 {chain} は、この台帳のものです。そこまでの記入は、書かれたときのままです。")
    terminal.say(words.format(number=number, chain=chain[:16]) + "\n")
    tell_of_remainders(book.audit.remainders(number))


def tell_of_remainders(number: int) -> None:
    """Report how many entries are proven without an erased word that their own hash covers."""
    if number:
        words = _("wfc: 記入 {number} 件は、前の版の wfc が書いた語が消去されたので、残りの部分だけを確かめました。")
        terminal.tell(words.format(number=number))


def rules_offered(_book: Ledger, _said: Said, _typed: str) -> list[Suggestion]:
    """Every rule, by number or name."""
    from ..report.checks import RULES
    from .prompt.suggestions import Suggestion

    return [Suggestion((str(each.number), each.name), each.title) for each in RULES]


def refs_offered(book: Ledger, said: Said, _typed: str) -> list[Suggestion]:
    """What the rule to be accepted has found."""
    from ..report.check import check_of, rule_named
    from .prompt.suggestions import Suggestion

    if not said.get("accept"):
        return []
    result = check_of(book, book.today(), rules=[rule_named(said["accept"])])
    return [Suggestion((each.seen.ref,), each.seen.words) for each in result.findings]
