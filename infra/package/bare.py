"""`python bare.py FOLDER WHERE`: beside each module its bytecode without docstrings and assertions, as `compileall -o 2` has
it, but that a dataclass keeps an empty one. Without any it makes itself one out of its signature each time it is imported.

A program of its own, run in a process of its own: what marshal writes depends on what else a process holds.
"""

import ast
import importlib.util
import marshal
import sys
import warnings
from pathlib import Path
from typing import TypeVar

_N = TypeVar("_N", ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
# A pyc that is taken as it is, whatever has become of its source (PEP 552).
_UNCHECKED = (1).to_bytes(4, "little")
# dataclasses lets any docstring be that is true.
_NO_WORDS = " "


def main(folder: Path, where: str) -> None:
    """`where`: what a traceback calls the folder."""
    warnings.simplefilter("ignore")
    for source in sorted(folder.rglob("*.py")):
        compile_bare(source, shown=f"{where}/{source.relative_to(folder)}")


def compile_bare(source: Path, *, shown: str) -> None:
    text = source.read_bytes()
    code = compile(_Bare().visit(ast.parse(text)), shown, "exec", dont_inherit=True, optimize=1)
    head = importlib.util.MAGIC_NUMBER + _UNCHECKED + importlib.util.source_hash(text)
    compiled = Path(importlib.util.cache_from_source(str(source), optimization=2))
    compiled.parent.mkdir(exist_ok=True)
    compiled.write_bytes(head + marshal.dumps(code))


class _Bare(ast.NodeTransformer):
    """What is left holds no docstring but those of dataclasses."""

    def visit_Module(self, node: ast.Module) -> ast.Module:
        return self._bare(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        return self._bare(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        return self._bare(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        bare = self._bare(node)
        if any(_is_dataclass(decorator) for decorator in node.decorator_list):
            bare.body.insert(0, ast.Expr(ast.Constant(_NO_WORDS)))
        return ast.fix_missing_locations(bare)

    def _bare(self, node: _N) -> _N:
        self.generic_visit(node)
        if ast.get_docstring(node, clean=False) is not None:
            node.body[:1] = [] if len(node.body) > 1 or isinstance(node, ast.Module) else [ast.Pass()]
        ast.fix_missing_locations(node)
        return node


def _is_dataclass(decorator: ast.expr) -> bool:
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    return getattr(named, "attr", getattr(named, "id", "")) == "dataclass"


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
