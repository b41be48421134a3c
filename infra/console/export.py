"""What has changed since the last export to the national tables, as one JSON Lines file a table.

Each run writes a folder of its own, named by the batch. The place where it ended is kept beside them, and only once
everything is written: a run that breaks off is done again. A city has a place of its own: of the others nothing was told.
"""

import json
import re
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.console.client import Document, SystemAnswer
from infra.console.failure import Failure, Misused
from infra.embedded.files import FolderInUse, sole_use, write_whole
from schemas.national.export import TABLES

_CURSOR, _LOCK = "cursor", "lock"
_BATCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_Part = tuple[list[Document], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class WantedExport:
    """`limit`: cases a part."""

    out: Path
    reason: str
    city: str | None = None
    unmasked: bool = False
    limit: int = 50

    def order(self, cursor: str | None) -> Document:
        order: Document = {"reason": self.reason, "unmasked": self.unmasked, "limit": self.limit}
        return {
            **order,
            **({"city": self.city} if self.city else {}),
            **({"cursor": cursor} if cursor else {}),
        }

    @property
    def place(self) -> Path:
        """The file of the place where it ended."""
        return self.out / (f"{_CURSOR}-{self.city}" if self.city else _CURSOR)

    @property
    def cursor(self) -> str | None:
        """Raises Misused, which names the file: what is in it cannot be gone on from."""
        try:
            found = self.place.read_text("ascii").strip() if self.place.exists() else None
        except ValueError:
            found = ""
        if found is not None and not (found and found.isprintable()):
            raise Misused(
                f"{self.place} 读不懂，不知道上次导出到哪里：请从备份放回，或移走它从头导出。"
                "Where the last export ended cannot be read: put it back, or move it away to begin anew."
            )
        return found


def export_all(
    send: Callable[[Document, str], SystemAnswer], wanted: WantedExport, tell: Callable[[int, int], None]
) -> Document:
    """The batch, how many rows each table got, how often a column could not hold its value, which cases could not be read.
    `send` gets an order and its key; `tell` hears after each part how many there were, and how many rows. Raises Failure:
    also while somebody else exports there, who would tell the same.
    """
    try:
        with sole_use(wanted.out, lock=_LOCK):
            return _exported(send, wanted, tell)
    except FolderInUse as exc:
        raise Failure(
            f"另一个命令正在导出到 {wanted.out}：请等它结束，会接着它导出。Somebody exports there: go on when they are done."
        ) from exc


def _exported(
    send: Callable[[Document, str], SystemAnswer], wanted: WantedExport, tell: Callable[[int, int], None]
) -> Document:
    cursor, parts = wanted.cursor, 0
    counts: dict[str, int] = dict.fromkeys(TABLES, 0)
    unfit: Counter[str] = Counter()
    unreadable: list[str] = []
    while True:
        rows, headers = _part(send(wanted.order(cursor), str(uuid.uuid4())))
        batch, cursor = _folder_name(headers["Lianban-Batch"]), headers["Lianban-Cursor"]
        _append(wanted.out / batch, rows, counts)
        unfit.update(f"{row['table']}.{column}" for row in rows for column in row["unfit"])
        unreadable += filter(None, headers.get("Lianban-Unreadable", "").split(","))
        parts += 1
        tell(parts, sum(counts.values()))
        if headers["Lianban-More"] == "false":
            break
    write_whole(wanted.place, cursor.encode())
    told = {"batch": batch, "rows": counts, "unfit": dict(unfit), "unreadable": unreadable}
    return {**told, "folder": str(wanted.out / batch)}


def _part(answered: SystemAnswer) -> _Part:
    return [json.loads(line) for line in answered.text.splitlines()], answered.headers


def _folder_name(batch: str) -> str:
    """Whoever answers names a folder beside the others, and no place of this machine. Raises Failure."""
    if not _BATCH.fullmatch(batch):
        raise Failure(
            "应答里的批次号不对，没有写入：请核对地址（--server），那里应答的不是本系统。"
            "The batch that was answered has no name of ours: check the address."
        )
    return batch


def _append(folder: Path, rows: Sequence[Document], counts: dict[str, int]) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for table in TABLES:
        found = [{k: v for k, v in row.items() if k != "table"} for row in rows if row["table"] == table]
        with (folder / f"{table}.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in found)
        counts[table] += len(found)
