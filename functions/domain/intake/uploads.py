"""Which files an applicant may upload, which are missing, what a case takes of them. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from functions.domain.case.case import CaseMaterial, DeferredMaterial
from functions.domain.case.refusals import MaterialNotWanted
from functions.domain.catalogue.materials import NeededMaterial, material_of
from functions.domain.catalogue.plan import Plan
from functions.domain.clock import Calendar, deadline
from functions.domain.errors import FieldProblem
from functions.domain.intake.refusals import (
    MaterialNotDeferrable,
    MaterialNotFound,
    MaterialsMissing,
    TooManyMaterials,
)
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import Material, MaterialSource, Unit
from schemas.catalogue.item import Item
from schemas.intake.materials import AskedUpload, AskedUploads, DeferralRequest

MOST_FILES_OF_ONE = 5
MOST_FILES = 40
# How long before a deferred material (容缺) is due the applicant is reminded of it.
REMIND_BEFORE = timedelta(days=3)


def wanted_upload(edition: Edition, items: tuple[str, ...], item: str, code: str) -> Material:
    """Any of the item's but what is taken on the spot: whoever holds the paper may hand it in. Raises MaterialNotWanted."""
    material = material_of(edition, item, code) if item in items else None
    if material is None or material.source is MaterialSource.ON_SITE:
        raise MaterialNotWanted
    return material


def with_upload(asked: AskedUploads, upload: AskedUpload) -> AskedUploads:
    """The same file for the same material, asked for again, is the one that was asked for before. Where there are as many as
    may be, what was asked for longest ago and never arrived makes room. Raises TooManyMaterials: all have arrived."""
    same = [one for one in asked.uploads if _of_one(one) == _of_one(upload)]
    if any(one.sha256 == upload.sha256 for one in same):
        return asked
    left = asked.uploads
    if len(same) >= MOST_FILES_OF_ONE:
        left = _without_oldest(left, same)
    if len(left) >= MOST_FILES:
        left = _without_oldest(left, left)
    return asked.model_copy(update={"uploads": (*left, upload)})


def _without_oldest(uploads: Sequence[AskedUpload], among: Sequence[AskedUpload]) -> tuple[AskedUpload, ...]:
    """Of those that never arrived: who sends its file after all is told to announce it again."""
    waiting = next((one for one in among if not one.arrived and not one.checking_since), None)
    if waiting is None:
        raise TooManyMaterials
    return tuple(one for one in uploads if one is not waiting)


def looked_into(asked: AskedUploads, seen: AskedUpload) -> AskedUploads:
    """One of its uploads, as it was found."""
    uploads = tuple(seen if one.id == seen.id else one for one in asked.uploads)
    return asked.model_copy(update={"uploads": uploads})


def discarding(asked: AskedUploads, upload_id: str) -> AskedUploads:
    """It counts no more, and its file goes next. Raises MaterialNotFound."""
    if upload_id in asked.discarding:
        return asked
    uploads = tuple(one for one in asked.uploads if one.id != upload_id)
    if uploads == asked.uploads:
        raise MaterialNotFound
    return asked.model_copy(update={"uploads": uploads, "discarding": (*asked.discarding, upload_id)})


def discarded(asked: AskedUploads, upload_id: str) -> AskedUploads:
    """Its file is gone."""
    left = tuple(one for one in asked.discarding if one != upload_id)
    return asked.model_copy(update={"discarding": left})


def with_deferral(asked: AskedUploads, given: DeferralRequest, material: Material) -> AskedUploads:
    """Raises MaterialNotDeferrable."""
    if material.deferrable is None:
        raise MaterialNotDeferrable
    if given in asked.deferred:
        return asked
    return asked.model_copy(update={"deferred": (*asked.deferred, given)})


def check_whole(plan: Plan, asked: AskedUploads) -> None:
    """Raises MaterialsMissing, with every material that is missing and what to do (faults.md, row 21)."""
    checking = {_of_one(one) for one in asked.uploads if one.checking_since}
    settled = _here(asked) | {(one.item, one.material) for one in asked.deferred}
    problems = tuple(
        missing_problem(item.item, material, checking=(item.code, material.code) in checking)
        for item, material in plan.required_uploads()
        if (item.code, material.code) not in settled
    )
    if problems:
        raise MaterialsMissing(problems=problems)


def missing_problem(item: Item, material: NeededMaterial, *, checking: bool) -> FieldProblem:
    """`checking`: it was sent, and is being looked at."""
    if checking:
        detail = (
            f"“{item.name}”的{material.name}已经收到，正在进行病毒扫描。请稍后在草稿中再次确认，然后提交。"
        )
        return FieldProblem(f"/materials/{item.code}/{material.code}", detail)
    later = "" if material.deferrable_days is None else "，或者承诺限期补交（容缺）"
    detail = f"“{item.name}”需要提交：{material.name}。请在草稿中上传{later}。"
    return FieldProblem(f"/materials/{item.code}/{material.code}", detail)


def taken(asked: AskedUploads, items: frozenset[str], now: datetime) -> tuple[CaseMaterial, ...]:
    """What the case keeps: the files that arrived, of the items that apply."""
    return tuple(case_material(one, now) for one in asked.uploads if one.arrived and one.item in items)


def case_material(one: AskedUpload, now: datetime) -> CaseMaterial:
    return CaseMaterial(
        id=one.id,
        item=one.item,
        code=one.material,
        media_type=one.media_type,
        size=one.size,
        sha256=one.sha256,
        at=now,
        scanned_at=one.scanned_at,
    )


def deferrals(
    plan: Plan, asked: AskedUploads, now: datetime, calendar: Calendar
) -> Iterator[DeferredMaterial]:
    """容缺 that counts: of what must be uploaded in this situation and is not here."""
    required = {(item.code, material.code): material for item, material in plan.required_uploads()}
    here = _here(asked)
    for one in asked.deferred:
        place = (one.item, one.material)
        days = required[place].deferrable_days if place in required else None
        if days is not None and place not in here:
            due = deadline(now, days, Unit.WORKING_DAY, calendar).at
            yield DeferredMaterial(one.item, one.material, due, max(due - REMIND_BEFORE, now))


def _here(asked: AskedUploads) -> set[tuple[str, str]]:
    return {_of_one(one) for one in asked.uploads if one.arrived}


def _of_one(upload: AskedUpload) -> tuple[str, str]:
    return upload.item, upload.material
