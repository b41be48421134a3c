"""A new ledger as a copy: to make its tables and indexes takes longer than what most tests do with it."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.embedded.case_store.schema import prepare
from infra.embedded.files import OWNER_ONLY


def ledger_at(path: Path) -> Path:
    """The one that is there, or an empty one, as it lies on the disk once a server has made it and has ended."""
    if not path.exists():
        path.touch(OWNER_ONLY)
        path.write_bytes(_made())
    return path


@cache
def _made() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        prepare(path)
        return path.read_bytes()
