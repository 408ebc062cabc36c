"""The manual pages, `man wfc`, from the program's own commands: docs/man/wfc.1, and docs/man/ja/wfc.1."""

from __future__ import annotations

from collections.abc import Iterator

from welfare_cli import errors
from welfare_cli.cli.grammar import Argument, Command, Group, Option
from welfare_cli.cli.help import example
from welfare_cli.cli.program import program
from welfare_cli.words import JAPANESE, _, speak

HEADINGS = {
    "ja": ("名前", "書式", "説明", "コマンド", "終了ステータス", "関連項目"),
    "en": ("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "EXIT STATUS", "SEE ALSO"),
}
CODES: tuple[type[errors.WfcError], ...] = (
    errors.WfcError,
    *sorted(errors.WfcError.__subclasses__(), key=lambda each: each.exit_code),
)


def manual(language: str) -> str:
    """The page in a language, in the marks of roff."""
    speak(language)
    try:
        everything = program()
        name, synopsis, description, commands, status, also = HEADINGS[language]
        lines = [
            '.\\" Written by tools/docs.py (make docs) from the code: change it there.',
            ".TH WFC 1",
            ".ad l",
            ".nh",
            f".SH {name}",
        ]
        lines += [f"wfc \\- {_roff(everything.help)}", f".SH {synopsis}", ".B wfc", _roff(_("コマンド …"))]
        lines += [f".SH {description}", _roff(everything.help), *map(_option, everything.options), f".SH {commands}"]
        for path, command in _commands("wfc", everything):
            lines += [f'.SS "{_roff(" ".join([path, *map(_argument, command.arguments)]))}"', _roff(command.help)]
            lines += [f".TP\n.I {_roff(each.metavar.upper())}\n{_roff(each.help)}" for each in command.arguments]
            lines += map(_option, command.options)
            shown = None if isinstance(command, Group) else example(path)
            lines += [".TP\n" + _("例") + f":\n{_roff(shown)}"] if shown else []
        lines += [f".SH {status}", ".TP\n.B 0\nDone." if language != JAPANESE else ".TP\n.B 0\n済みました。"]
        lines += [f".TP\n.B {each.exit_code}\n{_roff(_first_line(each))}" for each in CODES]
        lines += [f".SH {also}", _roff("wfc help, wfc COMMAND --help")]
        return "\n".join(lines) + "\n"
    finally:
        speak(JAPANESE)


def _commands(path: str, group: Group) -> Iterator[tuple[str, Command]]:
    for name, part in group.parts.items():
        if isinstance(part, Group):
            if part.run is not None:
                yield f"{path} {name}", part
            yield from _commands(f"{path} {name}", part)
        else:
            yield f"{path} {name}", part


def _option(option: Option) -> str:
    word = f".B {_roff(option.word)}" if option.flag else f'.BI {_roff(option.word)} " {_roff(option.metavar.upper())}"'
    return f".TP\n{word}\n{_roff(option.help)}"


def _argument(argument: Argument) -> str:
    value = argument.metavar.upper() + ("…" if argument.many else "")
    return value if argument.required else f"[{value}]"


def _first_line(error: type[errors.WfcError]) -> str:
    words = (error.__doc__ or "").strip().split("\n")[0]
    return "A bug in wfc." if error is errors.WfcError else words


def _roff(text: str) -> str:
    """Text that roff takes for nothing else."""
    text = " ".join(text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq").split())
    return f"\\&{text}" if text[:1] in (".", "'") else text
