"""The commands that concern the ledger as a whole: init, import, migrate, demo."""

from __future__ import annotations

import os

from ..errors import Refused, Unusable
from ..model import limits
from ..model.calendar import FiscalYear
from ..model.kinds import KINDS
from ..model.profile import read_begin
from ..words import _
from . import editor, opening, options, settings, terminal
from .grammar import Argument, Command, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..ledger import Plan
    from ..model.profile import Profile
    from ..model.reading import Row

TOLD = 10
"""Of so many rows it is told that they look as if they named a person; of the others only how many they are."""
DEMO_NOW = "2026-01-05T09:00:00"
"""The fixed clock of the demo: after the last day in the sample."""


def commands() -> list[Command]:
    """The commands, each with its words and options."""
    return [
        Command(
            "init",
            _("台帳を作ります。"),
            init,
            [
                Option(
                    "profile",
                    "--profile",
                    _("一覧と設定のファイル（省略すると調布市社協のもの）"),
                    metavar=_("ファイル"),
                    file=True,
                ),
                Option(
                    "begins",
                    "--records-begin",
                    _("記録の始まりの日（月の一日）。それより前に受け付けた相談は繰越として記録し、新規に数えません"),
                    metavar=_("日付"),
                ),
                options.no_input(),
                options.author(),
                options.ledger(),
            ],
        ),
        Command(
            "import",
            _("Excel・CSV・TSV の一覧を取り込みます。全部の行を取り込むか、一行も取り込まないかのどちらかです。"),
            take_in,
            [
                Argument("paths", _("ファイル"), _("ファイル、フォルダー、- （標準入力）"), many=True, file=True),
                Option("dry_run", "--dry-run", _("調べるだけで、書き込みません"), flag=True),
                Option("update", "--update", _("台帳と異なる行を、訂正として書き込みます"), flag=True),
                *options.changed_since(),
                Option(
                    "kind",
                    "--kind",
                    _("種類（省略するとファイルやシートの名前から）"),
                    metavar=_("種類"),
                    offers=tuple(kind.name for kind in KINDS),
                ),
                Option(
                    "encoding",
                    "--encoding",
                    _("文字コード（省略すると自動）"),
                    metavar=_("名前"),
                    offers=("utf-8", "cp932", "utf-16"),
                ),
                options.author(),
                options.no_input(),
                options.ledger(),
            ],
        ),
        Command(
            "migrate",
            _("古い台帳を、今の wfc の形にします。先に控えを作ります。"),
            migrate,
            [
                Option("dry_run", "--dry-run", _("何をするかを表示するだけで、変えません"), flag=True),
                options.ledger(),
            ],
        ),
        Command(
            "rebuild",
            _("集計用の表を、記入から作り直します。記入と報告の数は変わりません。"),
            rebuild,
            [options.ledger()],
        ),
        Command("demo", _("見本の一年分を一時の台帳に取り込み、2024-12-31 の報告を表示します。"), demo),
    ]


def init(*, profile: str | None, begins: str | None, no_input: bool, by: str | None, ledger: str | None) -> None:
    """Make a ledger with the lists of an office, and ask a person when its records begin."""
    from ..exchange.toml import default_profile, read_profile
    from ..ledger import Ledger

    path = settings.ledger_path(ledger)
    chosen = read_profile(profile) if profile else default_profile()
    if begins is not None:
        chosen = chosen.beginning(read_begin(begins))
    elif not chosen.settings["records_begin"] and terminal.asks(no_input) and not os.path.lexists(path):
        chosen = chosen.beginning(_asked_begin(chosen))
    Ledger.create(path, chosen, lambda: opening.stamp(by, chosen.settings["time_zone"]))
    words = _("{path} に台帳を作りました（{organisation}）。").format(
        path=path, organisation=chosen.settings["organisation"]
    )
    terminal.say(words + "\n", done=words)


def _asked_begin(profile: Profile) -> str:
    """The first day of the records, as a person answers; "" where it is left open."""
    from .prompt import questions

    today = opening.stamp(None, profile.settings["time_zone"]).now.date().isoformat()
    example = FiscalYear.of(today, profile.opening_month).first_day

    def wrong(text: str) -> str:
        try:
            read_begin(text, today)
        except Refused as error:
            return f"{error.problems[0].problem}\n{error.problems[0].remedy}"
        return ""

    words = _("始まりの日より前に受け付けた相談は繰越とし、前の月は過年度集計だけを数えます。")
    terminal.say(words + "\n")
    hint = _("（月の一日。例 {example}。決めないなら Enter。あとで records_begin に書けます）").format(example=example)
    return read_begin(questions.line(_("記録の始まりの日"), hint, wrong), today)


def migrate(*, dry_run: bool, ledger: str | None) -> None:
    """Bring an older ledger up, after a copy of it was made."""
    from ..ledger.migrate import migrate as bring_up

    done = bring_up(settings.ledger_path(ledger), dry_run=dry_run)
    words = _("版 {since} から版 {until} にしました。元の台帳の控えは {backup} です。")
    if done.since == done.until:
        words = _("この台帳は今の形（版 {until}）です。することはありません。")
    elif dry_run:
        words = _("版 {since} から版 {until} にします。先に控えを {backup} に作ります。まだ何も変えていません。")
    words = words.format(since=done.since, until=done.until, backup=done.backup)
    terminal.say(words + "\n", done="" if dry_run or done.since == done.until else words)
    if done.since < done.until and not dry_run:
        from .profile_commands import tell_of_retired

        with opening.opened(ledger) as book:
            tell_of_retired(book.profile)


