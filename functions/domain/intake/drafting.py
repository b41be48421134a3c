"""What a draft's form may hold, and what it still lacks: only what its items need is asked (data minimisation,
个人信息保护法 Art 6). Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from functions.domain.catalogue.plan import ended_place, region_problem
from functions.domain.catalogue.refusals import InvalidApplication
from functions.domain.catalogue.rules import Truth, facts_of_form
from functions.domain.clock import Calendar
from functions.domain.deadlines.terms import TermWarning, nearest_first, running, started_terms
from functions.domain.errors import FieldProblem
from schemas.catalogue.edition import Edition
from schemas.form.application import Application
from schemas.form.partial import findings
from schemas.form.paths import required_paths, sections_of
from schemas.form.placement import groundless
from schemas.intake.draft import Draft
from schemas.problems import pointer

_ALWAYS = ("person", "service", "destination")
# Whatever is chosen, the place decides which office gets it.
_ROUTING = ("destination.city", "destination.county", "destination.town")
NOT_NEEDED = "所选事项不需要此项，请删去。"


def needed_fields(items: Iterable[str], edition: Edition) -> frozenset[str]:
    """Paths of the fields that are asked: the items' own, the service check's, and what their sections cannot be without."""
    chosen = (edition.service_check, *(edition.item(code) for code in items))
    asked = {path for item in chosen for path in item.asked_fields}
    sections = {*_ALWAYS, *(section for path in asked for section in sections_of(path))}
    required = (path for path in required_paths(Application) if path.rpartition(".")[0] in sections)
    return frozenset((*asked, *required, *_ROUTING))


def unneeded(form: Mapping[str, Any], needed: frozenset[str]) -> Iterator[str]:
    """Paths of what is filled in though nothing asks for it."""
    yield from (path for path in filled_paths(form) if path not in needed)


def pruned(form: Mapping[str, Any], needed: frozenset[str]) -> dict[str, Any]:
    """The form without what nothing asks for."""
    return _kept(form, needed, "")


def filled_paths(form: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Dotted paths of the leaves that the form holds."""
    for name, value in form.items():
        if isinstance(value, dict):
            yield from filled_paths(value, f"{prefix}{name}.")
        else:
            yield prefix + name


def _kept(form: Mapping[str, Any], needed: frozenset[str], prefix: str) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in form.items():
        if isinstance(value, dict):
            inner = _kept(value, needed, f"{prefix}{name}.")
            kept |= {name: inner} if inner else {}
        elif prefix + name in needed:
            kept[name] = value
    return kept


def merged_form(form: Mapping[str, Any], given: Mapping[str, Any], read: Mapping[str, Any]) -> dict[str, Any]:
    """RFC 7396: what is named changes, null takes away, the rest stays. `read`: what is given as the form spells it, without
    its nulls."""
    kept = dict(form)
    for name, value in given.items():
        if value is None:
            kept.pop(name, None)
        elif isinstance(value, Mapping):
            kept[name] = merged_form(_section(kept.get(name)), value, _section(read.get(name)))
        elif name in read:
            kept[name] = read[name]
    return {name: value for name, value in kept.items() if value != {}}


def _section(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def assembled(draft: Draft, edition: Edition, today: date) -> Application:
    """Raises InvalidApplication with everything that is missing or wrong."""
    if found := remaining(draft, edition, today):
        raise InvalidApplication(problems=found)
    return Application.model_validate_json(json.dumps({"items": draft.items, **draft.form}))


def remaining(draft: Draft, edition: Edition, today: date) -> tuple[FieldProblem, ...]:
    """All that keeps the draft from being submitted, by JSON pointer and what to do."""
    required = edition.required(draft.items)
    found = [FieldProblem(*problem) for problem in findings(draft.form, draft.items, required, today)]
    destination = draft.form.get("destination", {})
    city, county, town = (destination.get(name) for name in ("city", "county", "town"))
    wrong = region_problem(city, county, town, edition)
    if wrong is None and city is not None:
        wrong = ended_place(city, county, town, edition, today)
    if wrong and not any(wrong.pointer == problem.pointer for problem in found):
        found.append(wrong)
    if baseless := groundless(partial(_value, draft.form)):
        found.append(FieldProblem(pointer(baseless[0]), baseless[1]))
    return tuple(found)


def _value(form: Mapping[str, Any], path: str) -> Any:
    section, name = path.split(".")
    return _section(form.get(section)).get(name)


def draft_warnings(
    draft: Draft, edition: Edition, now: datetime, calendar: Calendar
) -> tuple[TermWarning, ...]:
    """The applicant's own terms that the dates filled in so far begin, the nearest first."""
    codes = (code for code in draft.items if edition.has(code))
    started = started_terms(codes, facts_of_form(draft.form), edition, (Truth.HOLDS,))
    return nearest_first(running(started, edition, now, calendar))
