"""Documents that go with an answer: chosen on its form, looked at before, sent with it, read by the applicant."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.intake.scanning import ScanVerdict
from schemas.codes import EventKind, Outcome
from tests.support.each import each
from tests.support.fakes.scanner import FakeScanner
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import BELLA, FAR_AWAY, HOUSEHOLD
from tests.support.opened import Opened
from tests.support.pages import Site
from tests.support.papers import paper, png
from tests.support.world import APPLICANT

GRANTED = {"document": "户口簿", "number": "穗公户〔2026〕1号", "delivery": "window"}
BOUNDARY = "----an-answer"
PDF, PNG = ("户口登记结果.pdf", "application/pdf", paper()), ("首页.png", "image/png", png())
Named = tuple[str, str, bytes]


def choose(desk: Desk, *files: Named, kind: str = "granted", page: Opened | None = None) -> Opened:
    """As a browser without a script sends the form with files chosen."""
    shown = page or desk.form(kind)
    form = shown.form(f"{desk.address}/answers/{kind}")
    standing = [
        (str(one["name"]), str(one.get("value", "")))
        for one in form.select("input")
        if one.get("type") in ("hidden", "text")
        or (one.get("type") == "checkbox" and one.has_attr("checked"))
    ]
    pairs = [pair for pair in standing if pair[0] not in GRANTED] + list(GRANTED.items())
    body = b"".join(_part(name, value.encode()) for name, value in pairs)
    for name, media, content in files:
        body += _part("file", content, f'; filename="{name}"\r\nContent-Type: {media}')
    whole = body + f"--{BOUNDARY}--\r\n".encode()
    media_type = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    return desk.site().send("POST", str(form["action"]), whole, media_type)


def _part(name: str, value: bytes, extra: str = "") -> bytes:
    return (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n'.encode()
        + value
        + b"\r\n"
    )


def send(desk: Desk, checked: Opened) -> Opened:
    return desk.site().submit(checked, action=f"{desk.address}/answers/granted/send")


def sent(desk: Desk) -> tuple[str, ...]:
    return tuple(one.name for one in desk.world.item(desk.case_id, HOUSEHOLD).files.documents)


def test_files_are_seen_before_they_are_sent_and_stand_with_the_answer_afterwards() -> None:
    desk = Desk().claimed()

    checked = choose(desk, PDF, PNG)
    assert checked.status == 200
    assert sent(desk) == ()
    assert checked.soup.select("main img")[0]["alt"] == "要附上的文件：首页.png"
    assert desk.site().get(checked.link("户口登记结果.pdf")).headers["content-type"] == "application/pdf"
    page = send(desk, checked)

    assert (page.status, sent(desk)) == (200, ("户口登记结果.pdf", "首页.png"))
    assert desk.site().get(page.link("查看户口登记结果.pdf")).status == 200
    assert "附：户口登记结果.pdf、首页.png" in page.words
    assert page.soup.select("main img")[0]["alt"] == "发给申请人的文件：首页.png"


def test_the_history_keeps_what_was_sent_and_nothing_of_its_content() -> None:
    desk = Desk().claimed()

    send(desk, choose(desk, PDF))

    (kept,) = desk.world.item(desk.case_id, HOUSEHOLD).files.documents
    events = desk.world.store.events(desk.case_id, limit=50, cursor=None).entries
    detail = next(one.detail for one in events if one.kind is EventKind.ANSWERED and one.item == HOUSEHOLD)
    assert detail["answer"]["documents"] == [{"id": kept.id, "name": kept.name}]
    facts = {"id": kept.id, "media_type": "application/pdf", "size": len(PDF[2]), "sha256": kept.sha256}
    assert detail["files"] == [facts]
    assert kept.id in desk.world.materials.kept


def test_the_applicant_and_nobody_else_opens_it() -> None:
    desk = Desk().claimed()
    send(desk, choose(desk, PDF, PNG))
    applicant = Site(desk.world.deps).signed_in(APPLICANT)
    page = applicant.get(f"/cases/{desk.case_id}/items/{HOUSEHOLD}")

    address = page.link("打开：户口登记结果.pdf")

    assert "部门发来的文件" in page.words
    assert page.soup.select("main img")[0]["alt"] == "部门发来的文件：首页.png"
    opened = applicant.get(address)
    assert (opened.status, opened.headers["content-type"]) == (200, "application/pdf")
    other = Site(desk.world.deps).signed_in(replace(APPLICANT, subject="somebody-else"))
    assert other.get(address).status == 404
    assert applicant.get(address.replace(HOUSEHOLD, "identity_card")).status == 404
    (picture,) = (one.id for one in desk.world.item(desk.case_id, HOUSEHOLD).files.documents[1:])
    assert desk.site(FAR_AWAY).get(f"{desk.address}/documents/{picture}").status == 404


def test_sent_twice_it_is_attached_once() -> None:
    desk = Desk().claimed()
    checked = choose(desk, PDF, PDF)

    for _ in range(2):
        desk.world.clock.advance(timedelta(minutes=3))
        last = send(desk, checked)

    assert (last.status, sent(desk)) == (200, ("户口登记结果.pdf",))
    assert "answer_refused" not in desk.world.kinds(desk.case_id)


def test_whoever_goes_back_finds_what_was_attached_and_takes_it_off() -> None:
    desk = Desk().claimed()
    back = choose(desk, PDF, PNG).without(f"form[action^='{desk.address}/answers/granted/send']")

    again = desk.site().submit(back, action=f"{desk.address}/answers/granted")
    ticks = again.soup.select("input[name=attached]")
    left = again.without(f"input[name=attached][value='{ticks[0]['value']}']")
    page = send(desk, choose(desk, page=left))

    assert [one.has_attr("checked") for one in ticks[1:]] == [True]
    assert (page.status, sent(desk)) == (200, ("首页.png",))


def test_what_was_attached_stays_when_another_field_is_wrong() -> None:
    desk = Desk().claimed()
    form = desk.form("refused")

    wrong = choose(desk, PDF, kind="refused", page=form)

    assert wrong.status == 422
    assert "户口登记结果.pdf" in wrong.words
    assert wrong.soup.select_one("input[name=attached]") is not None


@pytest.mark.slow
@each(
    "file, words",
    [
        (("a.pdf", "application/pdf", b""), "没有内容"),
        (("a.docx", "application/msword", b"words"), "应为 PDF、JPG 或者 PNG"),
        (("a.pdf", "application/pdf", b"words"), "PDF"),
        (("a.ofd", "application/ofd", b"PK\x03\x04OFD.xml"), "应为 PDF、JPG 或者 PNG"),
    ],
)
def test_a_file_that_is_none_is_told_at_the_field_and_not_sent(file: Named, words: str) -> None:
    desk = Desk().claimed()

    wrong = choose(desk, file)

    assert wrong.status == 422
    assert words in wrong.errors[0]
    assert wrong.soup.select("#summary a")[0]["href"] == "#file"


def test_more_than_five_are_too_many() -> None:
    desk = Desk().claimed()

    wrong = choose(desk, *((f"{n}.png", "image/png", png(8 + n)) for n in range(6)))

    assert "最多附 5 个" in wrong.errors[0]


def test_a_virus_keeps_the_answer_from_being_sent() -> None:
    desk = Desk().claimed()
    scanner = FakeScanner()
    scanner.verdict = ScanVerdict.INFECTED
    desk.world.deps = replace(desk.world.deps, scanner=scanner)

    wrong = choose(desk, PDF)

    assert wrong.status == 422
    assert "“户口登记结果.pdf”：文件带有病毒，已经删除，没有送交申请人" in wrong.errors[0]
    assert wrong.soup.select_one("input[name=attached]") is None
    assert desk.world.item(desk.case_id, HOUSEHOLD).outcome is None


def test_a_scan_that_is_not_back_is_waited_for() -> None:
    desk = Desk().claimed()
    desk.world.deps = replace(desk.world.deps, scanner=FakeScanner(pending=1))

    waiting = choose(desk, PDF)
    checked = choose(desk, page=waiting)
    page = send(desk, checked)

    assert (waiting.status, checked.status) == (422, 200)
    assert "正在进行病毒扫描，答复还没有发送" in waiting.errors[0]
    assert (page.status, sent(desk)) == (200, ("户口登记结果.pdf",))
    assert "病毒扫描未发现问题" in page.words


def test_a_scanner_that_is_down_is_told_and_nothing_is_sent() -> None:
    desk = Desk().claimed()
    scanner = FakeScanner()
    scanner.is_down = True
    desk.world.deps = replace(desk.world.deps, scanner=scanner)

    wrong = choose(desk, PDF)

    assert wrong.status == 422
    assert desk.world.item(desk.case_id, HOUSEHOLD).outcome is None


def test_what_went_meanwhile_is_asked_for_again() -> None:
    desk = Desk().claimed()
    checked = choose(desk, PDF)
    shelf = desk.world.store.record("materials", f"answer/{desk.case_id}/{HOUSEHOLD}")
    assert shelf is not None
    desk.world.store.delete(shelf)

    wrong = send(desk, checked)

    assert wrong.status == 422
    assert "没有找到答复所附的文件" in wrong.errors[0]
    assert desk.world.item(desk.case_id, HOUSEHOLD).outcome is None


def test_a_file_that_the_applicant_has_already_is_not_sent_again() -> None:
    desk = Desk().claimed()
    first = choose(desk, PDF, kind="accepted", page=desk.form("accepted"))
    desk.site().submit(first, action=f"{desk.address}/answers/accepted/send")

    wrong = choose(desk, PDF)

    assert "已经随该事项先前的答复发给申请人" in wrong.errors[0]
    assert sent(desk) == ("户口登记结果.pdf",)


def test_only_who_holds_the_item_attaches_and_a_problem_takes_none() -> None:
    desk = Desk().claimed()

    assert desk.site(BELLA).get(f"{desk.address}/answers/granted").status == 409
    assert desk.form("problem").soup.select_one("input[type=file]") is None
    assert desk.form("granted").soup.select_one("input[type=file]") is not None


def test_a_name_is_shown_without_the_folders_of_its_owner() -> None:
    desk = Desk().claimed()

    send(desk, choose(desk, (r"C:\我的文档\结果.pdf", *PDF[1:])))

    assert sent(desk) == ("结果.pdf",)
    assert desk.world.item(desk.case_id, HOUSEHOLD).outcome is Outcome.GRANTED
