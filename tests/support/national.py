"""One item with its history, as an export to the national platform takes it; and what a receiver would check of a row."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from functions.domain.case.case import Event
from functions.domain.case.item import CaseItem
from functions.domain.national.certificates import CERTIFICATES, certificate_rows
from functions.domain.national.export import Exported, Row, Span
from functions.domain.national.fit import fitted
from functions.domain.national.history import process_rows, special_rows
from functions.domain.national.materials import material_rows
from functions.domain.national.rows import accept_row, result_row
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import EventKind, Role
from schemas.national.columns import columns_of
from tests.support.make import CASE_ID, NOW, answer, done, ledger
from tests.support.world import application

EDITION = load_edition(CURRENT)
EVERYTHING = Span(None, NOW + timedelta(days=30))
PLAIN = replace(EVERYTHING, unmasked=True)
_COLUMNS = Path(__file__).parents[2] / "schemas" / "national" / "columns.tsv"


def event(kind: EventKind, *, hours: float = 0, code: str = "identity_card", **detail: Any) -> Event:
    at = NOW + timedelta(hours=hours)
    return Event(CASE_ID, f"{kind.value}/{code}/{hours}", at, kind, code, detail=detail)


def told(kind: str, *, hours: float = 0, code: str = "identity_card", **fields: Any) -> Event:
    """An answer of the item's office."""
    at = NOW + timedelta(hours=hours)
    whole = answer(kind, code, **{"at": at.isoformat(), **fields}).model_dump(mode="json", exclude_none=True)
    return Event(
        CASE_ID,
        f"answer/{code}/{kind}/{hours}",
        at,
        EventKind.ANSWERED,
        code,
        Role.DEPARTMENT_STAFF,
        {"answer": whole},
    )


def granted(**changes: Any) -> CaseItem:
    result = {"document": "居民身份证", "number": "440106200301010010", "delivery": "window"}
    given = answer("granted", "identity_card", result=result)
    return done("identity_card", **{"answer": given, "accepted_at": NOW, "receipt": "SJ-1", **changes})


def exported(one: CaseItem | None = None, *events: Event, **changes: Any) -> Exported:
    """Dispatched, of a case that was submitted at the window; `submitted`: what the submission's event tells."""
    given = one or granted()
    detail = changes.pop("submitted", {"channel": "window"})
    submitted = Event(CASE_ID, "submitted", NOW, EventKind.SUBMITTED, actor=Role.CLERK.value, detail=detail)
    whole = Exported(
        ledger=ledger(given),
        item=given,
        events=(submitted, event(EventKind.DISPATCHED, code=given.code), *events),
        application=application(),
        edition=EDITION,
        office="广州市公安局天河区分局",
        code=None,
    )
    return replace(whole, **changes)


def tables(one: Exported, span: Span = EVERYTHING) -> Iterator[tuple[str, Row]]:
    """Every row of the item, with its table, as the export gives it."""
    single = (("up_pro_accept", accept_row(one, span)), ("up_pro_result", result_row(one, span)))
    many = (
        ("up_pro_process", process_rows(one, span)),
        ("up_pro_special_procedure", special_rows(one, span)),
        ("up_pro_material", material_rows(one, span)),
        (CERTIFICATES, certificate_rows(one, span)),
    )
    for table, row in single:
        if row:
            yield table, fitted(row, columns_of(table))
    for table, rows in many:
        yield from ((table, fitted(row, columns_of(table))) for row in rows)


def guid_of(row: Row) -> str:
    """The table of certificates has no column for it."""
    return str(row.get("row_guid") or row["local_row_guid"])


def rows_of(table: str, one: Exported, span: Span = EVERYTHING) -> list[Row]:
    return [row for name, row in tables(one, span) if name == table]


def objections(table: str, row: Row) -> list[str]:
    """What a receiver of the table would object to: read anew from the definitions, not as the export reads them."""
    with _COLUMNS.open(encoding="utf-8") as file:
        lines = [line for line in csv.reader(file, delimiter="\t") if not line[0].startswith("#")]
    columns = {line[1]: line[2:5] for line in lines if line[0] in (table, "*")}
    found = [f"{name}: no column" for name in row if not _is_known(name, columns)]
    found += [f"{name}: absent" for name in columns if name not in row]
    for name, (declared, null, holds) in columns.items():
        value = row.get(name)
        if value is None and null == "no" and name not in row["pending"]:
            found.append(f"{name}: NOT NULL, and not pending")
        if value is not None and not _holds(value, declared, holds):
            found.append(f"{name}: {declared} {holds} cannot hold {value!r}")
    return found


def _is_known(name: str, columns: dict[str, list[str]]) -> bool:
    return name in columns or name.startswith("local_") or name in ("pending", "unfit")


def _holds(value: object, declared: str, holds: str) -> bool:
    if declared.startswith("int"):
        return type(value) is int
    if not isinstance(value, str):
        return False
    if declared == "datetime":
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", value)) and bool(
            datetime.fromisoformat(value)
        )
    size = int(re.sub(r"\D", "", declared))
    return len(value) <= size and (holds != "code" or bool(re.fullmatch(r"[0-9A-Z]+", value)))
