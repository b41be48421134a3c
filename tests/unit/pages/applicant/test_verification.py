"""文书查验, as somebody does who has a letter in hand and has not signed in."""

from dataclasses import replace

import pytest

from functions.domain.applicant.paper import Paper, Paragraph
from functions.domain.case.case import Change
from functions.shapes.applicant.papers import printed
from functions.usecases.applicant.papers import letter_of
from functions.usecases.limits import LIMITS
from schemas.codes import Outcome
from tests.support.each import each
from tests.support.fakes.cookies import PlainCookies
from tests.support.fakes.electronic_seal import FakeElectronicSeal
from tests.support.opened import Opened
from tests.support.pages import Site
from tests.support.personal import found_in
from tests.support.world import APPLICANT, World

ITEM = "discharge_report"
UNKNOWN = "ABCDEFGHIJKLMNOPQR23"


class Letter:
    """One that was opened, and so is on record."""

    def __init__(self, seals: FakeElectronicSeal | None = None) -> None:
        self.world = World()
        self.world.deps = replace(
            self.world.deps,
            electronic_seal=seals,
            public_address="https://lianban.example",
            cookies=PlainCookies(),
        )
        self.case_id = self.world.submitted(ITEM)
        self.world.granted(self.case_id, "service_check", ITEM)
        self.site = Site(self.world.deps)
        paper, self.file = self.opened()
        self.code, self.reference = paper.code, paper.reference
        self.digest = (
            paper.blocks[-1].text.partition("：")[2] if isinstance(paper.blocks[-1], Paragraph) else ""
        )

    def opened(self) -> tuple[Paper, bytes]:
        paper = letter_of(self.case_id, ITEM, "completion", by=APPLICANT, deps=self.world.deps)
        return paper, printed(paper, "completion", self.world.deps)[0]

    def page(self) -> Opened:
        return self.site.get(f"/verify/{self.code}")

    def held(self, file: bytes) -> Opened:
        body = (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
            b"Content-Type: application/pdf\r\n\r\n" + file + b"\r\n--x--\r\n"
        )
        sent = {"content-type": "multipart/form-data; boundary=x"}
        return self.site.send("POST", f"/verify/{self.code}", body, sent)


def test_it_shows_reference_kind_day_and_digest_and_that_there_is_no_seal() -> None:
    letter = Letter()

    page = letter.page()

    assert page.status == 200
    for words in (letter.reference, "办结通知书", "2026年11月24日", "没有加盖电子印章"):
        assert words in page.words
    assert f"内容摘要（SHA-256） {letter.digest}" in page.words


def test_it_tells_nothing_of_the_person() -> None:
    letter = Letter()

    words = letter.page().html

    assert found_in(words) == set()
    assert "退役报到" not in words
    assert letter.case_id not in words


@pytest.mark.slow
def test_a_seal_is_told_with_its_number_and_a_sample_as_what_it_is() -> None:
    sealed, sample = Letter(FakeElectronicSeal()), Letter(FakeElectronicSeal(demo=True))

    assert "印章编号 440000000001" in sealed.page().words
    assert "没有法律效力" not in sealed.page().words
    assert "样章" in sample.page().words
    assert "只供演示，没有法律效力" in sample.page().words


def test_the_code_may_be_typed_in_groups_and_in_small_letters() -> None:
    letter = Letter()
    typed = "-".join(letter.code[at : at + 4] for at in range(0, 20, 4)).lower()

    page = letter.site.submit(letter.site.get("/verify"), {"code": typed})

    assert page.heading == "本系统出具过这份文书"


def test_a_code_that_is_none_is_told_at_its_field() -> None:
    page = Letter().site.submit(Letter().site.get("/verify"), {"code": "abc"})

    assert page.status == 422
    assert "二十位查验码" in page.words


@pytest.mark.slow
@each("code", [UNKNOWN, "x", "0" * 20])
def test_what_no_letter_has_is_told_as_one_thing(code: str) -> None:
    page = Letter().site.get(f"/verify/{code}")

    assert (page.status, page.heading) == (404, "没有查到文书")


def test_the_very_file_is_known_and_any_other_is_not() -> None:
    letter = Letter()

    assert "一字未改" in letter.held(letter.file).words
    assert "不是本系统出具的" in letter.held(letter.file + b"\n").words
    assert "不是本系统出具的" in letter.held(b"").words


def test_a_file_of_before_the_seal_is_known_and_said_to_bear_none() -> None:
    seals = FakeElectronicSeal()
    letter = Letter()
    letter.world.deps = replace(letter.world.deps, electronic_seal=seals)
    before = letter.file
    _, after = letter.opened()

    assert before != after
    assert "这一份上没有电子印章" in letter.held(before).words
    assert "这一份上没有电子印章" not in letter.held(after).words


def test_without_a_file_nothing_is_compared() -> None:
    letter = Letter()

    page = letter.site.submit(letter.page())

    assert page.status == 422
    assert "请先选择要核对的 PDF 文件" in page.words


def test_a_decision_that_was_replaced_is_told_so() -> None:
    letter = Letter()
    item = letter.world.item(letter.case_id, ITEM)
    letter.world.store.commit(Change(items=(replace(item, outcome=Outcome.REFUSED),)))

    assert "此后已经变更" in letter.page().words


@pytest.mark.slow
def test_who_asks_too_often_is_told_to_wait() -> None:
    letter = Letter()
    for _ in range(LIMITS["verify"].most):
        letter.page()

    page = letter.page()

    assert page.status == 429
    assert letter.reference not in page.words


def test_a_file_larger_than_any_letter_is_told_at_its_field() -> None:
    page = Letter().held(b"%PDF" + bytes(2 * 1024 * 1024))

    assert page.status == 422
    assert "这个文件超过 2 MB，没有核对" in page.words
    assert page.headers["content-type"].startswith("text/html")
