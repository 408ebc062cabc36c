"""The command help: it shows a chapter of the handbook, or the help page of a command."""

from __future__ import annotations

import os
import re

from ..model.notation import folded, unknown_choice
from ..words import JAPANESE, _, language
from . import terminal
from .grammar import Argument, Command, Group

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .grammar import Said
    from .prompt.suggestions import Suggestion

CHAPTER = re.compile(r"^## (.*)$", re.MULTILINE)
FENCE = "```"
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
ROW = re.compile(r"\| (.*) \| (.*) \|")
RULED = re.compile(r"[|\- ]+")


def commands(program: Callable[[], Group]) -> list[Command]:
    """Return the command, with its arguments; `program` returns the commands that it describes."""
    return [
        Command(
            "help",
            _("手引きの章か、コマンドの説明を表示します。"),
            lambda *, words: show(program(), words),
            [
                Argument(
                    "words",
                    _("章かコマンド"),
                    _("手引きの章の名前か、case add のようなコマンド（省略すると、章の一覧）"),
                    required=False,
                    many=True,
                    offers=chapters_offered,
                )
            ],
        )
    ]


def show(program: Group, words: Sequence[str]) -> None:
    """Print a chapter, the help page of a command, or the names of the chapters."""
    from .help import page

    found = chapters()
    if not words:
        names = "\n".join(f"  wfc help {_quoted(name)}" for name in found)
        terminal.say(
            _("事務所の手引き:") + f"\n{names}\n\n" + _("コマンドの説明は、wfc help case add のように打ちます。") + "\n"
        )
        return
    asked = folded("".join(words))
    name = next((each for each in found if folded(each) == asked), "") or next(
        (each for each in found if len(asked) > 1 and asked in folded(each)), ""
    )
    if name:
        terminal.say(f"■ {name}\n\n" + "\n".join(plain(found[name])) + "\n", long=True)
        return
    meant: Command = program
    for word in words:
        parts = meant.parts if isinstance(meant, Group) else {}
        if word not in parts:
            raise unknown_choice(_("章かコマンド"), word, [*found, *parts] if meant is program else parts)
        meant = parts[word]
    terminal.say(page(" ".join(["wfc", *words]), meant), long=True)


def chapters() -> dict[str, str]:
    """Return the chapters of the handbook in the user's language, by name."""
    name = "handbook.ja.md" if language() == JAPANESE else "handbook.md"
    with open(os.path.join(os.path.dirname(os.path.dirname(__file__)), name), encoding="utf-8") as stream:
        _title, *parts = CHAPTER.split(stream.read())
    return dict(zip(parts[::2], parts[1::2], strict=True))


def chapters_offered(_book: object, _said: Said, _typed: str) -> list[Suggestion]:
    """Suggest every chapter."""
    from .prompt.suggestions import Suggestion

    return [Suggestion((name,), "") for name in chapters()]


def plain(text: str) -> Iterator[str]:
    """Yield the lines of a chapter for a terminal: commands indented, tables as lists."""
    is_command, is_head = False, True
    for line in text.strip().splitlines():
        if line.strip().startswith(FENCE):
            is_command = not is_command
            continue
        row = ROW.fullmatch(line)
        if RULED.fullmatch(line) and line:
            is_head = False
        elif row and is_head:
            continue
        elif row:
            yield f"・{_unmarked(row.group(1))}"
            yield f"    {_unmarked(row.group(2))}"
        else:
            yield f"    {line.strip()}" if is_command else _unmarked(line)


def _unmarked(line: str) -> str:
    return LINK.sub(r"\1", line).replace("**", "").replace("`", "")


def _quoted(name: str) -> str:
    """Return a name quoted for a shell."""
    return f'"{name}"' if " " in name or "," in name else name
