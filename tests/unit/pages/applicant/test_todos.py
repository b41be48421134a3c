"""What waits for the applicant, one page each: what it is, and that it is done."""

import json

from functions.ports.deps import Deps
from schemas.case.answers import ANSWER
from schemas.codes import ItemStatus, Outcome
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.handovers import BY_MOTHER, NAME
from tests.support.pages import Site
from tests.support.pages_case import ADDRESS, CASE, as_, case_site, change_item

LICENCE = "driving_licence"
REMEDY = [
    {"way": "reconsideration", "body": "广州市人民政府", "term": {"value": 60, "unit": "natural_day"}},
    {"way": "litigation", "body": "广州铁路运输法院", "term": {"value": 6, "unit": "month"}},
]


def _answer(deps: Deps, **values: object) -> object:
    reference = deps.store.ledger(CASE).case.reference
    given = {"reference": reference, "item": LICENCE, "round": 1, "at": START.isoformat(), **values}
    return ANSWER.validate_json(json.dumps(given))


def refused() -> tuple[Site, Deps]:
    site, deps = case_site()
    answer = _answer(
        deps,
        type="refused",
        reason="准驾车型不符",
        legal_basis="《机动车驾驶证申领和使用规定》第二十七条",
        remedy=REMEDY,
    )
    change_item(
        deps,
        LICENCE,
        status=ItemStatus.DONE,
        outcome=Outcome.REFUSED,
        round=1,
        sent_round=1,
        reason="准驾车型不符",
        answer=answer,
        since=START,
        decided_at=START,
    )
    return site, deps


def granted() -> tuple[Site, Deps]:
    site, deps = case_site()
    result = {"document": "机动车驾驶证", "delivery": "window"}
    answer = _answer(deps, type="granted", result=result)
    change_item(
        deps,
        LICENCE,
        status=ItemStatus.DONE,
        outcome=Outcome.GRANTED,
        round=1,
        sent_round=1,
        answer=answer,
        since=START,
        decided_at=START,
    )
    return site, deps


def test_a_refusal_is_told_with_its_basis_and_every_way_to_contest_it() -> None:
    site, _ = refused()

    page = site.get(site.get(ADDRESS).link("查看决定和理由"))

    assert page.status == 200
    assert "第二十七条" in page.words
    assert "广州市人民政府" in page.words
    assert "广州铁路运输法院" in page.words
    assert page.link("下载《不予办理决定书》").endswith(f"/papers/letters/{LICENCE}/refusal")


def test_what_is_known_stands_among_the_to_dos_no_longer() -> None:
    site, _ = refused()
    page = site.get(f"{ADDRESS}/todos/{LICENCE}/contest")

    done, again = site.submit(page, action=page.address), site.submit(page, action=page.address)

    assert "已经登记。" in done.words
    assert again.heading == "办件进度"
    assert not done.soup.select(".tag.act")
    assert "没有这件待办的事，或者已经办过了" in site.get(page.address).words


def test_a_result_to_be_fetched_says_where_and_what_is_not_known() -> None:
    site, deps = granted()

    page = site.get(f"{ADDRESS}/todos/{LICENCE}/fetch")
    site.submit(page, action=page.address)

    assert "办理机构" in page.words
    assert "待核定" in page.words
    assert deps.store.ledger(CASE).item(LICENCE).todos.marks


def test_a_clerk_says_that_the_applicant_was_told() -> None:
    _, deps = granted()
    clerk = as_("clerk", deps)
    page = clerk.get(f"{ADDRESS}/todos/{LICENCE}/fetch")

    forgotten = clerk.submit(page, action=f"{page.address}/telling")
    told = clerk.submit(page, {"how": "call"}, action=f"{page.address}/telling")

    assert (forgotten.status, forgotten.errors) == (422, ["请选择怎么告知的。"])
    assert "已经登记告知了申请人。" in told.words
    assert "电话告知" in told.words
    assert not clerk.get(page.address).soup.select("input[name=how]")


def test_a_clerk_hands_a_result_over_to_whoever_came_and_their_page_tells_who() -> None:
    site, deps = granted()
    clerk = as_("clerk", deps)
    page = clerk.get(f"{ADDRESS}/todos/{LICENCE}/fetch")

    forgotten = clerk.submit(page, {"who": "agent"}, action=page.address)
    for _ in range(2):
        done = clerk.submit(page, BY_MOTHER, action=page.address)
    at_window, own = (one.get(f"{ADDRESS}/items/{LICENCE}").words for one in (clerk, site))

    assert forgotten.status == 422
    assert forgotten.errors[:2] == ["请选择来人出示的证件。", "请填写代领人的姓名。"]
    assert "已经登记。" in done.words
    assert f"领取人 {NAME}（代领） 出示的证件 居民身份证（号码后四位 902X） 代领依据 委托书" in at_window
    assert "由代领人测****于2026年11月24日凭居民身份证和委托书领取。" in own
    assert NAME not in own
    assert "902" not in own
    (mark,) = deps.store.ledger(CASE).item(LICENCE).todos.marks
    assert mark.handover is not None


def test_the_applicant_is_asked_for_no_paper() -> None:
    site, _ = granted()
    page = site.get(f"{ADDRESS}/todos/{LICENCE}/fetch")

    site.submit(page, action=page.address)

    assert "出示的证件" not in page.words
    assert "申请人于2026年11月24日说明已经领取。" in site.get(f"{ADDRESS}/items/{LICENCE}").words


def test_an_applicant_has_nothing_to_tell() -> None:
    site, _ = granted()

    page = site.get(f"{ADDRESS}/todos/{LICENCE}/fetch")

    assert "登记已经告知" not in page.words


@each("path", ["fetch", "fishing", "driving"])
def test_another_persons_to_do_does_not_exist(path: str) -> None:
    _, deps = granted()

    assert as_("stranger", deps).get(f"{ADDRESS}/todos/{LICENCE}/{path}").status == 404
