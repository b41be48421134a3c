"""The rows of an item's materials (up_pro_material): what was handed in, and how that stands which was not asked."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from functions.domain.case.case import CaseMaterial
from functions.domain.case.materials import recorded_standings
from functions.domain.case.supply import CORRECTION
from functions.domain.catalogue.materials import material_of
from functions.domain.national.export import Exported, Row, Span
from functions.domain.national.rows import finished_row
from schemas.codes import EventKind

UPLOADED = "申请人上传"


def material_rows(one: Exported, span: Span) -> Iterator[Row]:
    """A material of another situation has no row. What was not asked counts none: nothing was collected, and it says whether
    a source has verified it or the office has yet to.
    """
    files = _files(one)
    for code, found in files.items():
        yield _row(
            code, len(found), UPLOADED, one, span, first=max(one.began, min(each.at for each in found))
        )
    submitted = next((event for event in one.events if event.kind is EventKind.SUBMITTED), None)
    for each in recorded_standings(one.ledger, one.item.code, submitted, one.edition):
        if each.material.code not in files:
            yield _row(each.material.code, 0, each.text, one, span, first=one.began)


def _files(one: Exported) -> Mapping[str, list[CaseMaterial]]:
    found: dict[str, list[CaseMaterial]] = {}
    for each in one.ledger.case.materials:
        if each.item == one.item.code:
            found.setdefault(each.code, []).append(each)
    return found


def _row(code: str, count: int, how: str, one: Exported, span: Span, *, first: datetime) -> Row:
    row: Row = {"material_name": _name(code, one), "get_num": str(count), "local_get_type": how}
    return finished_row("up_pro_material", row, one, span, first=first, part=code)


def _name(code: str, one: Exported) -> str:
    """What an office asks for in a correction need not be a material of the catalogue."""
    found = material_of(one.edition, one.item.code, code)
    return found.name if found else "补正材料" if code == CORRECTION else code
