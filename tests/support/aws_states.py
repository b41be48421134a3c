"""Moto's interpreter of state machines reads the definition anew at each start of an execution, for most of what a short one
takes. What it reads is the same each time, and nothing of an execution is kept in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest


@contextmanager
def definitions_read_once() -> Iterator[None]:
    reader, read = _once()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reader, "parse", staticmethod(read))
        yield


@cache
def _once() -> tuple[Any, Any]:
    # Here alone, for whoever runs executions: every collection would wait for its grammar.
    from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser

    return AmazonStateLanguageParser, cache(AmazonStateLanguageParser.parse)
