"""Exports to the national platform's tables: begun with a reason, taken part by part, and who took what."""

import json

from functions.domain.case.access import in_region
from functions.domain.errors import StaleWrite, StoreBusy
from functions.domain.refusals import NotFound
from functions.pages.expected import told
from functions.pages.fields import Choice, Field, Kind, filled, summary, with_errors
from functions.pages.files import ZIP
from functions.pages.forms import NOTHING_SENT, Form
from functions.pages.keys import key_of, new_key
from functions.pages.moments import moment
from functions.pages.operator import filters
from functions.pages.operator.acts import NO_REASON, REASON
from functions.pages.operator.addresses import EXPORT_FORM, EXPORTS, address
from functions.pages.operator.views_exports import (
    HEADS,
    ExportPage,
    export_page,
    export_row,
    masked_words,
    packed,
    place_words,
    since_words,
)
from functions.pages.page import UNCHANGED, Answer, Asked, Handed, Page, Sent, Shown
from functions.pages.reasons import reason_in
from functions.usecases.guide.advise import guide
from functions.usecases.national.export import audits
from functions.usecases.national.runs import (
    ExportRun,
    WantedRun,
    begin_export,
    export_run,
    export_runs,
    take_part,
)
from functions.web.roles import OPERATORS
from functions.web.whole_number import number_or
from schemas.national.export import ExportAuditView
from schemas.wire import PROVINCE

_LENGTH = 20
_ONE = f"{EXPORTS}/{{export_id}}"
AUDIT = "/console/exports/audit"
MASKED = (
    Choice("masked", "隐去（姓名、证件号码、电话等只留一部分）"),
    Choice("unmasked", "不隐去（按国家平台的要求报送时）"),
)


def show_console_exports(asked: Asked) -> Answer:
    cursor, now = asked.query.get("cursor") or None, asked.deps.clock()
    page = export_runs(by=asked.by, limit=_LENGTH, cursor=cursor, deps=asked.deps)
    edition = guide(asked.deps)
    view = {
        "heads": HEADS,
        "rows": tuple(export_row(one, edition, now) for one in page.entries),
        "more": address(EXPORTS, cursor=page.cursor) if page.cursor else "",
        "audit": AUDIT if is_province(asked) else "",
        "damaged": len(page.unreadable),
    }
    return Shown("operator/exports.html", "国家平台办件表的导出", view)


def show_console_export_form(asked: Asked) -> Answer:
    return _form(asked, asked.query.get("after", ""), NOTHING_SENT, {})


def start_console_export(asked: Asked) -> Answer:
    form, after = asked.form, asked.form.text("after")
    reason, wrong = reason_in(form, REASON.name, NO_REASON)
    if wrong:
        return _form(asked, after, form, {REASON.name: wrong})
    city = filters.chosen(form.text("city"), tuple(one.value for one in filters.cities(asked)))
    wanted = WantedRun(reason, city, form.text("unmasked") == "unmasked", after)
    run = begin_export(wanted, by=asked.by, key=key_of(asked), deps=asked.deps)
    return Sent(f"{EXPORTS}/{run.id}")


def _form(asked: Asked, after: str, form: Form, errors: dict[str, str]) -> Answer:
    """`after`: it goes on where that run ended, in the same place."""
    before = export_run(after, by=asked.by, deps=asked.deps) if after else None
    blank = (
        *(
            ()
            if before
            else (Field("city", "哪个市", Kind.SELECT, choices=filters.cities(asked), optional=True),)
        ),
        Field("unmasked", "个人信息", Kind.RADIOS, values=("masked",), choices=MASKED),
        REASON,
    )
    fields = with_errors(tuple(filled(one, form) for one in blank) if form.fields else blank, errors)
    wrong = summary(fields)
    view = {
        "fields": fields,
        "wrong": wrong,
        "key": new_key(asked),
        "after": after,
        "facts": _going_on(before, asked) if before else (),
        "rest": before is not None and before.is_full,
    }
    return Shown(
        "operator/export_form.html", "新的导出", view, status=422 if wrong else 200, wrong=bool(wrong)
    )


