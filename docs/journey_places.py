"""Two cases of 虎门镇 in 东莞, one applied for by its applicant and one taken by a window of 广州 (跨域通办); before them
the town sets a limit of its own.

    make journey            starts a system of its own for it, after docs/journey.py and docs/journey_window.py
    python docs/journey_places.py http://127.0.0.1:8451     walks through one that runs (make run), once: people apply once
    python docs/journey_places.py http://127.0.0.1:8451 FOLDER     and moves the clock of that sandbox, whose folder it is

The two (journey_places.json) do not exist; they apply over HTTP, and all else is done on the pages. The town's veterans'
office and police work by hand so long; every other office is the sandbox's. Numbers count what was closed until ten
minutes ago: with FOLDER the clock is moved on by an hour first, without it these two cases are in no number yet. The last
line is one JSON object. Needs beautifulsoup4 and pypdfium2 (requirements-dev.txt).
"""

import json
import re
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2
from journey import PAGE, Document, Person, Portal, Refused, bring_materials, follow, type_in
from journey_desk import answer, by_hand, desk_of, take_up, wait
from journey_figures import followed, set_limit, tell_followed
from journey_pages import Opened, Visitor, dated

PLACES: Document = json.loads(Path(__file__).with_name("journey_places.json").read_text(encoding="utf-8"))
CITY, TOWN = "441900", "441900121"
VETERANS, POLICE = "veterans_affairs", "public_security"
OFFICES = {VETERANS: "虎门镇退役军人服务站（演示）", POLICE: "虎门镇公安分局（演示）"}
REPORT, HOUSEHOLD, CARD = "discharge_report", "household_registration", "identity_card"
CARRIER, PARCEL = "示例速递", "SL202600000005"
_NUMBERS = f"/console/numbers?city={CITY}"
_CODE = re.compile("(?:[A-Z2-7]{4}-){4}[A-Z2-7]{4}")


def say(words: str) -> None:
    print(f"  {words}", flush=True)


def hand_on_a_paper(veterans: Visitor, police: Visitor, case_id: str) -> Document:
    """退役报到 is granted with the letter for 户口登记; who has that opens the file."""
    letter, paper = PAGE + b"% registration letter 5\n", "paper.registration_letter"
    typed = {"delivery": "none", f"{paper}.number": "示例介字第00005号"}
    typed |= dated(f"{paper}.issued_on", today().isoformat())
    files = {"paper-file.registration_letter": ("介绍信.pdf", letter, "application/pdf")}
    answer(veterans, case_id, REPORT, "granted", typed, files)
    say("退役报到：办结，附户口登记介绍信（编号和文件）")
    take_up(police, case_id, HOUSEHOLD)
    desk = police.open(desk_of(case_id, HOUSEHOLD))
    received = [police.open(one).content for one in desk.links(f"{desk_of(case_id, HOUSEHOLD)}/")]
    number = "示例介字第00005号" in desk.words
    if letter not in received or not number:
        raise Refused(f"the letter did not come with 户口登记: {desk.words[:1500]}")
    say("户口登记：公安收到介绍信，编号一致，文件一字不差")
    answer(police, case_id, HOUSEHOLD, "granted", {"delivery": "none"})
    return {"number": number, "file": len(letter)}


def keep_an_appointment(police: Visitor, office: str, applicant: Visitor, case_id: str) -> Document:
    """The office publishes two weeks of times, the applicant takes the first and prints the slip; the office sees it."""
    take_up(police, case_id, CARD)
    slots = police.open(f"/office/slots?office={office}&item={CARD}")
    days = dated("first", _in(1)) | dated("last", _in(14)) | {"capacity": "2"}
    published = police.press(slots, "公布这些时间", days)
    times = len(published.links("/office/slots/day"))
    say(f"到场预约：机构公布着 {times} 天的时间")
    here = f"/cases/{case_id}/appointments/{CARD}"
    offered = applicant.open(here)
    at = str(offered.form("预约这个时间").select("input[type=radio]")[0]["value"])
    applicant.press(offered, "预约这个时间", {"at": at})
    slip = applicant.open(f"{here}/slip").content
    if not slip.startswith(b"%PDF-"):
        raise Refused("the slip is no PDF")
    said = _found("到场时间 (.*?) 下载", applicant.open(here).words)
    day = police.open(f"/office/slots/day?office={office}&item={CARD}&day={at[:10]}")
    reference = applicant.open(f"/cases/{case_id}").words
    expected = _found("TY[0-9A-Z]{15}", reference) in day.words
    say(f"申请人约到 {said}，打印了到场预约单；公安的名单里{'有' if expected else '没有'}这件")
    return {"days": times, "at": at, "slip": len(slip), "expected": expected}


