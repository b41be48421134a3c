"""`python -m infra.console.export`: what has changed since the last export, as one JSON Lines file a table.

Each run writes a folder of its own, named by the batch. The place where it ended is kept beside them, and only once
everything is written: a run that breaks off is done again.
"""

import argparse
import json
import sys
import uuid
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from infra.console.client import Client, Document
from infra.console.failure import Failure
from infra.console.follow import OPERATOR
from infra.embedded.files import write_whole
from infra.embedded.settings import SERVER_PORT
from schemas.national.export import TABLES

CURSOR = "cursor"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.console.export", description="导出国家平台办件表")
    parser.add_argument("--out", type=Path, required=True, help="folder of the exports")
    parser.add_argument("--reason", required=True, help="why; it is kept in the audit")
    parser.add_argument("--server", default=f"http://127.0.0.1:{SERVER_PORT}")
    parser.add_argument("--identity", default=OPERATOR, help="demo identity to sign in as")
    parser.add_argument("--city", help="one city only (GB/T 2260)")
    parser.add_argument("--unmasked", action="store_true", help="personal values as they are")
    parser.add_argument("--limit", type=int, default=50, help="cases a part")
    return parser


def export(client: Client, asked: argparse.Namespace) -> Document:
    """Raises Failure. Returns the batch, how many rows each table got, and how often a column could not hold its value."""
    kept = asked.out / CURSOR
    cursor = kept.read_text("utf-8").strip() if kept.exists() else None
    counts: dict[str, int] = dict.fromkeys(TABLES, 0)
    unfit: Counter[str] = Counter()
    while True:
        rows, headers = client.export(_order(asked, cursor), identity=asked.identity, key=str(uuid.uuid4()))
        batch, cursor = headers["Lianban-Batch"], headers["Lianban-Cursor"]
        _append(asked.out / batch, rows, counts)
        unfit.update(f"{row['table']}.{column}" for row in rows for column in row["unfit"])
        if headers["Lianban-More"] == "false":
            break
    write_whole(kept, cursor.encode())
    return {"batch": batch, "rows": counts, "unfit": dict(unfit), "folder": str(asked.out / batch)}


def _order(asked: argparse.Namespace, cursor: str | None) -> Document:
    order: Document = {"reason": asked.reason, "unmasked": asked.unmasked, "limit": asked.limit}
    return {**order, **({"city": asked.city} if asked.city else {}), **({"cursor": cursor} if cursor else {})}


def _append(folder: Path, rows: Sequence[Document], counts: dict[str, int]) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for table in TABLES:
        found = [{k: v for k, v in row.items() if k != "table"} for row in rows if row["table"] == table]
        with (folder / f"{table}.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in found)
        counts[table] += len(found)


def main(words: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(words)
    client = Client(asked.server)
    try:
        sys.stdout.write(f"{json.dumps(export(client, asked), ensure_ascii=False)}\n")
    except Failure as exc:
        sys.stderr.write(f"{exc}\n")
        return 1
    except OSError as exc:
        sys.stderr.write(f"读写失败 Cannot read or write: {exc}\n")
        return 1
    finally:
        client.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
