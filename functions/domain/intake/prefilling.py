"""What prefill does to a draft: values come in from sources, are guarded where they are locked, and are counted. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.case.access import Person, Principal
from functions.domain.intake.drafting import filled_paths, pruned
from functions.domain.intake.prefilled import Value
from schemas.catalogue.prefill import (
    IDENTITY,
    NOT_ASKED,
    Consent,
    Prefill,
    PrefillField,
    SourceCode,
)
from schemas.codes import Role
from schemas.intake.draft import Draft, SourceAnswered

_WHO = ("name", "id_number")
_TRULY = frozenset({SourceCode.POPULATION, SourceCode.SERVICE_RECORD, SourceCode.E_CERTIFICATE}) | frozenset(
    {SourceCode.SOCIAL_INSURANCE, SourceCode.MEDICAL_INSURANCE, SourceCode.IDENTITY}
)


@dataclass(frozen=True, slots=True)
class _Tally:
    """Of the filled fields: how many were typed, how many came from sources, how many from the guide's answers."""

    typed: int
    prefilled: int
    answered: int


def wanted(prefill: Prefill, draft: Draft, needed: frozenset[str]) -> Iterator[PrefillField]:
    """Fields that the chosen items need and that may be asked for, by the consents given."""
    given = {consent.code for consent in draft.consents if _is_current(consent, prefill)}
    for field in prefill.fields:
        if field.path in needed and (field.consent is None or field.consent in given):
            yield field


def _is_current(consent: Consent, prefill: Prefill) -> bool:
    text = prefill.consent(consent.code)
    return text is not None and text.version == consent.version


def with_answers(draft: Draft, answers: Iterable[SourceAnswered]) -> Draft:
    """What a source gave last in place of what it gave before; that it does not answer now takes nothing of that back."""
    told = {one.source: one for one in draft.answered}
    for answer in answers:
        before = told.get(answer.source)
        if before is None or before.failed or not answer.failed:
            told[answer.source] = answer
    return draft.model_copy(update={"answered": tuple(told.values())})


def without(draft: Draft, fields: Iterable[PrefillField]) -> Draft:
    """The draft without what came from a source for these fields; what the guide was told of one of them stays."""
    fields, told = tuple(fields), draft.sources
    gone = {field.path for field in fields if field.path in told and told[field.path].source is field.source}
    kept = frozenset(filled_paths(draft.form)) - gone
    sources = {path: source for path, source in draft.sources.items() if path not in gone}
    answered = tuple(_without(one, fields) for one in draft.answered)
    form = pruned(draft.form, kept)
    return draft.model_copy(update={"form": form, "sources": sources, "answered": answered})


def _without(answer: SourceAnswered, fields: tuple[PrefillField, ...]) -> SourceAnswered:
    gone = {field.attribute for field in fields if field.source is answer.source}
    values = {name: value for name, value in answer.values.items() if name not in gone}
    asked = tuple(name for name in answer.asked if name not in gone)
    return answer.model_copy(update={"asked": asked, "values": values})


def verified_values(by: Principal) -> Iterator[Value]:
    """What signing in told of an applicant, to be put into their draft; nothing of whoever is not verified."""
    if by.role is Role.APPLICANT and by.person:
        for path in IDENTITY:
            value = getattr(by.person, path.rpartition(".")[2])
            yield Value(path, SourceCode.IDENTITY, value, locked=True)


def names_who_signed_in(draft: Draft) -> bool:
    """Whether the form names its writer as they were verified, and nobody else can be put in their place."""
    told = (draft.sources.get(path) for path in IDENTITY)
    return all(one is not None and one.source is SourceCode.IDENTITY for one in told)


def is_of(draft: Draft, person: Person) -> bool:
    """Whether the form is, as it is filled in, this person's."""
    typed = draft.form.get("person", {})
    return (typed.get("name"), typed.get("id_number")) == (person.name, person.id_number)


def of_another(draft: Draft, person: Mapping[str, Any]) -> Draft:
    """Where `person` is another than the draft's: it without what the sources told of the one before."""
    before = draft.form.get("person", {})
    same = all(person.get(name) in (None, before.get(name)) for name in _WHO)
    signed_in = any(
        draft.sources[path].source is SourceCode.IDENTITY for path in IDENTITY if path in draft.sources
    )
    if same or signed_in:
        return draft
    told = {path for path, one in draft.sources.items() if one.source not in NOT_ASKED}
    form = pruned(draft.form, frozenset(filled_paths(draft.form)) - told)
    sources = {path: one for path, one in draft.sources.items() if path not in told}
    return draft.model_copy(update={"form": form, "sources": sources, "answered": ()})


def only(draft: Draft) -> Draft:
    """Without the sources of what the form does not hold any more."""
    filled = set(filled_paths(draft.form))
    return draft.model_copy(update={"sources": {p: s for p, s in draft.sources.items() if p in filled}})


def corrected_fields(draft: Draft) -> tuple[str, ...]:
    """Paths of what the applicant said is wrong in shared data."""
    return tuple(path for path, source in draft.sources.items() if source.corrected)


def prefill_tally(draft: Draft) -> _Tally:
    prefilled = answered = typed = 0
    for path in filled_paths(draft.form):
        source = draft.sources.get(path)
        if source is None or source.corrected:
            typed += 1
        elif source.source in _TRULY:
            prefilled += 1
        else:
            answered += 1
    return _Tally(typed, prefilled, answered)
