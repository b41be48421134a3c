"""When the sweep looks again at a case or an item is said by its debts, and nowhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
# The rule, and the two that carry what it said between a row and a value or a view.
ALLOWED = {
    "functions/domain/upkeep/looks.py",
    "functions/adapters/case_store/bodies.py",
    "functions/shapes/operator/cases.py",
}


def setters() -> Iterator[str]:
    for folder in ("functions", "infra"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text("utf-8")
            if "check_at" not in text:
                continue
            calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
            if any(keyword.arg == "check_at" for call in calls for keyword in call.keywords):
                yield str(path.relative_to(ROOT))


def test_nobody_but_the_debts_sets_when_a_row_is_looked_at() -> None:
    assert set(setters()) == ALLOWED
