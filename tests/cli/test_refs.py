"""Which record somebody means: a ref with or without its zeros, or the number alone."""

from __future__ import annotations

import pytest

from tests.conftest import Office


@pytest.mark.parametrize("said", ["C-00001", "c-1", "1", "１", "001"])
def test_a_number_alone_names_a_record_wherever_a_command_does(office: Office, said: str) -> None:
    """What the questions show as C-00001 may be typed as 1, for writing as for reading."""
    office.case()
    office.ok("contact", "add", "--case", said, "--date", "2024-12-04")
    office.ok("meeting", "add", "--kind", "support", "--area", "市外", "--date", "2024-12-05", "--case", said)
    office.ok("case", "edit", said, "--area", "市全域", "--correction")
    office.ok("case", "close", said, "--on", "2024-12-20", "--closing", "解決")
    office.ok("case", "reopen", said, "--on", "2024-12-25")
    office.ok("closing", "add", "--case", said, "--closed-on", "2024-12-28", "--closing", "解決")
    assert "F-00001" in office.ok("contact", "list", "--case", said).out
    card = office.ok("case", "show", said).out
    assert "相談 C-00001" in card
    assert "F-00001" in card
    assert "2024-12-28" in card
    assert office("case", "edit", said, "--area", "市全域", "--correction").code == 4


def test_the_office_s_own_number_goes_first(office: Office) -> None:
    """A case that is called 1 by the office is meant by 1, not C-00001."""
    office.case()
    office.case("--ref", "1", "--coordinator", "CSW9")
    assert "担当" in office.ok("case", "show", "1").out
    assert "担当" not in office.ok("case", "show", "C-1").out


def test_a_number_that_names_nothing_tells_the_nearest(office: Office) -> None:
    """The nearest refs are found from the number alone, too."""
    office.case()
    done = office("case", "close", "2", "--on", "2024-12-20", "--closing", "解決")
    assert done.code == 3
    assert "近いもの: C-00001" in done.err


def test_a_file_says_what_it_says(office: Office) -> None:
    """In a file a number is the office's own, and names no record that it does not have."""
    office.case()
    done = office("import", office.file("contacts.csv", "相談番号,日付\n1,2024-12-04\n"))
    assert done.code == 4
    assert "台帳にありません" in done.err
