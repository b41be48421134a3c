"""收件、受理、补正、不予受理 in writing: dated, with the place of the seal (行政许可法 Art 32); facts of the ledger only."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.domain.applicant.paper import Block, Paper, Paragraph, Seal, Table
from functions.domain.case.case import Case, Event
from functions.domain.case.item import CaseItem
from functions.domain.clock import Calendar, shanghai_date
from functions.domain.deadlines.due import NOTICE_TERM, correction_due
from schemas.case.answers import ANSWER, Answer, CorrectionRequest, Received
from schemas.catalogue.figures import Unit
from schemas.catalogue.item import Item, ItemKind
from schemas.codes import CHINESE, EventKind, LetterKind, Outcome
from schemas.form.words import date_text

UNSEALED = "本文书由系统按办理记录生成，加盖办理机构的电子印章后生效。"
UNITS = {Unit.WORKING_DAY: "个工作日", Unit.NATURAL_DAY: "日", Unit.HOUR: "小时", Unit.MONTH: "个月"}


@dataclass(frozen=True, slots=True)
class Letter:
    """A fact that calls for a letter. `name` is its name in addresses: a correction's ends in its round."""

    kind: LetterKind
    at: datetime
    round: int
    answer: Answer | None = None

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.round}" if self.kind is LetterKind.CORRECTION else self.kind.value


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is written to, by which office, about which item of the catalogue."""

    name: str
    office: str
    item: Item


def letters_of(item: CaseItem, events: Iterable[Event]) -> tuple[Letter, ...]:
    """In the order of the facts. `events`: the case's whole history, oldest first."""
    answered = [_answer(event) for event in events if _is_answer(event, item)]
    received = next(
        (_received(item, answer, at) for at, answer in answered if isinstance(answer, Received)), None
    )
    found = [received] if received else []
    if item.clock.accepted_at:
        found.append(Letter(LetterKind.ACCEPTANCE, item.clock.accepted_at, item.dispatch.round))
    for at, answer in answered:
        if isinstance(answer, CorrectionRequest):
            found.append(Letter(LetterKind.CORRECTION, at, answer.round, answer))
    if item.outcome is Outcome.NOT_ACCEPTED and item.decided_at:
        found.append(Letter(LetterKind.NON_ACCEPTANCE, item.decided_at, item.dispatch.round, item.answer))
    return tuple(sorted(found, key=lambda letter: letter.at))


def _is_answer(event: Event, item: CaseItem) -> bool:
    return event.kind is EventKind.ANSWERED and event.item == item.code


def _answer(event: Event) -> tuple[datetime, Answer]:
    return event.at, ANSWER.validate_python(event.detail["answer"], strict=False)


def _received(item: CaseItem, answer: Received, at: datetime) -> Letter:
    return Letter(LetterKind.RECEIPT, at, answer.round, answer)


def letter_paper(case: Case, item: CaseItem, letter: Letter, to: Addressee, calendar: Calendar) -> Paper:
    number = f"{case.reference}-{to.item.number:02}-{_SHORT[letter.kind]}{letter.round}"
    on = shanghai_date(letter.at)
    said = tuple(_BODIES[letter.kind](case, item, letter, to, calendar))
    return Paper(
        title=CHINESE[letter.kind],
        reference=case.reference,
        marks=(("文书编号", number), ("事项代码", item.code)),
        blocks=(
            Paragraph(f"{to.name}：", indented=False),
            *said,
            Paragraph(UNSEALED),
            Seal(to.office, on=on),
        ),
        made_at=letter.at,
    )


Body = Callable[[Case, CaseItem, Letter, Addressee, Calendar], Iterator[Block]]
_SHORT = {
    LetterKind.RECEIPT: "收",
    LetterKind.ACCEPTANCE: "受",
    LetterKind.CORRECTION: "补",
    LetterKind.NON_ACCEPTANCE: "不受",
}


