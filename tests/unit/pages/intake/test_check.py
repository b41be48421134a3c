"""核对并提交, and what comes of it."""

from dataclasses import replace
from typing import Any

import pytest

from functions.domain.intake.drafting import needed_fields, pruned
from functions.ports.deps import Deps
from functions.usecases.intake.drafts import open_draft, save_draft
from functions.usecases.intake.prefill import consent
from functions.usecases.intake.submit_draft import submit_draft
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.prefill import ConsentOrder
from schemas.intake.draft import DraftRequest, DraftSave, MandateHow
from tests.support.api_deps import house
from tests.support.draft_pages import (
    ALL,
    CLERK,
    SOLDIER,
    STRANGER,
    TWO,
    begun,
    begun_at_window,
    soldier,
    whole,
)
from tests.support.fakes.shared_data import FakeSharedData
from tests.support.opened import Opened
from tests.support.pages import Site
from tests.support.samples import sample
from tests.support.sources import people

YES = {"declared": "yes"}


def press(site: Site, page: Opened, **values: str) -> Opened:
    return site.submit(page, values or YES, action="/drafts")


@pytest.mark.slow
def test_everything_that_was_filled_in_is_shown_in_words_with_a_way_to_change_it_and_back() -> None:
    site = soldier(house())
    address = whole(site.deps)

    page = site.get(f"{address}/check")
    section = site.get(page.link("手机号码"))
    back = site.submit(section, {"person.phone": "10000000002"}, action=address)

    assert "入伍日期 2024年9月1日" in page.words
    assert "县（市、区） 天河区" in page.words
    assert "self_employment" not in page.words
    assert back.address == f"{address}/check#person"
    assert "10000000002" in back.words


def test_nothing_is_submitted_before_it_is_declared_to_be_checked() -> None:
    site = soldier(house())
    page = site.get(f"{whole(site.deps)}/check")

    refused = site.submit(page, action="/drafts")

    assert (refused.status, refused.errors) == (422, ["提交前请核对全部内容，然后勾选。"])


def test_it_is_submitted_once_however_often_it_is_pressed_and_answered_with_the_receipt() -> None:
    site = soldier(house())
    page = site.get(f"{whole(site.deps)}/check")

    first, second = press(site, page), press(site, page)

    assert first.heading == "收件回执"
    assert first.address == second.address
    assert len(site.get("/my").soup.select("h3 a")) == 1


@pytest.mark.slow
def test_what_was_changed_elsewhere_since_is_not_declared_unseen() -> None:
    site = soldier(house())
    address = whole(site.deps)
    page = site.get(f"{address}/check")
    site.submit(site.get(f"{address}/sections/person"), {"person.phone": "10000000002"}, action=address)

    stale = press(site, page)
    again = press(site, stale)

    assert stale.status == 409
    assert "在别处改过，所以还没有提交" in stale.words
    assert "10000000002" in stale.words
    assert again.heading == "收件回执"


@pytest.mark.slow
def test_a_paper_that_was_promised_elsewhere_since_is_not_declared_unseen() -> None:
    site = soldier(house())
    address = whole(site.deps, insurance={**sample()["insurance"], "pension_voucher": "paper"})
    page, form = site.get(f"{address}/check"), f"{address}/materials/pension_transfer/transfer_form"
    site.submit(site.get(form), action=f"{form}/deferral")

    stale = press(site, page)

    assert stale.status == 409
    assert "在别处改过，所以还没有提交" in stale.words


def test_the_receipt_says_of_no_item_that_it_waits_for_what_the_case_does_not_have() -> None:
    site = soldier(house())
    form = {name: value for name, value in sample().items() if name != "items"}
    form["household"] = {**form["household"], "cancelled_at_enlistment": False}
    items = ("household_registration", "identity_card", "social_security_card")

    receipt = press(site, site.get(f"{begun(site.deps, items, **_needed(items, form))}/check"))

    assert receipt.heading == "收件回执"
    assert "等" not in receipt.words.partition("申请的事项")[2].partition("请保存")[0]
    assert "户口登记（退役军人恢复户口） 按您的情况无需办理，没有送部门。" in receipt.words


def _needed(items: tuple[str, ...], form: dict[str, Any]) -> dict[str, Any]:
    return pruned(form, needed_fields(items, load_edition(CURRENT)))


@pytest.mark.slow
def test_all_that_is_wrong_is_told_at_once_and_each_leads_to_its_place() -> None:
    site = soldier(house())
    insurance = {**sample()["insurance"], "pension_voucher": "paper"}
    address = whole(site.deps, person={"name": "测试甲"}, insurance=insurance, bank={})
    page = site.get(f"{address}/check")

    refused = press(site, page)

    links = {a.get_text(): str(a["href"]) for a in refused.soup.select("#summary a")}
    assert refused.status == 422
    assert (
        links["基本信息——手机号码：请填写此项。"]
        == f"{address}/sections/person?back=check&wrong=1#person-phone"
    )
    assert any("银行账号" in told for told in links)
    assert any(
        f"{address}/materials?back=check#pension_transfer-pension_voucher" == to for to in links.values()
    )
    assert {site.get(to).status for told, to in links.items() if "/materials" not in to} == {200}
    assert refused.words.index("还没有填") > 0
    assert refused.words.count("申请内容有误") == 1


def test_what_is_left_is_told_before_anybody_presses() -> None:
    site = soldier(house())

    page = site.get(f"{begun(site.deps, TWO)}/check")

    assert page.status == 200
    assert not page.title.startswith("错误")
    assert "没有填好，填好才能提交" in page.words


