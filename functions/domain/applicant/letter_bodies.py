"""What each letter says (文书正文). Law is cited only where it binds the item (`bound_by`); elsewhere 参照, or nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from functions.domain.applicant.paper import Fields, PaperBlock, Paragraph, Table
from functions.domain.case.case import Case
from functions.domain.case.grounds import basis_text, remedy_text, remedy_told
from functions.domain.case.item import CaseItem
from functions.domain.case.missing import meant
from functions.domain.catalogue.law import is_licence, under
from functions.domain.clock import Calendar, Deadline, last_day_text, shanghai_date
from functions.domain.deadlines.due import NOTICE_TERM, correction_due
from functions.domain.deadlines.notice_words import ARTICLE, notice_term, untold
from functions.domain.office.directory import remedies_listed
from schemas.case.answers import Answer, CorrectionRequest, Extended, Granted, Received, Suspended
from schemas.catalogue.figures import UNIT_WORDS
from schemas.catalogue.item import Item, ItemKind
from schemas.catalogue.place_figures import NoticeKind
from schemas.choices import DELIVERY
from schemas.codes import LetterKind
from schemas.dates import date_text
from schemas.office.directory import Contact

NUMBERED = frozenset(
    {LetterKind.DEEMED_ACCEPTANCE, LetterKind.CORRECTION, LetterKind.SUSPENSION, LetterKind.EXTENSION}
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A fact that calls for a letter. `number`: a correction's round, which stop or extension it is. `office`: whose fact,
    None where the history does not tell. `earlier`: of a round that was asked about since, whose clock is kept no more.
    `received`: when the office had it, where it accepted too late or not at all. `due`: the last day, as it was counted on
    the letter's own day, or until when a decision can be contested."""

    kind: LetterKind
    at: datetime
    number: int
    answer: Answer | None = None
    office: str | None = None
    earlier: bool = False
    received: datetime | None = None
    due: Deadline | None = None

    @property
    def name(self) -> str:
        """In addresses."""
        numbered = self.earlier or self.kind in NUMBERED
        return f"{self.kind}-{self.number}" if numbered else self.kind.value


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is written to, by which office, about which item of the catalogue. `undone`: why it came to nothing without one.

    `contact`: where that office is, as far as the directory told on the letter's day, or else since `told_on`."""

    name: str
    office: str
    item: Item
    undone: tuple[PaperBlock, ...] = ()
    contact: Contact | None = None
    told_on: date | None = None

    @property
    def told_day(self) -> str:
        return date_text(self.told_on) if self.told_on else ""

    @property
    def bound(self) -> bool:
        return is_licence(self.item)

    @property
    def published(self) -> bool:
        return self.item.notice is NoticeKind.PUBLISHED


_Body = Callable[[Case, CaseItem, Letter, Addressee, Calendar], Iterator[PaperBlock]]


def _application(case: Case, to: Addressee) -> str:
    on = date_text(shanghai_date(case.opened_at))
    sent, number = f"你于{on}通过退役军人服务“一件事”提出的", f"（办件编号 {case.reference}）"
    if to.item.kind is ItemKind.PRECHECK:
        return f"{sent}申请{number}，其“{to.item.name}”"
    return f"{sent}“{to.item.name}”申请{number}"


def _day(at: datetime) -> str:
    return date_text(shanghai_date(at))


def _receipt(case: Case, _: CaseItem, letter: Letter, to: Addressee, __: Calendar) -> Iterator[PaperBlock]:
    told = letter.answer.receipt if isinstance(letter.answer, Received) else None
    number = f"收件编号：{told}。" if told else ""
    yield Paragraph(f"{_application(case, to)}，本机构已于{_day(letter.at)}收到。{number}")
    yield Paragraph(
        f"是否受理：{notice_term(bound=to.bound, published=to.published)}；需要补正的，一次性告知需要补正的全部内容。"
        f"逾期不告知的，{untold(bound=to.bound)}。"
    )


