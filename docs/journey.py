"""From the first question to the rating, over HTTP alone, for three people who do not exist.

    make journey            starts a system in a folder of its own, and walks; then docs/journey_window.py, for a fourth
    python docs/journey.py http://127.0.0.1:8451     walks through one that runs (make run)

Each of the three (journey_people.json) answers the guide's questions, lets shared data fill in the form, types the rest,
uploads what nobody else can provide, submits once, follows the case to its end, downloads every form and letter, and rates
each item. The last line is one JSON object: what that took. Read it as the interface's manual for an applicant's portal.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any, Literal

import urllib3

Document = dict[str, Any]
Method = Literal["GET", "POST", "PUT"]
# A bound on the sandbox offices, which answer within seconds.
SECONDS = 120.0
# What is uploaded where a paper is asked for: a page with a frame on it.
PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
    b"4 0 obj<</Length 20>>stream\n72 72 451 698 re  S \nendstream endobj\n"
    b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
)
PEOPLE = Path(__file__).with_name("journey_people.json")


@dataclass(frozen=True)
class Person:
    """`answers`: to the guide's questions. `typed`: what no source knows, by section of the form."""

    identity: str
    title: str
    answers: Mapping[str, str | bool]
    typed: Mapping[str, Mapping[str, Any]]


def people() -> list[Person]:
    return [Person(**one) for one in json.loads(PEOPLE.read_text(encoding="utf-8"))]


class Refused(Exception):
    """An answer that the walk did not count on; says the route, the status and what the problem says."""