def rebuild(*, ledger: str | None) -> None:
    """Make what is derived from the entries anew."""
    with opening.opened(ledger) as book:
        number = book.rebuild()
    words = _("記入番号 {number} までの記入から、集計用の表を作り直しました。").format(number=number)
    terminal.say(words + "\n", done=words)


def demo() -> None:
    """Load the sample into a ledger that is thrown away, and print its report."""
    import os
    import tempfile

    from ..exchange.files import read
    from ..exchange.toml import default_profile
    from ..ledger import Ledger, Stamp
    from ..render import render
    from ..report import report_of

    now = opening.read_now(DEMO_NOW, opening.DEFAULT_ZONE)
    sample = os.path.join(os.path.dirname(os.path.dirname(__file__)), "sample")
    try:
        temporary = tempfile.TemporaryDirectory()
    except OSError as error:
        raise Unusable(
            _("一時ファイルのフォルダーを使えません（{reason}）。").format(reason=error.strerror or error),
            _("空きと権限を確かめるか、使えるフォルダーを TMPDIR で指定してください。"),
        ) from error
    with temporary as folder:
        path = os.path.join(folder, "ledger.db")
        Ledger.create(path, default_profile(), lambda: Stamp("demo", now, fixed=True))
        with Ledger.open(path, lambda: Stamp("demo", now, fixed=True)) as book:
            rows = read([sample], book.profile, book.today())
            book.take_in(book.plan(rows, update=False), rows, update=False)
            terminal.say(render(report_of(book, "2024-12-31"), "table"))


def take_in(
    paths: list[str],
    *,
    dry_run: bool,
    update: bool,
    changed_since: str | None,
    correction: bool,
    kind: str | None,
    encoding: str | None,
    by: str | None,
    no_input: bool,
    ledger: str | None,
) -> None:
    """Read the files, check every row, and write all of them or none; tell how many rows came out how."""
    from ..exchange.files import read
    from ..model.kinds import kind_named
    from . import revising

    with opening.opened(ledger, by) as book:
        since = options.since_of(changed_since, correction, book)
        stdin = editor.standard_input(limits.STANDARD_INPUT) if "-" in paths else b""
        reading = read(
            paths,
            book.profile,
            book.today(),
            kind=kind_named(kind) if kind else None,
            encoding=encoding,
            stdin=stdin,
        )
        for note in reading.notes:
            terminal.tell(_("wfc: {note}").format(note=note))
        rows, personal = reading, Personal()
        with terminal.Progress(lambda: len(rows), _("取り込み")) as step:

            def seen(row: Row) -> None:
                personal.see(row)
                step()

            plan = book.plan(rows, update=update, since=since, seen=seen)
        personal.tell()
        if terminal.asks(no_input) and not reading.problems and plan.wrong and plan.wrong == len(plan.undecided):
            from .prompt.since_when import asked

            since = asked(book, plan.undecided)
            plan = book.plan(rows, update=update, since=since)
        wrong = len(reading.problems) + plan.wrong
        if wrong:
            tell_summary(plan, _("何も書き込んでいません（問題 {number} 件）。").format(number=f"{wrong:,}"))
            raise Refused(reading.problems + plan.problems)
        if dry_run:
            say_summary(plan, _("調べただけで、何も書き込んでいません。"))
            return
        before = revising.uncounted(book, plan.changes)
        plan, written = book.take_in(plan, rows, update=update, since=since)
        revising.note(book, written, before)
        if written.numbers:
            words = _("記入番号 {first} から {last} までを書き込みました。").format(
                first=written.numbers[0], last=written.number
            )
        else:
            words = _("新しい行はありません。何も書き込んでいません。")
        say_summary(plan, words, done=words if written.numbers else "")


class Personal:
    """Rows whose texts look as if they named a person: the first places and their number; no text is kept."""

    def __init__(self) -> None:
        from ..model.privacy import is_free

        self.free = {kind.name: [field for field in kind.fields if is_free(field)] for kind in KINDS}
        self.first: list[str] = []
        self.number = 0

    def see(self, row: Row) -> None:
        """Look at a row."""
        from ..model.privacy import warnings

        for words in warnings(self.free[row.kind.name], row.cells):
            self.number += 1
            if self.number <= TOLD:
                self.first.append(f"{row.place}: {words}")

    def tell(self) -> None:
        """Warn of them, by their place alone."""
        for words in self.first:
            terminal.tell(_("wfc: {note}").format(note=words))
        if self.number > TOLD:
            terminal.tell(_("wfc: ほかに {number} か所あります。").format(number=self.number - TOLD))


def say_summary(plan: Plan, words: str, *, done: str = "") -> None:
    """The result of an import on stdout, remarks on stderr."""
    for note in plan.notes:
        terminal.tell(_("wfc: {note}").format(note=note))
    terminal.say(summary_of(plan) + words + "\n", done=done)


def tell_summary(plan: Plan, words: str) -> None:
    """The result of an import that was refused, on stderr with its problems."""
    terminal.tell(summary_of(plan) + words)


def summary_of(plan: Plan) -> str:
    """How many rows of each kind came out how."""
    from ..model.kinds import BY_NAME
    from ..render.record_list import summary

    return summary(plan.summary, BY_NAME)
