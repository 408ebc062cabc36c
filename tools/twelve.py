"""Try the twelve most common changes, each kept as a diff in tests/changes/, first without its last part.

`make twelve` clones the commit and, for each diff, applies all but the file named in `Last part:` and runs the tests
named in `Reported by:`, which must fail; then it applies that file, too, and the same tests must pass. A diff that no
longer applies shows that the place of its change moved: move the diff and its row in CONTRIBUTING.md.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHANGES = ROOT / "tests" / "changes"


class Change:
    """A diff; its head names what it changes, the file that comes last, and the tests that report its absence."""

    def __init__(self, diff: Path) -> None:
        self.diff = diff
        head = diff.read_text(encoding="utf-8").partition("\ndiff --git ")[0]
        facts = dict(line.split(": ", 1) for line in head.splitlines())
        self.what, self.last_part = facts["Change"], facts["Last part"]
        self.tests = facts["Reported by"].split()

    def apply(self, tree: Path, *choice: str) -> None:
        """Apply the files of the diff that git's options choose.

        Raises:
            CalledProcessError: if the diff does not apply.
        """
        subprocess.run(["git", "apply", *choice, str(self.diff)], cwd=tree, check=True)

    def report(self, tree: Path) -> subprocess.CompletedProcess[str]:
        """Run the named tests on a tree. Return code 1: a test failed; 0: all passed."""
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-rf", "-p", "no:cacheprovider", *self.tests]
        environment = {**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def changes() -> list[Change]:
    """Return the changes, in the order of their numbers."""
    return [Change(diff) for diff in sorted(CHANGES.glob("*.diff"))]


def try_out(change: Change, tree: Path) -> str:
    """Return what went wrong with a change, empty if both runs ended as they must."""
    subprocess.run(["git", "clone", "--quiet", "--shared", str(ROOT), str(tree)], check=True)
    change.apply(tree, f"--exclude={change.last_part}")
    without = change.report(tree)
    if without.returncode != 1:
        return f"without {change.last_part} the tests ended with {without.returncode}\n{without.stdout}{without.stderr}"
    change.apply(tree, f"--include={change.last_part}")
    whole = change.report(tree)
    if whole.returncode:
        return f"with the whole diff the tests ended with {whole.returncode}\n{whole.stdout}{whole.stderr}"
    failed = next(line for line in without.stdout.splitlines() if line.startswith("FAILED"))
    print(f"{change.diff.stem}: {change.what}\n  without {change.last_part}: {failed}", flush=True)
    return ""


def main() -> int:
    """Try each change; exit with 1 if one of them did not end as it must."""
    problems = 0
    with tempfile.TemporaryDirectory() as scratch:
        for change in changes():
            problem = try_out(change, Path(scratch) / change.diff.stem)
            if problem:
                problems += 1
                print(f"{change.diff.stem}: {change.what}\n  {problem}", flush=True)
    return min(problems, 1)


if __name__ == "__main__":
    sys.exit(main())
