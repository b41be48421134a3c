"""What operators are told where no office has anything that the ledger lacks, or none is seen to."""

from datetime import UTC, datetime

from functions.ports.page import Page
from functions.shapes.operator.unknown import unknown_page
from functions.usecases.office.unknown_here import Restoration, UnknownHere
from schemas.catalogue.edition import CURRENT, load_edition
from tests.support.each import each

RESTORED = Restoration(datetime(2026, 11, 25, 3, tzinfo=UTC), datetime(2026, 11, 25, 2, 30, tzinfo=UTC))
NOTHING: Page[UnknownHere] = Page(())


@each(
    "page, restoration, told",
    [
        (NOTHING, None, "报过每日清单的机构，最近一次清单里的事项，台账里都有"),
        (Page((), "on"), None, "这一页里没有您辖区的机构"),
        (NOTHING, RESTORED, "恢复以后还没有报来清单的机构，缺什么还不知道"),
        (Page((), None, ("office-1",)), RESTORED, "清单记录损坏"),
    ],
    ids=["all known", "others' offices first", "put back", "damaged"],
)
def test_an_empty_page_claims_no_more_than_is_known(
    page: Page[UnknownHere], restoration: Restoration | None, told: str
) -> None:
    view = unknown_page(page, restoration, load_edition(CURRENT))

    assert told in view.next_steps
    assert view.unreadable == page.unreadable
