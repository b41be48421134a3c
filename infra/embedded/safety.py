"""What one server does not start with: reachable by anybody, keys that others read, a folder it cannot write, a full disk,
a sandbox's clock where people's cases are.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from functions.domain.office.endpoints import is_own_machine
from infra.embedded.beyond import of_the_world, others_reach, sends_elsewhere
from infra.embedded.own_clock import CLOCK_FILE
from infra.embedded.secrets import LEDGER, OTHERS_BITS
from infra.embedded.settings import Settings

_MEGABYTE = 1024 * 1024
SECRETS_FILE, ISSUER_KEY, TRAINING_FILE = "secrets.json", "issuer.pem", "training"


class SafetyPart(StrEnum):
    REACH = "reach"
    ISSUER = "issuer"
    FOLDER = "folder"
    CLOCK = "clock"
    TRAINING = "training"
    DISK = "disk"
    KEYS = "keys"
    LEDGER = "ledger"
    OFFICES = "offices"
    HOLIDAYS = "holidays"
    OUTSIDE = "outside"
    SERVER = "server"


class SafetyLevel(StrEnum):
    """A NOTE is for somebody to know; with what is WRONG the server is not safe, or does not start."""

    FINE = "fine"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class SafetyFinding:
    """`text` says how it is, `do` what to do about it; both in two languages."""

    part: SafetyPart
    level: SafetyLevel
    text: str
    do: str = ""

    @property
    def line(self) -> str:
        return f"{self.text}{self.do}"


def wrong(part: SafetyPart, text: str, do: str) -> SafetyFinding:
    return SafetyFinding(part, SafetyLevel.WRONG, text, do)


def unsafe(settings: Settings) -> tuple[SafetyFinding, ...]:
    """Everything at once; nothing of it when it is safe."""
    return (
        *reach(settings),
        *folder(settings),
        *own_clock(settings),
        *training(settings),
        *disk(settings),
        *open_keys(settings),
    )


def reach(settings: Settings) -> Iterator[SafetyFinding]:
    """Without an issuer of its own choice whoever reaches the server signs in as any demo identity. Where there are made-up
    persons only, anybody may."""
    if settings.training:
        return
    if settings.is_own_issuer:
        if others := others_reach(settings):
            yield wrong(
                SafetyPart.REACH,
                f"{others}：别的机器能连到本服务，没有统一身份认证，谁都能以演示身份登录。Anybody signs in. ",
                "请在 [sign_in] 写明 issuer（或 jwks），或者只在 127.0.0.1 监听、去掉 public 和 trusted_proxies。",
            )
    elif settings.jwks and not _is_safe_address(settings.jwks):
        yield wrong(
            SafetyPart.ISSUER,
            "jwks 不是 https：途中的人能换掉密钥，冒充任何人。Its keys can be replaced on the way. ",
            "请改用 https 地址。Name an https address.",
        )


def _is_safe_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or is_own_machine(parts.hostname or "")


def folder(settings: Settings) -> Iterator[SafetyFinding]:
    place = _nearest(settings.folder)
    if fault := _unwritable(place):
        yield wrong(
            SafetyPart.FOLDER,
            f"数据目录 {settings.folder} 不能写：{fault}。The folder cannot be written. ",
            f"请让运行服务的用户拥有它：chown -R USER {place}。",
        )
    elif strangers := _strangers(settings.folder):
        yield wrong(
            SafetyPart.FOLDER,
            f"数据目录里有别的用户的文件（{'、'.join(strangers)}），服务不能写。They belong to another user. ",
            f"请改回：chown -R --reference={settings.folder} {settings.folder}。",
        )


def _nearest(path: Path) -> Path:
    """Itself, or the nearest folder above it that is there."""
    return next((one for one in (path, *path.absolute().parents) if one.exists()), Path("/"))


def _unwritable(place: Path) -> str:
    """Why; "" when a file can be written. It is tried: a right to write says nothing of a disk mounted to be read only."""
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=".try-") as file:
            file.write(b"\0")
    except OSError as exc:
        # Of a full disk the next finding tells.
        return "" if os.access(place, os.W_OK) and place.is_dir() and _is_full(place) else exc.strerror or ""
    return ""


def _is_full(place: Path) -> bool:
    return shutil.disk_usage(place).free < _MEGABYTE


def _strangers(place: Path) -> list[str]:
    """Started once by another user, a ledger is that user's."""
    if not place.is_dir():
        return []
    owner = place.stat().st_uid
    names = (
        LEDGER,
        f"{LEDGER}-wal",
        f"{LEDGER}-shm",
        f"{LEDGER}.lock",
        "lock",
        SECRETS_FILE,
        ISSUER_KEY,
        "materials",
    )
    found = (place / name for name in names)
    return [one.name for one in found if one.exists() and one.stat().st_uid != owner]


