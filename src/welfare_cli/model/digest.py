"""SHA-256 for commands that hash a few texts.

`hashlib` loads OpenSSL, which takes 3 of a command's 50 milliseconds. The interpreter has its own SHA-256, which
`random` imports in the same way. Both return the same digests.
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
    """Return the SHA-256 of some bytes, as 64 hexadecimal digits."""
    found: str = _sha256(said).hexdigest()
    return found
