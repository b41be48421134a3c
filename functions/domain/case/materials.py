"""How each material of a case's items stands, and which fields nobody has verified: from the case alone. Pure."""

from collections.abc import Iterable, Iterator

from functions.domain.case.case import Case, Event, Ledger
from functions.domain.catalogue.materials import NeededMaterial, needed, really
from functions.domain.catalogue.rules import UNKNOWN, facts_of
from functions.domain.catalogue.standing import Stands, check_told, counted, stands
from schemas.catalogue.edition import Edition
from schemas.catalogue.prefill import PrefillField
from schemas.catalogue.standing import MaterialCheck, MaterialTally, Standing
from schemas.codes import Outcome
from schemas.form.application import Application
from schemas.form.paths import value_at


def standings(case: Case, item: str, materials: Iterable[NeededMaterial]) -> tuple[Stands, ...]:
    """In the order of the catalogue."""
    here = {one.code for one in case.materials if one.item == item}
    deferred = {one.code for one in case.deferred if one.item == item}
    return tuple(
        stands(each, case.checked, here=each.code in here, deferred=each.code in deferred)
        for each in materials
    )


def standings_of(case: Case, item: str, application: Application, edition: Edition) -> tuple[Stands, ...]:
    """Of all that the item needs in this applicant's situation, as an office may know it."""
    catalogued = edition.item(item)
    return standings(case, item, needed(catalogued, facts_of(application), edition, application.items))


def all_standings(
    ledger: Ledger, application: Application, edition: Edition
) -> dict[str, tuple[Stands, ...]]:
    """By item, of those that apply, as their applicant may know it."""
    facts, items = facts_of(application), application.items
    applying = {item.code for item in ledger.held if item.outcome is not Outcome.NOT_NEEDED}
    return {
        code: standings(
            ledger.case, code, really(needed(edition.item(code), facts, edition, items), applying)
        )
        for code in (item.code for item in ledger.held if item.code in applying)
    }


def checks_of(case: Case, item: str, application: Application, edition: Edition) -> tuple[MaterialCheck, ...]:
    """The same, as an office is told it."""
    return tuple(map(check_told, standings_of(case, item, application, edition)))


def recorded_standings(
    ledger: Ledger, item: str, submitted: Event | None, edition: Edition
) -> tuple[Stands, ...]:
    """Of what is not asked of the applicant, without the form: which that is the case tells, or once its first event did."""
    if not edition.has(item) or ledger.item(item).outcome is Outcome.NOT_NEEDED:
        return ()
    chosen = {one.code for one in ledger.held if one.outcome is not Outcome.NOT_NEEDED}
    every = needed(edition.item(item), lambda _: UNKNOWN, edition, chosen)
    wanted = (
        _told_then(item, submitted) if ledger.case.not_needed is None else _told_now(item, every, ledger.case)
    )
    return standings(ledger.case, item, (each for each in every if each.code in wanted))


def _told_then(item: str, submitted: Event | None) -> frozenset[str]:
    return frozenset(submitted.detail.get("waived", {}).get(item, ()) if submitted else ())


def _told_now(item: str, every: Iterable[NeededMaterial], case: Case) -> frozenset[str]:
    not_needed = case.not_needed or ()
    return frozenset(
        each.code for each in every if each.is_obtained and f"{item}/{each.code}" not in not_needed
    )


def material_tally(ledger: Ledger, edition: Edition) -> MaterialTally | None:
    """Of the whole case, from the case alone; None for one from before it told what is not asked."""
    case = ledger.case
    if case.not_needed is None:
        return None
    # Of what is decided nothing is still to be checked.
    found = {
        (item.code, one.material.code): one.standing
        for item in ledger.held
        for one in recorded_standings(ledger, item.code, None, edition)
        if item.outcome is None or one.standing is not Standing.OFFICE_CHECKS
    }
    found |= {
        place: Standing.UPLOADED for one in case.materials if (place := (one.item, one.code)) not in found
    }
    found |= {(one.item, one.code): Standing.DEFERRED for one in case.deferred}
    return counted(found.values())


# Beside a field, wherever people read it.
UNVERIFIED = "待核验"


def unverified_fields(
    case: Case, fields: Iterable[str], application: Application, edition: Edition
) -> tuple[str, ...]:
    """待核验: those that a source could have told, and no source has told as they are filled in."""
    agreed = {(one.source, name) for one in case.checked for name in one.agreed}
    return tuple(
        field.path
        for field in _told_by_sources(fields, edition)
        if (field.source, field.attribute) not in agreed and value_at(application, field.path) is not None
    )


def _told_by_sources(fields: Iterable[str], edition: Edition) -> Iterator[PrefillField]:
    for path in fields:
        field = edition.prefill.field(path)
        if field is not None and field.locked:
            yield field
