"""SHA-256 for commands that hash a handful of texts.

`hashlib` loads OpenSSL, which takes a command 3 of its 50 milliseconds; the interpreter brings a SHA-256 of its own,
which `random` takes in the same way. Both give the same digests.
"""

from __future__ import annotations

try:
    from _sha2 import sha256 as _sha256  # type: ignore[import-not-found]
except ImportError:
    try:
        from _sha256 import sha256 as _sha256  # type: ignore[import-not-found]
    except ImportError:
        from hashlib import sha256 as _sha256


def sha256(said: bytes) -> str:
    """The SHA-256 of some bytes, as 64 hexadecimal digits."""
    found: str = _sha256(said).hexdigest()
    return found
