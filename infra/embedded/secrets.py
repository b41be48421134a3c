"""One machine's keys in one file, readable by its owner only, made at the first start.

`{"public_security": {"keys": ["whsec_…"]}, …, "form": {"keys": ["…"]}}`: to rotate, put the new key first and restart
nothing; take the old one out when the department has changed over. The form's old keys stay as long as their forms.
"""

import base64
import json
import secrets
import threading
from pathlib import Path

from functions.adapters.secrets import FORM, SecretUnusable, parse_keys
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
                write_whole(self._path, _new_keys())
            changed_at = self._path.stat().st_mtime_ns
            if changed_at != self._read_at:
                self._known = _parse(self._path)
                self._read_at = changed_at
            if name not in self._known:
                raise SecretUnusable(name)
            return self._known[name]


def _parse(path: Path) -> dict[str, tuple[str, ...]]:
    try:
        document = json.loads(path.read_text("utf-8"))
        return {name: parse_keys(name, json.dumps(secret)) for name, secret in document.items()}
    except (ValueError, AttributeError):
        # Not chained: the parser's message quotes what it read.
        raise SecretUnusable(path.name) from None


def _new_keys() -> bytes:
    signing = {department.value: {"keys": [_webhook_key()]} for department in Department}
    sealing = {FORM: {"keys": [base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()]}}
    return json.dumps(signing | sealing, indent=2).encode() + b"\n"


def _webhook_key() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
