"""The longest golden sessions, played in English: they take too long to be played twice with the tests."""

from __future__ import annotations

import pathlib

import pytest

from tests.sessions.conftest import programs  # noqa: F401
from tests.sessions.test_in_english import LONG, japanese_in, of_the_office  # noqa: F401
from tests.sessions.test_sessions import HERE


@pytest.mark.parametrize("name", LONG)
def test_a_long_session_in_english(
    name: str,
    is_long: bool,
    tmp_path: pathlib.Path,
    programs: pathlib.Path,  # noqa: F811
    of_the_office: set[str],  # noqa: F811
) -> None:
    """An office that works in English for a year, or hands in a document, reads no Japanese but its own words."""
    if not is_long:
        pytest.skip("a long run (make trust)")
    assert japanese_in(HERE / f"{name}.console", tmp_path / "home", programs, of_the_office) == []
