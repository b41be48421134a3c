"""The archive: the same bytes from the same sources, whoever makes it and when."""

import gzip
import hashlib
import re
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path

from infra.bundle.contents import BUNDLE_LOCK, NOT_FOR_RUNNING, SERVER_REQUIREMENTS, copy_program, files_below
from infra.package import shipped, wheels
from infra.server.refusing import MACHINE, PYTHONS, SUMS

BUNDLE_VERSION = re.compile(r"[0-9][0-9A-Za-z.+-]{0,60}")
ENTRIES = ("install",)
RUNS, READS = 0o755, 0o644


class BadVersion(Exception):
    """It names a folder on the server, so it is letters, figures, dots, + and -."""


BUNDLE_FAULTS = (BadVersion, shipped.LockOutOfDate, wheels.WheelsMissing)


@dataclass(frozen=True, slots=True)
class Bundle:
    """`unpacked`: bytes of its files before they are packed."""

    archive: Path
    version: str
    sha256: str
    bytes: int
    unpacked: int
    wheels: int
    files: int


def bundle_lock() -> str:
    """What requirements-embedded.txt comes to today, as the text of requirements-bundle.txt."""
    used: dict[str, tuple[str, ...]] = {}
    for python in PYTHONS:
        for name, (version, digest) in wheels.resolved("-r", str(SERVER_REQUIREMENTS), python=python).items():
            same, *digests = used.get(name, (version,))
            if same != version:
                raise shipped.LockOutOfDate(f"{name}: {same}, and {version} for Python {python}")
            used[name] = (version, *dict.fromkeys((*digests, digest)))
    kept = {name: pin for name, pin in used.items() if name not in NOT_FOR_RUNNING}
    platform = f"one server (CPython {' and '.join(PYTHONS)}, {MACHINE})"
    return shipped.lock_text(kept, source=SERVER_REQUIREMENTS.name, platform=platform)


def check_bundle_lock() -> None:
    """Raises LockOutOfDate."""
    asked = {
        name: version
        for file in (shipped.REQUIREMENTS, SERVER_REQUIREMENTS)
        for name, version in shipped.pins(file.read_text("utf-8")).items()
        if name not in NOT_FOR_RUNNING
    }
    shipped.check_pins(asked, BUNDLE_LOCK.read_text("utf-8"), BUNDLE_LOCK.name)


def build_bundle(out: Path, *, version: str, cache: Path) -> Bundle:
    """Writes the archive and its checksum into `out`. Raises one of BUNDLE_FAULTS."""
    if not BUNDLE_VERSION.fullmatch(version):
        raise BadVersion(f"{version}: letters, figures, dots, + and -, a figure first")
    check_bundle_lock()
    name = f"lianban-{version}"
    folder = out / name
    shutil.rmtree(folder, ignore_errors=True)
    fill_bundle(folder, version=version, found=wheels.locked(cache, BUNDLE_LOCK, PYTHONS))
    archive = out / f"{name}-linux-{MACHINE}.tar.gz"
    pack_bundle(folder, archive)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    archive.with_name(f"{archive.name}.sha256").write_text(f"{digest}  {archive.name}\n")
    files = tuple(files_below(folder))
    size = sum(path.stat().st_size for path in files)
    return Bundle(archive, version, digest, archive.stat().st_size, size, _wheels(folder), len(files))


def fill_bundle(folder: Path, *, version: str, found: tuple[Path, ...]) -> None:
    (folder / "wheels").mkdir(parents=True)
    for wheel in found:
        shutil.copyfile(wheel, folder / "wheels" / wheel.name)
    shutil.copyfile(BUNDLE_LOCK, folder / "wheels" / "requirements.txt")
    copy_program(folder / "program")
    for entry in ENTRIES:
        shutil.copyfile(shipped.ROOT / "infra" / "server" / entry, folder / entry)
    (folder / "VERSION").write_text(f"{version}\n")
    (folder / SUMS).write_text(sums_of(folder))


def sums_of(folder: Path) -> str:
    """As `sha256sum` writes them."""
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in files_below(folder)
    )


def _wheels(folder: Path) -> int:
    return len(tuple((folder / "wheels").glob("*.whl")))


def pack_bundle(folder: Path, archive: Path) -> None:
    """Names in order, nobody's, of no time: what differs between two archives is what differs in the files."""
    with (
        archive.open("wb") as file,
        gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in files_below(folder):
            entry = tarfile.TarInfo(path.relative_to(folder.parent).as_posix())
            entry.size = path.stat().st_size
            entry.mode = RUNS if path.parent == folder and path.name in ENTRIES else READS
            with path.open("rb") as opened:
                tar.addfile(entry, opened)
