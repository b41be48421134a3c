"""A limit that nobody knows (待核定) is set by a town for itself, for docs/journey_places.py: proposed, checked, followed."""

import pypdfium2
from journey import Document, Portal, Refused
from journey_pages import Opened, Visitor, dated

LIMIT = {"value": "3", "unit": "working_day", "title": "示例镇办事指南（演示）", "why": "按公布的办事指南"}
WORDS = "3 个工作日"
_REPORT = "discharge_report"
_PROMISED = f"{_REPORT}&figure=promised"


def set_limit(server: str, city: str, town: str, today: str) -> Document:
    """One operator proposes and cannot check; another confirms. What anybody reads in the guide, before and after."""
    guide = f"/guide/result?items={_REPORT}&city={city}&county={town}"
    anybody = Visitor(server)
    before = _promised(anybody.open(guide))
    one, other = (Visitor(server, name).sign_in() for name in ("operator", "operator-2"))
    proposed = one.press(
        one.open(f"/console/figures/figure?place={town}&item={_PROMISED}"),
        "提议，交另一人核定",
        LIMIT | dated("since", today),
    )
    (address,) = proposed.links("/console/figures/proposal")
    alone = _refused(server, one, address, town)
    (waiting,) = other.open("/console/figures/waiting").links(address)
    asked = other.open(waiting)
    other.press(asked, "核定", {"why": "与来源核对一致"})
    after = _promised(anybody.open(guide))
    return {"before": before, "alone_refused": alone, "after": after}


def _refused(server: str, proposer: Visitor, address: str, town: str) -> bool:
    """By the page, which has no such button, and by the interface."""
    page = proposer.open(address)
    if any("核定" in button.get_text() for button in page.html.select("main form button")):
        raise Refused(f"who proposed it may check it: {page.words[:800]}")
    decision = {
        "place": town,
        "proposals": [address.rpartition("=")[2]],
        "confirm": True,
        "reason": "自己核定",
    }
    try:
        Portal(server, "operator").ask("POST", "/v1/operator/figures/decisions", decision)
    except Refused as refused:
        return "second-check-needed" in str(refused)
    return False


def _promised(page: Opened) -> str:
    """As the guide tells it: 承诺办结时限 待核定."""
    told = page.words.partition("承诺办结时限 ")[2]
    return next((words for words in (WORDS, "待核定") if told.startswith(words)), told[:40])


def followed(applicant: Visitor, staff: Visitor, case_id: str) -> Document:
    """What the applicant's page, the desk's clock and the letter of acceptance say once it is accepted."""
    item = applicant.open(f"/cases/{case_id}/items/{_REPORT}").words
    desk = staff.open(f"/office/items/{case_id}/{_REPORT}").words
    letter = applicant.open(f"/cases/{case_id}/papers/letters/{_REPORT}/acceptance").content
    words = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(letter))
    return {
        "page": "承诺期限到" in item,
        "desk": "期限的性质 承诺办结时限" in desk,
        "letter": f"办理期限为{WORDS.replace(' ', '')}" in words.replace(" ", ""),
    }


def tell_followed(told: Document) -> str:
    where = {"page": "申请人的页面", "desk": "机构的计时", "letter": "《受理通知书》"}
    return "、".join(f"{words}{'照此' if told[name] else '没有照此'}" for name, words in where.items())
