"""The diffs of the most common changes still apply; `make twelve` tries them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tools.twelve import CHANGES, Change


@pytest.mark.parametrize("diff", sorted(CHANGES.glob("*.diff")), ids=lambda diff: diff.stem)
def test_a_change_still_applies(diff: Path) -> None:
    """A diff that no longer applies shows that the place of its change moved: move its row in CONTRIBUTING.md, too."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    change = Change(diff)
    checked = subprocess.run(
        ["git", "apply", "--check", str(diff)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert all((ROOT / each.partition("::")[0]).exists() for each in change.tests)


def test_the_changes_are_there() -> None:
    """Or the test above would try none."""
    assert len([*CHANGES.glob("*.diff")]) >= 11
