"""到场预约单: when and where to come, to be taken along. It names the case, and nothing of the person."""

from functions.domain.applicant.paper import Fields, Paper, Paragraph
from functions.domain.applicant.telling import told_moment
from functions.domain.case.case import Case
from functions.domain.case.facts import Appointment
from functions.domain.clock import SHANGHAI, shanghai_date
from functions.domain.office.directory import contact_rows
from schemas.dates import date_text
from schemas.office.directory import Contact

_BRING = "请带本人的有效身份证件，按时到场。不能来的，请在时间到之前改约或者取消，把时间让给别人。"


def appointment_slip(
    case: Case, found: Appointment, *, item: str, office: str, contact: Contact, visit: str | None
) -> Paper:
    """`visit`: what the edition says of it."""
    booked_at = found.booked_at or case.opened_at
    when = f"{told_moment(found.at)}至{found.until.astimezone(SHANGHAI):%H:%M}"
    told = (("到场事项", visit),) if visit else ()
    return Paper(
        title="到场预约单",
        reference=case.reference,
        marks=(("办件编号", case.reference), ("预约日期", date_text(shanghai_date(booked_at)))),
        blocks=(
            Fields((("事项", item), ("到场时间", when), ("办理机构", office), *contact_rows(contact), *told)),
            Paragraph(_BRING),
        ),
        made_at=booked_at,
    )
