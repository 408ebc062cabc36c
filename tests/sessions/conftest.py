"""What the sessions share: their programs, which start at once."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest

from tests.sessions.served import served


@pytest.fixture(scope="session")
def programs() -> Iterator[pathlib.Path]:
    """A folder with `wfc` and its stand-ins (`served.py`)."""
    with served() as folder:
        yield folder
