"""From an unpacked bundle to a version that is used. Doing it again does nothing; who is killed in between begins it anew."""

import hashlib
import json
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from infra.server.environment import compiling, unpack_wheels, wheel_fits
from infra.server.places import Prefix, chooser_text, unit_text, wrapper_text
from infra.server.placing import place_file, place_folder
from infra.server.refusing import SUMS, Installation, NotInstalled, installation_faults

SYSTEMD_UNITS = ("lianban.service", "lianban-backup.service", "lianban-backup.timer")
_TO_BE_EDITED = "（请改好 to be edited）"
TellLine = Callable[[str], None]


def install(asked: Installation, tell: TellLine) -> None:
    """Raises NotInstalled."""
    places = asked.places
    if found := tuple(installation_faults(asked)):
        raise NotInstalled("\n".join(found))
    if asked.user is not None:
        _make_user(asked.user, places, tell)
        _check_interpreter(asked.user)
    _make_release(asked, tell)
    _make_own(asked, tell)
    use_version(places, asked.user, tell)


def use_version(places: Prefix, user: str | None, tell: TellLine) -> None:
    """Makes a version that is installed the current one. Raises NotInstalled."""
    if not places.mark.is_file():
        there = sorted(mark.parent.name for mark in places.prefix.glob(f"versions/*/{places.mark.name}"))
        raise NotInstalled(f"没有安装版本 {places.version or '…'}，有 there are: {'、'.join(there) or '–'}")
    _check_ledger(places, user)
    server = places.program / "infra" / "server"
    place_file(places.wrapper, wrapper_text(places), 0o755)
    place_file(places.chooser, chooser_text(places, user), 0o755)
    place_file(places.remover, (server / "uninstall").read_text("utf-8"), 0o755)
    if user is not None:
        _make_units(places, user, tell)
    _switch(places, tell)


def _make_user(user: str, places: Prefix, tell: TellLine) -> None:
    try:
        pwd.getpwnam(user)
    except KeyError:
        words = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        _run([*words, "--home-dir", str(places.var), user])
        tell(f"用户 user: {user}")


def _check_interpreter(user: str) -> None:
    """One in somebody's home is nobody else's."""
    service = pwd.getpwnam(user)
    try:
        subprocess.run(
            [_base(), "-c", ""],
            check=True,
            user=service.pw_uid,
            group=service.pw_gid,
            extra_groups=(),
            cwd="/",
        )
    except (OSError, subprocess.CalledProcessError) as exc:
        raise NotInstalled(
            f"用户 {user} 不能运行 {_base()}：请装系统的 Python。{user} cannot run it: apt-get install python3"
        ) from exc


def _make_release(asked: Installation, tell: TellLine) -> None:
    places, digest = asked.places, hashlib.sha256((asked.bundle / SUMS).read_bytes()).hexdigest()
    if places.mark.is_file():
        if places.mark.read_text().strip() != digest:
            raise NotInstalled(
                f"版本 {places.version} 已经安装，内容不同：请换一个版本号重新打包。"
                "That version is installed already, with other contents: bundle it anew under another version."
            )
        if _runs(places):
            tell(f"版本 version: {places.version}（已安装 is there already）")
            return
        tell(f"版本 version: {places.version} 的 Python 不在了，重新安装 its Python is gone: installed anew")
    shutil.rmtree(places.release, ignore_errors=True)
    places.program.parent.mkdir(parents=True)
    shutil.copytree(asked.bundle / "program", places.program)
    _run([_base(), "-m", "venv", "--without-pip", str(places.environment)])
    wheels = sorted((asked.bundle / "wheels").glob("*.whl"))
    unpack_wheels((one for one in wheels if wheel_fits(one, sys.version_info[:2])), places.modules)
    _run(compiling(places.python, (places.modules, places.program)))
    _run([str(places.python), "-m", "infra.console.install"], cwd=places.program)
    _run(_help(places))
    place_file(places.mark, f"{digest}\n", 0o644)
    tell(f"版本 version: {places.version} → {places.release}")


