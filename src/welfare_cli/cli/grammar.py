"""The grammar of the command line as plain values: groups, commands, and their arguments and options.

Help, typer's parser and shell completion are built from it. `ParseResult` parses an unambiguous command line and
refuses unknown commands and options; typer parses the rest (`cli/app.py`).
"""

from __future__ import annotations

import itertools

from ..errors import UnknownWord
from ..values import derived, value
from ..words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from dataclasses import KW_ONLY
    from typing import Any

    from ..ledger import Ledger
    from .prompt.suggestions import Suggestion

    Said = Mapping[str, Any]
    Offered = Sequence[str] | Callable[[Ledger, Said, str], Sequence[Suggestion]] | None


@value
class Argument:
    """A positional argument.

    `file`: a path; `writes`: of a file that the command writes (`-`: stdout); `offers`: its completions, or a function
    that finds them in a ledger from the values so far and the typed prefix.
    """

    name: str
    metavar: str
    help: str
    _: KW_ONLY
    required: bool = True
    many: bool = False
    writes: bool = False
    file: bool = derived(factory=lambda self: self.writes)
    offers: Offered = None


@value
class Option:
    """An option `--word VALUE`, repeatable if `many`, without a value if `flag`.

    `confidential`: a text that no list or report shows; `-` reads it from stdin.
    """

    name: str
    word: str
    help: str
    _: KW_ONLY
    metavar: str = derived(factory=lambda _self: _("値"))
    many: bool = False
    flag: bool = False
    default: Any = derived(factory=lambda self: False if self.flag else None)
    writes: bool = False
    file: bool = derived(factory=lambda self: self.writes)
    confidential: bool = False
    offers: Offered = None


class Command:
    """A command: its arguments and options, and the function that runs it with their values by name."""

    def __init__(
        self, name: str, help: str, run: Callable[..., None] | None, takes: Sequence[Argument | Option] = ()
    ) -> None:
        self.name = name
        self.help = help
        self.run = run
        self.arguments = tuple(each for each in takes if isinstance(each, Argument))
        self.options = tuple(each for each in takes if isinstance(each, Option))

    def option(self, word: str) -> Option | None:
        """Return the option with a name such as `--json`, None if there is none."""
        return next((each for each in self.options if each.word == word), None)


class Group(Command):
    """A group of commands, made when one of them is needed; without `run` the group alone is no command.

    `find` makes some of them by name, without the others.
    """

    def __init__(
        self,
        name: str,
        help: str,
        make: Callable[[], Sequence[Command]],
        run: Callable[..., None] | None = None,
        options: Sequence[Option] = (),
        find: Callable[[str], Command | None] = lambda _name: None,
    ) -> None:
        super().__init__(name, help, run, options)
        self._make = make
        self._find = find
        self._parts: dict[str, Command] | None = None

    @property
    def parts(self) -> Mapping[str, Command]:
        """Its commands and groups by name."""
        if self._parts is None:
            self._parts = {each.name: each for each in self._make()}
        return self._parts

    def part(self, name: str) -> Command | None:
        """Return the command or group with a name, None if there is none."""
        return self._find(name) or self.parts.get(name)