def _acceptance(
    case: Case, item: CaseItem, letter: Letter, to: Addressee, _: Calendar
) -> Iterator[PaperBlock]:
    if letter.received:
        day = _day(letter.received)
        why = f"自收件之日（{day}）起{NOTICE_TERM}内未告知受理或者补正，{untold(bound=to.bound)}"
    else:
        law = under(ARTICLE, bound=to.bound)
        why = f"申请材料齐全、符合规定形式，{law}，自{_day(letter.at)}起予以受理"
    yield Paragraph(f"{_application(case, to)}，{why}。")
    yield Paragraph(_limit(item, letter, to))


def _deemed(case: Case, item: CaseItem, letter: Letter, to: Addressee, _: Calendar) -> Iterator[PaperBlock]:
    if letter.received is None:
        return
    yield Paragraph(
        f"{_application(case, to)}，{to.office}已于{_day(letter.received)}收到，"
        f"在{NOTICE_TERM}内没有告知受理、补正或者不予受理；{untold(bound=to.bound)}。"
    )
    yield Paragraph(_limit(item, letter, to))


def _limit(item: CaseItem, letter: Letter, to: Addressee) -> str:
    """Our own bound of supervision is never told as a limit (待核定)."""
    limit = item.bounds.limit
    if limit is None:
        return "办理期限待核定，办理进度可凭办件编号查询。"
    stops = (
        f"{under('第四十五条', bound=True)}，依法需要检验、鉴定、专家评审等的时间不计算在内。"
        if to.bound
        else "办理机构告知进入特别程序的时间，不计算在内。"
    )
    return f"办理期限为{limit.value}{UNIT_WORDS[limit.unit]}{_until(letter, '，应于{}办结')}。{stops}"


def _until(letter: Letter, words: str) -> str:
    if letter.due is None:
        return ""
    hint = "（次年节假日安排尚未公布，为暂定日期）" if letter.due.provisional else ""
    return words.format(last_day_text(letter.due.at)) + hint


def _correction(
    case: Case, item: CaseItem, letter: Letter, to: Addressee, calendar: Calendar
) -> Iterator[PaperBlock]:
    if not isinstance(letter.answer, CorrectionRequest):
        return
    until = correction_due(item, letter.at, calendar).at
    if item.answer == letter.answer and item.clock.correct_by:
        until = item.clock.correct_by
    law = under(ARTICLE, bound=to.bound)
    yield Paragraph(
        f"{_application(case, to)}，申请材料不齐全或者不符合规定形式。{law}，现一次性告知需要补正的全部内容："
    )
    rows = tuple(
        (str(n), "\n".join((each.name, *meant(each, to.item))), each.reason)
        for n, each in enumerate(letter.answer.missing, 1)
    )
    yield Table(("序号", "需要补正的内容", "原因和要求"), rows, (8, 37, 55))
    yield Paragraph(
        f"请于{last_day_text(until)}补正（这一期限由本系统设定，不是法定期限）。"
        "逾期未补正的，按补正超时处理，届时可以重新提出申请。"
    )


def _suspension(
    case: Case, item: CaseItem, letter: Letter, to: Addressee, _: Calendar
) -> Iterator[PaperBlock]:
    if not isinstance(letter.answer, Suspended):
        return
    law = f"{under('第四十五条', bound=True)}，" if to.bound else ""
    days = letter.answer.expected_days
    yield Paragraph(
        f"{_application(case, to)}，自{_day(letter.at)}起进入特别程序。{law}特别程序所需时间不计算在办理期限内。"
    )
    yield Paragraph(f"理由：{letter.answer.reason}")
    yield Paragraph(f"所需时间：{f'约{days}日' if days else '办理机构未载明，请向办理机构查询'}。")


