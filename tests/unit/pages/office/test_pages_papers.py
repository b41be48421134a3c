"""What belongs to an item on paper."""

from dataclasses import replace

from functions.domain.case.case import CaseMaterial, Change
from tests.support.fakes.clock import START
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


def holding(desk: Desk, media: str, item: str = HOUSEHOLD) -> str:
    """The case has one such file; returns where the desk opens it."""
    world = desk.world
    case = world.ledger(desk.case_id).case
    number = len(case.materials) + 1
    key = f"00000000-0000-4000-8000-{number:012}"
    world.materials.files[key] = b"%PDF-1.7 or a picture"
    kept = CaseMaterial(key, item, "discharge_certificate", media, 21, "0" * 64, START)
    world.store.commit(Change(case=replace(case, materials=(*case.materials, kept))))
    return f"{desk.address}/papers/{key}"


def test_a_picture_is_seen_on_the_item_s_page_and_opened_by_its_thumbnail() -> None:
    desk = Desk()
    address = holding(desk, "image/jpeg")

    page = desk.open()
    (picture,) = page.soup.select("main img")

    assert (picture["src"], picture["alt"], picture["loading"]) == (address, "材料第 1 份：退役证件", "lazy")
    assert (picture["width"], picture["height"]) == ("144", "144")
    assert page.link("查看退役证件（图片") == address
    assert "img-src 'self'" in page.headers["content-security-policy"]
    assert "https://" not in page.headers["content-security-policy"]


def test_a_picture_and_a_pdf_open_in_the_browser_and_run_nothing() -> None:
    desk = Desk()
    picture, paper = holding(desk, "image/png"), holding(desk, "application/pdf")

    for address, media in ((picture, "image/png"), (paper, "application/pdf")):
        file = desk.site().get(address)
        assert (file.status, file.headers["content-type"]) == (200, media)
        assert file.headers["content-disposition"].startswith("inline")
        assert file.headers["x-content-type-options"] == "nosniff"
        assert file.headers["cache-control"] == "no-store"
        assert file.headers["content-security-policy"].startswith("default-src 'none'")
    assert len(desk.open().soup.select("main img")) == 1


def test_a_file_is_opened_by_the_item_s_own_office_only() -> None:
    desk = Desk()
    own, other = holding(desk, "image/png"), holding(desk, "image/png", "discharge_report")

    assert desk.site(FAR_AWAY).get(own).status == 404
    assert desk.site().get(other).status == 404
    desk.world.materials.files.clear()
    assert desk.site().get(own).status == 404
