"""The texts that stand in the program where it speaks Chinese, without its docstrings."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
# As itself or as an escape. A module without has nothing to say to anybody, and to parse it takes a hundred times as long.
_CHINESE = re.compile(r"[\u4e00-\u9fff]|\\[uUNx]")


@cache
def literals() -> tuple[tuple[str, str], ...]:
    """(file:line, text), of the floors that say something to somebody."""
    paths = (path for floor in ("functions", "schemas") for path in sorted((ROOT / floor).rglob("*.py")))
    return tuple(
        (f"{path.relative_to(ROOT)}:{line}", text)
        for path in paths
        if _CHINESE.search(source := path.read_text("utf-8"))
        for line, text in _of(ast.parse(source))
    )


def _of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    docs: set[int] = set()
    # A node comes before those in it.
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            docs.add(id(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value
