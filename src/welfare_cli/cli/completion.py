"""Shell completion.

The scripts in `shells/` call `wfc __complete WORD…` with the words before the cursor; the last one is the one to
complete. wfc prints a line for each candidate, `word TAB remark`; the line `:files` stands for the shell's own file
names. It offers nothing confidential, and after an error nothing at all.
"""

from __future__ import annotations

import os

from ..errors import WfcError
from ..words import _
from . import opening, terminal
from .grammar import Argument, Command, Group, Option, ParseResult

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHELLS = ("bash", "zsh", "fish")
SELDOM = ("query",)
"""Commands to complete only if no other one matches: users type `wfc quick` many times a day."""
FILES = ":files"
MOST = 100
"""The most candidates."""


def commands() -> list[Command]:
    """Return the command, with its argument."""
    return [
        Command(
            "completion",
            _("Tab キーで言葉を補うための設定を表示します（bash、zsh、fish）。"),
            completion,
            [
                Argument(
                    "shell", _("シェル"), _("シェルの名前: {words}").format(words=_("、").join(SHELLS)), offers=SHELLS
                )
            ],
        )
    ]


def completion(*, shell: str) -> None:
    """Print the completion script of a shell."""
    if shell not in SHELLS:
        from ..model.notation import unknown_choice

        raise unknown_choice(_("シェル"), shell, SHELLS)
    with open(os.path.join(os.path.dirname(__file__), "shells", f"wfc.{shell}"), encoding="utf-8") as script:
        terminal.say(script.read())


def answer(words: Sequence[str], program: Group) -> None:
    """Print the candidates for the last word, each with its remark."""
    *before, typed = words or ("",)
    try:
        found = [*_candidates(ParseResult(program, before), typed)][:MOST]
    except WfcError:
        return
    terminal.say("".join(f"{word}\t{remark}".rstrip() + "\n" for word, remark in found))


def _candidates(reading: ParseResult, typed: str) -> Iterator[tuple[str, str]]:
    """Yield the candidates for the next word, each with its remark."""
    if reading.waiting is not None:
        yield from _values(reading, reading.waiting, typed)
    elif typed.startswith("-") and not reading.only_arguments:
        name, equals, value = typed.partition("=")
        option = reading.meant.option(name)
        if option is not None and equals:
            yield from ((f"{name}={word}", remark) for word, remark in _values(reading, option, value))
            return
        for each in reading.meant.options:
            if each.word.startswith(typed) and (each.many or each.name not in reading.values):
                yield each.word, each.help
        if "--help".startswith(typed):
            yield "--help", _("この説明を表示します")
    elif isinstance(reading.meant, Group):
        found = [part for part in reading.meant.parts.values() if part.name.startswith(typed)]
        often = [part for part in found if part.name not in SELDOM]
        yield from ((part.name, part.help) for part in (typed and often) or found)
    elif argument := reading.argument():
        yield from _values(reading, argument, typed)


def _values(reading: ParseResult, taken: Argument | Option, typed: str) -> Iterator[tuple[str, str]]:
    """Yield the candidates for the value of an argument or option."""
    if taken.file:
        yield FILES, ""
    elif callable(taken.offers):
        with opening.opened(reading.values.get("ledger")) as book:
            yield from filter(None, (each.completing(typed) for each in taken.offers(book, reading.values, typed)))
    else:
        yield from ((word, "") for word in taken.offers or () if word.startswith(typed))
