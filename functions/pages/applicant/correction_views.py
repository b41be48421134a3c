"""All departments' lists of what is missing as one page: their words, the fields they mean, a note, what to answer now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from functions.domain.errors import FieldProblem
from functions.pages.applicant.correction_lists import List
from functions.pages.applicant.form_part import FormPart, is_sent
from functions.pages.fields import Choice, Field, Kind, Wrong, filled
from functions.pages.forms import Form
from schemas.form.words import field_title


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


def also_of(
    part: FormPart, sent: Form, lists: tuple[List, ...], section: str, errors: Mapping[str, str]
) -> tuple[Field, ...]:
    named = {field.name for one in lists for line in one.lines for field in line.fields}
    chosen = set(part.of_section(section))
    wanted = (path for path in part.leaves if path in chosen or path in errors or is_sent(path, sent))
    return tuple(part.field(path, sent) for path in wanted if path not in named)


def whys_of(part: FormPart, sent: Form, asked: Mapping[str, str]) -> tuple[Field, ...]:
    """`asked`: what a source is told to have wrong, by path, with the words of the refusal."""
    paths = dict.fromkeys((*asked, *(path for path in sent.below("why.") if path in part.leaves)))
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


def with_seen(view: Correcting, told: Mapping[str, str]) -> Correcting:
    """`told`: by the name of its note, each list that something is left of."""
    lists = (replace(one, seen=one.left_mark) if one.note.name in told else one for one in view.lists)
    return replace(view, lists=tuple(lists))


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
