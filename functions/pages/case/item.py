"""One item of a case: who has it, until when, what was decided and why, its letters, what can be done about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from functions.pages.case.standing import Tag, tag_of, tag_of_check
from functions.pages.case.views import Must, address_of_case, due_of_item, must, office_of_item
from functions.pages.contacts import ContactShown
from functions.pages.files import is_picture
from functions.pages.moments import day
from schemas.applicant.ratings import RatingListView, RatingView
from schemas.case.answers import ResultDocument
from schemas.case.views import CaseView
from schemas.case.views_item import DocumentView, ItemView, RefusalView, ResultPaperView, ResultView
from schemas.office.dispatches import EarlierResult

_Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """`picture`: what a thumbnail of it shows, in words."""

    href: str
    words: str
    hint: str
    picture: str


@dataclass(frozen=True, slots=True)
class ItemShown:
    """`refusal`: its basis and ways; `letters`: what there is in writing; `documents`: what its office sent;
    `deliver`: where a clerk says that it was handed over."""

    case_id: str
    name: str
    tag: Tag
    said: str
    musts: tuple[Must, ...]
    facts: tuple[_Fact, ...]
    contact: ContactShown | None
    result: tuple[_Fact, ...]
    refusal: RefusalView | None
    letters: tuple[Link, ...]
    collected: tuple[_Fact, ...]
    documents: tuple[DocumentLink, ...]
    rating: RatingView | None
    rate: str
    withdraw: str
    book: str
    deliver: str = ""


def case_item_shown(
    case: CaseView,
    item: ItemView,
    expected: Mapping[str, str],
    ratings: RatingListView,
    collected: tuple[_Fact, ...] = (),
    contact: ContactShown | None = None,
) -> ItemShown:
    """`collected`: who came for the result, whole, for the window; everybody else is told in a sentence."""
    told = tuple((words, one.text) for words, one in (("邮寄", item.parcel), ("领取", item.collected)) if one)
    musts = tuple(must(case.case_id, one) for one in case.todo if one.item == item.code)
    is_check = item.code == case.service_check.code
    open_ = item.outcome is None and item.withdrawal_at is None and not is_check
    rated = next((one for one in ratings.ratings if one.item == item.code), None)
    may_rate = item.code in ratings.rateable or rated is not None
    return ItemShown(
        case_id=case.case_id,
        name=item.name,
        tag=(tag_of_check if is_check else tag_of)(item, yours=bool(musts)),
        said=item.next_step,
        musts=musts,
        facts=tuple(_facts(item, expected)),
        contact=contact,
        result=tuple(_result(item.result)) if item.result else (),
        refusal=item.refusal,
        letters=tuple(
            Link(address_of_case(case.case_id, "papers", "letters", item.code, one.kind.value), one.title)
            for one in item.letters
        ),
        collected=collected or told,
        documents=tuple(_document(case.case_id, item.code, one) for one in item.documents),
        rating=rated,
        rate=address_of_case(case.case_id, "rating", item.code) if may_rate else "",
        withdraw=address_of_case(case.case_id, "withdrawal") if open_ else "",
        book=address_of_case(case.case_id, "appointments", item.code) if item.bookable else "",
    )


def _document(case_id: str, code: str, one: DocumentView) -> DocumentLink:
    return DocumentLink(
        address_of_case(case_id, "items", code, "documents", one.id),
        f"打开：{one.name}（{one.size_text}）",
        f"{day(one.at)}随“{one.answer_text}”发来，{one.scan_text}",
        f"部门发来的文件：{one.name}" if is_picture(one.media_type) else "",
    )


def paper_text(one: ResultPaperView | ResultDocument | EarlierResult) -> str:
    """What is told of a paper beside its name."""
    told = (
        one.number and f"编号 {one.number}",
        one.issued_on and f"{day(one.issued_on)}出具",
        one.issuer,
        one.valid_until and f"有效期到{day(one.valid_until)}",
        "文件可以打开或者下载" if one.file else "没有随附文件",
    )
    return "，".join(part for part in told if part)


def _facts(item: ItemView, expected: Mapping[str, str]) -> Iterator[_Fact]:
    yield "办理机构", office_of_item(item, expected)
    if item.dispatched_at:
        yield "送到部门", day(item.dispatched_at)
    if item.accepted_at:
        yield "部门受理", item.deemed_text or day(item.accepted_at)
    if item.outcome is None:
        yield "办理期限", due_of_item(item)
    yield from _asked_for(item)
    if item.decided_at:
        yield "有结果的日期", day(item.decided_at)
    if item.received_on and item.refusal:
        yield "收到决定的日期", f"{day(item.received_on)}，救济期限从这一天起算"
    if item.reason:
        yield "理由", item.reason


def _asked_for(item: ItemView) -> Iterator[_Fact]:
    """By the applicant."""
    if item.appointment:
        yield "到场预约", item.appointment.text
    if item.withdrawal_text:
        yield "撤回", item.withdrawal_text


def _result(result: ResultView) -> Iterator[_Fact]:
    yield "办理结果", result.document
    if result.number:
        yield "编号", result.number
    if result.valid_until:
        yield "有效期到", day(result.valid_until)
    for one in result.papers:
        yield one.name, paper_text(one)
    yield "怎么拿到", result.delivery_text
    if result.next_steps:
        yield "接下来", result.next_steps
