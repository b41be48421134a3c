"""What is said at the end: the offices' own record, and the case as one JSON object."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

_Document = Mapping[str, Any]


def case_summary(case: _Document, *, seconds: float) -> str:
    return json.dumps(
        {
            "case": case["case_id"],
            "reference": case["reference"],
            "status": case["status"],
            "items": {item["code"]: item["outcome"] for item in case["items"]},
            "seconds": round(seconds, 2),
        },
        ensure_ascii=False,
    )


def show_record(console: Console, record: _Document, case: _Document) -> None:
    """One line per item: how often its department received it, and how often that had an effect."""
    console.print("部门自己的记录 The departments' own record:")
    delivered, effects = (_counted(record[name], case["reference"]) for name in ("deliveries", "effects"))
    for item in (case["service_check"], *case["items"]):
        code = item["code"]
        line = f"  {item['department_text']} {item['name']}（{code}）：收到 {delivered[code]} 次，生效 {effects[code]} 次"
        console.print(line, highlight=False, soft_wrap=True, markup=False)


def _counted(entries: Sequence[_Document], reference: str) -> Counter[str]:
    return Counter(entry["item"] for entry in entries if entry["reference"] == reference)
