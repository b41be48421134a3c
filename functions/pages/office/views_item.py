"""One item as its office's staff see it: what they are given of it, what it stands on, what they may do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.case.item import WITH_APPLICANT, CaseItem
from functions.domain.case.materials import UNVERIFIED
from functions.domain.case.todos import open_todos
from functions.domain.case.unmet import outcome_words
from functions.domain.office.transfers import may_be_transferred
from functions.domain.office.worklist import claimed_by, in_hand
from functions.pages.case.handover import HandoverFields
from functions.pages.case.item import paper_text
from functions.pages.fields import Field, Wrong
from functions.pages.moments import day
from functions.pages.office.views_list import ListTag, desk_address, tags_of
from functions.pages.office.views_papers import (
    Fact,
    ShownPaper,
    check_shown,
    documents_shown,
    form_shown,
    papers_shown,
    results_shown,
)
from functions.pages.office.views_times import HistoryStep, ShownClock, clock_shown, history_step
from functions.pages.office.words import held_by, said_of
from functions.pages.page import Asked
from functions.ports.deps import Deps
from functions.shapes.words import item_name
from functions.usecases.applicant.papers import ListedPaper
from functions.usecases.office.desk import Seen, is_at_desk
from functions.usecases.office.dispatch_message import contested_decision, late_views
from schemas.case.answers import Granted
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE
from schemas.codes_citizen import TodoKind
from schemas.form.words import field_title, section_title, value_text

_HOME = "person.contact_address"


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class _Act:
    address: str
    words: str


@dataclass(frozen=True, slots=True)
class OfficeItemPage:
    """`told`: what has just been done; `trouble`: why something could not be. `hint`: why nothing can be answered here.

    `collected`, `handover`: who came for the result, or what is asked of whoever comes (views_collected.py). `posting`: what
    is asked where it is sent by post, `signed`: once it was sent, when it was signed for, `post_to`: the address of the form.
    `unsent`: what was typed of an answer that could not be sent; `reason`: of taking it over.
    """

    address: str
    name: str
    reference: str
    tags: tuple[ListTag, ...]
    key: str
    told: str
    trouble: str
    held: str
    claimable: bool
    acts: tuple[_Act, ...]
    hint: str
    note: str
    contested: str
    late: tuple[str, ...]
    notes: tuple[str, ...]
    clock: ShownClock
    contact: tuple[Fact, ...]
    phone: str
    before: tuple[_Section, ...]
    results: tuple[ShownPaper, ...]
    result: tuple[Fact, ...]
    sections: tuple[_Section, ...]
    corrected: tuple[Fact, ...]
    papers: tuple[ShownPaper, ...]
    documents: tuple[ShownPaper, ...]
    forms: tuple[ShownPaper, ...]
    checks: tuple[Fact, ...]
    history: tuple[HistoryStep, ...]
    todos: tuple[tuple[str, str], ...]
    collected: tuple[Fact, ...] = ()
    handover: HandoverFields | None = None
    posting: tuple[Field, ...] = ()
    signed: Field | None = None
    post_to: str = ""
    wrong: tuple[Wrong, ...] = ()
    ended: bool = False
    unsent: tuple[Fact, ...] = ()
    reason: str = ""


def office_item_page(
    seen: Seen, asked: Asked, *, forms: tuple[ListedPaper, ...], key: str, told: str = "", trouble: str = ""
) -> OfficeItemPage:
    deps, by = asked.deps, asked.by
    ledger, item, listed = seen.ledger, seen.item, seen.listed
    edition = deps.editions(ledger.case.edition)
    whose = claimed_by(item, by.subject)
    at_desk = is_at_desk(item, deps)
    contested = contested_decision(item)
    return OfficeItemPage(
        address=desk_address(item.case_id, item.code),
        name=item_name(edition, item.code),
        reference=ledger.case.reference,
        tags=tuple(tags_of(item, edition, by=by, deps=deps)),
        key=key,
        told=told,
        trouble=trouble,
        held=whose if at_desk else "",
        claimable=at_desk,
        acts=tuple(_acts(seen, deps)) if whose == "me" else (),
        hint=_hint(seen, whose, deps.clock()),
        note=item.dispatch.note or "",
        contested=f"{CHINESE[contested.decision]}：{contested.reason}" if contested else "",
        late=tuple(_late(seen, deps)),
        notes=listed.catalogued.office_notes,
        clock=clock_shown(seen, asked, edition),
        contact=tuple(_contact(listed.fields)),
        phone=str(_value(listed.fields, "person.phone") or ""),
        before=tuple(_before(seen, edition)),
        results=tuple(results_shown(seen)),
        result=tuple(_result(item)),
        sections=tuple(_sections(seen, edition)),
        corrected=tuple(_corrected(seen, edition)),
        papers=tuple(papers_shown(seen)),
        documents=tuple(documents_shown(item)),
        forms=tuple(form_shown(one, item) for one in forms),
        checks=tuple(map(check_shown, listed.checks)),
        history=tuple(history_step(event, item, edition) for event in reversed(seen.history)),
        todos=tuple(_todos(item)),
        ended=item.outcome is not None,
        post_to=str(_value(listed.fields, "delivery.address") or _value(listed.fields, _HOME) or ""),
    )


def _acts(seen: Seen, deps: Deps) -> Iterator[_Act]:
    address = desk_address(seen.item.case_id, seen.item.code)
    for kind in seen.says:
        yield _Act(f"{address}/answers/{kind.value}", said_of(kind, seen.item).act)
    open_ = seen.item.outcome is None and seen.item.desk.late_excused is None
    if open_ and seen.says and late_views(seen.ledger, seen.item.code, deps):
        yield _Act(f"{address}/lateness", "认定逾期的原因")
    if may_be_transferred(seen.item) and seen.says:
        yield _Act(f"{address}/transfer", "移送本部门其他机构")


def _late(seen: Seen, deps: Deps) -> Iterator[str]:
    for one in late_views(seen.ledger, seen.item.code, deps):
        yield f"{one.text.rstrip('。')}：最晚 {day(one.until)}，晚了 {one.days} 天"


def _corrected(seen: Seen, edition: Edition) -> Iterator[Fact]:
    for one in seen.listed.corrected:
        said = value_text(one.path, one.value, edition.regions)
        yield field_title(one.path), f"来源为“{said}”；{one.reason}"


def _todos(item: CaseItem) -> Iterator[tuple[str, str]]:
    for one in open_todos(item):
        if one.kind is TodoKind.VISIT:
            yield one.kind.value, "登记申请人已到场"


def _hint(seen: Seen, whose: str, now: datetime) -> str:
    item = seen.item
    if item.outcome is not None:
        return "该事项已有结果，不再答复。需要更正的，请联系运行管理员。"
    if seen.office is not None and seen.office.mode == "api":
        return "该事项由贵单位的业务系统接收，请在业务系统中答复。"
    if seen.office is not None and seen.office.mode == "exchange":
        return "该事项通过交换文件往来，请导入贵单位的答复文件。"
    if not in_hand(item):
        return "该事项正在送回贵单位，送达后可以答复。"
    if item.status in WITH_APPLICANT and not seen.says:
        return "正在等待申请人，申请人答复后会回到待办。"
    if whose == "me":
        return ""
    if whose == "nobody":
        return "先领取，再答复。"
    return f"{held_by(item, now)}。需要由您办理的，请写明理由后接手。"


def _contact(fields: dict[str, Any]) -> Iterator[Fact]:
    person = fields.get("person", {})
    for name in ("name", "phone"):
        if person.get(name):
            yield field_title(f"person.{name}"), str(person[name])


def _before(seen: Seen, edition: Edition) -> Iterator[_Section]:
    for one in seen.ledger.prerequisites(seen.item):
        outcome = outcome_words(one) or "尚未办结"
        yield _Section(item_name(edition, one.code), (("结果", outcome), *_result(one)))


def _result(item: CaseItem) -> Iterator[Fact]:
    if not isinstance(item.answer, Granted) or item.outcome is None:
        return
    result = item.answer.result
    yield "结果文书", result.document
    if result.number:
        yield "编号", result.number
    if result.valid_until:
        yield "有效期至", day(result.valid_until)
    for one in result.documents:
        yield one.name, paper_text(one)


def _sections(seen: Seen, edition: Edition) -> Iterator[_Section]:
    found: dict[str, list[Fact]] = {}
    for path in seen.listed.catalogued.fields:
        value = _value(seen.listed.fields, path)
        if value is not None:
            text = value_text(path, value, edition.regions)
            mark = f"（{UNVERIFIED}）" if path in seen.listed.unverified else ""
            found.setdefault(section_title(path), []).append((field_title(path), f"{text}{mark}"))
    for title, facts in found.items():
        yield _Section(title, tuple(facts))


def _value(fields: dict[str, Any], path: str) -> Any:
    value: Any = fields
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
