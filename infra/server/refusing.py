"""What an installation is not begun with: everything at once, each with what to do."""

import hashlib
import importlib.util
import os
import platform
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from infra.server.places import PLAIN_PATH, Prefix

SUMS = "SHA256SUMS"
MACHINE = "x86_64"
# Debian 12 has the first, Debian 13 the second; `install` looks for them too.
PYTHONS = ("3.11", "3.13")
ROOM_MB = 300


class NotInstalled(Exception):
    """Nothing was changed, or nothing that is used; one line for each reason."""


@dataclass(frozen=True, slots=True)
class Installation:
    """`bundle`: the folder that the archive unpacks to. `user`: the service's; None: the program alone."""

    bundle: Path
    places: Prefix
    user: str | None


def installation_faults(
    asked: Installation, *, machine: str = platform.machine(), root: bool = os.geteuid() == 0
) -> Iterator[str]:
    if machine != MACHINE:
        yield f"安装包是给 {MACHINE} 的，本机是 {machine}。The bundle is for {MACHINE}, and this is {machine}."
    if importlib.util.find_spec("venv") is None:
        yield "缺少 venv。venv is missing. Debian: apt-get install libpython3-stdlib"
    if not PLAIN_PATH.fullmatch(str(asked.places.prefix)):
        yield f"{asked.places.prefix}：路径只能用字母、数字和 / . _ + -，从 / 开始。Name a plain absolute path."
        return
    yield from _damaged(asked.bundle)
    if asked.user is not None and not root:
        yield (
            "请以 root 运行（要建用户和服务），或者用 --bare 只装程序。Run it as root, or with --bare for the program alone."
        )
    elif asked.user is not None and not _is_user(asked.user) and shutil.which("useradd") is None:
        yield f"没有用户 {asked.user}，也没有 useradd。Make that user first."
    yield from _no_place(asked.places.prefix)


def _damaged(bundle: Path) -> Iterator[str]:
    """Names each file that is other than listed; what is not listed does not belong there either."""
    try:
        lines = (bundle / SUMS).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        yield f"{bundle} 里没有 {SUMS}，请重新解开安装包。Unpack the bundle anew."
        return
    listed = {path: digest for digest, path in (line.split("  ", 1) for line in lines if "  " in line)}
    there = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()} - {SUMS}
    wrong = sorted(
        path
        for path in listed.keys() | there
        if path not in there or path not in listed or _digest(bundle / path) != listed[path]
    )
    if wrong or not listed:
        shown = "、".join(wrong[:3]) + ("…" if len(wrong) > 3 else "")
        yield (
            f"安装包损坏（{shown}）：请核对 sha256，再传一次、重新解开。The bundle is damaged: copy and unpack it anew."
        )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _no_place(prefix: Path) -> Iterator[str]:
    nearest = next(one for one in (prefix, *prefix.parents) if one.exists())
    try:
        # Tried: a right to write says nothing of a disk that is mounted to be read only.
        with tempfile.NamedTemporaryFile(dir=nearest, prefix=".try-"):
            pass
    except OSError as exc:
        yield f"{nearest} 不能写：{exc.strerror}。It cannot be written: choose another --prefix, or another user."
        return
    if (free := shutil.disk_usage(nearest).free >> 20) < ROOM_MB:
        yield f"{nearest} 只剩 {free} MB，需要 {ROOM_MB} MB。There is too little room on the disk."
