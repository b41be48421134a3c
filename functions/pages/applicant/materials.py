"""Papers of a case (申请材料): what is still to be brought, what is here, what nobody has to bring."""

from collections.abc import Iterator
from dataclasses import dataclass

from functions.domain.clock import last_day_text
from functions.pages.case.views import address_of_case
from functions.pages.files import is_picture, opened_file, seeing
from functions.pages.moments import day, moment
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.intake.materials import case_materials
from functions.usecases.applicant.supply import may_bring
from functions.usecases.intake.materials import file_of_case, files_of
from functions.web.roles import SUBMITTERS
from schemas.intake.materials import CaseMaterialView

_MATERIALS = "/cases/{case_id}/materials"


@dataclass(frozen=True, slots=True)
class _Paper:
    """`open`: where the file is seen; `picture`: what a thumbnail of it shows, in words; `bring`: where it is handed
    in."""

    name: str
    item: str
    said: str
    open: str = ""
    bring: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Papers:
    case_id: str
    due: tuple[_Paper, ...]
    here: tuple[_Paper, ...]
    others: tuple[_Paper, ...]


def show_materials(asked: Asked) -> Answer:
    files = files_of(asked.path["case_id"], by=asked.by, deps=asked.deps)
    edition, now = asked.deps.editions(files.ledger.case.edition), asked.deps.clock()
    listed = case_materials(files, edition).materials
    case_id = files.ledger.case.id

    def bring(one: CaseMaterialView) -> str:
        wanted = may_bring(files.ledger, edition, one.item, one.material)
        return address_of_case(case_id, "materials", one.item, one.material) if wanted else ""

    here = (
        _Paper(
            one.name,
            one.item_name,
            f"{moment(one.at, now)}交，{one.scan_text or ''}".rstrip("，"),
            address_of_case(case_id, "files", one.id or ""),
            picture=f"已交的第 {number} 份：{one.name}" if is_picture(one.media_type) else "",
        )
        for number, one in enumerate((one for one in listed if one.status == "uploaded"), 1)
    )
    due = (
        _Paper(
            one.name,
            one.item_name,
            f"请在{last_day_text(one.due_at)}补交" if one.due_at else "",
            bring=bring(one),
        )
        for one in listed
        if one.status == "deferred"
    )
    # What another item makes, nobody holds yet.
    others = (
        _Paper(one.name, one.item_name, _said(one), bring=bring(one) if one.status != "from_item" else "")
        for one in listed
        if one.status not in ("uploaded", "deferred")
    )
    view = Papers(case_id, tuple(due), tuple(here), tuple(others))
    headers = seeing((kept for kept, _ in files.links), asked.deps)
    return Shown("applicant/materials.html", "申请材料", view, headers=headers)


def open_material(asked: Asked) -> Answer:
    path = asked.path
    return opened_file(
        file_of_case(path["case_id"], path["material_id"], by=asked.by, deps=asked.deps), asked.deps
    )


def _said(one: CaseMaterialView) -> str:
    return "".join(_parts(one))


def _parts(one: CaseMaterialView) -> Iterator[str]:
    yield f"{one.status_text}。"
    if one.status == "waived" and one.source_text:
        yield f"{day(one.at)}由{one.source_text}核验{f'：{one.found}' if one.found else ''}。"


PAGES = (
    Page(method="GET", path=_MATERIALS, roles=SUBMITTERS, handler=show_materials),
    Page(
        method="GET",
        path="/cases/{case_id}/files/{material_id}",
        roles=SUBMITTERS,
        handler=open_material,
    ),
)
