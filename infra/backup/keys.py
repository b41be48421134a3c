"""The server's keys in a backup: sealed under a passphrase (scrypt, AES-256-GCM), bound to the backup's manifest."""

import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from functions.adapters.outward.secrets import FORM, SecretUnusable, parse_keys
from functions.usecases.key_marks import fingerprint
from infra.backup.layout import BackupRefusal
from infra.embedded.files import write_whole
from schemas.json_text import json_of

_SECRETS, _ISSUER = "secrets.json", "issuer.pem"
# What OWASP asks of scrypt; 128 MB of memory for a try.
COST, _BLOCK, _PARALLEL = 1 << 17, 8, 1
LEAST = 12
WRONG = (
    "口令不对，或清单被改动过：请核对口令，或换一份备份。"
    "The passphrase is wrong, or the manifest was changed: check it, or take another backup."
)

Keys = Mapping[str, str]
"""The text of each key file by its name."""


def read_backup_keys(folder: Path) -> Keys:
    """Raises Refusal."""
    try:
        found = {
            name: (folder / name).read_text("ascii")
            for name in (_SECRETS, _ISSUER)
            if (folder / name).exists()
        }
    except (OSError, ValueError) as exc:
        raise BackupRefusal(
            f"{folder} 的密钥文件读不到，请用服务的用户运行。The keys cannot be read: {exc}."
        ) from exc
    if _SECRETS not in found:
        raise BackupRefusal(f"{folder / _SECRETS} 不见了，请先放回。The key file is gone: put it back first.")
    return found


def of_forms(keys: Keys) -> tuple[str, ...]:
    """Those that seal. Raises Refusal."""
    try:
        return parse_keys(FORM, json.dumps(json_of(keys[_SECRETS])[FORM]))
    except (ValueError, KeyError, TypeError, SecretUnusable):
        raise BackupRefusal(f"{_SECRETS} 读不懂。The key file cannot be read.") from None


def marks_of(keys: Keys) -> tuple[str, ...]:
    return tuple(map(fingerprint, dict.fromkeys(of_forms(keys))))


def seal(keys: Keys, passphrase: str, *, manifest: bytes) -> bytes:
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, json.dumps(dict(keys)).encode(), manifest)
    told = {"kdf": "scrypt", "n": COST, "r": _BLOCK, "p": _PARALLEL, "cipher": "AES-256-GCM"}
    return json.dumps({**told, "salt": _text(salt), "nonce": _text(nonce), "sealed": _text(sealed)}).encode()


def unseal(sealed: bytes, passphrase: str, *, manifest: bytes) -> Keys:
    """Raises Refusal. The cost is ours, whatever the file says: a file from elsewhere must not eat the memory."""
    try:
        told: dict[str, Any] = json_of(sealed)
        salt, nonce, box = (base64.b64decode(told[name]) for name in ("salt", "nonce", "sealed"))
        plain = AESGCM(_key(passphrase, salt)).decrypt(nonce, box, manifest)
    except InvalidTag:
        raise BackupRefusal(WRONG) from None
    except (ValueError, KeyError, TypeError) as exc:
        raise BackupRefusal(
            "备份里的密钥读不懂，请换一份备份。The sealed keys cannot be read: take another."
        ) from exc
    found: Keys = json.loads(plain)
    return found


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=_BLOCK, p=_PARALLEL).derive(passphrase.encode())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def put_apart(folder: Path, name: str, keys: Keys) -> None:
    """As they are: whoever reads that place reads everything."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(folder / f"{name}.json", json.dumps(dict(keys), indent=1).encode() + b"\n")


def take_apart(folder: Path, name: str) -> None:
    (folder / f"{name}.json").unlink(missing_ok=True)


def of_file(path: Path) -> Keys:
    """What `put_apart` wrote, or a secrets.json as the server has it. Raises Refusal."""
    try:
        text = path.read_text("ascii")
        told = json_of(text)
        return told if _SECRETS in told else {_SECRETS: text}
    except (OSError, ValueError, TypeError) as exc:
        raise BackupRefusal(
            f"{path} 不是密钥文件，请用 --keys 指明。It is no key file: name it with --keys."
        ) from exc
