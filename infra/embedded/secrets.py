"""One machine's keys in one file, readable by its owner only, made at the first start.

`{"public_security": {"keys": ["whsec_…"]}, …, "notices": {"keys": ["whsec_…"]}, "form": {"keys": ["…"]}}`: to rotate,
put the new key first and restart nothing; take the old one out when the other side has changed over. The form's old keys
stay as long as their forms.
"""

import base64
import json
import secrets
import threading
from collections.abc import Mapping
from pathlib import Path

from functions.adapters.outward.secrets import FORM, NOTICES, SHARED_DATA, SecretUnusable, parse_keys
from infra.embedded.files import write_whole
from schemas.codes import Department

KEY_BYTES = 32


class FileSecrets:
    """The file is read again when it changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._read_at = -1
        self._known: dict[str, tuple[str, ...]] = {}

    def keys(self, name: str) -> tuple[str, ...]:
        with self._lock:
            if not self._path.exists():
                write_whole(self._path, _written(_new_keys()))
            changed_at = self._path.stat().st_mtime_ns
            if changed_at != self._read_at:
                self._known = _parse(self._path)
                self._read_at = changed_at
            if name not in self._known:
                self._add(name)
            return self._known[name]

    def _add(self, name: str) -> None:
        """A file from before we knew this name gets its key. Raises SecretUnusable for a name that we never knew."""
        made = _new_keys().get(name)
        if made is None:
            raise SecretUnusable(name)
        write_whole(self._path, _written({**json.loads(self._path.read_text("utf-8")), name: made}))
        self._known = _parse(self._path)
        self._read_at = self._path.stat().st_mtime_ns


def _parse(path: Path) -> dict[str, tuple[str, ...]]:
    try:
        document = json.loads(path.read_text("utf-8"))
        return {name: parse_keys(name, json.dumps(secret)) for name, secret in document.items()}
    except (ValueError, AttributeError):
        # Not chained: the parser's message quotes what it read.
        raise SecretUnusable(path.name) from None


def _new_keys() -> dict[str, dict[str, list[str]]]:
    signing = {name: {"keys": [_webhook_key()]} for name in (*Department, NOTICES, SHARED_DATA)}
    return signing | {FORM: {"keys": [base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()]}}


def _written(keys: Mapping[str, object]) -> bytes:
    return json.dumps(keys, indent=2).encode() + b"\n"


def _webhook_key() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
