"""Feedback, answered and closed by the operators of its city."""

from functions.usecases.applicant.feedback import send
from schemas.applicant.feedback import FeedbackOrder
from schemas.codes_citizen import FeedbackKind
from tests.support.console import Console
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
