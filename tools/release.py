"""Make what is handed out, in dist/: wheel and sdist, built twice and the same to the byte, and what came with them.

SHA256SUMS has the hash of each file; sbom.cdx.json is the bill of materials (CycloneDX) of the libraries that
requirements.txt locks by hash; none of those may have a known vulnerability (pip-audit).
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
BIN = pathlib.Path(sys.executable).parent


def main() -> None:
    """Build, compare, list, audit; anything that is not as it should be ends it."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = (built(pathlib.Path(folder) / name) for name in ("first", "second"))
        if first != second:
            sys.exit(f"two builds of the same commit differ: {first} {second}")
        shutil.rmtree(DIST, ignore_errors=True)
        shutil.copytree(pathlib.Path(folder) / "first", DIST)
    bill = DIST / "sbom.cdx.json"
    tool("cyclonedx-py", "requirements", "requirements.txt", "--output-reproducible", "--output-file", str(bill))
    sums = "".join(f"{digest(each)}  {each.name}\n" for each in sorted(DIST.iterdir()))
    (DIST / "SHA256SUMS").write_text(sums, encoding="utf-8")
    print(sums, end="", flush=True)
    audit = ("--requirement", "requirements.txt", "--require-hashes", "--disable-pip", "--progress-spinner", "off")
    tool("pip-audit", "--strict", *audit)


def built(folder: pathlib.Path) -> dict[str, str]:
    """Build a clean copy of what is committed into a folder; the hash of each file."""
    with tempfile.TemporaryDirectory() as copy:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), copy], check=True)
        said = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=copy, check=True, capture_output=True, text=True
        )
        subprocess.run(
            [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), copy],
            check=True,
            env={**os.environ, "SOURCE_DATE_EPOCH": said.stdout.strip()},
            stdout=subprocess.DEVNULL,
        )
    return {each.name: digest(each) for each in sorted(folder.iterdir())}


def digest(path: pathlib.Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def tool(name: str, *words: str) -> None:
    """Run a tool that lies beside this Python."""
    subprocess.run([str(BIN / name), *words], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
