"""The lists of what is missing (补正), as the page of one answer to all of them shows them."""

from dataclasses import dataclass, replace

from functions.domain.case.case import Ledger
from functions.domain.case.supply import CORRECTION, name_of_file
from functions.pages.applicant.form_part import FormPart
from functions.pages.case.views import address_of_case
from functions.pages.fields import Choice, Field, Kind, filled
from functions.pages.forms import Form
from functions.shapes.case.case import open_correction_views
from schemas.case.views import OpenCorrectionView
from schemas.case.views_item import MissingView
from schemas.catalogue.edition import Edition
from schemas.form.words import field_title

WITH_THIS_ANSWER = "now"


_ELSEWHERE = "安置地不能在补正里改；有误的，请撤回后重新申请。"


@dataclass(frozen=True, slots=True)
class _Line:
    """One thing that is missing, in the office's words. `means`: what of the catalogue or the form it is; `bring`: the page
    where its paper is uploaded."""

    name: str
    reason: str
    means: str
    fields: tuple[Field, ...] = ()
    bring: str = ""


@dataclass(frozen=True, slots=True)
class List:
    """What one department asks for of one item. `answer`: whether it is answered now. `brought`: papers that came since;
    `bring`: the page for what is none of the item's own papers."""

    item: str
    name: str
    department: str
    round: int
    due: OpenCorrectionView
    lines: tuple[_Line, ...]
    answer: Field
    note: Field
    brought: tuple[str, ...]
    bring: str

    @property
    def told_brought(self) -> str:
        return _told(self.brought)

    @property
    def fields(self) -> tuple[Field, ...]:
        return (*(field for line in self.lines for field in line.fields), self.note, self.answer)


def _told(brought: tuple[str, ...]) -> str:
    return f"已上传：{'、'.join(brought)}。" if brought else ""


def lists_of(ledger: Ledger, edition: Edition, part: FormPart, sent: Form) -> tuple[List, ...]:
    """A field that two lists mean is asked for once, where it is named first."""
    seen: set[str] = set()
    open_ = open_correction_views(ledger, edition)
    return tuple(_list(one, ledger, edition, part, sent, seen) for one in open_)


def brought_since(ledger: Ledger, edition: Edition, code: str) -> tuple[str, ...]:
    """Names of the papers that an item was brought since it waits for its applicant."""
    since = ledger.item(code).since
    here = (one for one in ledger.case.materials if one.item == code and one.at >= since)
    return tuple(name_of_file(edition, one.item, one.code) for one in here)


def _list(
    one: OpenCorrectionView, ledger: Ledger, edition: Edition, part: FormPart, sent: Form, seen: set[str]
) -> List:
    brought, papers = (
        brought_since(ledger, edition, one.item),
        address_of_case(ledger.case.id, "materials", one.item),
    )
    note = Field(
        f"note.{one.item}",
        "怎么补正的，或者要说明的",
        Kind.LONG_TEXT,
        (_told(brought),) if brought else (),
        hint=f"写给{one.department_text}部门看的。改了表里的内容的，可以不写。",
        optional=True,
        rows=3,
    )
    answer = Field(
        f"answer.{one.item}",
        "这次答复吗",
        Kind.TICKS,
        (WITH_THIS_ANSWER,),
        choices=(
            Choice(WITH_THIS_ANSWER, "这次答复这一份清单", "还没准备好的，去掉勾选，以后在期限前再来答复。"),
        ),
    )
    return List(
        item=one.item,
        name=one.name,
        department=one.department_text,
        round=one.round,
        due=one,
        lines=tuple(_line(each, papers, part, sent, seen) for each in one.missing),
        answer=filled(answer, sent) if sent.fields else answer,
        note=filled(note, sent) if sent.fields else note,
        brought=brought,
        bring=f"{papers}/{CORRECTION}",
    )


def _line(one: MissingView, papers: str, part: FormPart, sent: Form, seen: set[str]) -> _Line:
    path = one.field.strip("/").replace("/", ".") if one.field else ""
    material = f"材料：{one.material_name}" if one.material_name and one.material_name != one.name else ""
    line = _Line(one.name, one.reason, material, bring=f"{papers}/{one.material}" if one.material else "")
    if not path:
        return line
    if path not in part.leaves:
        return replace(
            line, means=_ELSEWHERE if path.startswith("destination.") else f"表里的“{field_title(path)}”"
        )
    if path in seen:
        return replace(line, means=f"表里的“{field_title(path)}”，在上面改。")
    seen.add(path)
    return replace(line, fields=(part.field(path, sent),))