@dataclass
class Portal:
    """What an applicant's portal does: it signs in once and sends JSON. `citizen`: which made-up one."""

    server: str
    identity: str
    requests: int = 0
    citizen: int | None = None
    _token: str = ""
    _http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(retries=False, timeout=30.0)
    )

    def ask(
        self,
        method: Method,
        path: str,
        body: Document | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Document:
        answer: Document = self._said(method, path, body, headers).json()
        return answer

    def etag(self, path: str) -> str:
        return self._said("GET", path, None, None).headers["ETag"]

    def download(self, path: str) -> bytes:
        return self._said("GET", path, None, {"Accept": "application/pdf"}).data

    def upload(self, address: str, headers: Mapping[str, str], file: bytes) -> None:
        """Straight to the store of files, without our token."""
        _accept(self._http.request("PUT", address, body=file, headers=dict(headers)), "PUT a file")

    def _said(
        self, method: Method, path: str, body: Document | None, headers: Mapping[str, str] | None
    ) -> urllib3.BaseHTTPResponse:
        self._token = self._token or self._sign_in()
        self.requests += 1
        given = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        if method == "POST":
            # One key for one act: sent again after a lost answer, it does it once.
            given["Idempotency-Key"] = sha256(f"{path}{json.dumps(body)}".encode()).hexdigest()[:32]
        sent = None if body is None else json.dumps(body).encode()
        answer = self._http.request(
            method, f"{self.server}{path}", body=sent, headers={**given, **(headers or {})}
        )
        return _accept(answer, f"{method} {path}")

    def _sign_in(self) -> str:
        """The embedded platform's own issuer; elsewhere the province's sign-in."""
        who = {"identity": self.identity, "citizen": self.citizen}
        said = self._http.request("POST", f"{self.server}/issuer/token", json=who)
        return str(_accept(said, "sign in").json()["access_token"])


def _accept(answer: urllib3.BaseHTTPResponse, what: str) -> urllib3.BaseHTTPResponse:
    if answer.status >= 400:
        raise Refused(f"{what}: {answer.status} {answer.data.decode(errors='replace')[:2000]}")
    return answer


def walk(server: str, person: Person) -> Document:
    """The whole way of one person; what it took."""
    portal = Portal(server, person.identity)
    asked, advice = ask_the_guide(portal, person)
    items = [item["code"] for item in advice["items"] if item["verdict"] != "does_not_apply"]
    draft = fill_in(portal, person, items, asked)
    files = bring_materials(portal, draft["draft_id"])
    case_id = portal.ask("POST", "/v1/cases", {"draft": draft["draft_id"]})["case_id"]
    case = follow(portal, case_id)
    forms = print_forms(portal, case_id)
    rated = rate(portal, case)
    bundle = advice["bundle"]
    return {
        "case": case["reference"],
        "status": case["status"],
        "items": {item["code"]: item["outcome"] for item in case["items"]},
        "not_applicable": {
            one["code"]: one["name"] for one in advice["items"] if one["verdict"] == "does_not_apply"
        },
        "questions": len(asked),
        "typed": draft["tally"]["typed"],
        "prefilled": draft["tally"]["prefilled"],
        "answered": draft["tally"]["answered"],
        "uploads": files["uploaded"],
        "waived": files["waived"],
        "forms": forms,
        "ratings": rated,
        "submissions": 1,
        "requests": portal.requests,
        "critical_path_working_days": bundle["working_days"],
        "sum_working_days": bundle["sum_working_days"],
        "uncounted_items": len(bundle["uncounted"]),
    }


def ask_the_guide(portal: Portal, person: Person) -> tuple[Document, Document]:
    """One question at a time, as long as the guide thinks one worth asking."""
    answers: Document = {}
    while True:
        advice = portal.ask("POST", "/v1/guide/assessment", {"answers": answers})
        if not advice["next_questions"]:
            return answers, advice
        question = advice["next_questions"][0]["code"]
        answers[question] = person.answers.get(question, "unsure")


def fill_in(portal: Portal, person: Person, items: Sequence[str], answers: Document) -> Document:
    """Shared data first, each kind of sensitive data after its own consent; the person types what is left."""
    draft = portal.ask("POST", "/v1/drafts", {"items": list(items), "answers": answers})
    address = f"/v1/drafts/{draft['draft_id']}"
    for consent in draft["consents"]:
        given = {"given": True, "version": consent["version"]}
        portal.ask("PUT", f"{address}/consents/{consent['code']}", given)
    draft = portal.ask("POST", f"{address}/prefill")["draft"]
    return type_in(portal, person, draft)


def type_in(portal: Portal, person: Person, draft: Document) -> Document:
    """Section by section, until only files are left to bring."""
    address = f"/v1/drafts/{draft['draft_id']}"
    for section, typed in person.typed.items():
        # A section is replaced whole, so what is there already goes along, and need not be typed.
        sections = {section: {**typed, **draft["form"].get(section, {})}}
        draft = portal.ask("PUT", address, {"sections": sections}, {"If-Match": portal.etag(address)})
    left = [one["pointer"] for one in draft["remaining"] if not one["pointer"].startswith("/materials/")]
    if left:
        raise Refused(f"{person.identity} still has to fill in {left}")
    return draft


def bring_materials(portal: Portal, draft_id: str) -> Document:
    """Only what is asked of the applicant and must be there; the rest says who verified it, or who will."""
    address = f"/v1/drafts/{draft_id}/materials"
    wanted = portal.ask("GET", address)
    uploaded = 0
    for one in wanted["materials"]:
        if one["waived"] or not one["required"] or one["uploads"] or one["deferred"]:
            continue
        hand_in(portal, address, one["item"], one["material"])
        uploaded += 1
    missing = portal.ask("GET", address)["missing"]
    if missing:
        raise Refused(f"{missing} materials are still missing")
    return {"uploaded": uploaded, "waived": sum(1 for one in wanted["materials"] if one["waived"])}


def hand_in(portal: Portal, address: str, item: str, material: str) -> None:
    """One file: announce it, send it to where it is to go, confirm it."""
    file = PAGE + f"% {item} {material}\n".encode()
    announced = {
        "item": item,
        "material": material,
        "media_type": "application/pdf",
        "size": len(file),
        "sha256": sha256(file).hexdigest(),
    }
    upload = portal.ask("POST", address, announced)
    portal.upload(upload["address"], upload["headers"], file)
    portal.ask("POST", f"{address}/{upload['id']}/confirmation")


def is_closed(case: Document) -> bool:
    return bool(case["status"] == "closed")


def follow(portal: Portal, case_id: str, until: Callable[[Document], bool] = is_closed) -> Document:
    """One page tells it all; a portal looks again now and then."""
    pause, end = Event(), time.monotonic() + SECONDS
    while time.monotonic() < end:
        case = portal.ask("GET", f"/v1/cases/{case_id}")
        if until(case):
            return case
        pause.wait(0.2)
    raise Refused(f"case {case_id} did not come so far within {SECONDS} s ({until.__name__})")


def print_forms(portal: Portal, case_id: str) -> int:
    listed = portal.ask("GET", f"/v1/cases/{case_id}/forms")["forms"]
    for form in listed:
        if not portal.download(form["href"]).startswith(b"%PDF-"):
            raise Refused(f"{form['href']} is no PDF")
    return len(listed)


def rate(portal: Portal, case: Document) -> int:
    address = f"/v1/cases/{case['case_id']}/ratings"
    rateable = portal.ask("GET", address)["rateable"]
    for item in rateable:
        portal.ask("POST", address, {"item": item, "level": "very_satisfied"})
    return len(rateable)


def main(server: str) -> int:
    told = {}
    for person in people():
        print(f"\n{person.title}", flush=True)
        told[person.identity] = walk(server, person)
        print("\n".join(in_words(told[person.identity])))
    print(json.dumps(told, ensure_ascii=False))
    return 0


def in_words(took: Document) -> tuple[str, ...]:
    return (
        f"  提问 {took['questions']} 个",
        f"  本人填写 {took['typed']} 项，共享数据填入 {took['prefilled']} 项，由回答带入 {took['answered']} 项",
        f"  上传材料 {took['uploads']} 份，免予提交 {took['waived']} 份",
        f"  提交 {took['submissions']} 次，办理 {len(took['items'])} 个事项",
        f"  不适用：{'、'.join(took['not_applicable'].values()) or '无'}",
        f"  生成表单和通知书 {took['forms']} 份，评价 {took['ratings']} 项",
        f"  关键路径 {took['critical_path_working_days']} 个工作日，逐项相加 {took['sum_working_days']} 个工作日",
        f"  （{took['uncounted_items']} 个事项的时限待核定，或者不按工作日计）",
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        sys.exit(main(sys.argv[1]))
    except Refused as refused:
        sys.exit(str(refused))
