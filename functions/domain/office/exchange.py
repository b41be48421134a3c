"""The exchange of files (交换文件) with an office behind an air gap: what is owed to it, and which file may come next."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from functions.domain.case.answered import answered
from functions.domain.case.case import Ledger
from functions.domain.case.documents import named_in
from functions.domain.case.item import WITH_APPLICANT, CaseItem
from functions.domain.case.missing import check_missing
from functions.domain.case.refusals import ItemNotFound, UnacceptableAnswer
from functions.domain.case.results import check_result
from functions.domain.clock import Calendar
from functions.domain.conflicts import Conflict, FileOutOfSequence, FileReplayed
from functions.domain.deadlines.due import due_by_answer
from functions.domain.deadlines.extensions import check_extension
from functions.domain.errors import FieldProblem
from functions.domain.office.refusals import FileRefused
from functions.domain.office.worklist import in_hand
from functions.domain.refusals import only_looked_at
from schemas.case.answers import Answer
from schemas.catalogue.edition import Edition
from schemas.codes import Department

# An office's state is one document: it names what was exported and is still open, and must fit a row of the store, also where
# all of it are files that came later, whose names are the longest.
MOST_OUTSTANDING = 3000
_NO_FILES = "交换文件中的答复不能附文件（documents），请去掉这一项；结果写明文书的名称和编号。"

OwedKind = Literal["dispatch", "file", "withdrawal", "reminder"]


@dataclass(frozen=True, slots=True)
class Importing:
    """A file whose answers are being recorded; `digest` is that of its content."""

    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """`exported` and `imported` are the last sequences; `outstanding`: the shipment of each message of an open item."""

    exported: int = 0
    imported: int = 0
    importing: Importing | None = None
    outstanding: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwedMessage:
    """One message that the office should get; `mark` is its deterministic key. `file`: of which it tells."""

    mark: str
    kind: OwedKind
    file: str = ""


def to_body(exchange: Exchange) -> dict[str, Any]:
    importing = exchange.importing
    return {
        "exported": exchange.exported,
        "imported": exchange.imported,
        "importing": {"sequence": importing.sequence, "digest": importing.digest} if importing else None,
        "outstanding": dict(exchange.outstanding),
    }


def from_body(body: Mapping[str, Any]) -> Exchange:
    importing = Importing(**body["importing"]) if body["importing"] else None
    return Exchange(body["exported"], body["imported"], importing, body["outstanding"])


def owed_messages(item: CaseItem) -> tuple[OwedMessage, ...]:
    """In the order in which the office should read them."""
    if not in_hand(item):
        return ()
    found: list[OwedMessage] = []
    if item.status not in WITH_APPLICANT:
        found.append(OwedMessage(item.dispatch_key, "dispatch"))
        found += (
            OwedMessage(f"{item.dispatch_key}/material/{file}", "file", file) for file in item.files.shipped
        )
    if item.withdrawal.at:
        found.append(OwedMessage(item.withdrawal_key, "withdrawal"))
    if item.clock.overdue_since and item.clock.due_at:
        found.append(OwedMessage(f"{item.dispatch_key}/reminder", "reminder"))
    return tuple(found)


def shipment_noted(exchange: Exchange, sequence: int, marks: tuple[str, ...]) -> Exchange:
    """The shipment has been made; noting it twice does it once."""
    if exchange.exported >= sequence:
        return exchange
    outstanding = {**exchange.outstanding, **dict.fromkeys(marks, sequence)}
    return replace(exchange, exported=sequence, outstanding=outstanding)


def pruned_exchange(exchange: Exchange, open_marks: frozenset[str]) -> Exchange:
    """Messages of items that are no longer open need no remembering."""
    kept = {mark: shipment for mark, shipment in exchange.outstanding.items() if mark in open_marks}
    return replace(exchange, outstanding=kept)


def shipment_owed_again(exchange: Exchange, sequence: int) -> Exchange:
    """The shipment cannot be made again as it was: what it held goes into the next."""
    kept = {mark: shipment for mark, shipment in exchange.outstanding.items() if shipment != sequence}
    return replace(exchange, outstanding=kept)


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: the same value is the same bytes."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def digest_of(value: object) -> str:
    return sha256(canonical(value).encode()).hexdigest()


def check_file_whole(entries: Sequence[object], *, count: int, digest: str) -> None:
    """Raises FileRefused for a file of which a part is missing or was added."""
    problems = []
    if count != len(entries):
        problems.append(FieldProblem("/content/count", f"条数不符：文件中实有 {len(entries)} 条。"))
    if digest != digest_of(entries):
        problems.append(FieldProblem("/content/digest", "校验值与答复内容不符，文件不完整或被改动。"))
    if problems:
        raise FileRefused(problems=tuple(problems))


def begun_file(exchange: Exchange, file: Importing) -> Exchange:
    """The file's turn has come, or it is the one that was begun. Raises FileReplayed, FileOutOfSequence, FileRefused."""
    if file.sequence <= exchange.imported:
        raise FileReplayed(f"序号 {file.sequence} 的文件已经导入，未作任何更改。请用下一个序号重新制作文件。")
    expected = exchange.imported + 1
    if file.sequence != expected:
        raise FileOutOfSequence(f"应导入序号 {expected} 的文件，未作任何更改。请按序号逐份导入。")
    if exchange.importing and exchange.importing != file:
        detail = "该序号的另一份文件尚未导入完，请重新导入原来的那一份。"
        raise FileRefused(problems=(FieldProblem("/content/sequence", detail),))
    return replace(exchange, importing=file)