def own_clock(settings: Settings) -> Iterator[SafetyFinding]:
    """A folder whose clock was moved is a sandbox for good: its ledger has times that have not come."""
    if not (settings.folder / CLOCK_FILE).exists():
        return
    if known := "，".join(of_the_world(settings)):
        yield wrong(
            SafetyPart.CLOCK,
            f"{settings.folder} 的时钟拨过（{CLOCK_FILE}），只能作本机沙箱，而 {known}。Its clock was moved. ",
            "请换一个数据目录。Take another folder.",
        )


def training(settings: Settings) -> Iterator[SafetyFinding]:
    """A folder is one or the other for good: real cases are not practised on, and made-up ones never count."""
    is_marked, has_ledger = (settings.folder / TRAINING_FILE).exists(), (settings.folder / LEDGER).exists()
    if settings.training and has_ledger and not is_marked:
        yield wrong(
            SafetyPart.TRAINING,
            f"{settings.folder} 里是正式的台账，不能用来演练。It holds people's own cases. ",
            "请换一个数据目录。Take another folder.",
        )
    elif is_marked and not settings.training:
        yield wrong(
            SafetyPart.TRAINING,
            f"{settings.folder} 是演练的数据目录（{TRAINING_FILE}），不能正式使用。It is for training. ",
            "请换一个数据目录，或者写明 training = true。Take another folder.",
        )
    if settings.training and (known := "，".join(sends_elsewhere(settings))):
        yield wrong(
            SafetyPart.TRAINING,
            f"演练什么都不送出，而 {known}。In training nothing leaves. ",
            "请去掉，或者改为本机的沙箱。Take it out.",
        )


def mark_training(settings: Settings) -> None:
    """Before there is a ledger."""
    if settings.training:
        settings.folder.mkdir(parents=True, exist_ok=True)
        (settings.folder / TRAINING_FILE).touch(mode=0o600)


def free_mb(settings: Settings) -> int:
    return shutil.disk_usage(_nearest(settings.folder)).free // _MEGABYTE


def has_room(settings: Settings) -> bool:
    return free_mb(settings) >= settings.least_free_mb


def disk(settings: Settings) -> Iterator[SafetyFinding]:
    if not has_room(settings):
        yield wrong(
            SafetyPart.DISK,
            f"磁盘只剩 {free_mb(settings)} MB，少于 {settings.least_free_mb} MB。Too little room on the disk. ",
            "请清理或扩容，或改 least_free_mb。",
        )


def open_keys(settings: Settings) -> Iterator[SafetyFinding]:
    for name in (SECRETS_FILE, ISSUER_KEY):
        path = settings.folder / name
        if path.exists() and path.stat().st_mode & OTHERS_BITS:
            yield wrong(
                SafetyPart.KEYS,
                f"{path} 能被他人读取。Others can read it. ",
                f"请改为只有本人可读：chmod 600 {path}；若别人可能已读过，请更换密钥。",
            )
