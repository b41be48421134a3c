"""The sections of a draft's form: read, filled in, saved as typed; and what is wrong in shared data, corrected."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from functions.domain.conflicts import DraftChanged
from functions.domain.errors import FieldProblem
from functions.domain.intake.refusals import InvalidDraft
from functions.domain.refusals import TooOften
from functions.pages.expected import status_shown
from functions.pages.fields import Field, Wrong, filled, summary, with_errors
from functions.pages.intake.destination import place_text, within_city
from functions.pages.intake.form_fields import (
    COUNTY,
    TOWN,
    FieldGroup,
    field_groups,
    section_fields,
    section_leaves,
)
from functions.pages.intake.leaves import section_needed, sections
from functions.pages.intake.seen import Behalf, SeenDraft, behalf_of, draft_seen, or_receipt
from functions.pages.intake.typed import typed_section, unreadable_dates
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.refusals import PageNotFound
from functions.usecases.intake import drafts
from functions.web.roles import SUBMITTERS
from schemas.intake.draft import DraftPatch
from schemas.intake.views import DraftView

SECTION = "/drafts/{draft_id}/sections/{section}"
CHECK, _LIST = "check", "list"
_ELSEWHERE = "您打开这一页以后，这一部分在别处改过。下面留着您刚才填的内容，还没有保存；核对后再点保存，就按您这里填的存。"
FIRST = "自动填写要先有姓名和公民身份号码。填好、保存以后，再点“自动填写”。"


@dataclass(frozen=True, slots=True)
class SectionPage:
    """`seen`: of what the section was when it was shown; who saved it elsewhere since is told from it.

    `shown`: city, county and town that the page shows, for another city has others.
    """

    title: str
    address: str
    draft: str
    behalf: Behalf | None
    groups: tuple[FieldGroup, ...]
    wrong: tuple[Wrong, ...]
    needed: str
    seen: str
    back: str
    notice: str
    alarm: str
    place: str
    shown: str


@or_receipt
def show_section(asked: Asked) -> Answer:
    seen, name = _asked_section(asked)
    fields = section_fields(seen.view, name, seen.reader)
    if asked.query.get("wrong"):
        fields = with_errors(fields, _left(seen.view))
    notice = FIRST if asked.query.get("first") else ""
    return _section(seen, name, fields, asked, notice=notice)


@or_receipt
def save_section(asked: Asked) -> Answer:
    seen, name = _asked_section(asked)
    before = section_fields(seen.view, name, seen.reader)
    fields = tuple(one if one.locked else filled(one, asked.form) for one in before)
    patch = within_city(typed_section(section_leaves(seen.view, name), fields), seen, asked)
    save, is_old = DraftPatch(sections=patch), asked.form.text("seen") != _digest_of(seen.view, name)
    if is_old and _values(fields) != _values(before) and not drafts.is_saved(seen.held, save, asked.deps):
        return _changed_elsewhere(seen, name, before, fields, asked)
    try:
        held = drafts.save_form(seen.held, save, by=asked.by, deps=asked.deps)
    except InvalidDraft as error:
        return _refused(seen, name, fields, error, asked)
    except (DraftChanged, TooOften) as error:
        return _section(seen, name, fields, asked, alarm=error.detail, status=status_shown(error))
    return Sent(_next(replace(seen, held=held), name, asked))


def _digest_of(view: DraftView, name: str) -> str:
    """Of the section's values: nothing can be read from it."""
    text = json.dumps([view.draft_id, view.form.get(name, {})], ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:24]


def _asked_section(asked: Asked) -> tuple[SeenDraft, str]:
    seen, name = draft_seen(asked), asked.path["section"]
    if name not in sections(seen.view.form_schema):
        raise PageNotFound
    return seen, name


def _section(
    seen: SeenDraft,
    name: str,
    fields: tuple[Field, ...],
    asked: Asked,
    *,
    notice: str = "",
    alarm: str = "",
    status: int = 200,
    more: tuple[Wrong, ...] = (),
) -> Shown:
    whole = seen.view.form_schema
    wrong = (*summary(fields), *more)
    known = list(sections(whole))
    shown = SectionPage(
        title=sections(whole)[name]["title"],
        address=f"{seen.address}/sections/{name}",
        draft=seen.address,
        behalf=behalf_of(seen.held.draft, asked),
        groups=field_groups(seen.view, name, fields),
        wrong=wrong,
        needed=section_needed(whole, name),
        seen=_digest_of(seen.view, name),
        back=CHECK if CHECK in (asked.query.get("back"), asked.form.text("back")) else "",
        notice=notice,
        alarm=alarm,
        shown=place_text(seen.view) if name == "destination" else "",
        place=f"第 {known.index(name) + 1} 部分，共 {len(known)} 部分",
    )
    return Shown("intake/section.html", shown.title, shown, status, wrong=bool(wrong or alarm))


def _refused(
    seen: SeenDraft, name: str, fields: tuple[Field, ...], error: InvalidDraft, asked: Asked
) -> Shown:
    by_name = {path_of(problem): problem.detail for problem in error.problems} | unreadable_dates(fields)
    marked = with_errors(fields, by_name)
    unplaced = set(by_name) - {field.name for field in fields}
    more = tuple(Wrong(by_name[path], "#main") for path in sorted(unplaced))
    return _section(seen, name, marked, asked, status=422, more=more)


def path_of(problem: FieldProblem) -> str:
    return problem.pointer.removeprefix("/sections/").replace("/", ".")


def _left(view: DraftView) -> Mapping[str, str]:
    return {one.pointer.removeprefix("/").replace("/", "."): one.detail for one in view.remaining}


def _changed_elsewhere(
    seen: SeenDraft, name: str, before: tuple[Field, ...], fields: tuple[Field, ...], asked: Asked
) -> Shown:
    """With what was typed here, and beside it what was saved there."""
    told = tuple(
        replace(mine, source=f"别处保存的是：{theirs.shown or '没有填'}")
        if mine.values != theirs.values
        else mine
        for mine, theirs in zip(fields, before, strict=True)
    )
    return _section(seen, name, told, asked, alarm=_ELSEWHERE, status=409)


def _values(fields: tuple[Field, ...]) -> list[tuple[str, ...]]:
    return [field.values for field in fields]


def _next(seen: SeenDraft, name: str, asked: Asked) -> str:
    """To the county, or town, once its city is known; back to where they came from; to the next section that is not done."""
    form = seen.held.draft.form
    place = form.get("destination", {})
    city = seen.edition.regions.city(place.get("city", ""))
    wanting = (COUNTY if city.counties else TOWN) if city is not None else ""
    if name == "destination" and wanting and wanting.rpartition(".")[2] not in place:
        back = f"?back={CHECK}" if asked.form.text("back") == CHECK else ""
        return f"{seen.address}/sections/destination{back}#{wanting.replace('.', '-')}"
    if asked.form.text("back") == CHECK:
        return f"{seen.address}/check#{name}"
    known = list(sections(seen.view.form_schema))
    following = known[known.index(name) + 1 :]
    if asked.form.text("go") == _LIST or not following:
        return seen.address
    return f"{seen.address}/sections/{following[0]}"


PAGES = (
    Page(method="GET", path=SECTION, roles=SUBMITTERS, handler=show_section),
    Page(method="POST", path=SECTION, roles=SUBMITTERS, handler=save_section),
)
