"""Values that sources gave, in a draft's form: put in, and held over what is saved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.errors import FieldProblem
from schemas.catalogue.prefill import (
    SOURCE_NAMES,
    SourceCode,
)
from schemas.form.paths import pointer_of
from schemas.intake.draft import Draft, FieldCorrection, FieldSource

_Form = Mapping[str, Any]
_CITY, _WITHIN_CITY = "destination.city", ("destination.county", "destination.town")
_WITHIN = tuple(path.rpartition(".")[2] for path in _WITHIN_CITY)


@dataclass(frozen=True, slots=True)
class Value:
    """One value as a source gave it."""

    path: str
    source: SourceCode
    value: Any
    locked: bool = False


def with_values(draft: Draft, values: Iterable[Value], at: datetime) -> Draft:
    """What somebody has typed stays, unless the source's word is locked; what they have corrected stays. With another city
    its county and town are asked again; where somebody's own city stays, the county of the source's is not put into it."""
    form, sources = _copied(draft.form), dict(draft.sources)
    told = tuple(values)
    within = next((one.value for one in told if one.path == _CITY), None)
    for given in told:
        before, present = sources.get(given.path), value_in(form, given.path)
        if before and before.corrected:
            continue
        if present is not None and before is None and not given.locked:
            continue
        if given.path in _WITHIN_CITY and within not in (None, value_in(form, _CITY)):
            continue
        if given.path == _CITY:
            for name in left_behind(form.get("destination", {}), given.value):
                form["destination"].pop(name, None)
                sources.pop(f"destination.{name}", None)
        put_in(form, given.path, given.value)
        sources[given.path] = FieldSource(source=given.source, at=at, value=given.value, locked=given.locked)
    return draft.model_copy(update={"form": form, "sources": sources})


def left_behind(place: _Form, city: object) -> tuple[str, ...]:
    """Of a destination whose city becomes `city`, what is asked again: what lay in a city lies in no other, and where the
    other has no counties no page would show it."""
    return _WITHIN if place.get("city") not in (None, city) else ()


def saved_over(
    draft: Draft, form: _Form, corrections: Mapping[str, str], at: datetime
) -> tuple[Draft, tuple[FieldProblem, ...]]:
    """Returns (the draft with `form` in place of its own, what is wrong with `form`).

    Locked values stay unless they are corrected; what else was changed is the writer's own from now on.
    """
    kept, sources = _copied(form), dict(draft.sources)
    problems = [
        _not_corrected(path, sources.get(path)) for path in corrections if not _is_locked(sources.get(path))
    ]
    for path, source in draft.sources.items():
        now = value_in(kept, path)
        if source.locked and now is None:
            present = value_in(draft.form, path)
            put_in(kept, path, source.value if present is None else present)
        elif source.locked and now != source.value:
            reason = corrections.get(path)
            if reason:
                sources[path] = source.model_copy(update={"corrected": FieldCorrection(reason=reason, at=at)})
            elif source.corrected is None:
                problems.append(_locked(path, source))
        elif source.locked:
            sources[path] = source.model_copy(update={"corrected": None})
        elif now != source.value:
            del sources[path]
    return draft.model_copy(update={"form": kept, "sources": sources}), tuple(problems)


def value_in(form: _Form, path: str, absent: object = None) -> Any:
    """`path` is dotted; `absent` where the form does not have it."""
    value: Any = form
    for name in path.split("."):
        value = value.get(name, absent) if isinstance(value, Mapping) else absent
    return value


def put_in(form: dict[str, Any], path: str, value: Any) -> None:
    """In place; sections that are missing are made."""
    *sections, name = path.split(".")
    for section in sections:
        form = form.setdefault(section, {})
    form[name] = value


def _copied(form: _Form) -> dict[str, Any]:
    return {name: _copied(value) if isinstance(value, Mapping) else value for name, value in form.items()}


def _is_locked(source: FieldSource | None) -> bool:
    return source is not None and source.locked and source.source is not SourceCode.IDENTITY


def _locked(path: str, source: FieldSource) -> FieldProblem:
    if source.source is SourceCode.IDENTITY:
        detail = "此项来自您的实名登录，不能修改。不是本人办理的，请到窗口代办。"
    else:
        detail = f"此项由{SOURCE_NAMES[source.source]}提供。如有误，请写明申报更正的理由后再改，原值留存。"
    return FieldProblem(f"/sections{pointer_of(path)}", detail)


def _not_corrected(path: str, source: FieldSource | None) -> FieldProblem:
    where = path.replace("~", "~0").replace("/", "~1")
    if source is not None and source.source is SourceCode.IDENTITY:
        return FieldProblem(f"/corrections/{where}", _locked(path, source).detail)
    return _no_need(path)


def _no_need(path: str) -> FieldProblem:
    where = path.replace("~", "~0").replace("/", "~1")
    return FieldProblem(f"/corrections/{where}", "此项不是来源提供的锁定内容，可以直接修改，不用申报更正。")
