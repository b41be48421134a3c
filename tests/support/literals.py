"""The texts that stand in the program where it speaks Chinese, without its docstrings."""

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).parents[2]
FLOORS = ("functions", "schemas")


def literals(what: Callable[[str], object], under: tuple[str, ...] = FLOORS) -> Iterator[tuple[str, str]]:
    """(file:line, text) of every text of which `what` is true. What is compiled is searched first: to parse a module takes
    a hundred times as long, and few hold what is asked for.
    """
    for where, constants in compiled().items():
        if where.startswith(under) and any(map(what, constants)):
            yield from ((f"{where}:{line}", text) for line, text in spoken(ROOT / where) if what(text))


@cache
def compiled() -> Mapping[str, frozenset[str]]:
    """By module, of the floors that say something to somebody: every text that it holds, docstrings as well."""
    paths = (path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py")))
    return {path.relative_to(ROOT).as_posix(): frozenset(constants_of(_code(path))) for path in paths}


def _code(path: Path) -> CodeType:
    code = SourceFileLoader(path.stem, str(path)).get_code(path.stem)
    assert code
    return code


def constants_of(constant: object) -> Iterator[str]:
    if isinstance(constant, str):
        yield constant
    inner = constant.co_consts if isinstance(constant, CodeType) else constant
    for one in inner if isinstance(inner, tuple | frozenset) else ():
        yield from constants_of(one)


@cache
def spoken(path: Path) -> tuple[tuple[int, str], ...]:
    return tuple(texts_of(ast.parse(path.read_text("utf-8"))))


def texts_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    docs: set[int] = set()
    # A node comes before those in it.
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            docs.add(id(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value