def _runs(places: Prefix) -> bool:
    """A newer Debian takes the Python of the one before away; or has another under its name, which finds no wheel."""
    try:
        _run(_help(places))
    except (OSError, NotInstalled):
        return False
    return True


def _help(places: Prefix) -> list[str]:
    """What cannot even say what it can do is none that could be the current one."""
    return [str(places.environment / "bin" / "lianban"), "--help"]


def _base() -> str:
    """The machine's interpreter, also where an environment's is running this."""
    return getattr(sys, "_base_executable", sys.executable)


def _make_own(asked: Installation, tell: TellLine) -> None:
    """Configuration and data: made where they are not there, and never touched again."""
    places, server = asked.places, asked.places.program / "infra" / "server"
    for folder, mode in ((places.etc, 0o750), (places.var, 0o700)):
        if not folder.exists():
            place_folder(folder, mode, asked.user)
    for path, source, what in (
        (places.config, server / "lianban.toml", _TO_BE_EDITED),
        (places.etc / "routes.toml", server / "routes.toml", _TO_BE_EDITED),
        (places.etc / "holidays.toml", server.parent / "holidays.toml", "（到时再写 for a year to come）"),
    ):
        if path.exists():
            tell(f"配置 configuration: {path}（保留 kept）")
            continue
        place_file(path, source.read_text("utf-8"), 0o640, asked.user)
        tell(f"配置 configuration: {path}{what}")


def _check_ledger(places: Prefix, user: str | None) -> None:
    """A version does not become the current one over a ledger that it cannot use."""
    if not (places.var / "lianban.db").exists():
        return
    command = [
        str(places.release / "venv" / "bin" / "lianban"),
        "check",
        "--json",
        "--config",
        str(places.config),
    ]
    service = None if user is None else pwd.getpwnam(user)
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        # Whoever opens a ledger may leave files beside it: they have to be the service's.
        user=service.pw_uid if service else None,
        group=service.pw_gid if service else None,
        extra_groups=() if service else None,
        env={**os.environ, "HOME": "/"},
    )
    try:
        findings = json.loads(done.stdout)["findings"]
    except (ValueError, KeyError):
        raise NotInstalled(
            f"无法检查台账。The ledger could not be looked at.\n{done.stderr[-2000:]}"
        ) from None
    if wrong := [
        one["text"] + one["do"] for one in findings if one["part"] == "ledger" and one["level"] == "wrong"
    ]:
        raise NotInstalled("\n".join([f"没有改用版本 {places.version}。It is not the current one.", *wrong]))


def _make_units(places: Prefix, user: str, tell: TellLine) -> None:
    server = places.program / "infra" / "server"
    places.units.mkdir(parents=True, exist_ok=True)
    for name in SYSTEMD_UNITS:
        place_file(places.units / name, unit_text((server / name).read_text("utf-8"), places, user), 0o644)
    if not places.journal.exists():
        place_file(places.journal, (server / "journald.conf").read_text("utf-8"), 0o644)
    tell(f"服务 units: {', '.join(SYSTEMD_UNITS)} → {places.units}")
    if (places.system / "run" / "systemd" / "system").is_dir():
        _run(["systemctl", "daemon-reload"])
    else:
        tell("  本机没有运行 systemd，只写了文件。systemd does not run here: the files are written, no more.")
    if not places.command.is_symlink() and not places.command.exists():
        places.command.parent.mkdir(parents=True, exist_ok=True)
        places.command.symlink_to(places.wrapper)
        tell(f"命令 command: {places.command}")


def _switch(places: Prefix, tell: TellLine) -> None:
    """At once: there is no moment without a current version."""
    target, before = Path("versions") / places.version, None
    if places.current.is_symlink():
        before = places.current.readlink()
    if before == target:
        return
    fresh = places.current.with_name(".current")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(places.current)
    was = f"（此前 before: {before.name}）" if before else ""
    tell(f"当前版本 current: {places.version}{was}")


def _run(command: list[str], cwd: Path = Path("/")) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=environment)
    if done.returncode:
        raise NotInstalled(f"{' '.join(command[:4])} …: {(done.stderr or done.stdout)[-2000:]}")
