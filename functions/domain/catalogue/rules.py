"""The catalogue's rules, read with three values: a rule holds, fails, or is open while nobody has said.

One reading serves both ends: the guide reads with the answers given so far, a submission with the whole form,
where nothing is open. So what the guide says of complete answers is what the submission does.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, Final

from schemas.catalogue.figures import Condition, Rule
from schemas.form.application import Application
from schemas.form.paths import value_at


class Truth(StrEnum):
    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"


class _Unknown:
    """Nobody has said yet: unlike None, which says that there is no such thing."""


UNKNOWN: Final = _Unknown()

# The value at a path of the form: None where it is left empty, UNKNOWN where it was not asked.
Facts = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class RulesReading:
    """`failing`: the first rule that fails, in the catalogue's order. `open_on`: the paths that would decide it."""

    truth: Truth
    failing: Rule | None = None
    open_on: tuple[str, ...] = ()


def facts_of(application: Application) -> Facts:
    return partial(value_at, application)


def facts_of_form(form: Mapping[str, Any]) -> Facts:
    """Of one that is being filled in: what is not there yet is not known."""

    def fact(path: str) -> object:
        found: Any = form
        for name in path.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        if found is None:
            return UNKNOWN
        return _date(found) if path.endswith("_on") else found

    return fact


def _date(text: object) -> object:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return UNKNOWN


def read_rules(rules: tuple[Rule, ...], facts: Facts) -> RulesReading:
    """All of the rules together; none holds. One that fails decides, whatever else is open."""
    open_on: dict[str, None] = {}
    for rule in rules:
        truth, paths = _rule(rule, facts)
        if truth is Truth.FAILS:
            return RulesReading(Truth.FAILS, failing=rule)
        open_on |= dict.fromkeys(paths)
    return RulesReading(Truth.OPEN, open_on=tuple(open_on)) if open_on else RulesReading(Truth.HOLDS)


def _rule(rule: Rule, facts: Facts) -> tuple[Truth, tuple[str, ...]]:
    """Where the rule's situation is another, it asks nothing; while that is open, its own field need not be known."""
    situation = [(_condition(one, facts), one.field) for one in rule.when]
    asked = _condition(rule, facts)
    if asked is Truth.HOLDS or any(truth is Truth.FAILS for truth, _ in situation):
        return Truth.HOLDS, ()
    undecided = tuple(field for truth, field in situation if truth is Truth.OPEN)
    if undecided:
        return Truth.OPEN, undecided
    return asked, (rule.field,) if asked is Truth.OPEN else ()


def together(conditions: Iterable[Condition], facts: Facts) -> Truth:
    """All of the conditions; none holds."""
    truths = [_condition(one, facts) for one in conditions]
    for truth in (Truth.FAILS, Truth.OPEN):
        if truth in truths:
            return truth
    return Truth.HOLDS


def undecided(conditions: Iterable[Condition], facts: Facts) -> tuple[str, ...]:
    """The paths that nobody has said."""
    return tuple(one.field for one in conditions if _condition(one, facts) is Truth.OPEN)


def _condition(condition: Condition, facts: Facts) -> Truth:
    value = facts(condition.field)
    if value is UNKNOWN:
        return Truth.OPEN
    return Truth.HOLDS if value in condition.one_of else Truth.FAILS
