"""The lists of what is missing (补正), as the page of one answer to all of them shows them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from functions.domain.case.case import Ledger
from functions.domain.case.supply import CORRECTION, brought_since, name_of_file
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
# Before an item's code: which lines of its list its reader was told that nothing has come of.
SEEN = "seen."

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
    `bring`: the page for what is none of the item's own papers. `left`: the lines, by their place, of whose paper or field
    nothing has come; `seen`: those that the reader was told of.
    """

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
    left: tuple[int, ...] = ()
    seen: str = ""

    @property
    def left_mark(self) -> str:
        return ",".join(map(str, self.left))

    @property
    def is_seen(self) -> bool:
        """Whoever has done some of it since needs not be told of the rest again."""
        return set(map(str, self.left)) <= set(self.seen.split(","))

    @property
    def told_left(self) -> str:
        return "、".join(f"“{self.lines[place].name}”" for place in self.left)

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


def brought_names(ledger: Ledger, edition: Edition, code: str) -> tuple[str, ...]:
    return tuple(name_of_file(edition, one.item, one.code) for one in brought_since(ledger, code))


def _list(
    one: OpenCorrectionView, ledger: Ledger, edition: Edition, part: FormPart, sent: Form, seen: set[str]
) -> List:
    brought, papers = (
        brought_names(ledger, edition, one.item),
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
        left=tuple(_left(one, {each.code for each in brought_since(ledger, one.item)}, part, sent)),
        seen=sent.text(f"{SEEN}{one.item}"),
    )


def _left(one: OpenCorrectionView, brought: set[str], part: FormPart, sent: Form) -> Iterator[int]:
    """What is neither a paper of the catalogue nor a field that can be mended here, only a note can tell of."""
    for place, line in enumerate(one.missing):
        path = _path(line)
        if line.material:
            is_left = line.material not in brought
        else:
            is_left = (
                path in part.leaves
                and not part.is_fixed(path)
                and not part.changed((part.field(path, sent),))
            )
        if is_left:
            yield place


def _path(line: MissingView) -> str:
    return line.field.strip("/").replace("/", ".") if line.field else ""


def _line(one: MissingView, papers: str, part: FormPart, sent: Form, seen: set[str]) -> _Line:
    path = _path(one)
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
