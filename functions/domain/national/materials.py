"""The rows of an item's materials (up_pro_material): what was handed in, and what the receipt of the case waived."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from functions.domain.case.case import CaseMaterial
from functions.domain.case.supply import CORRECTION
from functions.domain.catalogue.materials import material_of
from functions.domain.national.export import Exported, Row, Span
from functions.domain.national.rows import finished
from schemas.codes import EventKind

UPLOADED, WAIVED = "申请人上传", "免予提交"


def material_rows(one: Exported, span: Span) -> Iterator[Row]:
    """A material of another situation was neither asked for nor waived, and has no row. What is waived counts none: nothing
    was collected, and nobody says that it was checked.
    """
    files = _files(one)
    for code, found in files.items():
        yield _row(
            code, len(found), UPLOADED, one, span, first=max(one.began, min(each.at for each in found))
        )
    for code in _waived(one):
        if code not in files:
            yield _row(code, 0, WAIVED, one, span, first=one.began)


def _files(one: Exported) -> Mapping[str, list[CaseMaterial]]:
    found: dict[str, list[CaseMaterial]] = {}
    for each in one.ledger.case.materials:
        if each.item == one.item.code:
            found.setdefault(each.code, []).append(each)
    return found


def _waived(one: Exported) -> tuple[str, ...]:
    receipt = next((event for event in one.events if event.kind is EventKind.SUBMITTED), None)
    return tuple(receipt.detail.get("waived", {}).get(one.item.code, ())) if receipt else ()


def _row(code: str, count: int, how: str, one: Exported, span: Span, *, first: datetime) -> Row:
    row: Row = {"material_name": _name(code, one), "get_num": str(count), "local_get_type": how}
    return finished("up_pro_material", row, one, span, first=first, part=code)


def _name(code: str, one: Exported) -> str:
    """What an office asks for in a correction need not be a material of the catalogue."""
    found = material_of(one.edition, one.item.code, code)
    return found.name if found else "补正材料" if code == CORRECTION else code
