"""Calls to the offices of one case, whichever they are. Reading only."""

from functions.api.route import Call, Reply, Route
from functions.shapes.office import item_deliveries
from functions.usecases.case.view import ledger_of
from functions.usecases.office.deliveries import deliveries_of_case
from functions.web.roles import OPERATORS
from schemas.office.deliveries import CaseDeliveriesView


def show_deliveries(call: Call[None, None]) -> Reply[CaseDeliveriesView]:
    ledger = ledger_of(call.path["case_id"], by=call.by, deps=call.deps)
    edition = call.deps.editions(ledger.case.edition)
    found = tuple(item_deliveries(one, edition) for one in deliveries_of_case(ledger))
    return Reply(CaseDeliveriesView(entries=found))


ROUTES = (
    Route(
        method="GET",
        path="/v1/operator/cases/{case_id}/deliveries",
        summary="运行管理：办件各事项向办理机构逐次发送的情况",
        roles=OPERATORS,
        response=CaseDeliveriesView,
        handler=show_deliveries,
    ),
)
