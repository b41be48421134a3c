"""A code to choose, with its Chinese term beside it: a program needs the one, whoever reads the message the other."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from schemas.codes import CHINESE, Terms
from schemas.codes_form import LABELS


def with_terms(codes: Sequence[str]) -> tuple[str, ...]:
    """As they are where no code set has all of them, or two have them with different terms."""
    named = {tuple(terms[code] for code in codes) for terms in _sets() if terms.keys() >= set(codes)}
    if len(named) != 1:
        return tuple(codes)
    return tuple(f"{code}（{term}）" for code, term in zip(codes, *named, strict=True))


@cache
def _sets() -> tuple[Mapping[str, str], ...]:
    return (*_of(CHINESE), *_of(LABELS))


def _of(terms: Terms) -> Iterator[Mapping[str, str]]:
    for kind in {type(member): None for member in terms}:
        yield {member.value: terms[member] for member in terms if type(member) is kind}
