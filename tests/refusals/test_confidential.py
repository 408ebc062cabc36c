"""What is confidential stands in no message, whatever is wrong with the command or the file that holds it."""

from __future__ import annotations

import pytest

from tests.refusals.conftest import Refusing
from welfare_cli import errors

CASE = "case add --kind individual --received-on 2024-05-01 --area 市外"
TEXT = "隣家の佐藤花子さんの借金"


@pytest.mark.parametrize(
    "command",
    [
        "case add --kind individual --area 市外 --received-on 2024-13-01 --summary {text}",
        "case add --summary {text}",
        "case add --kind individual --area 市外 --received-on 2024-05-01 --summary {text}\a",
        "case edit C-9 --summary {text}",
        "case edit C-1 --clear area --summary {text}",
        "case edit C-1 --sumary {text}",
        "case edit C-1 --summary 相談 {text}",
        "case edit C-1 {text}",
        "case edit C-1 --json --route {none} --summary {text}",
        "contact add --case C-9 --date 2024-06-01 --note {text}",
        "contact add --case C-1 --date 2024-04-30 --note {text}",
        "quick C-1 2024-06-01 備考:{text} --yes",
        "quick C-1 2024-06-01 備考:{text}",
        "quick 概要:{text} 市外 --yes",
        "case void C-1 --why {text}",
        "case void C-9 --why {text}",
    ],
)
def test_a_command_keeps_a_confidential_text_to_itself(refused: Refusing, command: str) -> None:
    """Whatever is wrong with a command, a summary, note or reason in it is repeated nowhere."""
    refused.set_up(f"{CASE}\ncontact add --case C-1 --date 2024-06-01")
    head = refused.office.head()
    done = refused.office(*(word.format(text=TEXT, none="無") for word in command.split(" ")))
    assert done.code in (errors.Refused.exit_code, errors.NotFound.exit_code, errors.UnknownWord.exit_code)
    assert TEXT not in done.out + done.err
    assert refused.office.head() == head


def test_a_confidential_text_from_stdin_is_kept_too(refused: Refusing) -> None:
    """A summary that comes from standard input is not repeated either."""
    assert TEXT not in refused(f"{CASE} --route 無 --summary -", stdin=TEXT).err


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("cases.csv", "kind,received_on,area,summary\nindividual,24/5/1,市外,{text}\n"),
        ("cases.csv", "kind,received_on,area,概要\nindividual,2024-05-01,市外,{text}\a\n"),
        ("cases.csv", "kind,received_on,area,summary\nindividual,2024-05-01,市外,,{text}\n"),
        ("cases.csv", "ref,kind,received_on,area,summary\nC-00001,individual,2024-05-02,市外,{text}\n"),
        ("cases.csv", "ref,kind,received_on,area,summary\nC-00001,individual,2024-05-01,市外,{text}\n"),
        ("cases.csv", 'kind,received_on,area,summary\nindividual,2024-05-01,市外,"{text}\n'),
        ("contacts.csv", "case,date,note\nC-9,2024-06-01,{text}\n"),
        ("contacts.csv", "case,date,note\nC-00001,2024-04-30,{text}\n"),
    ],
)
def test_a_file_keeps_a_confidential_text_to_itself(refused: Refusing, name: str, row: str) -> None:
    """Whatever is wrong with a row, its summary or note is repeated nowhere; of a changed one only that it changed."""
    refused.set_up(f"{CASE} --summary 前からの概要")
    refusal = refused.files({name: row.format(text=TEXT)})
    assert TEXT not in refusal.err
    assert "前からの概要" not in refusal.err


def test_a_changed_summary_is_told_as_changed(refused: Refusing) -> None:
    """Who imports a row with another summary is told so, though not what it says."""
    refused.set_up(f"{CASE} --summary 前からの概要")
    row = {"cases.csv": f"ref,kind,received_on,area,summary\nC-1,individual,2024-05-01,市外,{TEXT}\n"}
    assert "概要（本文の変更）" in refused.files(row).err


def test_a_file_without_headings_keeps_a_confidential_text_to_itself(refused: Refusing) -> None:
    """A list whose line of headings was lost is refused without repeating what its first row says."""
    refusal = refused.files({"cases.csv": f"C-1,individual,2024-05-01,市外,{TEXT}\n"})
    assert TEXT not in refusal.err
    assert "見出し" in refusal.err