def _going_on(before: ExportRun, asked: Asked) -> tuple[tuple[str, str], ...]:
    now = asked.deps.clock()
    return (
        ("接着哪一次", f"{before.by}，{moment(before.at, now)}"),
        ("哪个市", place_words(before.city, guide(asked.deps))),
    )


def show_console_export(asked: Asked) -> Answer:
    return Shown("operator/export.html", "一次导出", {"one": _page(asked), "refused": ""})


def show_console_export_part(asked: Asked) -> Answer:
    """Asked for again while its page is open."""
    page = _page(asked)
    if asked.query.get("version") == page.version:
        return UNCHANGED
    return Shown("operator/export_part.html", "", {"one": page})


def _page(asked: Asked) -> ExportPage:
    run = export_run(asked.path["export_id"], by=asked.by, deps=asked.deps)
    mine = run.by == asked.by.subject
    leads_on = run.leads_on(asked.by)
    return export_page(run, guide(asked.deps), asked.deps.clock(), mine=mine, leads_on=leads_on)


def hand_console_export(asked: Asked) -> Answer:
    """However often a part is taken, it is the same part, and stands in the audit."""
    run_id, number = asked.path["export_id"], number_or(None, asked.form.text("number"), digits=4)
    if number is None:
        raise NotFound
    try:
        lines = take_part(run_id, number, by=asked.by, deps=asked.deps)
    except (StaleWrite, StoreBusy) as error:
        words, status = told(error)
        return Shown(
            "operator/export.html", "一次导出", {"one": _page(asked), "refused": words}, status=status
        )
    name = f"lianban-{run_id}-{number + 1}.zip"
    return Handed(packed(lines), ZIP, {"Content-Disposition": f'attachment; filename="{name}"'})


def show_console_export_audit(asked: Asked) -> Answer:
    """Of the whole province: an audit is for those who answer for all of it."""
    if not is_province(asked):
        raise NotFound
    page = audits(limit=50, cursor=asked.query.get("cursor") or None, deps=asked.deps)
    kept = (ExportAuditView.model_validate_json(json.dumps(dict(one.body))) for one in page.entries)
    view = {
        "rows": tuple(_audit(one, asked) for one in kept),
        "more": address(AUDIT, cursor=page.cursor) if page.cursor else "",
        "damaged": len(page.unreadable),
    }
    return Shown("operator/export_audit.html", "导出记录", view)


def _audit(one: ExportAuditView, asked: Asked) -> tuple[str, ...]:
    now = asked.deps.clock()
    return (
        moment(one.at, now),
        one.by,
        one.reason,
        place_words(one.city, guide(asked.deps)),
        masked_words(unmasked=one.unmasked),
        since_words(one.since, now),
        str(one.cases),
        str(one.rows),
        str(one.unfit) if one.unfit else "",
        str(one.unreadable) if one.unreadable else "",
    )


def is_province(asked: Asked) -> bool:
    return in_region(asked.by.region, city=PROVINCE, county=None)


PAGES = (
    Page(method="GET", path=EXPORTS, roles=OPERATORS, handler=show_console_exports),
    Page(method="GET", path=EXPORT_FORM, roles=OPERATORS, handler=show_console_export_form),
    Page(method="GET", path=AUDIT, roles=OPERATORS, handler=show_console_export_audit),
    Page(method="POST", path=EXPORTS, roles=OPERATORS, handler=start_console_export),
    Page(method="GET", path=_ONE, roles=OPERATORS, handler=show_console_export),
    Page(
        method="GET",
        path=f"{_ONE}/progress",
        roles=OPERATORS,
        handler=show_console_export_part,
        by_itself=True,
    ),
    Page(method="POST", path=f"{_ONE}/part", roles=OPERATORS, handler=hand_console_export),
)
