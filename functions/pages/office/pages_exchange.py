"""交换文件: the signed files of offices behind an air gap, out and in, with what became of each line."""

import json
import re
from dataclasses import dataclass

from pydantic import ValidationError

from functions.domain.conflicts import Conflict
from functions.domain.errors import LianbanError, StaleWrite
from functions.domain.office.refusals import FileRefused, OfficeNotFound
from functions.pages.expected import told
from functions.pages.fields import Choice, Field, Kind, Wrong, filled, summary, with_errors
from functions.pages.keys import key_of, new_key
from functions.pages.office.place import own_department
from functions.pages.office.words import plain_detail
from functions.pages.page import Answer, Asked, Handed, Page, Shown
from functions.ports.offices import Office
from functions.usecases.office.exchange_offices import exchange_offices
from functions.usecases.office.export import export, state_of
from functions.usecases.office.import_ import Imported, import_answers
from functions.web.roles import STAFF
from functions.web.whole_number import number_or
from schemas.office.exchange import Export, SignedFile

_EXCHANGE = "/office/exchange"
# As the interface's own door.
_MOST_BYTES = 1_200_000
_JSON = "application/json"
_NO_OFFICE, _NO_FILE = "请选择机构。", "请选择办理机构交来的答复文件。"
NO_SEQUENCE = "批次应为 1 以上的整数；导出新的一批时不填。"
_UNREADABLE = "这不是答复文件，或者文件不完整。请向办理机构重新取得原文件，不要打开改动。"
_LINE = re.compile(r"/content/answers/([0-9]+)")


# Of the table: the office, the last file that went out, the last that came in.
_Row = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class ExchangePage:
    """`lines`: what is wrong with a file that was refused, line by line; `report`: what became of one that was taken."""

    offices: int
    rows: tuple[_Row, ...]
    key: str
    out: tuple[Field, ...]
    into: Field
    wrong: tuple[Wrong, ...]
    trouble: str = ""
    lines: tuple[str, ...] = ()
    report: "_Report | None" = None


@dataclass(frozen=True, slots=True)
class _Report:
    sequence: int
    applied: int
    refused: tuple[tuple[str, str], ...]


def show_office_exchange(asked: Asked) -> Answer:
    return _page(asked, {})


def export_office_file(asked: Asked) -> Answer:
    """Asked for again under its key, the same file."""
    given: dict[str, object] = {"office": asked.form.text("office")}
    sequence = asked.form.text("sequence")
    if sequence:
        given["sequence"] = number_or(0, sequence, digits=9)
    try:
        wanted = Export.model_validate_json(json.dumps(given))
    except ValidationError:
        at_sequence = {"sequence": NO_SEQUENCE} if sequence else {}
        return _page(asked, {**at_sequence, **({} if given["office"] else {"office": _NO_OFFICE})})
    try:
        file = export(own_department(asked), wanted, by=asked.by, key=key_of(asked), deps=asked.deps)
    except OfficeNotFound:
        return _page(asked, {"sequence": "没有这一批导出。"} if sequence else {"office": _NO_OFFICE})
    except (Conflict, StaleWrite) as error:
        return _trouble(asked, error)
    name = file.id.replace("/", "-")
    disposition = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return Handed(file.model_dump_json(), _JSON, disposition)


def import_office_file(asked: Asked) -> Answer:
    sent = asked.form.sent_files("file")
    if not sent:
        return _page(asked, {"file": _NO_FILE})
    try:
        file = SignedFile.model_validate_json(sent[0].content)
    except ValidationError:
        return _page(asked, {"file": _UNREADABLE})
    try:
        done = import_answers(own_department(asked), file, by=asked.by, deps=asked.deps)
    except FileRefused as error:
        return _trouble(asked, error)
    except OfficeNotFound:
        return _page(asked, {"file": "文件不是您管辖的机构的，请核对。"})
    except (Conflict, StaleWrite) as error:
        return _trouble(asked, error)
    return _page(asked, {}, report=_report(done))


def _report(done: Imported) -> _Report:
    refused = tuple(
        (f"第 {one.line} 条，办件 {one.answer.reference}", plain_detail(one.error.detail))
        for one in done.refused
    )
    return _Report(done.sequence, done.applied, refused)


def _trouble(asked: Asked, error: LianbanError) -> Answer:
    words, status = told(error)
    lines = tuple(f"{_where(one.pointer)}：{plain_detail(one.detail)}" for one in error.problems)
    return _page(asked, {}, trouble=words, lines=lines, status=status)


def _where(pointer: str) -> str:
    found = _LINE.match(pointer)
    return f"第 {int(found.group(1)) + 1} 条" if found else "文件"


def _page(
    asked: Asked,
    errors: dict[str, str],
    *,
    trouble: str = "",
    lines: tuple[str, ...] = (),
    report: _Report | None = None,
    status: int = 200,
) -> Answer:
    offices = exchange_offices(by=asked.by, deps=asked.deps)
    out = _out(offices)
    out = tuple(filled(one, asked.form) for one in out) if asked.form.has("office_asked") else out
    out = with_errors(out, errors)
    (into,) = with_errors((Field("file", "答复文件", Kind.FILE, accept=".json,application/json"),), errors)
    wrong = summary((*out, into))
    view = ExchangePage(
        offices=len(offices),
        rows=tuple(_row(one, asked) for one in offices),
        key=new_key(asked) if wrong else asked.deps.new_id.case_id(),
        out=out,
        into=into,
        wrong=wrong,
        trouble=trouble,
        lines=lines,
        report=report,
    )
    return Shown(
        "office/exchange.html",
        "交换文件",
        view,
        status=422 if wrong else status,
        wrong=bool(wrong or trouble),
    )


def _out(offices: tuple[Office, ...]) -> tuple[Field, ...]:
    choices = tuple(Choice(one.id, one.name) for one in offices)
    chosen = (offices[0].id,) if len(offices) == 1 else ()
    return (
        Field("office", "导出给哪个机构", Kind.SELECT, choices=choices, values=chosen),
        Field(
            "sequence",
            "再次导出哪一批",
            optional=True,
            width=4,
            inputmode="numeric",
            hint="导出新的一批时不填；原文件损坏或者丢失的，填原来的批次。同一页面重复点导出，得到的是同一份文件；要再导出下一批，请先刷新页面。",
        ),
    )


def _row(office: Office, asked: Asked) -> _Row:
    state = state_of(office.id, asked.deps)
    return office.name, state.exported, state.imported


PAGES = (
    Page(method="GET", path=_EXCHANGE, roles=STAFF, handler=show_office_exchange),
    Page(method="POST", path=f"{_EXCHANGE}/export", roles=STAFF, handler=export_office_file),
    Page(
        method="POST", path=f"{_EXCHANGE}/import", roles=STAFF, handler=import_office_file, most=_MOST_BYTES
    ),
)
