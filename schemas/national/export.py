"""Export to the national platform's tables (国家平台办件表): what an operator asks, and what an audit keeps."""

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.wire import City, Instant, ReasonText, Wire

TABLES = (
    "up_pro_accept",
    "up_pro_process",
    "up_pro_result",
    "up_pro_special_procedure",
    "up_pro_material",
    "up_lic_data",
)
_Cursor = Annotated[str, StringConstraints(min_length=1, max_length=2048)]


class ExportOrder(Wire):
    """`cursor`: where the last answer ended; without it, from the beginning. Personal values are masked unless asked for."""

    reason: ReasonText
    city: City | None = None
    unmasked: bool = False
    cursor: _Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class ExportAuditView(Wire):
    """One answer of an export: who was given what, and why. `unfit`: values that no column could hold, and were left out.
    `unreadable`: cases that could not be read, of which nothing was told."""

    at: Instant
    by: str
    reason: str
    city: str | None
    unmasked: bool
    batch: str
    since: Instant | None
    cases: int
    rows: int
    unfit: int = 0
    unreadable: int = 0


class ExportAuditPageView(Wire):
    """Oldest first. `unreadable`: what is damaged."""

    entries: tuple[ExportAuditView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()
