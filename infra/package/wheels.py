"""Fetches the locked wheels for Lambda's platform, and unpacks what ships of them."""

import hashlib
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from infra.package import shipped
from infra.package.symbols import LIBRARY, without_symbols

# Lambda's Python 3.11 runs on Amazon Linux 2 (glibc 2.26): manylinux2014 (2.17) fits, manylinux_2_28 would not.
PLATFORM = (
    "--platform=manylinux2014_x86_64",
    "--implementation=cp",
    "--python-version=3.11",
    "--only-binary=:all:",
)
_PIP = (
    sys.executable, "-m", "pip", "download", "--quiet", "--quiet", "--disable-pip-version-check", *PLATFORM,
)  # fmt: skip


class WheelsMissing(Exception):
    """pip could not fetch the wheels; its own words follow."""


def lock() -> str:
    """What requirements.txt comes to today, as the text of requirements-lambda.txt."""
    wanted = shipped.wanted_packages(shipped.REQUIREMENTS.read_text("utf-8"))
    found = resolved(*(f"{name}=={version}" for name, version in wanted.items()))
    return shipped.lock_text({name: pin for name, pin in found.items() if name not in shipped.PROVIDED})


def resolved(*what: str) -> dict[str, tuple[str, str]]:
    """What pip makes of its words today: (version, sha256) by name."""
    with TemporaryDirectory() as folder:
        _download(folder, *what)
        return {_name(path): (_version(path), _digest(path)) for path in Path(folder).glob("*.whl")}


def fetch(cache: Path) -> tuple[Path, ...]:
    """The wheels that ship to Lambda. Raises LockOutOfDate, WheelsMissing."""
    shipped.check_lock(shipped.REQUIREMENTS.read_text("utf-8"), shipped.LOCK.read_text("utf-8"))
    return locked(cache, shipped.LOCK)


def locked(cache: Path, lock: Path) -> tuple[Path, ...]:
    """Those of a lock, in the order of their names; from `cache` where it holds them already. Checked by hash."""
    text = lock.read_text("utf-8")
    if not _holds(cache, text):
        _download(str(cache), "--no-deps", "--require-hashes", "-r", str(lock))
    pinned = shipped.pins(text)
    return tuple(path for path in sorted(cache.glob("*.whl")) if pinned.get(_name(path)) == _version(path))


def unpack_wheel(wheel: Path, into: Path) -> None:
    """Its modules, and beside them its licence under licences/."""
    with ZipFile(wheel) as opened:
        for name in opened.namelist():
            if name.endswith("/"):
                continue
            target = _licence(name, wheel) if ".dist-info/" in name else (name if shipped.ships(name) else "")
            if target:
                path = into / target
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(_content(opened, name))


def _content(opened: ZipFile, name: str) -> bytes:
    if emptied := shipped.EMPTIED.get(name):
        return emptied
    content = opened.read(name)
    return without_symbols(content) if name.endswith(LIBRARY) else content


def _licence(name: str, wheel: Path) -> str:
    """Their licences ask to go with them. Metadata stays behind: pydantic would search it at every cold start."""
    last = name.rsplit("/", 1)[-1]
    return (
        f"licences/{_name(wheel)}/{last}" if last.upper().startswith(("LICEN", "COPYING", "NOTICE")) else ""
    )


def _holds(cache: Path, lock: str) -> bool:
    digests = {_digest(path) for path in cache.glob("*.whl")}
    return all(line.rsplit("sha256:", 1)[1] in digests for line in lock.splitlines() if "sha256:" in line)


def _download(folder: str, *what: str) -> None:
    done = subprocess.run([*_PIP, "--dest", folder, *what], capture_output=True, text=True, check=False)
    if done.returncode:
        raise WheelsMissing(done.stderr[-2000:])


def _name(wheel: Path) -> str:
    return shipped.normal_name(wheel.name.split("-")[0])


def _version(wheel: Path) -> str:
    return wheel.name.split("-")[1]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
