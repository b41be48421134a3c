"""`python bare.py FOLDER WHERE [NAME…]`: beside each module, save in those of NAME, its bytecode without docstrings and
assertions, as `compileall -o 2` has it, but that a dataclass keeps an empty one. Without any it makes itself one out of its
signature each time it is imported.

A program of its own, run in a process of its own: what marshal writes depends on what else a process holds.
"""

import ast
import importlib.util
import marshal
import sys
import warnings
from pathlib import Path
from typing import TypeVar

_N = TypeVar("_N", bound=ast.AST)
_Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
# Where statements hold statements.
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
# A pyc that is taken as it is, whatever has become of its source (PEP 552).
_UNCHECKED = (1).to_bytes(4, "little")
# dataclasses lets any docstring be that is true.
_NO_WORDS = " "


def main(folder: Path, where: str, *besides: str) -> None:
    """`where`: what a traceback calls the folder. `besides`: at its top, what is left as it is."""
    warnings.simplefilter("ignore")
    for source in sorted(folder.rglob("*.py")):
        if source.relative_to(folder).parts[0] not in besides:
            compile_bare(source, shown=f"{where}/{source.relative_to(folder)}")


def compile_bare(source: Path, *, shown: str) -> None:
    text = source.read_bytes()
    code = compile(_stripped(ast.parse(text)), shown, "exec", dont_inherit=True, optimize=1)
    head = importlib.util.MAGIC_NUMBER + _UNCHECKED + importlib.util.source_hash(text)
    compiled = Path(importlib.util.cache_from_source(str(source), optimization=2))
    compiled.parent.mkdir(exist_ok=True)
    compiled.write_bytes(head + marshal.dumps(code))


def _stripped(tree: ast.Module) -> ast.Module:
    """What is left holds no docstring but those of dataclasses. Only statements are walked, for no expression holds a
    definition that has one: most of a module is expressions.
    """
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, _Documented):
            _strip(node)
        for block in _BLOCKS:
            todo.extend(getattr(node, block, ()))
    return tree


def _strip(node: _Documented) -> None:
    if ast.get_docstring(node, clean=False) is not None:
        node.body[:1] = [] if len(node.body) > 1 or isinstance(node, ast.Module) else [_at(node, ast.Pass())]
    if isinstance(node, ast.ClassDef) and any(_is_dataclass(decorator) for decorator in node.decorator_list):
        node.body.insert(0, _at(node, ast.Expr(_at(node, ast.Constant(_NO_WORDS)))))


def _at(place: ast.AST, made: _N) -> _N:
    return ast.copy_location(made, place)


def _is_dataclass(decorator: ast.expr) -> bool:
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    return getattr(named, "attr", getattr(named, "id", "")) == "dataclass"


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
