"""Papers of a result on the desk's form: number, day and file, and what becomes of them."""

from schemas.case.answers import Granted
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import HOUSEHOLD
from tests.support.opened import Opened
from tests.support.papers import paper
from tests.unit.pages.office.test_attaching import GRANTED, send

_B = "----paper"
NUMBER, DAY = "paper.household_result.number", "paper.household_result.issued_on"
FILE = "paper-file.household_result"
TYPED = {NUMBER: "示例户字1号", f"{DAY}.year": "2026", f"{DAY}.month": "11", f"{DAY}.day": "24"}


def choose(desk: Desk, page: Opened, content: bytes | None, typed: dict[str, str]) -> Opened:
    form = page.form(f"{desk.address}/answers/granted")
    standing = [
        (str(one["name"]), str(one.get("value", "")))
        for one in form.select("input")
        if one.get("type") in ("hidden", "text")
        or (one.get("type") == "checkbox" and one.has_attr("checked"))
    ]
    given = {**GRANTED, **typed}
    pairs = [pair for pair in standing if pair[0] not in given] + list(given.items())
    parts = [(f'name="{name}"', value.encode()) for name, value in pairs]
    if content is not None:
        told = f'name="{FILE}"; filename="户口登记结果.pdf"\r\nContent-Type: application/pdf'
        parts.append((told, content))
    body = b"".join(
        f"--{_B}\r\nContent-Disposition: form-data; {told}\r\n\r\n".encode() + value + b"\r\n"
        for told, value in parts
    )
    media_type = {"content-type": f"multipart/form-data; boundary={_B}"}
    return desk.site().send("POST", str(form["action"]), body + f"--{_B}--\r\n".encode(), media_type)


def test_a_paper_with_its_file_is_sent_with_the_result_and_reaches_the_next_office() -> None:
    desk = Desk().claimed()

    checked = choose(desk, desk.form("granted"), paper(), TYPED)
    assert "恢复户口登记结果：编号" in checked.words
    send(desk, checked)

    item = desk.world.item(desk.case_id, HOUSEHOLD)
    assert isinstance(item.answer, Granted)
    (told,) = item.answer.result.documents
    assert (told.name, told.number, str(told.issued_on)) == ("恢复户口登记结果", "示例户字1号", "2026-11-24")
    assert told.issuer
    assert told.file == item.files.documents[0].id
    world = desk.world
    world.dispatched(desk.case_id, "identity_card", token="card")
    (handed,) = (
        desk.site().get(f"/office/items/{desk.case_id}/identity_card").soup.select("#before ~ ul.links a")
    )
    assert "恢复户口登记结果" in handed.get_text()
    assert desk.site().get(str(handed["href"])).headers["content-type"] == "application/pdf"


def test_a_file_chosen_before_stays_with_its_paper_while_the_form_is_put_right() -> None:
    desk = Desk().claimed()

    wrong = choose(desk, desk.form("granted"), paper(), {**TYPED, "document": ""})
    assert wrong.status == 422
    checked = choose(desk, wrong, None, TYPED)
    send(desk, checked)

    answer = desk.world.item(desk.case_id, HOUSEHOLD).answer
    assert isinstance(answer, Granted)
    assert answer.result.documents[0].file


def test_a_result_without_papers_tells_none() -> None:
    desk = Desk().claimed()

    send(desk, choose(desk, desk.form("granted"), None, {}))

    answer = desk.world.item(desk.case_id, HOUSEHOLD).answer
    assert isinstance(answer, Granted)
    assert answer.result.documents == ()
