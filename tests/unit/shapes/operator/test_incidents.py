"""What an operator is told to do about an item."""

from functions.domain.case.item import with_desk
from functions.domain.case.parts import Incident, Trouble
from functions.shapes.operator.incidents import resolved_item
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import ItemStatus
from tests.support import make
from tests.support.each import each


@each(
    "status, told",
    [
        (ItemStatus.DISPATCHED, "可重新分发、改派、登记结果或终止办理。"),
        (ItemStatus.RECEIVED, "可改派、登记结果或终止办理。"),
        (ItemStatus.ACCEPTED, "可登记结果或终止办理。"),
    ],
)
def test_no_act_is_named_that_would_be_refused(status: ItemStatus, told: str) -> None:
    item = make.sent(status=status, overdue_since=make.NOW)

    view = resolved_item(make.ledger(item), item, (), load_edition(CURRENT))

    assert view.next_steps == f"该事项仍需处理：{told}"


def test_what_the_office_said_of_the_incident_goes_before_what_it_said_of_an_earlier_trouble() -> None:
    trouble = Trouble("DepartmentUnavailable", make.NOW, 1, said="HTTP 503")
    sent = make.sent(trouble=trouble)
    stuck = with_desk(
        sent, incident=Incident("Dispatch", "DepartmentRefusedPayload", "", make.NOW, said="HTTP 422")
    )

    told = [resolved_item(make.ledger(item), item, (), load_edition(CURRENT)).said for item in (sent, stuck)]

    assert told == ["HTTP 503", "HTTP 422"]
