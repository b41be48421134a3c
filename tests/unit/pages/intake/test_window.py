"""At the window: find a person, begin for somebody who is here, go on by a code; what waits for whom, and whom to call."""

from dataclasses import replace

from functions.ports.deps import Deps
from functions.usecases.intake.codes import make_code
from functions.usecases.intake.kept_drafts import draft_of
from functions.usecases.intake.submit_draft import submit_draft
from functions.usecases.record_kinds.intake import WINDOW_ACTS
from schemas.guide.rollout import Channel
from tests.support.api_deps import SAMPLE, house
from tests.support.draft_pages import ALL, CLERK, FAR_CLERK, SOLDIER, begun, begun_at_window
from tests.support.fakes.cookies import PlainCookies
from tests.support.fakes.damaged_places import damaged_world
from tests.support.fakes.notices import FakeNotices
from tests.support.opened import Opened
from tests.support.pages import Site
from tests.support.samples import sample
from tests.support.world import World

WHY = "申请人到窗口询问进度"
WHO = {"name": SAMPLE.name, "id_number": SAMPLE.id_number, "purpose": WHY}


def kept() -> Deps:
    return replace(house(by_person=True), notices=FakeNotices())


def handed_in(deps: Deps) -> str:
    """The id of a case that was submitted at the window."""
    form = {name: value for name, value in sample().items() if name != "items"}
    draft = begun_at_window(deps, ALL, **form).rpartition("/")[2]
    return submit_draft(draft, by=CLERK, key="window-key-1", deps=deps, channel=Channel.WINDOW).case_id


def window(deps: Deps) -> Site:
    return Site(deps).signed_in(CLERK)


def found(site: Site, **typed: str) -> Opened:
    return site.submit(site.get("/window"), {**WHO, **typed}, action="/window/person")


def test_a_person_is_found_by_name_and_number_and_the_look_is_kept() -> None:
    deps = kept()
    handed_in(deps)

    opened = found(window(deps))

    assert "办件编号 TY" in opened.words
    assert [one.body["purpose"] for one in deps.store.records(WINDOW_ACTS, limit=9, cursor=None).entries] == [
        WHY
    ]


def test_whoever_goes_back_to_what_was_found_finds_it_there_and_asks_nobody_anew() -> None:
    deps = kept()
    case_id = handed_in(deps)
    site = window(deps)
    opened = found(site)

    back = site.get(opened.address)

    assert opened.address == f"/window/found?cases={case_id}"
    assert back.words == opened.words
    assert len(deps.store.records(WINDOW_ACTS, limit=9, cursor=None).entries) == 1
    assert Site(deps).signed_in(FAR_CLERK).get(opened.address).status == 404
    assert [site.get(f"/window/found{rest}").status for rest in ("", "?cases=", "?cases=x,y")] == [404] * 3


def test_another_regions_window_finds_nobody_and_is_told_what_to_do() -> None:
    deps = kept()
    handed_in(deps)

    opened = found(Site(deps).signed_in(FAR_CLERK))

    assert "请到提交地查询" in opened.words


def test_who_gives_no_purpose_is_asked_for_one_and_types_nothing_again() -> None:
    opened = found(window(kept()), purpose="")

    assert opened.status == 422
    assert opened.title.startswith("错误：")
    assert len(opened.errors) == 1
    name = opened.soup.select_one("input[name=name]")
    assert name is not None
    assert name["value"] == SAMPLE.name


def test_a_case_is_found_by_the_number_on_its_receipt() -> None:
    deps = kept()
    reference = deps.store.ledger(handed_in(deps)).case.reference
    site = window(deps)

    asked = {"reference": f" {reference.lower()} ", "purpose": WHY}
    opened = site.submit(site.get("/window"), asked, action="/window/reference")
    nowhere = site.submit(
        site.get("/window"), {**asked, "reference": "TY2611010000000000"}, action="/window/reference"
    )

    assert reference in opened.words
    assert nowhere.status in (404, 422)
    assert "没有办成" in nowhere.words or nowhere.errors


