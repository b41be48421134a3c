"""What following docs/one-server.md takes: its blocks, a bundle, a newer one whose ledger is of a newer version."""

import re
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from infra.bundle.build import build_bundle, sums_of
from infra.server.refusing import SUMS
from tests.support.machine import ROOT

PAGE = ROOT / "docs" / "one-server.md"
# The package's, too: half of them are there.
WHEELS = ROOT / "build" / "wheels"
FENCE = re.compile(r"^```(bash|console)\n(.*?)^```$", re.S | re.M)
SCHEMA = "program/infra/embedded/case_store/schema.py"
MIGRATION = "program/infra/embedded/case_store/migration.py"
STEP = """

def to_the_next(connection: sqlite3.Connection) -> None:
    _run(connection, "CREATE INDEX items_by_code ON items (code)")


MIGRATIONS = {**MIGRATIONS, max(MIGRATIONS) + 1: to_the_next}
"""


@dataclass(frozen=True)
class Block:
    """`kind`: bash is followed everywhere; console (a prompt of root's before each line) only on a machine of its own."""

    kind: str
    text: str


def blocks() -> list[Block]:
    return [Block(kind, text) for kind, text in FENCE.findall(PAGE.read_text("utf-8"))]


def two_bundles(folder: Path) -> tuple[Path, Path]:
    """This program, and one that differs by a version of the ledger: 0.1.0 and 0.2.0."""
    older = build_bundle(folder, version="0.1.0", cache=WHEELS).archive
    unpacked = folder / "newer" / "lianban-0.2.0"
    (folder / "newer").mkdir()
    subprocess.run(["tar", "-xzf", older, "-C", folder / "newer"], check=True, timeout=120)
    (folder / "newer" / "lianban-0.1.0").rename(unpacked)
    with (unpacked / SCHEMA).open("a", encoding="utf-8") as file:
        file.write("\n\nSCHEMA_VERSION += 1\n")
    with (unpacked / MIGRATION).open("a", encoding="utf-8") as file:
        file.write(STEP)
    (unpacked / "VERSION").write_text("0.2.0\n")
    (unpacked / SUMS).unlink()
    (unpacked / SUMS).write_text(sums_of(unpacked))
    newer = folder / "lianban-0.2.0-linux-x86_64.tar.gz"
    # Wheels are deflated already.
    with tarfile.open(newer, "w:gz", compresslevel=0) as packed:
        packed.add(unpacked, arcname=unpacked.name)
    return older, newer
