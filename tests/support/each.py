"""Many cases tried in one test: as tests of their own most take pytest longer than they take to be tried."""

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import wraps
from typing import Any, TypeAlias

import pytest

_Test: TypeAlias = Callable[..., None]
_LONGEST_NAME = 100


def each(names: str, cases: Iterable[Any], *, ids: Iterable[str] | None = None) -> Callable[[_Test], _Test]:
    """`pytest.mark.parametrize`, but one test: every case is tried, and every one that fails is named with what it said.
    What a fixture gives is the same for all of them.
    """
    wanted, given = names.split(", "), tuple(cases)
    called = tuple(map(_called, given)) if ids is None else tuple(ids)
    assert len(called) == len(given), f"{len(called)} names of {len(given)} cases"

    def made(test: _Test) -> _Test:
        @wraps(test)
        def whole(**fixtures: Any) -> None:
            assert given, "nothing to try"
            said = [_failure(test, _named(wanted, case), fixtures) for case in given]
            wrong = [(name, error) for name, error in zip(called, said, strict=True) if error]
            if wrong:
                told = "\n".join(f"{name}: {type(error).__name__}: {error}" for name, error in wrong)
                raise AssertionError(f"{len(wrong)} of {len(given)}\n{told}") from wrong[0][1]

        vars(whole)["__signature__"] = _without(wanted, inspect.signature(test))
        return whole

    return made


def _called(case: Any) -> str:
    name = repr(case)
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}...{len(name)}"


def _named(names: Collection[str], case: Any) -> Mapping[str, Any]:
    return dict(zip(names, case if len(names) > 1 else (case,), strict=True))


def _failure(test: _Test, case: Mapping[str, Any], fixtures: Mapping[str, Any]) -> BaseException | None:
    try:
        test(**case, **fixtures)
    except (Exception, pytest.fail.Exception) as error:
        return error
    return None


def _without(names: Collection[str], signature: inspect.Signature) -> inspect.Signature:
    left = [one for name, one in signature.parameters.items() if name not in names]
    assert len(left) + len(names) == len(signature.parameters), f"{names} are not all asked for"
    return signature.replace(parameters=left)