def finished_file(exchange: Exchange, sequence: int) -> Exchange:
    if exchange.imported >= sequence:
        return exchange
    return replace(exchange, imported=sequence, importing=None)


@dataclass(frozen=True, slots=True)
class ReadingDesk:
    """Whose file it is and when it is read."""

    department: Department
    office: str
    now: datetime
    calendar: Calendar
    editions: Callable[[str], Edition]


def file_refusals(
    lines: Sequence[Answer], ledgers: Mapping[str, Ledger | None], desk: ReadingDesk
) -> tuple[FieldProblem, ...]:
    """What would be refused, line by line, each answer on what the ones before it leave. Nothing is changed."""
    items: dict[tuple[str, str], CaseItem] = {}
    found: list[FieldProblem] = []
    for number, answer in enumerate(lines):
        place = (answer.reference, answer.item)
        try:
            before = items.get(place) or _of_office(ledgers[answer.reference], answer.item, desk)
            items[place] = _expected(before, answer, desk)
            _check_named(before, ledgers[answer.reference], answer, desk)
        except UnacceptableAnswer as refusal:
            found.extend(
                FieldProblem(f"/content/answers/{number}{one.pointer}", one.detail)
                for one in refusal.problems
            )
        except Conflict as refusal:
            found.append(FieldProblem(f"/content/answers/{number}", only_looked_at(refusal).detail))
        except ItemNotFound as refusal:
            found.append(FieldProblem(f"/content/answers/{number}", refusal.detail))
        if named_in(answer):
            found.append(FieldProblem(f"/content/answers/{number}/documents", _NO_FILES))
    return tuple(found)


def _check_named(item: CaseItem, ledger: Ledger | None, answer: Answer, desk: ReadingDesk) -> None:
    if ledger is not None:
        edition = desk.editions(ledger.case.edition)
        catalogued = edition.item(item.code)
        check_extension(item, answer, catalogued.extension)
        check_missing(answer, catalogued)
        check_result(answer, edition)


def _expected(item: CaseItem, answer: Answer, desk: ReadingDesk) -> CaseItem:
    """The item after the answer, by the rules that `usecases/office/answer.py` applies. Raises Conflict."""
    due = due_by_answer(item, answer, desk.now, desk.calendar)
    return answered(item, answer, desk.now, due=due)


def _of_office(ledger: Ledger | None, code: str, desk: ReadingDesk) -> CaseItem:
    """Another office's item is as unknown as an unknown case."""
    unknown = ItemNotFound("没有该办件或该事项不归本机构办理，请核对办件编号和事项代码。")
    if ledger is None:
        raise unknown
    item = next((one for one in ledger.items if one.code == code), None)
    if item is None or item.department is not desk.department or item.dispatch.office != desk.office:
        raise unknown
    return item
