"""A case that stops no sweep any more: set aside with a reason, or tried again."""

from functions.domain.case.refusals import CaseNotFound
from functions.domain.errors import StaleWrite
from functions.pages.expected import told
from functions.pages.fields import filled, summary, with_errors
from functions.pages.forms import NOTHING_SENT, Form
from functions.pages.moments import moment
from functions.pages.operator.acts import REASON, reason_given
from functions.pages.operator.addresses import CASE, NOW, SETBACK
from functions.pages.operator.words import error_words, standing_words
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.usecases.operator.setbacks import set_aside, setback_of
from functions.web.roles import OPERATORS

_HERE = f"{CASE}/{SETBACK}"


def show_console_setback(asked: Asked) -> Answer:
    return _shown(asked, NOTHING_SENT, {})


def change_console_setback(asked: Asked) -> Answer:
    """Sent twice it is so all the same: what is asked for is how it is to be."""
    aside = asked.form.text("aside") == "1"
    reason, wrong = reason_given(asked.form)
    if aside and wrong:
        return _shown(asked, asked.form, wrong)
    try:
        set_aside(asked.path["case_id"], reason if aside else None, by=asked.by, deps=asked.deps)
    except StaleWrite as error:
        words, status = told(error)
        return _shown(asked, asked.form, {}, refused=words, status=status)
    return Sent(NOW)


def _shown(
    asked: Asked, form: Form, errors: dict[str, str], *, refused: str = "", status: int = 200
) -> Answer:
    found = setback_of(asked.path["case_id"], asked.deps)
    if found is None or not found.is_seen_by(asked.by):
        raise CaseNotFound
    fields = with_errors((filled(REASON, form) if form.fields else REASON,), errors)
    wrong = summary(fields)
    view = {
        "case_id": found.case_id,
        "facts": (
            ("怎么了", f"{error_words(found.error, found.lost)}，{found.times} 次"),
            ("从何时起", moment(found.since, asked.deps.clock())),
            ("目前", standing_words(found.set_aside, found.lost)),
        ),
        "aside": found.set_aside is not None,
        "fields": fields,
        "wrong": wrong,
        "refused": refused,
    }
    return Shown(
        "operator/setback.html",
        "巡检处理不了的办件",
        view,
        status=422 if wrong else status,
        wrong=bool(wrong),
    )


PAGES = (
    Page(method="GET", path=_HERE, roles=OPERATORS, handler=show_console_setback),
    Page(method="POST", path=_HERE, roles=OPERATORS, handler=change_console_setback),
)
