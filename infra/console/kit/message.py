"""A stored message: its headers, and its body to the byte. As JSON, or as it stood on the wire."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from functions import bootstrap
from functions.adapters.outward.secrets import SecretUnusable
from functions.adapters.outward.signatures import sign
from functions.ports.deps import Clock
from infra.console.failure import Misused
from infra.embedded.own_clock import BadClock, OwnClock
from infra.sandbox.keys import read_keys
from schemas.json_text import json_of


@dataclass(frozen=True, slots=True)
class KitMessage:
    headers: Mapping[str, str]
    body: bytes

    def written(self) -> str:
        """As `listen --keep` stores it and `verify` reads it."""
        told = {"headers": dict(self.headers), "body": self.body.decode("utf-8", "replace")}
        return json.dumps(told, ensure_ascii=False, indent=1)


def signed(body: str, *, key: str, webhook_id: str, at: datetime) -> KitMessage:
    """Raises Misused for a key that is none."""
    try:
        signature = sign((key,), webhook_id, at, body.encode())
    except SecretUnusable as exc:
        raise Misused("密钥应为 whsec_ 加 base64。A key is whsec_ and base64.") from exc
    headers = {
        "content-type": "application/json",
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }
    return KitMessage(headers, body.encode())


def read_message(path: Path) -> KitMessage:
    """JSON with `headers` and `body`; or header lines, an empty line, and the body. Raises Misused."""
    try:
        raw = path.read_bytes()
    except OSError as exc:
        raise Misused(f"读不到 {path}：{exc.strerror}。Cannot read it.") from exc
    return _of_json(raw) or _of_wire(raw)


def _of_json(raw: bytes) -> KitMessage | None:
    try:
        told = json_of(raw)
    except ValueError:
        return None
    if not (
        isinstance(told, dict) and isinstance(told.get("headers"), dict) and isinstance(told.get("body"), str)
    ):
        return None
    return KitMessage(
        {str(name).lower(): str(value) for name, value in told["headers"].items()}, told["body"].encode()
    )


def _of_wire(raw: bytes) -> KitMessage:
    end = min((place for mark in (b"\r\n\r\n", b"\n\n") if (place := raw.find(mark)) >= 0), default=-1)
    if end < 0:
        raise Misused(
            "文件应为 JSON（headers、body），或者标头各行、空行、正文。Neither JSON nor headers, an empty line, a body."
        )
    gap = 4 if raw[end : end + 4] == b"\r\n\r\n" else 2
    lines = raw[:end].decode("utf-8", "replace").splitlines()
    pairs = (line.partition(":") for line in lines)
    return KitMessage(
        {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}, raw[end + gap :]
    )


def keys_of(
    folder: Path, department: str | None, key_file: Path | None, given: str | None
) -> tuple[str, ...]:
    """Never typed on a command line, where others see it: a file, LIANBAN_WEBHOOK_KEY, or this machine's own folder."""
    if key_file:
        try:
            lines = key_file.read_text("utf-8").split()
        except (OSError, ValueError) as exc:
            raise Misused(f"读不到密钥文件 {key_file}。The key file cannot be read.") from exc
        return _some(tuple(lines), str(key_file))
    if given:
        return _some(tuple(given.split()), "LIANBAN_WEBHOOK_KEY")
    try:
        keys = read_keys(folder)
    except (OSError, ValueError, KeyError, SecretUnusable) as exc:
        raise Misused(
            f"没有密钥：请给 --key-file、环境变量 LIANBAN_WEBHOOK_KEY，或用 --folder 指出本机的数据文件夹。No key: {exc}"
        ) from exc
    return tuple(key for name, key in keys.items() if department in (None, name.value))


def clock_of(folder: Path, key_file: Path | None, given: str | None) -> Clock:
    """Who signs with the keys of this machine's sandbox signs by its clock. Raises Misused."""
    if key_file or given:
        return bootstrap.now
    try:
        return OwnClock(folder, bootstrap.now)
    except BadClock as exc:
        raise Misused(f"{exc} 读不懂，请从备份放回。The sandbox's clock cannot be read.") from exc


def _some(keys: tuple[str, ...], where: str) -> tuple[str, ...]:
    if not keys:
        raise Misused(f"{where} 里没有密钥。There is no key in it.")
    return keys