class ParseResult:
    """The result of parsing some words: the command, its values, and the option that still needs one (`waiting`).

    `doubt`: a word is unknown or out of place; `help`: `--help` was given.
    """

    def __init__(self, program: Group, words: Sequence[str]) -> None:
        self.meant: Command = program
        self.path = program.name
        self.values: dict[str, Any] = {}
        self.given: list[str] = []
        self.waiting: Option | None = None
        self.only_arguments = False
        self.doubt = False
        self.unknown: tuple[str, str, Command] | None = None
        self.help = False
        for word in words:
            self._take(word)

    def _take(self, word: str) -> None:
        if self.waiting is not None:
            self._keep(self.waiting, word)
            self.waiting = None
        elif self.only_arguments or not word.startswith("-") or word == "-":
            self._take_word(word)
        elif word == "--help":
            self.help = True
        elif word == "--" and not isinstance(self.meant, Group):
            self.only_arguments = True
        else:
            self._take_option(word)

    def _take_word(self, word: str) -> None:
        if not isinstance(self.meant, Group):
            self.given.append(word)
            return
        part = None if self.values else self.meant.part(word)
        if part:
            self.meant = part
            self.path += f" {word}"
        elif self.values:
            self.doubt = True
        else:
            self._doubt(word)

    def _take_option(self, word: str) -> None:
        name, equals, value = word.partition("=")
        option = self.meant.option(name)
        if option is None or (option.flag and equals):
            self._doubt(word)
        elif option.flag:
            self.values[option.name] = True
        elif equals:
            self._keep(option, value)
        else:
            self.waiting = option

    def _doubt(self, word: str) -> None:
        self.doubt = True
        self.unknown = self.unknown or (word, self.path, self.meant)

    def refuse_unknown(self) -> None:
        """Refuse (2) the first word that is neither a command nor an option here."""
        if self.unknown is not None:
            word, path, meant = self.unknown
            raise unknown_option(word, path, meant) if word.startswith("-") else unknown_command(word, path, meant)

    def _keep(self, option: Option, value: str) -> None:
        if option.many:
            self.values.setdefault(option.name, []).append(value)
        else:
            self.values[option.name] = value

    def argument(self) -> Argument | None:
        """Return the next argument, None if there are enough."""
        arguments = self.meant.arguments
        if len(self.given) < len(arguments):
            return arguments[len(self.given)]
        return arguments[-1] if arguments and arguments[-1].many else None

    def exposed(self) -> list[str]:
        """Return the options whose confidential text is in the command line itself, where others can read it."""
        return [
            each.word
            for each in self.meant.options
            if each.confidential and self.values.get(each.name, "-") not in ("-", "")
        ]

    def call(self) -> Callable[[], None] | None:
        """Return the call of the command; None if the words are ambiguous or incomplete."""
        values, given = {each.name: each.default for each in self.meant.options} | self.values, self.given
        for argument in self.meant.arguments:
            taken, given = (given, []) if argument.many else (given[:1], given[1:])
            if argument.required and not taken:
                return None
            values[argument.name] = taken if argument.many else taken[0] if taken else None
        run = self.meant.run
        if self.doubt or self.help or self.waiting is not None or given or run is None:
            return None
        return lambda: run(**values)


def unknown_command(word: str, path: str, group: Command) -> UnknownWord:
    """Return the error of an unknown command, with similar ones."""
    import difflib

    parts = group.parts if isinstance(group, Group) else {}
    near = [f"{path} {each}" for each in difflib.get_close_matches(word, parts, n=3, cutoff=0.5)]
    remedy = _("もしかして: {words}") if near else _("使えるもの: {words}")
    return UnknownWord(
        _("「{word}」というコマンドはありません。").format(word=word), remedy.format(words=_("、").join(near or parts))
    )


def unknown_option(word: str, path: str, command: Command) -> UnknownWord:
    """Return the error of an unknown option, with similar ones, or of a flag with a value."""
    import difflib

    word = word.partition("=")[0]
    if command.option(word):
        return UnknownWord(_("{option} に値は付けられません。").format(option=word), see_help(path))
    near = sorted(difflib.get_close_matches(word, ["--help", *(each.word for each in command.options)]))
    remedy = _("もしかして: {words}").format(words=_("、").join(near)) if near else see_help(path)
    known = "".join(itertools.takewhile(str.isascii, word))
    return UnknownWord(_("{option} というオプションはありません。").format(option=known), remedy)


def not_given(name: str, path: str) -> UnknownWord:
    """Return the error of a command without a required argument or option."""
    return UnknownWord(_("{name} を指定してください。").format(name=name), see_help(path))


def see_help(path: str) -> str:
    """Return the remedy that names the help of a command."""
    return _("{path} --help で使い方が見られます。").format(path=path)
