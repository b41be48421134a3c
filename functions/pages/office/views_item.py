"""One item as its office's staff see it: what they are given of it, what it stands on, what they may do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.case.case import Event
from functions.domain.case.item import WITH_APPLICANT, CaseItem
from functions.domain.case.materials import UNVERIFIED
from functions.domain.case.todos import open_todos
from functions.domain.catalogue.law import is_licence_code
from functions.domain.deadlines.basis import due_basis_text
from functions.domain.deadlines.due import notice_until
from functions.domain.deadlines.notice_words import notice_term
from functions.domain.intake.files import size_text
from functions.domain.intake.scanning import scan_text
from functions.domain.office.worklist import claimed_by, in_hand
from functions.pages.case.handover import HandoverFields
from functions.pages.fields import Wrong
from functions.pages.files import is_picture
from functions.pages.moments import day
from functions.pages.office.views_list import ListTag, desk_address, tags_of
from functions.pages.office.words import SAID
from functions.pages.page import Asked
from functions.shapes.applicant.papers import paper_title
from functions.shapes.words import event_text, item_name
from functions.usecases.applicant.papers import ListedPaper
from functions.usecases.office.desk import Seen, is_at_desk
from functions.usecases.office.dispatch_message import contested_decision, late_views
from schemas.case.answers import Granted
from schemas.catalogue.edition import Edition
from schemas.catalogue.standing import MaterialCheck
from schemas.codes import CHINESE, EventKind
from schemas.codes_citizen import TodoKind
from schemas.form.words import field_title, section_title, value_text

Fact = tuple[str, str]
Moment = tuple[str, datetime, str]


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """`picture`: what a thumbnail of it shows, in words; "" for what is no picture."""

    address: str
    words: str
    hint: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class _Step:
    at: datetime
    words: str
    more: str


@dataclass(frozen=True, slots=True)
class _Act:
    address: str
    words: str


@dataclass(frozen=True, slots=True)
class _Clock:
    """`moments`: words, when, and what it stands on; `basis`: what the due time stands on."""

    moments: tuple[Moment, ...]
    basis: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class OfficeItemPage:
    """`told`: what has just been done; `trouble`: why something could not be. `hint`: why nothing can be answered here.

    `collected`, `handover`: who came for the result, or what is asked of whoever comes (views_collected.py).
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
    clock: _Clock
    contact: tuple[Fact, ...]
    phone: str
    before: tuple[_Section, ...]
    result: tuple[Fact, ...]
    sections: tuple[_Section, ...]
    corrected: tuple[Fact, ...]
    papers: tuple[ShownPaper, ...]
    documents: tuple[ShownPaper, ...]
    forms: tuple[ShownPaper, ...]
    checks: tuple[Fact, ...]
    history: tuple[_Step, ...]
    todos: tuple[tuple[str, str], ...]
    collected: tuple[Fact, ...] = ()
    handover: HandoverFields | None = None
    wrong: tuple[Wrong, ...] = ()
    ended: bool = False


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
        acts=tuple(_acts(seen)) if whose == "me" else (),
        hint=_hint(seen, whose),
        note=item.dispatch.note or "",
        contested=f"{CHINESE[contested.decision]}：{contested.reason}" if contested else "",
        late=tuple(
            f"{one.text.rstrip('。')}：最晚 {day(one.until)}，晚了 {one.days} 天"
            for one in late_views(ledger, item.code, deps)
        ),
        notes=listed.catalogued.office_notes,
        clock=_clock(seen, asked, edition),
        contact=tuple(_contact(listed.fields)),
        phone=str(_value(listed.fields, "person.phone") or ""),
        before=tuple(_before(seen, edition)),
        result=tuple(_result(item)),
        sections=tuple(_sections(seen, edition)),
        corrected=tuple(
            (
                field_title(one.path),
                f"来源为“{value_text(one.path, one.value, edition.regions)}”；{one.reason}",
            )
            for one in listed.corrected
        ),
        papers=tuple(_papers(seen)),
        documents=tuple(_documents(item)),
        forms=tuple(_form(one, item) for one in forms),
        checks=tuple(map(_check, listed.checks)),
        history=tuple(_step(event, item, edition) for event in reversed(seen.history)),
        todos=tuple(
            (one.kind.value, "登记申请人已到场") for one in open_todos(item) if one.kind is TodoKind.VISIT
        ),
        ended=item.outcome is not None,
    )


def _acts(seen: Seen) -> Iterator[_Act]:
    address = desk_address(seen.item.case_id, seen.item.code)
    for kind in seen.says:
        yield _Act(f"{address}/answers/{kind.value}", SAID[kind].act)


