"""Files that come after the submission: what was deferred (容缺), what a correction asks for, what proves a contest. Pure."""

from datetime import datetime

from functions.domain.case.case import Case, CaseMaterial, DeferredMaterial, Ledger
from functions.domain.case.contests import CONTEST
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import MaterialNotWanted
from functions.domain.catalogue.materials import material_of
from functions.domain.values import replace
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import OBTAINED
from schemas.codes import ItemStatus

# What a department asks for in a correction need not be a material of the catalogue.
CORRECTION = "correction_material"
_NAMES = {CORRECTION: "补正材料", CONTEST: "异议证明材料"}


def check_supply(ledger: Ledger, edition: Edition, item: CaseItem, code: str) -> None:
    """As long as the item is open, what was deferred, and a paper that the applicant holds of what the office would have to
    check; any of the item's while it waits for a correction; a proof while the service check may be contested.

    Raises MaterialNotWanted.
    """
    deferred = any((one.item, one.code) == (item.code, code) for one in ledger.case.deferred)
    material = material_of(edition, item.code, code)
    held = material is not None and material.source in OBTAINED
    if item.outcome is None and (deferred or held):
        return
    if item.status is ItemStatus.CONTESTABLE and code == CONTEST:
        return
    known = code == CORRECTION or material is not None
    if item.status is not ItemStatus.CORRECTING or not known:
        raise MaterialNotWanted


def name_of_file(edition: Edition, item: str, code: str) -> str:
    """As an office reads it, whether the catalogue asks for it or not."""
    material = material_of(edition, item, code)
    return material.name if material else _NAMES.get(code, code)


def brought_since(ledger: Ledger, code: str) -> tuple[CaseMaterial, ...]:
    """What an item was brought since it waits for its applicant."""
    since = ledger.item(code).since
    return tuple(one for one in ledger.case.materials if one.item == code and one.at >= since)


def supplied(case: Case, material: CaseMaterial) -> Case:
    """The case holds it, and it is deferred no longer; again changes nothing."""
    if any(one.id == material.id for one in case.materials):
        return case
    place = (material.item, material.code)
    left = tuple(one for one in case.deferred if (one.item, one.code) != place)
    return replace(case, materials=(*case.materials, material), deferred=left)


def next_due(case: Case, item: str) -> datetime | None:
    """By when the next of the item's deferred materials is to be brought."""
    return min((one.due_at for one in case.deferred if one.item == item), default=None)


def reminder_of_deferred_due(ledger: Ledger, one: DeferredMaterial, now: datetime) -> bool:
    return one.reminded_at is None and one.remind_at <= now and ledger.item(one.item).outcome is None


def reminded_material(case: Case, item: str, code: str, now: datetime) -> Case:
    deferred = tuple(
        replace(one, reminded_at=now) if (one.item, one.code) == (item, code) else one
        for one in case.deferred
    )
    return replace(case, deferred=deferred)


def open_deferrals(ledger: Ledger) -> tuple[DeferredMaterial, ...]:
    """Of items that are still open."""
    return tuple(one for one in ledger.case.deferred if ledger.item(one.item).outcome is None)
