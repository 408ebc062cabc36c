"""Write the instructions of a form."""

from __future__ import annotations

from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..model.kind import Kind

    Line = tuple[str, ...]


def guide(kinds: Sequence[Kind], organisation: str, day: str, entry: str, name: str) -> Iterator[Line]:
    """Yield the lines of the page: the style of the first cell, and the cells."""
    yield "title", _("記録の入力用紙")
    yield "plain", _("{organisation}　{day} 作成").format(organisation=organisation, day=day)
    yield from _steps(f'"{name}"' if " " in name else name)
    yield from _sheets(kinds)
    yield from _ways()
    yield from _confidential(kinds)
    yield from _part(_("一覧が変わったら"))
    yield "plain", _("圏域や課題などの一覧が変わったら、wfc form で新しい用紙を作ってください。")
    words = _("この用紙（記入番号 {entry} の台帳から作成）も取り込めますが、なくなった言葉の行は断られます。")
    yield "plain", words.format(entry=entry)


def _part(words: str) -> Iterator[Line]:
    yield "plain", ""
    yield "part", _("■ {part}").format(part=words)


def _steps(file: str) -> Iterator[Line]:
    yield from _part(_("使い方"))
    yield "plain", _("1. 下の表のシートに、一件を一行で書きます。使わないシートは空のままでかまいません。")
    yield "plain", _("2. 見出し（1行目）の言葉は変えないでください。列の順を変えるのはかまいません。")
    yield "plain", _("3. 書き終えたら保存して閉じ、次のように打って調べます。まだ何も書き込まれません。")
    yield "plain", f"        wfc import {file} --dry-run"
    yield "plain", _("4. 誤りがあれば、シート・行・列の名前で、全部お知らせします。直したら取り込みます。")
    yield "plain", f"        wfc import {file}"
    yield "plain", _("    一行でも誤りがあれば、一行も入りません。同じ用紙をもう一度取り込んでも、増えません。")


def _sheets(kinds: Sequence[Kind]) -> Iterator[Line]:
    yield from _part(_("シート"))
    yield "heading", _("シート"), _("書くもの"), _("必ず書く項目")
    for kind in kinds:
        required = _("、").join(field.label for field in kind.fields if field.required)
        yield "boxed", kind.label, _(kind.about), required


def _ways() -> Iterator[Line]:
    yield from _part(_("見出しの見分け方"))
    yield "required", _("太字・濃い地"), _("必ず書きます。")
    yield "confidential", _("斜体・薄い地"), _("人に見せない本文です。")
    yield "optional", _("ふつうの字"), _("空でもかまいません。")
    yield from _part(_("書き方"))
    yield (
        "boxed",
        _("日付"),
        _("2024/12/31 のように、年から書きます。"),
        _("年を省くと、今年の日付になってしまいます。"),
    )
    yield "boxed", _("選ぶ項目"), _("セルの右に出る ▼ から選びます。"), _("打ち込むときは、一覧のとおりに書きます。")
    words = _("列が足りなければ、最後の列に ; で区切って並べます。")
    yield "boxed", _("課題1、課題2 など"), _("一つずつ、左の列から選びます。"), words
    yield "boxed", _("関係機関など"), _("名前を自由に書きます。"), _("いくつもあるときは ; で区切ります。")
    words = _("あとで直す行や、ほかの行から指す行には、自分で付けます。")
    yield "boxed", _("整理番号"), _("空なら、取り込むときに付きます。"), words


def _confidential(kinds: Sequence[Kind]) -> Iterator[Line]:
    texts = [
        _("{kind}の「{label}」").format(kind=kind.label, label=each.label) for kind in kinds for each in kind.texts
    ]
    if texts:
        yield from _part(_("人に見せない本文"))
        words = _("{texts}は、人に見せない本文です。それでも、名前は書かないでください。")
        yield "plain", words.format(texts=_("、").join(texts))
        yield "plain", _("このファイルは暗号化されません。紙の記録と同じように守り、要らなくなったら消してください。")
