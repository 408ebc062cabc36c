"""What can be said to wfc, as plain values: groups, commands, and the words and options that each takes.

Help, typer's parser and the completion of a shell are all made of these. `read` takes words that are beyond
doubt; whatever it does not know it leaves to typer, which knows how to say what is wrong (`cli/app.py`).
"""

from __future__ import annotations

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
        else:
            self.doubt = True

    def _take_option(self, word: str) -> None:
        name, equals, value = word.partition("=")
        option = self.meant.option(name)
        if option is None or (option.flag and equals):
            self.doubt = True
        elif option.flag:
            self.values[option.name] = True
        elif equals:
            self._keep(option, value)
        else:
            self.waiting = option

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