def test_whoever_is_not_the_one_signed_in_is_refused_in_words() -> None:
    site = Site(house()).signed_in(STRANGER)
    held = open_draft(DraftRequest(items=TWO), by=STRANGER, key="key-00001", deps=site.deps)
    form = {
        name: value
        for name, value in sample().items()
        if name in ("person", "service", "destination", "bank")
    }
    save_draft(held, DraftSave(sections=form), by=STRANGER, deps=site.deps)

    refused = press(site, site.get(f"/drafts/{held.id}/check"))

    assert refused.status == 403
    assert "网上只能为本人申请" in refused.words


@pytest.mark.slow
def test_an_item_that_was_applied_for_already_leads_to_the_items() -> None:
    site = soldier(house(by_person=True))
    press(site, site.get(f"{whole(site.deps)}/check"))
    second = begun(site.deps, key="key-00002", **{k: v for k, v in sample().items() if k != "items"})

    refused = press(site, site.get(f"{second}/check"))

    assert refused.status in (409, 422)
    assert f"{second}/items?back=check" in {str(a["href"]) for a in refused.soup.select("#summary a")}


def test_at_the_window_the_receipt_says_who_handed_it_in_and_on_what() -> None:
    site = Site(house()).signed_in(CLERK)
    form = {n: v for n, v in sample().items() if n in ("person", "service", "destination", "bank")}
    address = begun_at_window(site.deps, **form)
    page = site.get(f"{address}/check")

    receipt = press(site, page)

    assert "已请申请人逐项核对" in page.words
    assert "办事窗口代为提交（天河区）" in receipt.words
    assert "退役军人服务“一件事”联合办理 收件回执" in receipt.words
    assert "申请人本人到窗口，核验单或委托书编号 核验2026001" in receipt.words


def test_of_whoever_came_in_the_applicants_stead_nothing_is_declared_that_only_the_applicant_could_say() -> (
    None
):
    site = Site(house()).signed_in(CLERK)
    address = begun_at_window(site.deps, ALL, MandateHow.ENTRUSTED)

    check, consents = site.get(f"{address}/check"), site.get(f"{address}/consents")

    assert "受托人确认真实、准确" in check.words
    assert "请申请人" not in check.words
    assert "委托书写明受托人可以代为同意的" in consents.words
    assert "读给申请人听" not in consents.words
    assert "申请人同意后才能调取这几类信息" in site.get(address).words


def test_the_receipt_says_where_the_applicant_is_told_for_paper_tells_nothing_new() -> None:
    site = soldier(house())

    receipt = press(site, site.get(f"{whole(site.deps)}/check"))

    assert "会在办件进度里告诉您" in receipt.words
    assert "会在这里告诉您" not in receipt.words


def test_the_receipt_has_the_number_as_a_code_and_the_id_number_masked() -> None:
    site = soldier(house())
    receipt = press(site, site.get(f"{whole(site.deps)}/check"))

    picture = receipt.soup.select_one("img.qr")
    assert picture is not None
    code = site.get(str(picture["src"]))

    assert code.headers["content-type"] == "image/svg+xml"
    assert code.html.startswith("<svg")
    assert "440106200301010010" not in receipt.html


def test_another_persons_receipt_is_none() -> None:
    site = soldier(house())
    address = press(site, site.get(f"{whole(site.deps)}/check")).address
    site.signed_in(STRANGER)

    assert [site.get(address).status, site.get(f"{address}.svg").status] == [404, 404]


def sourced() -> Deps:
    return replace(house(), shared_data=FakeSharedData(people()))


def test_a_consent_is_given_and_withdrawn_each_on_its_own() -> None:
    site = soldier(sourced())
    address = begun(site.deps)
    page = site.get(f"{address}/consents")

    given = site.submit(page, action=f"{address}/consents/bank_account")
    taken = site.submit(given, action=f"{address}/consents/bank_account")

    assert len(given.soup.select(".tag.done")) == 1
    assert len(taken.soup.select(".tag.done")) == 0
    assert "已同意 1 类，共 3 类" not in site.get(address).words


def test_a_consent_to_another_text_than_was_shown_is_refused() -> None:
    site = soldier(sourced())
    address = begun(site.deps)
    page = site.get(f"{address}/consents")

    refused = site.submit(page, {"version": "2020-01-1"}, action=f"{address}/consents/bank_account")

    assert refused.status == 422
    assert "内容已更新" in refused.words


def test_what_was_consented_to_elsewhere_is_shown() -> None:
    site = soldier(sourced())
    address = begun(site.deps)
    order = ConsentOrder(version="2026-11-1", given=True)
    consent(address.split("/")[2], "bank_account", order, by=SOLDIER, deps=site.deps)

    assert "已同意 1 类，共 3 类" in site.get(address).words


def test_a_term_of_the_applicants_own_is_told_with_its_last_day_in_draft_receipt_and_progress() -> None:
    """One of them ends where no holidays are announced yet."""
    deps = house()
    served = {**sample()["service"], "discharged_on": "2026-11-20"}
    address, site = whole(deps, service=served), soldier(deps)

    draft = site.get(address)
    case_id = submit_draft(address.split("/")[2], by=SOLDIER, key="key-00002", deps=deps).case_id
    receipt, progress = site.get(f"/cases/{case_id}/receipt"), site.get(f"/cases/{case_id}")

    assert "退役报到：最晚 2026年12月21日。" in draft.words
    for page in (draft, receipt, progress):
        assert "基本医疗保险关系转移接续：最晚 2027年2月22日（暂定）" in page.words