def send_a_result(police: Visitor, applicant: Visitor, portal: Portal, case_id: str) -> Document:
    """The card goes by post; the applicant reads the parcel's number until it was signed for."""
    answer(police, case_id, CARD, "granted", {"delivery": "post"})
    desk = police.open(desk_of(case_id, CARD))
    police.press(desk, "登记已经寄出", {"carrier": CARRIER, "number": PARCEL})
    before = applicant.open(f"/cases/{case_id}/items/{CARD}")
    shown, waiting = PARCEL in before.words, _to_fetch(portal, case_id)
    say(
        f"居民身份证：办结，寄出，申请人的页面{'写明' if shown else '没有写'}邮件号码 {PARCEL}，待办 {waiting} 项"
    )
    police.press(police.open(desk_of(case_id, CARD)), "签收")
    left = _to_fetch(portal, case_id)
    say(f"登记签收以后，领取的待办还有 {left} 项")
    return {"number": PARCEL, "shown": shown, "todos": waiting, "todos_left": left}


def _to_fetch(portal: Portal, case_id: str) -> int:
    todos = portal.ask("GET", f"/v1/cases/{case_id}")["todo"]
    return sum(one["kind"] == "fetch" and one["item"] == CARD for one in todos)


def verify_a_letter(applicant: Visitor, case_id: str) -> Document:
    """Whoever is shown the letter types its code, signed in nowhere."""
    papers = applicant.open(f"/cases/{case_id}/papers")
    address = papers.links(f"/papers/letters/{REPORT}/")[-1]
    code = _found(_CODE.pattern, _text(applicant.open(address).content))
    anybody = Visitor(applicant.server)

    def look() -> Opened:
        return anybody.press(anybody.open("/verify"), "查验", {"code": code})

    page = wait(look, lambda one: "样章" in one.words, "the seal")
    kind = _found("文书种类 (.*?) 文书日期", page.words)
    letter = applicant.open(address).content
    stamped = "样章" in _text(letter)
    files = {"file": ("letter.pdf", letter, "application/pdf")}
    same = "一字未改" in anybody.press(page, "核对", files=files).words
    say(
        f"{kind}：{'盖有样章，' if stamped else ''}查验码 {code} 查得到，核对全文{'一字未改' if same else '不符'}"
    )
    return {"kind": kind, "code": code, "stamped": stamped, "same": same}


def take_across(server: str, veterans: Visitor) -> Document:
    """A window of 天河 takes one for the town; its own list tells so, and the town's office has it."""
    window, given = Portal(server, "clerk"), PLACES["across"]
    who = Person("clerk", "", {}, given["typed"])
    begun = {"items": given["items"], "answers": {}, "on_behalf_of": given["on_behalf_of"]}
    draft = type_in(window, who, window.ask("POST", "/v1/drafts", begun))
    bring_materials(window, draft["draft_id"])
    taken = window.ask("POST", "/v1/cases", {"draft": draft["draft_id"]})
    clerk = Visitor(server, "clerk").sign_in()
    listed = taken["reference"] in clerk.open("/window/taken").words
    say(f"广州天河的窗口替虎门镇收件 {taken['reference']}，跨域收件里{'有' if listed else '没有'}")
    take_up(veterans, taken["case_id"], REPORT)
    say("虎门镇的机构已领取、收件、受理")
    answer(veterans, taken["case_id"], REPORT, "granted", {"delivery": "none"})
    case = follow(window, taken["case_id"])
    return {"reference": taken["reference"], "listed": listed, "outcome": case["items"][0]["outcome"]}


