"""Fetches the locked wheels for Lambda's platform, and unpacks what ships of them."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from infra.package import shipped
from infra.package.symbols import LIBRARY, without_symbols

# Lambda's Python 3.11 runs on Amazon Linux 2 (glibc 2.26): manylinux2014 (2.17) fits, manylinux_2_28 would not.
PLATFORM = ("--platform=manylinux2014_x86_64", "--implementation=cp", "--only-binary=:all:")
LAMBDAS_PYTHON = "3.11"
_DIGESTS = re.compile(r"sha256:([0-9a-f]{64})")
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


def resolved(*what: str, python: str = LAMBDAS_PYTHON) -> dict[str, tuple[str, str]]:
    """What pip makes of its words today: (version, sha256) by name."""
    with TemporaryDirectory() as folder:
        _download(folder, python, *what)
        return {_name(path): (_version(path), _digest(path)) for path in Path(folder).glob("*.whl")}


def fetch(cache: Path) -> tuple[Path, ...]:
    """The wheels that ship to Lambda. Raises LockOutOfDate, WheelsMissing."""
    shipped.check_lock(shipped.REQUIREMENTS.read_text("utf-8"), shipped.LOCK.read_text("utf-8"))
    return locked(cache, shipped.LOCK)


def locked(cache: Path, lock: Path, pythons: tuple[str, ...] = (LAMBDAS_PYTHON,)) -> tuple[Path, ...]:
    """Those of a lock, in the order of their names; from `cache` where it holds them already. Checked by hash."""
    lines = lock.read_text("utf-8").splitlines()
    for python in pythons:
        held = set(_by_digest(cache))
        if missing := [line for line in lines if not set(_DIGESTS.findall(line)) <= held]:
            _fetch_missing(cache, missing, python)
    found = _by_digest(cache)
    return tuple(sorted(found[one] for line in lines for one in _DIGESTS.findall(line)))


def _by_digest(cache: Path) -> dict[str, Path]:
    return {_digest(path): path for path in cache.glob("*.whl")}


def _fetch_missing(cache: Path, lines: list[str], python: str) -> None:
    """Raises WheelsMissing."""
    with TemporaryDirectory() as folder:
        asked = Path(folder) / "requirements.txt"
        asked.write_text("\n".join(lines) + "\n", encoding="utf-8")
        _download(str(cache), python, "--no-deps", "--require-hashes", "-r", str(asked))


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


def _download(folder: str, python: str, *what: str) -> None:
    words = [*_PIP, f"--python-version={python}", "--dest", folder, *what]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WheelsMissing(done.stderr[-2000:])


def _name(wheel: Path) -> str:
    return shipped.normal_name(wheel.name.split("-")[0])


def _version(wheel: Path) -> str:
    return wheel.name.split("-")[1]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
