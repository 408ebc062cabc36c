"""How long the harnesses run: briefly with the tests, at length with `--long` (`make trust`)."""

from __future__ import annotations

import pathlib

import pytest

from tests.conftest import made, office, surroundings  # noqa: F401 an office, and nothing of the developer's machine

from .deeds import DEEDS, Deed, Judge, Offices


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long` makes the long runs."""
    parser.addoption("--long", action="store_true", help="make the long runs of trust/")


@pytest.fixture(scope="session")
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether the long runs are made."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Offices:
    """The offices that the commands are run in."""
    return Offices(tmp_path_factory.mktemp("offices"))


@pytest.fixture(params=DEEDS, ids=[deed.name for deed in DEEDS])
def deed(request: pytest.FixtureRequest, is_long: bool) -> Deed:
    """Each command that writes, in turn; with the tests, every second one, which depends on the name of the test."""
    found: Deed = request.param
    tried = [deed for deed in DEEDS if not deed.like]
    if not is_long and (found.like or (tried.index(found) + sum(map(ord, request.function.__name__))) % 2):
        pytest.skip("a long run (make trust): with the tests, every second command")
    return found


@pytest.fixture(scope="session")
def judges() -> dict[str, Judge]:
    """Those who were asked for so far, by command: what each knows is learnt once."""
    return {}


@pytest.fixture
def judge(deed: Deed, offices: Offices, judges: dict[str, Judge], tmp_path: pathlib.Path) -> Judge:
    """Who knows what the command may leave behind."""
    if deed.name not in judges:
        judges[deed.name] = Judge.of(deed, offices.of(deed), tmp_path)
    return judges[deed.name]
