"""Feedback, answered and closed by the operators of its city."""

from dataclasses import replace

from functions.usecases.applicant.feedback import send
from schemas.applicant.feedback import FeedbackOrder
from schemas.codes_citizen import FeedbackKind
from tests.support.console import Console
from tests.support.fakes.damaged_places import DamagedPlaces
from tests.support.incidents import FAR
from tests.support.world import APPLICANT

LIST = "/console/feedback"


def asked() -> Console:
    desk = Console()
    order = FeedbackOrder(city="440100", kind=FeedbackKind.QUESTION, text="社保卡什么时候能领")
    send(order, by=APPLICANT, key="feedback-1", deps=desk.world.deps)
    return desk


def test_it_is_listed_answered_once_and_closed_with_a_reason() -> None:
    site = asked().site()
    form = site.get(site.get(LIST).link("咨询"))

    for _ in range(2):
        answered = site.submit(form, {"answer": "办好后三天内通知您领取。"})
    closed = site.submit(answered, {"close": "已答复"})

    assert "社保卡什么时候能领" in form.words
    assert answered.words.count("办好后三天内通知您领取。") == 1
    assert "已答复" in closed.words
    assert "没有这样的反馈" in site.get(LIST).words
    assert len(site.get(f"{LIST}?status=closed").soup.select("tbody tr")) == 1


def test_an_empty_answer_is_told() -> None:
    site = asked().site()
    form = site.get(site.get(LIST).link("咨询"))

    assert site.submit(form).errors == ["请填写答复或者办结理由。"]


def test_another_citys_operator_finds_nothing() -> None:
    desk = asked()
    one = desk.site().get(LIST).link("咨询")

    assert "没有这样的反馈" in desk.site(FAR).get(LIST).words
    assert desk.site(FAR).get(str(one)).status == 404


def test_it_is_narrowed_by_kind_and_city_and_the_tabs_keep_that() -> None:
    desk = asked()
    order = FeedbackOrder(city="440300", kind=FeedbackKind.COMPLAINT, text="窗口态度不好，等了很久")
    send(order, by=APPLICANT, key="feedback-2", deps=desk.world.deps)
    site = desk.site()

    complaints = site.get(f"{LIST}?kind=complaint")
    guangzhou = site.get(f"{LIST}?city=440100")

    assert len(site.get(LIST).soup.select("tbody tr")) == 2
    assert [row.get_text().count("深圳市") for row in complaints.soup.select("tbody tr")] == [1]
    assert [row.get_text().count("广州市") for row in guangzhou.soup.select("tbody tr")] == [1]
    assert complaints.link("已办结") == f"{LIST}?status=closed&kind=complaint"
    assert "没有这样的反馈" in site.get(f"{LIST}?kind=complaint&city=440100").words


def test_where_something_is_damaged_it_is_told_and_not_that_there_is_none() -> None:
    desk = Console()
    desk.world.deps = replace(desk.world.deps, store=DamagedPlaces(desk.world.clock))

    said = [desk.site().get(path).words for path in (LIST, "/console/acts")]

    assert all("条记录或者办件损坏" in words for words in said)
    assert not any("没有这样的反馈" in words or "还没有做过什么" in words for words in said)
