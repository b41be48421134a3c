"""What one server does not start with: reachable by anybody, keys that others read, a folder it cannot write, a full disk,
a sandbox's clock where people's cases are.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from functions.adapters.offices import BadRoutes, load_offices
from infra.embedded.own_clock import CLOCK_FILE
from infra.embedded.secrets import LEDGER, OTHERS_BITS
from infra.embedded.settings import NONE, Settings

_MEGABYTE = 1024 * 1024
SECRETS_FILE, ISSUER_KEY = "secrets.json", "issuer.pem"


class SafetyPart(StrEnum):
    REACH = "reach"
    ISSUER = "issuer"
    FOLDER = "folder"
    CLOCK = "clock"
    DISK = "disk"
    KEYS = "keys"
    LEDGER = "ledger"
    OFFICES = "offices"
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


def is_own_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def unsafe(settings: Settings) -> tuple[SafetyFinding, ...]:
    """Everything at once; nothing of it when it is safe."""
    return (
        *reach(settings),
        *folder(settings),
        *own_clock(settings),
        *disk(settings),
        *open_keys(settings),
    )


def reach(settings: Settings) -> Iterator[SafetyFinding]:
    """Without an issuer of its own choice whoever reaches the server signs in as any demo identity."""
    if settings.is_own_issuer:
        if others := _others(settings):
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


def _others(settings: Settings) -> str:
    """What says that others reach it, as the settings name it."""
    public = urlsplit(settings.public or settings.address).hostname or ""
    said = {
        f"host = {settings.host}": not is_own_machine(settings.host),
        f"public = {settings.public}": not is_own_machine(public) and settings.public is not None,
        "trusted_proxies": bool(settings.trusted_proxies),
    }
    return "，".join(name for name, holds in said.items() if holds)


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
    if known := "，".join(_of_the_world(settings)):
        yield wrong(
            SafetyPart.CLOCK,
            f"{settings.folder} 的时钟拨过（{CLOCK_FILE}），只能作本机沙箱，而 {known}。Its clock was moved. ",
            "请换一个数据目录。Take another folder.",
        )


def may_move(settings: Settings) -> bool:
    return not any(_of_the_world(settings))


def _of_the_world(settings: Settings) -> Iterator[str]:
    """What is beyond this machine, as the settings name it."""
    if not settings.is_own_issuer:
        yield f"issuer = {settings.issuer}"
    if others := _others(settings):
        yield others
    named = {
        "sandbox": settings.sandbox,
        "notices": settings.notices,
        "shared_data": settings.shared_data,
        "electronic_seal": settings.electronic_seal,
    }
    for name, url in named.items():
        if url not in (None, NONE) and not is_own_machine(urlsplit(url).hostname or ""):
            yield f"{name} = {url}"
    yield from _real_offices(settings)


def _real_offices(settings: Settings) -> Iterator[str]:
    """Of a table that cannot be read whoever loads it tells."""
    try:
        offices = load_offices(settings.routes.read_text("utf-8")).offices()
    except (OSError, ValueError, BadRoutes):
        return
    if any(one.endpoint and not is_own_machine(urlsplit(one.endpoint).hostname or "") for one in offices):
        yield f"routes = {settings.routes}"


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
