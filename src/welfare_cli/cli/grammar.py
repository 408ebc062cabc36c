"""The grammar of the command line, as plain values: groups, commands, and the arguments and options that each takes.

Help, typer's parser and shell completion are all made from them. `ParseResult` reads words that are beyond doubt and
refuses those that are neither a command nor an option; typer reads the rest (`cli/app.py`).
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
    """A word that a command takes by its place.

    `file`: it names a file; `writes`: one that the command writes, - being standard output; `offers`: the words that
    complete it, or what finds them in a ledger by what was said before and what is typed of it.
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
    """An option `--word VALUE`, one that may be given several times (`many`), or one that stands alone (`flag`).

    `confidential`: its value is a text that no list or report shows; with `-` it is read from standard input.
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
    """What one command takes, and what runs it; every value is handed over by its name."""

    def __init__(
        self, name: str, help: str, run: Callable[..., None] | None, takes: Sequence[Argument | Option] = ()
    ) -> None:
        self.name = name
        self.help = help
        self.run = run
        self.arguments = tuple(each for each in takes if isinstance(each, Argument))
        self.options = tuple(each for each in takes if isinstance(each, Option))

    def option(self, word: str) -> Option | None:
        """The option of a word."""
        return next((each for each in self.options if each.word == word), None)


class Group(Command):
    """Commands under one word, made when one of them is meant; without `run` it says nothing by itself.

    `find` knows some of them by name, without making the others.
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
        """Its command or group of a name."""
        return self._find(name) or self.parts.get(name)


class ParseResult:
    """How far some words could be read: the command meant, its values, and the option that waits for its own.

    `doubt`: a word that is not known stands among them; `help`: the command's help is asked for.
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

    @property
    def lacks_command(self) -> bool:
        """Whether a group is meant that does nothing without one of its commands."""
        return isinstance(self.meant, Group) and self.meant.run is None

    def _keep(self, option: Option, value: str) -> None:
        if option.many:
            self.values.setdefault(option.name, []).append(value)
        else:
            self.values[option.name] = value

    def argument(self) -> Argument | None:
        """The argument whose turn it is."""
        arguments = self.meant.arguments
        if len(self.given) < len(arguments):
            return arguments[len(self.given)]
        return arguments[-1] if arguments and arguments[-1].many else None

    def exposed(self) -> list[str]:
        """The options whose confidential text stands in the command line itself, where others can read it."""
        return [
            each.word
            for each in self.meant.options
            if each.confidential and self.values.get(each.name, "-") not in ("-", "")
        ]

    def call(self) -> Callable[[], None] | None:
        """What the words ask for, to be run; None where they are in doubt or not enough."""
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
    """A word that is no command of a group, with the nearest ones."""
    import difflib

    parts = group.parts if isinstance(group, Group) else {}
    near = [f"{path} {each}" for each in difflib.get_close_matches(word, parts, n=3, cutoff=0.5)]
    remedy = _("もしかして: {words}") if near else _("使えるもの: {words}")
    return UnknownWord(
        _("「{word}」というコマンドはありません。").format(word=word), remedy.format(words=_("、").join(near or parts))
    )


def unknown_option(word: str, path: str, command: Command) -> UnknownWord:
    """A word that is no option of a command, with the nearest ones; or one that takes no value and has one."""
    import difflib

    word = word.partition("=")[0]
    if command.option(word):
        return UnknownWord(_("{option} に値は付けられません。").format(option=word), see_help(path))
    near = sorted(difflib.get_close_matches(word, ["--help", *(each.word for each in command.options)]))
    remedy = _("もしかして: {words}").format(words=_("、").join(near)) if near else see_help(path)
    known = "".join(itertools.takewhile(str.isascii, word))
    return UnknownWord(_("{option} というオプションはありません。").format(option=known), remedy)


def see_help(path: str) -> str:
    """The remedy for words that cannot be read: the help of the command."""
    return _("{path} --help で使い方が見られます。").format(path=path)
