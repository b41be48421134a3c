"""All departments' lists of what is missing as one page: their words, the fields they mean, a note, what to answer now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from functions.domain.case.case import Ledger
from functions.domain.case.supply import CORRECTION, name_of_file
from functions.domain.errors import FieldProblem
from functions.pages.applicant.form_part import FormPart, is_sent
from functions.pages.case.views import address_of_case
from functions.pages.fields import Choice, Field, Kind, Wrong, filled
from functions.pages.forms import Form
from functions.shapes.case.case import open_correction_views
from schemas.case.views import MissingView, OpenCorrectionView
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
    def fields(self) -> tuple[Field, ...]:
        return (*(field for line in self.lines for field in line.fields), self.note, self.answer)


@dataclass(frozen=True, slots=True)
class Correcting:
    """`also`: fields that no list names, of a section that the reader wants to mend, or that a rule asks for now; `whys`:
    why what a source says is wrong."""

    case_id: str
    key: str
    lists: tuple[List, ...]
    also: tuple[Field, ...]
    whys: tuple[Field, ...]
    section: Field
    wrong: tuple[Wrong, ...] = ()
    problem: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        return (*(field for one in self.lists for field in one.fields), *self.also, *self.whys)

    @property
    def of_form(self) -> tuple[Field, ...]:
        named = (field for one in self.lists for line in one.lines for field in line.fields)
        return (*named, *self.also)


def section_field(part: FormPart, chosen: str) -> Field:
    """What else of the form is to be mended: shown part by part, for it is long."""
    return Field(
        "section",
        "还要改表里的其他内容吗",
        Kind.SELECT,
        (chosen,),
        choices=tuple(Choice(name, title) for name, title in part.sections.items()),
        optional=True,
        hint="先选是哪一部分，再点“显示这一部分”。",
    )


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
        (f"已上传：{'、'.join(brought)}。",) if brought else (),
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


def also_of(
    part: FormPart, sent: Form, lists: tuple[List, ...], section: str, errors: Mapping[str, str]
) -> tuple[Field, ...]:
    named = {field.name for one in lists for line in one.lines for field in line.fields}
    chosen = set(part.of_section(section))
    wanted = (path for path in part.leaves if path in chosen or path in errors or is_sent(path, sent))
    return tuple(part.field(path, sent) for path in wanted if path not in named)


def whys_of(sent: Form, asked: Mapping[str, str]) -> tuple[Field, ...]:
    """`asked`: what a source is told to have wrong, by path, with the words of the refusal."""
    paths = dict.fromkeys((*asked, *sent.below("why.")))
    found = (
        Field(
            f"why.{path}",
            f"“{field_title(path)}”为什么和查到的不一样",
            Kind.LONG_TEXT,
            hint=asked.get(path, "原来的内容会留存，由办理部门核验。"),
            rows=3,
        )
        for path in paths
    )
    return tuple(filled(one, sent) for one in found)


def told_at(problems: Iterable[FieldProblem], items: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Where each of what was refused stands on the page: (a field's name, what to do). `items`: as they were sent."""
    for one in problems:
        kind, *rest = one.pointer.strip("/").split("/")
        if kind == "sections":
            yield ".".join(rest), one.detail
        elif kind == "corrections" and rest:
            yield f"why.{rest[0]}", one.detail
        elif kind == "items" and rest and rest[0].isdecimal() and int(rest[0]) < len(items):
            yield f"note.{items[int(rest[0])]}", one.detail
        else:
            yield kind, one.detail


def with_told(view: Correcting, errors: Mapping[str, str]) -> Correcting:
    """Each error at its field; what has no field on the page is told above it."""
    known = {field.name for field in view.fields}
    homeless = "".join(detail for name, detail in errors.items() if name not in known)

    def marked(fields: tuple[Field, ...]) -> tuple[Field, ...]:
        return tuple(replace(one, error=errors.get(one.name, "")) for one in fields)

    lists = tuple(
        replace(
            one,
            lines=tuple(replace(line, fields=marked(line.fields)) for line in one.lines),
            note=marked((one.note,))[0],
            answer=marked((one.answer,))[0],
        )
        for one in view.lists
    )
    after = replace(view, lists=lists, also=marked(view.also), whys=marked(view.whys), problem=homeless)
    wrong = tuple(Wrong(one.error, f"#{one.id}") for one in after.fields if one.error)
    return replace(after, wrong=wrong)
