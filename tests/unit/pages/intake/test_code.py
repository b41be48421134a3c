"""An applicant lets a window go on with their draft, and ends it; what the clerk may then, and reads."""

from datetime import timedelta

import pytest

from functions.ports.deps import Deps
from functions.usecases.intake.submit_draft import submit_draft
from functions.usecases.record_kinds.intake import WINDOW_ACTS
from tests.support.api_deps import house
from tests.support.draft_pages import CLERK, SOLDIER, TWO, begun, soldier, whole
from tests.support.limits import exhaust
from tests.support.opened import Opened
from tests.support.pages import Site

MANDATE = {"how": "entrusted", "evidence": "委托2026001"}


def with_code(address: str, deps: Deps) -> tuple[Opened, str]:
    """The applicant's page with a code on it, and the code."""
    site = soldier(deps)
    page = site.submit(site.get(f"{address}/code"), action=f"{address}/code")
    return page, page.soup.select_one(".figures b").get_text().replace(" ", "")  # type: ignore[union-attr]


def redeemed(code: str, deps: Deps) -> tuple[Site, Opened]:
    clerk = Site(deps).signed_in(CLERK)
    typed = {"code": code, **MANDATE}
    return clerk, clerk.submit(clerk.get("/window"), typed, action="/window/code")


def test_a_code_for_the_window_is_made_and_shown_once() -> None:
    deps = house()
    address = begun(deps)

    page, _ = with_code(address, deps)

    assert "请在有效期内把授权码告诉窗口人员" in page.words
    assert "把下面的授权码" not in soldier(deps).get(f"{address}/code").words


def test_a_draft_that_was_submitted_meanwhile_leads_to_its_receipt() -> None:
    deps = house()
    address, site = whole(deps), soldier(deps)
    page = site.get(f"{address}/code")
    case_id = submit_draft(address.split("/")[2], by=SOLDIER, key="key-00002", deps=deps).case_id

    assert site.get(f"{address}/code").address == f"/cases/{case_id}/receipt"
    assert site.submit(page, action=address).heading == "收件回执"


def test_whoever_asks_for_too_many_codes_is_told_on_the_page_when_to_come_back() -> None:
    deps = house()
    address = begun(deps)
    exhaust("make_code", SOLDIER, deps)

    told = soldier(deps).submit(soldier(deps).get(f"{address}/code"), action=address)

    assert (told.status, told.heading) == (429, "请窗口人员接着填")
    assert int(told.headers["retry-after"]) > 0
    assert "15 分钟后再试" in told.words


def test_a_clerk_who_closed_the_page_finds_the_draft_again_as_long_as_they_may() -> None:
    deps = house()
    address = begun(deps, TWO, person={"name": "测试甲"})
    _, code = with_code(address, deps)
    clerk, _ = redeemed(code, deps)

    listed = clerk.get("/my")
    deps.clock.advance(timedelta(hours=24))  # type: ignore[attr-defined]
    later = clerk.signed_in(CLERK).get("/my")

    assert listed.link("继续填写") == address
    assert "测试甲" in listed.words
    assert address not in later.html


def test_a_clerk_who_may_go_on_with_a_draft_may_not_delete_it() -> None:
    deps = house()
    address = begun(deps, TWO)
    clerk, opened = redeemed(with_code(address, deps)[1], deps)

    refused = clerk.submit(clerk.get(f"{address}/deletion"), action=address)

    assert "deletion" not in opened.html + clerk.get("/my").html
    assert refused.status == 403
    assert "只有申请人本人可以删除" in refused.words
    assert soldier(deps).get(address).status == 200


