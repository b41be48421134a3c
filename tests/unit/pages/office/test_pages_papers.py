"""What belongs to an item on paper."""

from tests.support.office_desk import Desk
from tests.support.offices_without_systems import FAR_AWAY, HOUSEHOLD


def test_the_form_and_the_letters_of_an_item_are_opened_from_its_page_and_by_nobody_else() -> None:
    desk = Desk()
    desk.world.answered(desk.case_id, HOUSEHOLD, "accepted")

    opened = desk.open()
    form = opened.link("申请表（PDF）")
    letter = opened.link("受理通知书（PDF）")

    for address in (form, letter):
        file = desk.site().get(address)
        assert (file.status, file.headers["content-type"]) == (200, "application/pdf")
        assert desk.site(FAR_AWAY).get(address).status == 404
    assert desk.site().get(letter.replace("acceptance", "refusal")).status == 404
