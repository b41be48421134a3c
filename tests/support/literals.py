"""The texts that stand in the program, without its docstrings."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def literals() -> tuple[tuple[str, str], ...]:
    """(file:line, text), of the floors that say something to somebody."""
    return tuple(
        (f"{path.relative_to(ROOT)}:{line}", text)
        for floor in ("functions", "schemas")
        for path in sorted((ROOT / floor).rglob("*.py"))
        for line, text in _of(ast.parse(path.read_text("utf-8")))
    )


def _of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    docs: set[int] = set()
    # A node comes before those in it.
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            docs.add(id(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value
