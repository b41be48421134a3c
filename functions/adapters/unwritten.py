"""The methods of dataclasses, written when one is called for the first time: most never are.

dataclasses writes six methods of each class as text and compiles them at import, which was a fifth of a cold start. So each
of them is at first a function that has it written, puts it in its own place and calls it. What is written is what dataclasses
would have written; where a later Python has it done by another function, it is done at once, as everywhere else.
"""

import dataclasses
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

_Method = Callable[..., Any]
_WRITER = "_create_fn"


def write_when_called(of: ModuleType = dataclasses) -> None:
    """Of all dataclasses that are made from now on."""
    if write := vars(of).get(_WRITER):
        vars(of)[_WRITER] = partial(_later, write)


def _later(write: Callable[..., _Method], name: str, *given: Any, **named: Any) -> _Method:
    written: list[_Method] = []

    def called(self: object, *arguments: Any, **by_name: Any) -> Any:
        if not written:
            written.append(_put_in_place(write(name, *given, **named), called, type(self)))
        return written[0](self, *arguments, **by_name)

    called.__name__ = called.__qualname__ = name
    return called


def _put_in_place(method: _Method, stood_in: _Method, kind: type) -> _Method:
    """In the class that it was made for, which may be a base of this one."""
    method.__qualname__ = stood_in.__qualname__
    for owner in kind.__mro__:
        if vars(owner).get(method.__name__) is stood_in:
            setattr(owner, method.__name__, method)
    return method
