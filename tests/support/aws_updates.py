"""Moto's updates of rows. It takes each expression to pieces twice, copies them as if they could be anything, and goes
through them a dozen times asking an abstract class of each what it is: fifteen times as long as to read the row.

What it checks and does stays its own; a row is the same afterwards, and what it refuses it refuses as before.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from moto.dynamodb.parsing import ast_nodes, validators
from moto.dynamodb.parsing.expressions import UpdateExpressionParser

_Check = Callable[[Any, Any], Any]
# Each says of the whole what it says of the parts, and moto asks it of every part of every part.
_OF_THE_WHOLE = (
    (validators.ActionCountValidator, "verify_action_counts"),
    (validators.OverlappingPathsValidator, "check_for_overlapping_paths"),
)


_is_a: Any = cache(lambda kind, *others: issubclass(kind, others))
_first_of: Any = cache(lambda kinds, kind: next((one for one in kinds if issubclass(kind, one)), None))


def _copied(node: Any, memo: dict[int, Any]) -> Any:
    made = object.__new__(type(node))
    vars(made).update(vars(node))
    if node.children is not None:
        made.children = [copy.deepcopy(child, memo) for child in node.children]
        for child in made.children:
            if _is_a(type(child), ast_nodes.Node):
                child.parent = made
    return made


def _clauses(node: Any, wanted: list[type]) -> list[Any]:
    found = []
    for child in node.children or ():
        if type(child) in wanted:
            found.append(child)
        elif _is_a(type(child), ast_nodes.Expression, ast_nodes.UpdateExpressionFunction):
            found += _clauses(child, wanted)
    return found


def _traversed(act: Any, whole: Any) -> Any:
    """Bottom up. What `act` makes of a piece stands in its place."""
    made_of = act._processing_map()
    kinds = tuple(made_of)

    def passed(node: Any, place: int) -> Any:
        parent = node.parent
        for at, child in enumerate(node.children or ()):
            act.pre_processing_of_child(node, at)
            if _is_a(type(child), ast_nodes.Node):
                passed(child, at)
        kind = _first_of(kinds, type(node))
        if kind is None:
            return node
        made = made_of[kind](node)
        made.parent = parent
        if parent:
            parent.children[place] = made
        return made

    return passed(whole, -1)


def _once(check: _Check) -> _Check:
    return lambda act, node: node if node.parent else check(act, node)


@contextmanager
def quick_updates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        # Nobody changes what was read: who goes through it takes a copy.
        patched.setattr(UpdateExpressionParser, "make", staticmethod(cache(UpdateExpressionParser.make)))
        patched.setattr(ast_nodes.Node, "__deepcopy__", _copied, raising=False)
        patched.setattr(ast_nodes.Node, "find_clauses", _clauses)
        patched.setattr(ast_nodes.DepthFirstTraverser, "traverse", _traversed)
        for whose, name in _OF_THE_WHOLE:
            patched.setattr(whose, name, _once(getattr(whose, name)))
        yield
