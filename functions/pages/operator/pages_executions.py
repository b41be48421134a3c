"""The state machine's runs of a case: every run and how it ended, one run in graph, table or events, and a new run."""

import json
import re
from dataclasses import replace

from pydantic import ValidationError

from functions.domain.errors import LianbanError
from functions.pages.expected import EXPECTED, by_field, told
from functions.pages.keys import key_of, new_key
from functions.pages.operator.selection import VIEWS, Selection, runs_address
from functions.pages.operator.views_executions import RunPage, run_page, version_of
from functions.pages.operator.views_runs import RunsPage, runs_page
from functions.pages.page import UNCHANGED, Answer, Asked, Page, Sent, Shown
from functions.usecases.case import view
from functions.usecases.operator.executions import runs_of
from functions.usecases.operator.operate import continue_case
from functions.web.path_parameters import CODE
from functions.web.roles import OPERATORS
from schemas.operator.acts import Grounds

_RUNS = "/console/cases/{case_id}/executions"
RUN = f"{_RUNS}/{{run}}"
_STATE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")


def show_runs(asked: Asked) -> Answer:
    shown = _runs(asked)
    return _shown(replace(shown, done=shown.done if asked.query.get("done") else ""))


def continue_in_new_run(asked: Asked) -> Answer:
    case_id, reason = asked.path["case_id"], asked.form.text("reason")
    try:
        order = Grounds.model_validate_json(json.dumps({"reason": reason}))
        continue_case(case_id, order, by=asked.by, key=key_of(asked), deps=asked.deps)
    except ValidationError as error:
        wrong = by_field(error).get("reason", "")
        return _shown(replace(_runs(asked), reason=reason, wrong=wrong), status=422)
    except EXPECTED as error:
        return _refused(asked, error, reason)
    return Sent(f"{runs_address(case_id)}?done=1")


def show_run(asked: Asked) -> Answer:
    page = _run(asked)
    return Shown("operator/execution.html", f"第 {page.selection.run} 次执行", page)


def show_run_part(asked: Asked) -> Answer:
    """Only what may have changed; nothing where nothing has happened since, as the page's address says it."""
    case_id, run = asked.path["case_id"], int(asked.path["run"])
    _, execution = view.run_found(case_id, run, by=asked.by, deps=asked.deps)
    version = version_of(execution)
    if version and asked.query.get("version") == version:
        return UNCHANGED
    return Shown("operator/execution_part.html", "", _run(asked))


def _runs(asked: Asked) -> RunsPage:
    before = asked.query.get("before", "")
    runs = runs_of(
        asked.path["case_id"],
        before=int(before) if re.fullmatch(r"[1-9][0-9]{0,3}", before) else None,
        by=asked.by,
        deps=asked.deps,
    )
    return runs_page(runs, now=asked.deps.clock(), key=new_key(asked), subject=asked.by.subject)


def _shown(page: RunsPage, *, status: int = 200) -> Answer:
    return Shown("operator/executions.html", "执行记录", page, status=status, wrong=bool(page.wrong))


def _refused(asked: Asked, error: LianbanError, reason: str) -> Answer:
    words, status = told(error)
    return _shown(replace(_runs(asked), reason=reason, problem=words), status=status)


def _run(asked: Asked) -> RunPage:
    case_id, run = asked.path["case_id"], int(asked.path["run"])
    ledger, execution = view.run_found(case_id, run, by=asked.by, deps=asked.deps)
    seen = view.seen_of(execution, asked.deps)
    edition = asked.deps.editions(ledger.case.edition)
    at, now = selection_of(case_id, run, asked), asked.deps.clock()
    return run_page(ledger, seen, at, edition=edition, now=now, key=new_key(asked))


def selection_of(case_id: str, run: int, asked: Asked) -> Selection:
    """What cannot be one is none."""
    given = asked.query
    state, item, after = given.get("state", ""), given.get("item", ""), given.get("after", "")
    return Selection(
        case_id=case_id,
        run=run,
        view=next((one for one, _ in VIEWS if one == given.get("view")), "graph"),
        state=state if _STATE.fullmatch(state) else "",
        item=item if re.fullmatch(CODE, item) else "",
        after=int(after) if re.fullmatch(r"[0-9]{1,6}", after) else 0,
    )


PAGES = (
    Page(method="GET", path=_RUNS, roles=OPERATORS, handler=show_runs),
    Page(method="POST", path=_RUNS, roles=OPERATORS, handler=continue_in_new_run),
    Page(method="GET", path=RUN, roles=OPERATORS, handler=show_run),
    Page(method="GET", path=f"{RUN}/progress", roles=OPERATORS, handler=show_run_part, by_itself=True),
)
