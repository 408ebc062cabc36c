"""The tests see nothing of the machine of whoever runs them."""

from __future__ import annotations

import os
import pathlib
import time

from tests.conftest import KEPT, SURROUNDINGS


def test_the_environment_is_that_of_the_tests() -> None:
    """No editor, pager, language, window or setting of the developer's is left; user and zone are the tests' own."""
    own = {*SURROUNDINGS, "HOME"}
    assert [name for name in os.environ if name not in own and not name.startswith(KEPT)] == []
    assert {name: os.environ[name] for name in SURROUNDINGS} == SURROUNDINGS
    assert not (pathlib.Path.home() / ".config").exists()
    assert time.localtime(0).tm_hour == 9
