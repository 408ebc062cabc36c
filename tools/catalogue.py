"""Write the catalogue of all that wfc says, and bring its translations to it; with `--check` only compare.

A message is its own key: the Japanese sentence as it stands in the code inside `_("…")` or `N_("…")`. The
catalogue, `src/welfare_cli/locale/wfc.pot`, is in order of its sentences and names files without lines, so that it
changes when words do. A translation (`en/LC_MESSAGES/wfc.po`) keeps what it has said, loses what is no longer
said, and has new sentences empty; the form that the program reads (`wfc.mo`) is made of it. Here too the code is
read for who says what: `sayings` gives `tools/docs.py` the words of each refusal.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
"""A day for the files that want one: they change with their words alone."""

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
LOCALE = SOURCE / "welfare_cli" / "locale"
CATALOGUE = LOCALE / "wfc.pot"
HEADER = """\
# {title}
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
TITLE = """\
What wfc says, in the language of the source: Japanese.
# Written by tools/catalogue.py; a translation stands beside it as <language>/LC_MESSAGES/wfc.po."""
OF_TRANSLATIONS = """\
What wfc says, translated: fill in each msgstr. {…} stands for a value and may be left out, never added.
# `make docs` brings the sentences to those of the code and makes wfc.mo of this file. The words that were
# agreed on stand in CONTRIBUTING.md."""


def said() -> Catalog:
    """Every sentence of the code."""
    words = Catalog(charset="utf-8", project="wfc", version="", creation_date=LONG_AGO)
    found = extract_from_dir(SOURCE, method_map=[("**.py", "python")], keywords={"_": None, "N_": None})
    for file, line, message, _comments, _context in found:
        words.add(message, locations=[(Path(file).as_posix(), line)])
    return words


def translations(language: str) -> dict[str, str]:
    """What a language has said so far, by sentence; "" where it has not said it yet."""
    with (LOCALE / language / "LC_MESSAGES" / "wfc.po").open("rb") as stream:
        return {str(each.id): str(each.string or "") for each in read_po(stream) if each.id}


def languages() -> list[str]:
    """The languages that there are translations into."""
    return sorted(path.name for path in LOCALE.iterdir() if path.is_dir())


def files() -> dict[Path, bytes]:
    """Every file of the catalogue as it should be: the sentences, and each language in both its forms."""
    words = said()
    found = {CATALOGUE: _po(words, TITLE)}
    for language in languages():
        known, folder = translations(language), LOCALE / language / "LC_MESSAGES"
        translated = said()
        for message in translated:
            message.string = known.get(str(message.id), "")
        compiled = io.BytesIO()
        write_mo(compiled, translated)
        found[folder / "wfc.po"] = _po(translated, OF_TRANSLATIONS)
        found[folder / "wfc.mo"] = compiled.getvalue()
    return found


def _po(words: Catalog, title: str) -> bytes:
    stream = io.BytesIO()
    write_po(stream, words, width=0, omit_header=True, sort_output=True, include_lineno=False)
    return HEADER.replace("{title}", title).encode() + stream.getvalue()


def is_fresh() -> bool:
    """Whether the catalogue and its translations have the sentences of the code."""
    return all(path.is_file() and path.read_bytes() == wanted for path, wanted in files().items())


def write() -> None:
    """Write the catalogue and its translations."""
    for path, wanted in files().items():
        path.write_bytes(wanted)


# Who says what


class Saying:
    """One place in the code that says no: the rule or error it goes by, its words and its way out."""

    def __init__(self, name: str, words: list[list[str]]) -> None:
        self.name = name
        self.problem = " ／ ".join(words[0]) if words else ""
        self.remedy = " ／ ".join(words[1]) if len(words) > 1 else ""


def sayings(rules: Collection[str], errors: Collection[str]) -> list[Saying]:
    """Every place in the code that says no, under its rule, or under its error where it has none."""
    modules = [_Module(ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(SOURCE.rglob("*.py"))]
    for module in modules:
        module.others = [each for each in modules if each is not module]
    return [saying for module in modules for saying in module.sayings(rules, errors)]


class _Module:
    """Reads the calls of one module that say no.

    A call carries a rule's name, or makes an error. Its words are its arguments; where it has too few of its
    own, they are those of the function that it hands the rule to, or of the calls that hand words to its function.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        self.calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        self.owner = {id(node): function for function in self.functions for node in ast.walk(function)}
        self.others: list[_Module] = []

    def sayings(self, rules: Collection[str], errors: Collection[str]) -> list[Saying]:
        """Every call that says no, in the order of the code."""
        found = []
        for call in self.calls:
            carried = [*call.args, *(each.value for each in call.keywords if each.arg == "rule")]
            names = [each for argument in carried for each in _constants(argument) if each in rules]
            for name in names or {_name(call)} & set(errors):
                found += [Saying(name, words) for words in self.words(call)]
        return found

    def words(self, call: ast.Call) -> list[list[list[str]]]:
        """The problem and the way out that a call says; several where others hand it their words."""
        own = self.arguments(call)
        if len(own) > 1:
            return [own]
        for function in self.functions:
            if function.name == _name(call):
                return [own + self.first_words(function)]
        function = self.owner[id(call)]
        modules = [self] if function.name.startswith("_") else [self, *self.others]
        calls = [(module, each) for module in modules for each in module.calls if _name(each) == function.name]
        handed = [module.arguments(each) for module, each in calls]
        return [own] if own else [words for words in handed if len(words) > 1] or handed[:1]

    def first_words(self, function: ast.FunctionDef) -> list[list[str]]:
        """What the first call inside a function that says anything says."""
        inside = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        speaking = [each for each in inside if _name(each) in ("Problem", "Refused", "_refused")]
        return next(filter(None, map(self.arguments, speaking)), [])

    def arguments(self, call: ast.Call) -> list[list[str]]:
        """The sentences of each argument that has any."""
        return [words for argument in call.args if (words := self.said(argument, self.owner.get(id(call))))]

    def said(self, node: ast.expr | None, function: ast.FunctionDef | None) -> list[str]:
        """The sentences of the catalogue that an expression may come to."""
        if isinstance(node, ast.IfExp):
            return self.said(node.body, function) + self.said(node.orelse, function)
        if isinstance(node, ast.Call) and _name(node) == "_":
            return [each for argument in node.args for each in _constants(argument)]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            return self.said(node.func.value, function)
        values: list[ast.expr | None] = []
        if isinstance(node, ast.Call):
            for each in self.functions:
                if each.name == _name(node):
                    values += [part.value for part in ast.walk(each) if isinstance(part, ast.Return)]
        elif isinstance(node, ast.Name) and function is not None:
            for part in ast.walk(function):
                if isinstance(part, ast.Assign) and getattr(part.targets[0], "id", "") == node.id:
                    values.append(part.value)
            function = None  # one step back is enough
        return [words for value in values for words in self.said(value, function)]


def _constants(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return _constants(node.body) + _constants(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", "") or getattr(call.func, "attr", ""))


def main(words: list[str]) -> int:
    """Write the catalogue, or with `--check` say whether it is stale (1)."""
    if words not in ([], ["--check"]):
        print("usage: python tools/catalogue.py [--check]", file=sys.stderr)
        return 2
    if not words:
        write()
    elif not is_fresh():
        print(f"stale: {LOCALE.relative_to(ROOT)} (write it anew with `make docs`)", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
