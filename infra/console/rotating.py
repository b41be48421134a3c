"""One server's keys, turned in the file that it reads: what is not safe is refused first, then the file is replaced whole.

The running server sees the new file with its next look at a key, and nothing is restarted.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from functions.adapters.outward.secrets import (
    ELECTRONIC_SEAL,
    FORM,
    NOTICES,
    SHARED_DATA,
    SIGN_IN,
    SecretUnusable,
)
from functions.adapters.outward.signatures import webhook_fingerprint
from functions.domain.national.owed_messages import ToldPlatform
from functions.usecases.key_marks import fingerprint
from infra.backup.ledger import opens
from infra.console.failure import Failure, Misused, NothingThere
from infra.embedded.files import OWNER_ONLY, FolderInUse, sole_use, write_whole
from infra.embedded.safety import SECRETS_FILE
from infra.embedded.secrets import LEDGER, ROTATION_LOCK, FileSecrets
from infra.rotation import KeyStep, NoSuchStep, next_step, rotated
from schemas.codes import Department
from schemas.office.routes import secret_fits

_OURS = (FORM, NOTICES, SHARED_DATA, ELECTRONIC_SEAL, *ToldPlatform)
_ISSUERS = "sign_in 是统一身份认证给的，请把它给的新值写进 secrets.json（docs/sign-in.md）。The issuer gives this one."


@dataclass(frozen=True, slots=True)
class KeysStanding:
    """`valid`: fingerprints, that which signs or seals first; an office sees the same under `/kit/keys`."""

    name: str
    valid: tuple[str, ...]
    next: KeyStep


@dataclass(frozen=True, slots=True)
class Turn:
    """`key_to`: the new key is also written there, to be handed over. `tried`: nothing is written. `user`: who asks."""

    folder: Path
    name: str
    step: KeyStep
    user: int
    key_to: Path | None = None
    tried: bool = False


def keys_standing(folder: Path, *, user: int) -> tuple[KeysStanding, ...]:
    """Raises Failure."""
    names = _Names(_read(folder, user))
    return tuple(_standing(name, names.keys[name]) for name in names.keys if names.takes(name))


def turn(wanted: Turn, *, new_key: Callable[[str], str]) -> KeysStanding:
    """How its keys stand then. Raises Failure, OSError; nothing is changed by then."""
    _check_asked(wanted)
    _read(wanted.folder, wanted.user)
    with _alone(wanted):
        whole = _read(wanted.folder, wanted.user)
        names = _Names(whole)
        keys = names.of(wanted.name)
        _check_ledger(wanted.folder, names.of(FORM))
        try:
            turned = rotated(wanted.name, wanted.step, keys, new_key)
        except NoSuchStep as exc:
            raise Failure(str(exc)) from exc
        if not wanted.tried:
            _write(wanted, {**whole, wanted.name: {**whole[wanted.name], "keys": turned}}, turned)
    return _standing(wanted.name, turned)


class _Names:
    """What of the file is turned here: the form's keys, the platforms', the departments', and those of single offices."""

    def __init__(self, whole: Mapping[str, Any]) -> None:
        self.keys: Mapping[str, tuple[str, ...]] = {name: tuple(one["keys"]) for name, one in whole.items()}

    def takes(self, name: str) -> bool:
        return name in _OURS or any(secret_fits(department, name) for department in Department)

    def of(self, name: str) -> tuple[str, ...]:
        """Raises Misused."""
        if name == SIGN_IN:
            raise Misused(_ISSUERS)
        if name not in self.keys or not self.takes(name):
            there = "、".join(one for one in self.keys if self.takes(one))
            raise Misused(f"没有 {name} 这组密钥，可轮换的是 {there}。There are no such keys.")
        return self.keys[name]


def _check_asked(wanted: Turn) -> None:
    if wanted.key_to is None:
        return
    if wanted.step is not KeyStep.BEGIN or wanted.name == FORM:
        raise Misused("--key-to 只用于 begin，且不用于 form。It is for a key that is handed over, at begin.")
    if wanted.key_to.exists():
        raise Misused(f"{wanted.key_to} 已经存在，请换一个文件。It is there already: name another.")


def _read(folder: Path, user: int) -> dict[str, Any]:
    """The file, once it is the server's own and whole. Raises Failure."""
    path = folder / SECRETS_FILE
    if not path.is_file():
        raise NothingThere(
            f"{path} 不在：请先启动一次服务，或从备份放回。There is no key file: start the server, or put it back."
        )
    if (owner := path.stat().st_uid) != user:
        raise Failure(
            f"{path} 属于另一个用户（uid {owner}），请用运行服务的用户。It is another user's: sudo -u that one."
        )
    try:
        lost = FileSecrets(path).lost()
    except SecretUnusable as exc:
        raise Failure(f"密钥文件不能用：{exc}。The key file is unusable.") from exc
    if lost:
        raise Failure(f"{path} 缺少 {'、'.join(lost)}，请从备份放回。Keys are missing: put them back first.")
    whole: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return whole


def _check_ledger(folder: Path, form: tuple[str, ...]) -> None:
    """Keys of another server, put here by mistake, are not turned on."""
    ledger = folder / LEDGER
    try:
        fits = not ledger.exists() or opens(ledger, form)
    except sqlite3.Error as exc:
        raise Failure(f"{ledger} 不能读：{exc}。请先 lianban check。The ledger cannot be read.") from exc
    if not fits:
        raise Failure(
            f"{folder} 的台账不是用这些密钥写的，请先放回原来的密钥文件。The ledger was written with other keys."
        )


@contextmanager
def _alone(wanted: Turn) -> Iterator[None]:
    try:
        with nullcontext() if wanted.tried else sole_use(wanted.folder, lock=ROTATION_LOCK):
            yield
    except FolderInUse as exc:
        raise Failure("另有人正在轮换密钥，请稍后再试。Somebody else is rotating keys just now.") from exc


def _write(wanted: Turn, whole: Mapping[str, Any], turned: Sequence[str]) -> None:
    """The copy to be handed over first: a key that nobody could be given would have to be begun anew."""
    if wanted.key_to is not None:
        with os.fdopen(os.open(wanted.key_to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w") as file:
            file.write(f"{turned[1]}\n")
    try:
        write_whole((wanted.folder / SECRETS_FILE).resolve(), json.dumps(whole, indent=2).encode() + b"\n")
    except OSError:
        if wanted.key_to is not None:
            wanted.key_to.unlink()
        raise


def _standing(name: str, keys: Sequence[str]) -> KeysStanding:
    mark = fingerprint if name == FORM else webhook_fingerprint
    return KeysStanding(name, tuple(map(mark, dict.fromkeys(keys))), next_step(name, keys))