@pytest.mark.slow
def test_whoever_takes_it_back_ends_it_at_once_with_every_code_of_before_and_what_was_filled_in_stays() -> (
    None
):
    deps = house()
    address = begun(deps, TWO)
    page, code = with_code(address, deps)
    _, unused = with_code(address, deps)
    clerk, opened = redeemed(code, deps)
    form = clerk.get(f"{address}/sections/person")
    clerk.submit(form, {"person.ethnicity": "汉族"}, action=address)

    ended = soldier(deps).submit(page, action=f"{address}/code/end")

    assert opened.address == address
    assert ended.address == f"{address}/code?done=1"
    assert "现在没有窗口可以继续填写这份草稿" in ended.words
    late = clerk.submit(form, {"person.ethnicity": "壮族"}, action=address)
    assert late.status == 404
    assert "申请人的授权已经到期、收回" in late.words
    assert address not in clerk.get("/my").html
    assert [redeemed(one, deps)[1].status for one in (code, unused)] == [404, 404]
    acts = deps.store.records(WINDOW_ACTS, limit=9, cursor=None).entries
    assert [one.body["act"] for one in acts] == ["continue_draft"]
    assert "汉族" in soldier(deps).get(f"{address}/check").words


def test_a_code_that_is_made_after_that_is_good_again() -> None:
    deps = house()
    address = begun(deps, TWO)
    page, _ = with_code(address, deps)
    soldier(deps).submit(page, action=f"{address}/code/end")
    deps.clock.advance(timedelta(seconds=2))  # type: ignore[attr-defined]

    _, opened = redeemed(with_code(address, deps)[1], deps)

    assert opened.address == address


def test_whoever_comes_back_reads_that_a_code_waits_since_when_and_until_when_and_not_the_code() -> None:
    deps = house()
    address = begun(deps)
    _, code = with_code(address, deps)

    waiting = soldier(deps).get(f"{address}/code")
    second, _ = with_code(address, deps)
    deps.clock.advance(timedelta(minutes=15))  # type: ignore[attr-defined]
    over = soldier(deps).get(f"{address}/code")

    assert "还没有使用的授权码" in waiting.words
    assert "生成，今天" in waiting.words
    assert waiting.words.count("前有效。") == 1
    assert code[:4] not in waiting.words
    assert "此前生成的还没有使用的授权码" in second.words
    assert "还没有使用的授权码" not in over.words
    assert [
        action for action in ("重新生成", "收回") if action in over.words.split("可以继续填写的窗口")[1]
    ] == []


def test_a_code_that_was_used_waits_no_more_and_the_window_is_told_with_its_times() -> None:
    deps = house()
    address = begun(deps)
    redeemed(with_code(address, deps)[1], deps)

    shown = soldier(deps).get(f"{address}/code")

    assert "还没有使用的授权码" not in shown.words
    assert "的窗口：今天" in shown.words


def test_taking_back_says_what_it_ended() -> None:
    deps = house()
    address = begun(deps, TWO)
    page, code = with_code(address, deps)
    with_code(address, deps)
    redeemed(code, deps)

    ended = soldier(deps).submit(page, action=f"{address}/code/end")
    again = soldier(deps).submit(page, action=f"{address}/code/end")

    for told in (ended, again, soldier(deps).get(ended.address)):
        assert "的窗口不能再看、再填这份草稿" in told.words
        assert "还没有使用的 1 个授权码已经作废" in told.words
    assert "前有效" not in ended.words


def test_of_what_was_not_there_nothing_is_said_to_have_ended() -> None:
    deps = house()
    address = begun(deps, TWO)
    page, _ = with_code(address, deps)

    unsaid = soldier(deps).get(f"{address}/code?done=1")
    ended = soldier(deps).submit(page, action=f"{address}/code/end")
    deps.clock.advance(timedelta(minutes=16))  # type: ignore[attr-defined]
    later = soldier(deps).get(ended.address)
    deps.clock.advance(timedelta(minutes=15))  # type: ignore[attr-defined]

    assert "已经收回" not in unsaid.words
    assert "已经收回：还没有使用的 1 个授权码已经作废。" in ended.words
    assert "已经收回：此前的授权都已经结束。" in later.words
    assert "已经收回" not in soldier(deps).get(ended.address).words
