"""One machine's keys in one file, readable by its owner only, made at the first start and never again.

`{"public_security": {"keys": ["whsec_…"]}, …, "notices": {"keys": ["whsec_…"]}, "form": {"keys": ["…"]}}`: they are rotated
by `lianban rotate` (infra/rotation.py), and nothing is restarted.
"""

import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from functions.adapters.outward.secrets import (
    ELECTRONIC_SEAL,
    FORM,
    NOTICES,
    SHARED_DATA,
    SecretUnusable,
    parse_keys,
)
from functions.domain.errors import SealKeysMissing
from functions.domain.national.owed_messages import ToldPlatform
from infra.embedded.files import FolderInUse, sole_use, write_whole
from infra.rotation import drawn_key
from schemas.codes import Department

LEDGER = "lianban.db"
# Held by whoever writes the key file from what was in it.
ROTATION_LOCK = "secrets.json.lock"
# Lies in the folder while a backup is put into it (infra/backup/restore.py).
UNFINISHED = "restore.unfinished"
# For so long a server takes the keys as it read them: each thing that is opened asks for them, hundreds for one list.
FRESH_SECONDS = 0.25
OTHERS_BITS = 0o077
_ALWAYS = frozenset({FORM, *Department})
_GONE = (
    "{file}：密钥文件不见了，而台账已用其中的密钥加密。请放回原来的文件（备份），系统不会另造密钥。"
    "The key file is gone; put the old one back."
)
_OPEN = "{file}：密钥文件能被他人读取，请改为只有本人可读（chmod 600）。Others can read the key file."
_ROTATING = "{file}：正在轮换密钥，请稍后再试。Keys are being rotated just now: try again."
HALF = (
    "这个文件夹的恢复没有做完：请再运行一次同样的 lianban restore。"
    "A restore into this folder was not finished: run the same lianban restore again."
)


class FileSecrets:
    """The file is read again when it changed, and looked at for that once in `fresh` seconds at the most. While it is gone
    or unusable, what was read of it before still opens and verifies; `check`, which always looks, tells. Keys are made only
    where no ledger lies beside the file yet.
    """

    def __init__(
        self, path: Path, *, fresh: float = 0.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._path = path
        self._fresh, self._clock = fresh, clock
        self._looked_at = -fresh
        self._ledger = path.with_name(LEDGER)
        self._lock = threading.Lock()
        self._read_as: tuple[int, ...] = ()
        self._known: dict[str, tuple[str, ...]] = {}

    def keys(self, name: str) -> tuple[str, ...]:
        known = self._known
        # Without the lock: whoever holds it waits for the disk, and for the interpreter after that, and all others for them.
        if name in known and self._clock() - self._looked_at < self._fresh:
            return known[name]
        with self._lock:
            self._looked_at = self._clock()
            try:
                self._read()
            except SecretUnusable:
                if name not in self._known:
                    raise
            if name not in self._known:
                self._add(name)
            return self._known[name]

    def check(self) -> None:
        """Raises SealKeysMissing while the file is gone or unusable."""
        with self._lock:
            try:
                self._read()
            except SecretUnusable as error:
                raise SealKeysMissing from error

    def lost(self) -> tuple[str, ...]:
        """Names that every key file has, and this one has not. Raises SecretUnusable."""
        with self._lock:
            self._read()
            return tuple(sorted(_ALWAYS - self._known.keys()))

    def _read(self) -> None:
        """Raises SecretUnusable, which names the file and what to do, never what is in it."""
        if self._path.with_name(UNFINISHED).exists():
            raise SecretUnusable(HALF)
        if not self._path.exists():
            if self._known or self._ledger.exists():
                raise SecretUnusable(_GONE.format(file=self._path.name))
            write_whole(self._path, _written(_new_keys()))
        state = self._path.stat()
        if state.st_mode & OTHERS_BITS:
            raise SecretUnusable(_OPEN.format(file=self._path.name))
        if (now := _written_as(state)) != self._read_as:
            self._known = _parse(self._path)
            self._read_as = now

    def _add(self, name: str) -> None:
        """A file from before we knew this name gets its key. Raises SecretUnusable for a name that we never knew, and for
        those that every file has had: forms may be sealed with one, and the offices sign with the others.
        """
        made = _new_keys().get(name)
        if made is None or (name in _ALWAYS and self._ledger.exists()):
            raise SecretUnusable(name)
        try:
            with sole_use(self._path.parent, lock=ROTATION_LOCK):
                # What a rotation has put there by now stays.
                write_whole(self._path, _written({name: made, **json.loads(self._path.read_text("utf-8"))}))
        except FolderInUse:
            raise SecretUnusable(_ROTATING.format(file=self._path.name)) from None
        self._known = _parse(self._path)
        self._read_as = _written_as(self._path.stat())


def _written_as(state: os.stat_result) -> tuple[int, ...]:
    """Of two files within one tick of the disk's clock, too."""
    return state.st_mtime_ns, state.st_ino, state.st_size


def _parse(path: Path) -> dict[str, tuple[str, ...]]:
    try:
        document = json.loads(path.read_text("utf-8"))
        return {name: parse_keys(name, json.dumps(secret)) for name, secret in document.items()}
    except (ValueError, AttributeError, OSError):
        # Not chained: the parser's message quotes what it read.
        raise SecretUnusable(path.name) from None


def _new_keys() -> dict[str, dict[str, list[str]]]:
    names = (*Department, NOTICES, SHARED_DATA, ELECTRONIC_SEAL, *ToldPlatform, FORM)
    return {str(name): {"keys": [drawn_key(name)]} for name in names}


def _written(keys: Mapping[str, object]) -> bytes:
    return json.dumps(keys, indent=2).encode() + b"\n"