def test_a_draft_is_begun_for_somebody_who_is_here_with_the_mandate() -> None:
    deps = kept()
    site = window(deps)
    items = ("discharge_report", "identity_card")
    typed: dict[str, str | tuple[str, ...]] = {"how": "in_person", "evidence": "核验2026001", "items": items}

    opened = site.submit(site.get("/window/start"), typed)

    draft = draft_of(opened.address.rpartition("/")[2], by=CLERK, deps=deps).draft
    assert draft.items == ("discharge_report", "identity_card")
    assert draft.on_behalf_of is not None
    assert draft.on_behalf_of.evidence == "核验2026001"


def test_without_a_mandate_nothing_is_begun() -> None:
    site = window(kept())

    opened = site.submit(site.get("/window/start"), {"items": ("discharge_report",)})

    assert opened.status == 422
    assert {"#how", "#evidence"} <= {one["href"] for one in opened.soup.select("#summary a")}
    assert opened.errors[0] == "请选择受理方式。"


def test_a_citizens_draft_is_continued_by_its_code_and_by_no_other() -> None:
    deps = kept()
    address = begun(deps)
    code = make_code(address.rpartition("/")[2], by=SOLDIER, deps=deps).text
    site = window(deps)
    typed = {"how": "in_person", "evidence": "核验2026001"}

    wrong = site.submit(site.get("/window"), {**typed, "code": "AAAAAAAA"}, action="/window/code")
    right = site.submit(wrong, {**typed, "code": code.lower()})

    assert "没有办成" in wrong.words
    assert right.address == address


def test_the_windows_pages_are_the_clerks() -> None:
    assert [Site(kept()).signed_in(SOLDIER).get(one).status for one in ("/window", "/window/list")] == [
        404,
        404,
    ]


def test_the_list_says_what_waits_for_whom_and_whom_to_call() -> None:
    world = World(by_person=True)
    deps = replace(world.deps, cookies=PlainCookies(), notices=FakeNotices())
    case_id = handed_in(deps)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report")
    missing = [{"name": "户口簿", "reason": "缺首页"}]
    world.answered(case_id, "discharge_report", "correction_requested", missing=missing)

    opened = window(deps).get("/window/list?todo=correct")
    others = window(deps).get("/window/list?todo=fetch")

    assert f"/cases/{case_id}/todos/discharge_report/correct" in opened.html
    assert sample()["person"]["phone"] in opened.words
    assert "现在没有等申请人来办的事" in others.words
    assert opened.words.count("最晚") == 1


def test_whose_form_cannot_be_read_is_still_listed_and_keeps_nobody_else_out() -> None:
    world, store = damaged_world(by_person=True)
    deps = replace(world.deps, cookies=PlainCookies(), notices=FakeNotices())
    case_id = handed_in(deps)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report")
    missing = [{"name": "户口簿", "reason": "缺首页"}]
    world.answered(case_id, "discharge_report", "correction_requested", missing=missing)
    store.damaged_form = case_id

    opened = window(deps).get("/window/list?todo=correct")

    assert opened.status == 200
    assert f"/cases/{case_id}/todos/discharge_report/correct" in opened.html
    assert "申请表暂时读不出" in opened.words


def test_an_empty_list_says_what_comes_here() -> None:
    assert "会列在这里" in window(kept()).get("/window/list").words


def test_the_summary_says_which_field_is_meant() -> None:
    site = Site(house()).signed_in(CLERK)

    wrong = site.submit(site.get("/window"), action="/window/person")

    assert [told.partition("：")[0] for told in wrong.errors] == ["姓名", "公民身份号码为十八位", "查询事由"]


def test_a_case_that_cannot_be_read_is_told_and_nobody_is_said_to_have_none() -> None:
    world, store = damaged_world(by_person=True)
    deps = replace(world.deps, cookies=PlainCookies(), notices=FakeNotices())
    store.damaged_case = handed_in(deps)

    opened = found(window(deps))

    assert "这个人有 1 个办件的记录暂时读不出，没有丢失" in opened.words
    assert "没有这个人的办件" not in opened.words
