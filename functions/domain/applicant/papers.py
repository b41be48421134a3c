"""申请表 and 联合办理登记表, made from the one form: nothing here is written for one item, so a thirteenth needs nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from functions.domain.applicant.paper import (
    Fields,
    Heading,
    Pairs,
    Paper,
    PaperBlock,
    Paragraph,
    SealPlace,
    Signature,
    Table,
)
from functions.domain.case.case import Case
from functions.domain.case.materials import UNVERIFIED
from functions.domain.catalogue.standing import MAY_UPLOAD, Stands, counted
from functions.domain.clock import shanghai_date
from schemas.dates import date_text
from schemas.form.words import field_title, section_title, value_text
from schemas.regions import Regions

DECLARATION = (
    "本人承诺所填内容真实、准确、完整，同意办理机构为办理本事项依法核验有关信息，并对所填内容的真实性负责。"
)
# What the joint form shows of the person: the common sections, and of no department's own.
REGISTERED = (
    "person.name",
    "person.id_number",
    "person.sex",
    "person.birth_date",
    "person.ethnicity",
    "person.phone",
    "person.contact_address",
    "service.placement_type",
    "service.rank_class",
    "service.enlisted_on",
    "service.discharged_on",
    "destination.city",
    "destination.county",
    "destination.town",
    "destination.address",
)
UNFILLED = "——"
UNVERIFIED_NOTE = f"注明“{UNVERIFIED}”的内容由申请人填写，办件系统没有得到数据来源的证实，请办理机构核验。"
UNSEALED = "本表由系统按填写的内容生成，没有加盖印章。"
EMPTY_ROWS: Pairs = (("收件日期", ""), ("经办人", ""), ("办理意见", ""))


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One of the case's items, in the joint form's table."""

    name: str
    office: str
    remark: str


def application_form(
    case: Case,
    *,
    name: str,
    paths: tuple[str, ...],
    payload: Mapping[str, Any],
    unverified: tuple[str, ...],
    materials: tuple[Stands, ...],
    office: str,
    regions: Regions,
) -> Paper:
    """`payload` is the form as the department sees it for this item, and all that is printed of the form.

    `unverified` (待核验): the fields of it that no source has told.
    """
    return Paper(
        title=f"{name}申请表",
        reference=case.reference,
        marks=(*_marks(case), ("办理机构", office)),
        blocks=(
            *_sections(paths, payload, unverified, regions),
            Heading("申请材料"),
            _material_table(materials),
            Paragraph(DECLARATION),
            Signature("申请人"),
            Heading("以下由办理机构填写"),
            Fields(EMPTY_ROWS),
            SealPlace(office, on=None),
            Paragraph(UNSEALED),
        ),
        made_at=case.opened_at,
    )


def registration_form(
    case: Case,
    *,
    payload: Mapping[str, Any],
    unverified: tuple[str, ...],
    items: tuple[ItemLine, ...],
    materials: tuple[Stands, ...],
    regions: Regions,
) -> Paper:
    """联合办理登记表: the whole case on one form."""
    rows = tuple((str(place), i.name, i.office, i.remark) for place, i in enumerate(items, 1))
    return Paper(
        title="退役军人服务“一件事”联合办理登记表",
        reference=case.reference,
        marks=(*_marks(case), ("申请事项", f"{len(items)} 项")),
        blocks=(
            *_sections(REGISTERED, payload, unverified, regions),
            Heading("申请事项"),
            Table(("序号", "事项名称", "办理机构", "备注"), rows, (7, 45, 30, 18)),
            Paragraph(counted(each.standing for each in materials).text),
            Paragraph(DECLARATION),
            Signature("申请人"),
            Signature("窗口经办人"),
            Paragraph(UNSEALED),
        ),
        made_at=case.opened_at,
        above="广东省高效办成“一件事”",
    )


def _marks(case: Case) -> Pairs:
    return (("办件编号", case.reference), ("申请日期", date_text(shanghai_date(case.opened_at))))


def _sections(
    paths: tuple[str, ...], payload: Mapping[str, Any], unverified: tuple[str, ...], regions: Regions
) -> Iterator[PaperBlock]:
    """A heading and a grid for each section that has anything; a field left empty is shown as such, and so is one that no
    source has told.
    """
    for section, group in groupby(paths, key=section_title):
        entries = [(path, _at(payload, path)) for path in group]
        if all(value is None for _, value in entries):
            continue
        yield Heading(section)
        words = ((path, value_text(path, value, regions) or UNFILLED) for path, value in entries)
        yield Fields(
            tuple(
                (field_title(path), f"{text}（{UNVERIFIED}）" if path in unverified else text)
                for path, text in words
            )
        )
    if unverified:
        yield Paragraph(UNVERIFIED_NOTE)


def _at(payload: Mapping[str, Any], path: str) -> Any:
    value: Any = payload
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _material_table(materials: tuple[Stands, ...]) -> Table:
    rows = tuple(
        (str(place), each.material.name, f"{each.text}\n{each.how.removesuffix(MAY_UPLOAD)}")
        for place, each in enumerate(materials, 1)
    )
    return Table(("序号", "材料名称", "状态和取得方式"), rows, (8, 50, 42))
