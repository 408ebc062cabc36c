"""The commands that concern the ledger as a whole: init, import, migrate, demo."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager

from ..errors import Problem, Problems, Refused, Unusable
from ..model import limits
from ..model.calendar import FiscalYear
from ..model.kinds import BY_NAME, KINDS, kind_named
from ..model.privacy import is_free, warnings
from ..model.profile import read_begin
from ..words import _
from . import editor, opening, options, revising, settings, terminal
from .grammar import Argument, Command, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..exchange.rows import FilesRead
    from ..ledger import Ledger, Plan
    from ..model.profile import Profile
    from ..model.reading import Row

TOLD = 10
"""The most rows with possible personal data that are listed; of the others wfc prints the number."""
WATCHED = 500
"""The fewest rows for which an import shows its progress."""
DEMO_NOW = "2026-01-05T09:00:00"
"""The fixed clock of the demo, after the last day of the sample."""


def commands() -> list[Command]:
    """Return the commands, with their arguments and options."""
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
    """Create a ledger with the lists of an office; ask at a terminal when its records begin."""
    from ..exchange.toml import default_profile, read_profile
    from ..ledger import Ledger

    path = settings.ledger_path(ledger)
    chosen = read_profile(profile) if profile else default_profile()
    if begins is not None:
        chosen = chosen.beginning(read_begin(begins))
    elif not chosen.settings["records_begin"] and terminal.asks(no_input) and not os.path.lexists(path):
        chosen = chosen.beginning(_asked_begin(chosen))
    Ledger.create(path, chosen, lambda: opening.stamp(by, chosen.settings["time_zone"]))
    words = _("{path} に台帳を作りました（{organisation}）。")
    terminal.done(words.format(path=path, organisation=chosen.settings["organisation"]))


def _asked_begin(profile: Profile) -> str:
    """Ask for the first day of the records, "" if it is left open."""
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
    """Migrate an older ledger, after backing it up."""
    from ..ledger.migrate import migrate as bring_up

    made = bring_up(settings.ledger_path(ledger), dry_run=dry_run)
    words = _("版 {since} から版 {until} にしました。元の台帳の控えは {backup} です。")
    if made.since == made.until:
        words = _("この台帳は今の形（版 {until}）です。することはありません。")
    elif dry_run:
        words = _("版 {since} から版 {until} にします。先に控えを {backup} に作ります。まだ何も変えていません。")
    words = words.format(since=made.since, until=made.until, backup=made.backup)
    if dry_run or made.since == made.until:
        terminal.say(words + "\n")
        return
    from .profile_commands import tell_of_retired

    terminal.done(words)
    with opening.opened(ledger) as book:
        tell_of_retired(book.profile)


def rebuild(*, ledger: str | None) -> None:
    """Rebuild the tables that are derived from the entries."""
    with opening.opened(ledger) as book:
        number = book.audit.rebuild()
    terminal.done(_("記入番号 {number} までの記入から、集計用の表を作り直しました。").format(number=number))


def demo() -> None:
    """Import the sample into a temporary ledger, and print its report."""
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
            book.importer.write(book.importer.plan(rows, update=False), rows, update=False)
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
    """Read the files, validate every row, and write all or none; print a summary."""
    from ..exchange.files import read

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
        terminal.warn(*reading.notes)
        rows = reading
        plan = planned(book, rows, update=update, since=since)
        if terminal.asks(no_input) and not reading.problems and plan.wrong and plan.wrong == len(plan.undecided):
            from .prompt.since_when import asked

            since = asked(book, plan.undecided)
            plan = book.importer.plan(rows, update=update, since=since)
        wrong = len(reading.problems) + plan.wrong
        if wrong:
            words = _("何も書き込んでいません（問題 {number} 件）。").format(number=f"{wrong:,}")
            terminal.tell(summary_of(plan) + words)
            raise Refused(reading.problems + plan.problems)
        if dry_run:
            say_summary(plan, _("調べただけで、何も書き込んでいません。"))
            return
        before = revising.uncounted(book, plan.changes)
        plan, written = book.importer.write(plan, rows, update=update, since=since)
        revising.note(book, written, before)
        if written.numbers:
            words = _("記入番号 {first} から {last} までを書き込みました。").format(
                first=written.numbers[0], last=written.number
            )
        else:
            words = _("新しい行はありません。何も書き込んでいません。")
        say_summary(plan, words, done=words if written.numbers else "")


def planned(book: Ledger, rows: FilesRead, *, update: bool, since: str) -> Plan:
    """Validate the rows, with a progress bar; warn of possible personal data by its place alone."""
    free = {kind.name: [field for field in kind.fields if is_free(field)] for kind in KINDS}
    personal = Problems(TOLD)
    with _progress(rows) as step:

        def seen(row: Row) -> None:
            for words in warnings(free[row.kind.name], row.cells):
                personal.add(Problem("", words, where=row.place))
            step()

        plan = book.importer.plan(rows, update=update, since=since, seen=seen)
    terminal.warn(*map(str, personal.first))
    if len(personal) > TOLD:
        terminal.tell(_("wfc: ほかに {number} か所あります。").format(number=len(personal) - TOLD))
    return plan


@contextmanager
def _progress(rows: FilesRead) -> Iterator[Callable[[], None]]:
    """Show a progress bar on stderr while a person watches; yield what advances it by a row."""
    if not terminal.watched(sys.stderr) or len(rows) < WATCHED:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_("取り込み"), total=len(rows))
        yield lambda: bar.advance(task)


def say_summary(plan: Plan, words: str, *, done: str = "") -> None:
    """Print the summary of an import, and its notes to stderr."""
    terminal.warn(*plan.notes)
    terminal.say(summary_of(plan) + words + "\n", done=done)


def summary_of(plan: Plan) -> str:
    """Return how many rows of each kind were added, changed and so on."""
    from ..render.record_list import summary

    return summary(plan.summary, BY_NAME)