def _application(case: Case, to: Addressee) -> str:
    on = date_text(shanghai_date(case.opened_at))
    return f"你于{on}通过退役军人服务“一件事”提出的“{to.item.name}”申请（办件编号 {case.reference}）"


def _law(to: Addressee) -> str:
    """The act binds licences; for other items the province follows the same pattern (行政许可法 Art 32)."""
    by = "依照" if to.item.kind is ItemKind.LICENCE else "参照"
    return f"{by}《中华人民共和国行政许可法》第三十二条"


def _day(at: datetime) -> str:
    return date_text(shanghai_date(at))


def _receipt(case: Case, item: CaseItem, letter: Letter, to: Addressee, _: Calendar) -> Iterator[Block]:
    number = f"收件编号：{item.dispatch.receipt}。" if item.dispatch.receipt else ""
    yield Paragraph(f"{_application(case, to)}，本机构已于{_day(letter.at)}收到。{number}")
    yield Paragraph(
        f"{_law(to)}，本机构将自收件之日起{NOTICE_TERM}内告知是否受理，或者一次性告知需要补正的全部内容；"
        "逾期不告知的，自收件之日起即为受理。"
    )


def _acceptance(case: Case, item: CaseItem, letter: Letter, to: Addressee, _: Calendar) -> Iterator[Block]:
    if item.clock.deemed_accepted:
        why = (
            f"本机构自收件之日起{NOTICE_TERM}内未告知受理或者补正，{_law(to)}，自{_day(letter.at)}起视为受理"
        )
        yield Paragraph(f"{_application(case, to)}，{why}。")
    else:
        why = f"申请材料齐全、符合规定形式，{_law(to)}，自{_day(letter.at)}起予以受理"
        yield Paragraph(f"{_application(case, to)}，{why}。")
    yield Paragraph(_limit(item))


def _limit(item: CaseItem) -> str:
    """Our own bound of supervision is never told as a limit (待核定)."""
    limit = item.bounds.limit
    if limit is None:
        return "办理期限待核定，办理进度可凭办件编号查询。"
    due = f"，应于{_day(item.clock.due_at)}前办结" if item.clock.due_at and not item.outcome else ""
    hint = "（次年节假日安排尚未公布，为暂定日期）" if due and item.clock.due_provisional else ""
    return (
        f"办理期限为{limit.value}{UNITS[limit.unit]}{due}{hint}。依法需要专家评审、检验等的时间不计算在内。"
    )


def _correction(
    case: Case, item: CaseItem, letter: Letter, to: Addressee, calendar: Calendar
) -> Iterator[Block]:
    if not isinstance(letter.answer, CorrectionRequest):
        return
    until = correction_due(item, letter.at, calendar).at
    if item.answer == letter.answer and item.clock.correct_by:
        until = item.clock.correct_by
    yield Paragraph(
        f"{_application(case, to)}，申请材料不齐全或者不符合规定形式。{_law(to)}，现一次性告知需要补正的全部内容："
    )
    rows = tuple((str(n), each.name, each.reason) for n, each in enumerate(letter.answer.missing, 1))
    yield Table(("序号", "需要补正的内容", "原因和要求"), rows, (8, 37, 55))
    yield Paragraph(f"请于{_day(until)}前补正。逾期未补正的，按补正超时处理，届时可以重新提出申请。")


def _non_acceptance(case: Case, item: CaseItem, _: Letter, to: Addressee, __: Calendar) -> Iterator[Block]:
    yield Paragraph(f"{_application(case, to)}，本机构决定不予受理。理由如下：")
    yield Paragraph(item.reason or "办理机构未说明理由，请向办理机构查询。")
    yield Paragraph("如对本决定有异议，可以依法申请行政复议或者提起行政诉讼。")


_BODIES: dict[LetterKind, Body] = {
    LetterKind.RECEIPT: _receipt,
    LetterKind.ACCEPTANCE: _acceptance,
    LetterKind.CORRECTION: _correction,
    LetterKind.NON_ACCEPTANCE: _non_acceptance,
}
