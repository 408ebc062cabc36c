"""Three kinds of prompt: a list to choose from, a line with suggestions, and a text of several lines.

Each function asks until the answer is valid, and returns it as text. Ctrl-C raises `Stopped` with the text typed so
far. The only module that imports questionary.
"""

from __future__ import annotations

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.completion import Completer, Completion
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys
from questionary.prompts.common import InquirerControl, create_inquirer_layout

from ...model.notation import folded
from ...words import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    Wrong = Callable[[str], str]
    Step = Callable[[str, int], str]
    Choices = Sequence[tuple[str, str]]

MENU = 50
"""The most suggestions under a line."""

STYLE = questionary.Style(
    [
        ("qmark", "fg:ansigreen bold"),
        ("question", "bold"),
        ("instruction", "fg:ansibrightblack"),
        ("answer", "fg:ansigreen"),
        ("pointer", "fg:ansigreen bold"),
        ("highlighted", "bold"),
        ("selected", "bold"),
        ("search_none", "fg:ansired"),
        ("validation-toolbar", "fg:ansired noreverse"),
    ]
)


class Stopped(KeyboardInterrupt):
    """Ctrl-C at a prompt, with the text typed so far."""

    def __init__(self, typed: str) -> None:
        super().__init__()
        self.typed = typed


def choose(label: str, choices: Choices, *, pointed: str = "", codes: bool = False) -> str:
    """Let the user choose one of some (code, label) with the arrow keys or by typing a part; return the code.

    `codes`: show the codes behind the labels, so that they can be typed, too.
    """
    control = _Choices(
        [
            questionary.Choice(f"{each}  {code}" if codes and code not in ("", each) else each, code)
            for code, each in choices
        ],
        pointed,
    )

    def heading() -> list[tuple[str, str]]:
        said = [("class:qmark", "?"), ("class:question", f" {label} ")]
        if control.is_answered:
            return [*said, ("class:answer", dict(choices)[str(control.get_pointed_at().value)])]
        if control.search_filter:
            none = [] if control.found else [("class:search_none", _(" （あてはまるものがありません）"))]
            return [*said, ("", control.search_filter), *none]
        return [*said, ("class:instruction", _("（↑↓か文字で選んで Enter）"))]

    layout = create_inquirer_layout(control, heading)
    return _ask(questionary.Question(Application(layout=layout, key_bindings=control.bindings(), style=STYLE)))


def line(label: str, hint: str, wrong: Wrong, *, typed: str = "", known: Choices = (), step: Step | None = None) -> str:
    """Ask for a line of text, with `known` (text, remark) as suggestions.

    `step` computes the line after the up (-1) or down (1) key.
    """
    bindings = KeyBindings()
    if known:
        bindings.add(Keys.Tab)(_next_known)
    if step:
        bindings.add(Keys.Up)(lambda event: _stepped(event, step, -1))
        bindings.add(Keys.Down)(lambda event: _stepped(event, step, 1))
    completer = _Known(known) if known else None
    menu = 8 if known else 0
    return _valid(label, hint, wrong, typed, bindings, completer=completer, reserve_space_for_menu=menu)


def _next_known(event: Any) -> None:
    """Select the first suggestion, then the next one."""
    buffer = event.current_buffer
    if buffer.complete_state:
        buffer.complete_next()
    else:
        buffer.start_completion(select_first=True)


def _stepped(event: Any, step: Step, by: int) -> None:
    buffer = event.current_buffer
    buffer.text = step(buffer.text, by)
    buffer.cursor_position = len(buffer.text)


def text(label: str, hint: str, wrong: Wrong, *, typed: str = "") -> str:
    """Ask for a text of several lines, which Enter on an empty line ends; no history keeps it."""
    bindings = KeyBindings()

    def enter(event: Any) -> None:
        buffer = event.current_buffer
        if buffer.document.is_cursor_at_the_end and not buffer.document.current_line.strip():
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    bindings.add(Keys.ControlM, eager=True)(enter)
    return _valid(label, hint + "\n", wrong, typed, bindings, multiline=True, reserve_space_for_menu=0)


def _valid(label: str, hint: str, wrong: Wrong, typed: str, bindings: KeyBindings, **options: Any) -> str:
    """Ask for text until nothing is wrong with it; print what is."""
    while True:
        question = questionary.text(
            label, default=typed, instruction=hint, qmark="?", style=STYLE, key_bindings=bindings, **options
        )
        typed = _ask(question).strip()
        problems = wrong(typed).splitlines()
        if not problems:
            return typed
        for each in problems:
            questionary.print("  " + each, style="fg:ansired")


def _ask(question: questionary.Question) -> str:
    try:
        return str(question.unsafe_ask())
    except (KeyboardInterrupt, EOFError) as stop:
        raise Stopped(question.application.current_buffer.text) from stop


class _Choices(InquirerControl):
    """Choices, filtered by the text typed, whatever its width or case."""

    def __init__(self, choices: list[questionary.Choice], pointed: str) -> None:
        values = [each.value for each in choices]
        self.everything = choices
        super().__init__(
            choices,
            pointer="»",
            use_indicator=False,
            show_description=False,
            initial_choice=pointed if pointed in values else values[0],
        )

    @property
    def found(self) -> list[questionary.Choice]:
        """The choices that contain the typed text."""
        typed = folded(self.search_filter or "")
        return [each for each in self.everything if typed in folded(str(each.title))]

    @property
    def filtered_choices(self) -> list[questionary.Choice]:
        """The choices to show: the matching ones, or all if none matches."""
        return self.found or self.everything

    def get_search_string_tokens(self) -> None:
        """Show nothing below the list: the question shows the typed text."""

    def bindings(self) -> KeyBindings:
        """Return the key bindings; Enter does nothing if no choice matches."""
        bindings = KeyBindings()

        def typed(event: Any) -> None:
            for letter in event.data.strip("\r\n"):
                if letter.isprintable():
                    self.add_search_character(letter)

        def erased(_event: Any) -> None:
            self.remove_search_character()
            self.pointed_at = 0

        def entered(event: Any) -> None:
            if self.found:
                self.is_answered = True
                event.app.exit(result=self.get_pointed_at().value)

        def stopped(event: Any) -> None:
            event.app.exit(exception=KeyboardInterrupt, style="class:aborting")

        for does, *keys in (
            (lambda _event: self.select_next(), Keys.Down, Keys.ControlN, Keys.Tab),
            (lambda _event: self.select_previous(), Keys.Up, Keys.ControlP, Keys.BackTab),
            (erased, Keys.Backspace),
            (entered, Keys.ControlM),
            (stopped, Keys.ControlC, Keys.ControlD, Keys.SIGINT),
            (typed, Keys.BracketedPaste, Keys.Any),
        ):
            for key in keys:
                bindings.add(key)(does)
        return bindings


class _Known(Completer):
    """Suggestions that contain the typed text, themselves or in their remark; matching record numbers first."""

    def __init__(self, known: Choices) -> None:
        self.known = known

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """Yield the first matches."""
        typed = document.text_before_cursor.strip().casefold()
        found = [each for each in self.known if typed in each[0].casefold() or typed in each[1].casefold()]
        found.sort(key=lambda each: not each[0].partition("-")[2].lstrip("0").startswith(typed))
        for words, remark in found[:MENU]:
            yield Completion(words, start_position=-len(document.text_before_cursor), display_meta=remark)
