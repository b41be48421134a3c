"""The tag of an item on its applicant's pages."""

from functions.domain.case.unmet import ABANDONED
from functions.pages.case.standing import tag_of
from functions.shapes.case.handover import collected_view, parcel_view
from functions.shapes.case.item_fields import item_view_fields
from functions.usecases.office.which_office import OfficeNames
from schemas.case.views_item import ItemView
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Outcome
from tests.support import make

EDITION = load_edition(CURRENT)


def words(reason: str | None) -> str:
    item = make.done("discharge_report", Outcome.WITHDRAWN, reason=reason)
    shown = item_view_fields(item, make.ledger(item), EDITION, OfficeNames(), make.NOW)
    view = ItemView(**shown, collected=collected_view(item), parcel=parcel_view(item))
    return tag_of(view, yours=False).words


def test_what_an_operator_ended_is_not_tagged_as_withdrawn() -> None:
    assert words(ABANDONED.format(reason="另行处理")) == "终止办理"
    assert words("改在外省安置") == "已撤回"
