"""Files that never change under their address: the address holds the hash of what is in them."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

STATIC_FOLDER = Path(__file__).parent / "static"
_MEDIA = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}


@cache
def _files() -> Mapping[str, tuple[str, str]]:
    """By name under its address: (media type, text)."""
    found = {}
    for path in sorted(STATIC_FOLDER.iterdir()):
        if path.suffix in _MEDIA:
            text = path.read_text("utf-8")
            found[f"{path.stem}.{sha256(text.encode()).hexdigest()[:16]}{path.suffix}"] = (
                _MEDIA[path.suffix],
                text,
            )
    return found


@cache
def static_address(name: str) -> str:
    """Raises KeyError for a file that there is none of."""
    stem, _, suffix = name.rpartition(".")
    for hashed in _files():
        if hashed.startswith(f"{stem}.") and hashed.endswith(f".{suffix}"):
            return f"/static/{hashed}"
    raise KeyError(name)


def file_at(hashed: str) -> tuple[str, str] | None:
    return _files().get(hashed)