def _extension(
    case: Case, item: CaseItem, letter: Letter, to: Addressee, _: Calendar
) -> Iterator[PaperBlock]:
    if not isinstance(letter.answer, Extended):
        return
    law = f"{under('第四十二条', bound=True)}，" if to.bound else ""
    yield Paragraph(
        f"{_application(case, to)}，{law}本机构决定延长办理期限{_days(letter.answer)}"
        f"{_until(letter, '，现应于{}办结')}。"
    )
    yield Paragraph(f"理由：{letter.answer.reason}")
    if letter.answer.basis:
        yield Paragraph(f"依据：{letter.answer.basis}")


def _refusal(case: Case, item: CaseItem, letter: Letter, to: Addressee, _: Calendar) -> Iterator[PaperBlock]:
    decision = f"{under('第三十八条', bound=True)}，决定不予行政许可" if to.bound else "决定不予办理"
    if to.item.kind is ItemKind.PRECHECK:
        decision = "核查的结论为不通过"
    yield Paragraph(f"{_application(case, to)}，经审查，本机构{decision}。")
    yield from _grounds(item, letter, to)


def _non_acceptance(
    case: Case, item: CaseItem, letter: Letter, to: Addressee, _: Calendar
) -> Iterator[PaperBlock]:
    law = f"{under(ARTICLE, bound=True)}，" if to.bound else ""
    yield Paragraph(f"{_application(case, to)}，{law}本机构决定不予受理。")
    yield from _grounds(item, letter, to)


def _grounds(item: CaseItem, letter: Letter, to: Addressee) -> Iterator[PaperBlock]:
    """What was told, and what was not: the letter makes up neither."""
    yield Paragraph(f"理由：{item.reason}" if item.reason else "决定未载明理由，请向办理机构查询。")
    yield Paragraph(basis_text(item.answer))
    yield Paragraph(remedy_text(item.answer))
    listed = remedies_listed(to.contact, to.told_day) if to.contact and not remedy_told(item.answer) else None
    if listed:
        yield Paragraph(listed)
    if letter.due:
        yield Paragraph(
            f"你可以在{last_day_text(letter.due.at)}凭证明材料提出一次异议，请本机构再次核查"
            "（这一期限由本系统设定，不是法定期限）。"
        )


def _completion(case: Case, item: CaseItem, _: Letter, to: Addressee, __: Calendar) -> Iterator[PaperBlock]:
    law = f"{under('第三十八条', bound=True)}，准予行政许可，" if to.bound else ""
    yield Paragraph(f"{_application(case, to)}，{law}已经办结。")
    if not isinstance(item.answer, Granted):
        return
    given = item.answer.result
    rows = (
        ("办理结果", given.document),
        ("编号", given.number),
        ("有效期至", date_text(given.valid_until) if given.valid_until else None),
        ("取得方式", DELIVERY[given.delivery]),
    )
    yield Fields(tuple((title, text) for title, text in rows if text))
    if given.next_steps:
        yield Paragraph(given.next_steps)


def _not_done(case: Case, item: CaseItem, _: Letter, to: Addressee, __: Calendar) -> Iterator[PaperBlock]:
    yield Paragraph(f"{_application(case, to)}，没有办理。")
    yield from to.undone


BODIES: dict[LetterKind, _Body] = {
    LetterKind.RECEIPT: _receipt,
    LetterKind.ACCEPTANCE: _acceptance,
    LetterKind.DEEMED_ACCEPTANCE: _deemed,
    LetterKind.CORRECTION: _correction,
    LetterKind.NON_ACCEPTANCE: _non_acceptance,
    LetterKind.SUSPENSION: _suspension,
    LetterKind.EXTENSION: _extension,
    LetterKind.REFUSAL: _refusal,
    LetterKind.COMPLETION: _completion,
    LetterKind.NOT_DONE: _not_done,
}


def _days(answer: Extended) -> str:
    if answer.natural_days is not None:
        return f"{answer.natural_days}日"
    return f"{answer.working_days}个工作日"