def count(server: str, folder: str | None) -> Document:
    """The sweep's own count, once it holds both; then the province orders a recount on the page."""
    before = _counted(Visitor(server, "operator").sign_in())
    if folder:
        lianban = Path(sys.executable).with_name("lianban")
        moved = [str(lianban), "clock", "--hours", "1", "--folder", folder, "--json"]
        subprocess.run(moved, check=True, stdout=subprocess.DEVNULL, timeout=60)
    # Who was signed in before the clock was moved signs in again.
    operator, path = Visitor(server, "operator").sign_in(), "/console/numbers/recounts"
    if folder:
        wait(lambda: operator.open(_NUMBERS), lambda _: _counted(operator) >= before + 2, "the count")
    counted, reason = _counted(operator), f"演示清点 {datetime.now(UTC):%H%M%S}"
    operator.press(operator.open(path), "清点", {"city": CITY, "reason": reason})
    line = _line(wait(lambda: operator.open(path), lambda one: _line(one)[-1] == reason, "the recount"))
    say(f"统计（{line[0]}）：已统计 {counted} 件；清点读了 {line[3]}，与原来不同：{line[4]}")
    return {"counted": counted, "read": int(line[3].split()[0]), "differing": line[4]}


def _counted(operator: Visitor) -> int:
    """Closed cases of the city, as the page of the numbers has them."""
    found = re.search("办件 ([0-9]+) 整件用时", operator.open(_NUMBERS).words)
    return int(found[1]) if found else 0


def _line(page: Opened) -> list[str]:
    """Of the city: its name, under way, when, how many were read, how many differ, why."""
    lines = (
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in page.html.select("main tr")
    )
    return next(line for line in lines if line and line[0] == "东莞市")


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise Refused(f"no {pattern} in {text[:800]}")
    return found[1] if found.groups() else found[0]


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document)


def today() -> date:
    """In China."""
    return (datetime.now(UTC) + timedelta(hours=8)).date()


def _in(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def walk(server: str, folder: str | None = None) -> Document:
    online = PLACES["online"]
    portal = Portal(server, "applicant-1", citizen=online["citizen"])
    applicant = Visitor(server, "applicant-1", online["citizen"]).sign_in()
    veterans, police = (Visitor(server, one.replace("_", "-")).sign_in() for one in OFFICES)
    with ExitStack() as stack:
        ids = {one: stack.enter_context(by_hand(server, one, TOWN, name)) for one, name in OFFICES.items()}
        limit = set_limit(server, CITY, TOWN, today().isoformat())
        say(
            f"虎门镇核定退役报到的承诺时限：提议人自己核定{'被拒绝' if limit['alone_refused'] else '没有被拒绝'}，"
        )
        say(f"另一人核定以后，办事指南由“{limit['before']}”改为“{limit['after']}”")
        told = portal.ask("POST", "/v1/cases", online["application"])
        case_id = told["case_id"]
        say(f"东莞虎门镇的申请人提交 {told['reference']}")
        take_up(veterans, case_id, REPORT)
        limit |= {"followed": followed(applicant, veterans, case_id)}
        say(f"退役报到：受理，{tell_followed(limit['followed'])}")
        papers = hand_on_a_paper(veterans, police, case_id)
        slot = keep_an_appointment(police, ids[POLICE], applicant, case_id)
        parcel = send_a_result(police, applicant, portal, case_id)
        across = take_across(server, veterans)
    case = follow(portal, case_id)
    letter = verify_a_letter(applicant, case_id)
    return {
        "reference": told["reference"],
        "outcomes": {one["code"]: one["outcome"] for one in case["items"]},
        "limit": limit,
        "paper": papers,
        "slot": slot,
        "parcel": parcel,
        "across": across,
        "letter": letter,
        "numbers": count(server, folder),
    }


def main(server: str, folder: str | None = None) -> int:
    print("\n东莞虎门镇：一件网上申请，一件由广州的窗口跨域代收", flush=True)
    print(json.dumps(walk(server, folder), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    try:
        sys.exit(main(*sys.argv[1:]))
    except Refused as refused:
        sys.exit(str(refused))