def _hint(seen: Seen, whose: str) -> str:
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
    return "先领取，再答复。" if whose == "nobody" else "同事已领取该事项。需要由您办理的，请写明理由后接手。"


def _clock(seen: Seen, asked: Asked, edition: Edition) -> _Clock:
    item, clock = seen.item, seen.item.clock
    found: list[Moment] = []
    if item.dispatch.sent_at:
        found.append(
            (
                f"第 {item.dispatch.round} 轮送达" if item.dispatch.round > 1 else "送达",
                item.dispatch.sent_at,
                "",
            )
        )
    if until := notice_until(item, asked.deps.calendar):
        why = notice_term(bound=is_licence_code(item.code, edition))
        found.append(("最迟告知受理、补正或者不予受理", until, why))
    if clock.accepted_at:
        found.append(
            ("受理（逾期未告知，按视为受理计算）" if clock.deemed_accepted else "受理", clock.accepted_at, "")
        )
    if clock.correct_by and item.status in WITH_APPLICANT:
        found.append(("申请人最迟答复", clock.correct_by, ""))
    if clock.due_at and item.outcome is None:
        found.append(("期限", clock.due_at, ""))
    if item.decided_at and item.outcome is not None:
        found.append(("作出结果", item.decided_at, ""))
    return _Clock(tuple(found), due_basis_text(item, edition), clock.due_provisional and item.outcome is None)


def _contact(fields: dict[str, Any]) -> Iterator[Fact]:
    person = fields.get("person", {})
    for name in ("name", "phone"):
        if person.get(name):
            yield field_title(f"person.{name}"), str(person[name])


def _before(seen: Seen, edition: Edition) -> Iterator[_Section]:
    for one in seen.ledger.prerequisites(seen.item):
        outcome = CHINESE[one.outcome] if one.outcome else "尚未办结"
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


def _papers(seen: Seen) -> Iterator[ShownPaper]:
    address = desk_address(seen.item.case_id, seen.item.code)
    for number, one in enumerate(seen.listed.materials, 1):
        kind = FILE_KINDS.get(one.media_type, "文件")
        words = f"{one.name}（{kind}，{size_text(one.size)}）"
        picture = f"材料第 {number} 份：{one.name}" if is_picture(one.media_type) else ""
        yield ShownPaper(f"{address}/papers/{one.id}", words, one.scan_text or "", picture)


def _documents(item: CaseItem) -> Iterator[ShownPaper]:
    address = desk_address(item.case_id, item.code)
    for one in item.files.documents:
        kind = FILE_KINDS.get(one.media_type, "文件")
        words = f"{one.name}（{kind}，{size_text(one.size)}）"
        hint = f"{day(one.at)}随“{CHINESE[one.answer]}”发出，{scan_text(one.scanned_at)}"
        picture = f"发给申请人的文件：{one.name}" if is_picture(one.media_type) else ""
        yield ShownPaper(f"{address}/documents/{one.id}", words, hint, picture)


def _form(one: ListedPaper, item: CaseItem) -> ShownPaper:
    last = f"letters/{one.letter}" if one.letter else "form"
    return ShownPaper(f"{desk_address(item.case_id, item.code)}/{last}", f"{paper_title(one)}（PDF）", "")


FILE_KINDS = {
    "application/pdf": "PDF",
    "image/jpeg": "图片",
    "image/png": "图片",
    "application/ofd": "OFD",
}


def _check(one: MaterialCheck) -> Fact:
    """`how` is for the applicant as much as for the office: a desk reads where it stands, and who has shown it."""
    told = "：".join(part for part in (one.source_text, one.found) if part)
    return one.name, f"{one.standing_text}（{told}）" if told else one.standing_text


def _step(event: Event, item: CaseItem, edition: Edition) -> _Step:
    return _Step(event.at, event_text(event, item, edition), _more(event))


def _more(event: Event) -> str:
    """What the office itself wrote: its reasons, its list."""
    if event.kind in (EventKind.CLAIMED, EventKind.RELEASED):
        return str(event.detail.get("reason") or "")
    answer = event.detail.get("answer")
    if not isinstance(answer, dict):
        return ""
    listed = answer.get("missing") or ()
    lines = "；".join(f"{one['name']}：{one['reason']}" for one in listed)
    names = "、".join(str(one["name"]) for one in answer.get("documents") or ())
    said = lines or str(answer.get("reason") or "")
    return "；".join(
        part for part in (said.rstrip("。") if names else said, f"附：{names}" if names else "") if part
    )
