"""From the mandate to the word by phone, over HTTP alone, for one person who does not exist, at the window (综合窗口).

    make journey            starts a system in a folder of its own, and walks (docs/journey.py comes first)
    python docs/journey_window.py http://127.0.0.1:8451 http://127.0.0.1:8452     one that runs, and its sandbox

The applicant (journey_citizen.json) is no user of ours. A clerk fills in the form for them under a mandate, takes in the one
paper that they have with them, and corrects what the service check sends back; one item is refused, as the sandbox's offices
are told beforehand. The last line is one JSON object. Read it as the interface's manual for a window's system.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3
from journey import (
    Document,
    Person,
    Portal,
    Refused,
    ask_the_guide,
    follow,
    hand_in,
    is_closed,
    print_forms,
    type_in,
)

CITIZEN = Path(__file__).with_name("journey_citizen.json")
REFUSED = "medical_insurance"
# What the sandbox offices are to do here and not elsewhere (infra/sandbox/script.py).
SCRIPT: Document = {
    "items": {
        "service_check": {"answers": ["received", "correction_requested"]},
        REFUSED: {"answers": ["received", "accepted", "refused"]},
    }
}


@dataclass(frozen=True)
class Citizen(Person):
    """`typed` as the clerk types it. `certificate_number`: the right one, which the first form has wrong."""

    on_behalf_of: Mapping[str, str]
    paper: Mapping[str, str]
    certificate_number: str


def citizen() -> Citizen:
    return Citizen(**json.loads(CITIZEN.read_text(encoding="utf-8")))


def walk(server: str, sandbox: str) -> Document:
    """The whole way; what was read at its stations."""
    window, who = Portal(server, "clerk"), citizen()
    with offices_do(sandbox, SCRIPT):
        draft, receipt, case_id = apply_for(window, who)
        asked = follow(window, case_id, is_sent_back)
        correct(window, asked, draft["form"], who)
        follow(window, case_id, is_closed)
    return {
        "name": draft["form"]["person"]["name"],
        "phone": draft["form"]["person"]["phone"],
        "receipt": receipt,
        "sent_back": asked,
        "found": look_up(window, who),
        "waiting": who_was_told(window, case_id),
        "messages": messages(sandbox, receipt["reference"]),
        "case": window.ask("GET", f"/v1/cases/{case_id}"),
        "history": window.ask("GET", f"/v1/cases/{case_id}/events?limit=100")["entries"],
        "forms": print_forms(window, case_id),
        "requests": window.requests,
    }


def apply_for(window: Portal, who: Citizen) -> tuple[Document, Document, str]:
    """The guide first, then a draft under the mandate, the paper, the application; the receipt is for the citizen."""
    answers, advice = ask_the_guide(window, who)
    items = [item["code"] for item in advice["items"] if item["verdict"] != "does_not_apply"]
    begun = {"items": items, "answers": answers, "on_behalf_of": dict(who.on_behalf_of)}
    draft = type_in(window, who, window.ask("POST", "/v1/drafts", begun))
    hand_in(window, f"/v1/drafts/{draft['draft_id']}/materials", **who.paper)
    case_id = window.ask("POST", "/v1/cases", {"draft": draft["draft_id"]})["case_id"]
    return draft, window.ask("GET", f"/v1/cases/{case_id}/receipt"), case_id


def is_sent_back(case: Document) -> bool:
    """Something is to be corrected, and the applicant was told of it."""
    lists = [todo for todo in case["todo"] if todo["kind"] == "correct"]
    return bool(lists) and all(todo["told"] for todo in lists)


def correct(window: Portal, case: Document, form: Document, who: Citizen) -> None:
    """One answer to every list, each under its item and round; a section that changes is sent whole."""
    service = {**form["service"], "certificate_number": who.certificate_number}
    note = "证件编号有误，已按原件更正。"
    answered = [{"item": one["item"], "round": one["round"], "note": note} for one in case["corrections"]]
    given = {"items": answered, "sections": {"service": service}}
    window.ask("POST", f"/v1/cases/{case['case_id']}/corrections", given)


def look_up(window: Portal, who: Citizen) -> list[str]:
    """Another day they stand at the counter again: by name and number, with the reason, which is kept."""
    person = who.typed["person"]
    asked = {"name": person["name"], "id_number": person["id_number"], "purpose": "本人到窗口询问办理进度"}
    return [one["reference"] for one in window.ask("POST", "/v1/window/lookups", asked)["cases"]]


def who_was_told(window: Portal, case_id: str) -> list[Document]:
    """What waits for the applicant, once each of it was told: the case's page, then the window's own list."""
    follow(window, case_id, all_told)
    waiting = window.ask("GET", "/v1/cases?todo=any")["entries"]
    return [one["todo"] for one in waiting if one["case_id"] == case_id]


def all_told(case: Document) -> bool:
    return all(todo["told"] for todo in case["todo"])


def messages(sandbox: str, reference: str) -> list[Document]:
    """What the message gateway was given to send."""
    taken = _sandbox(sandbox, "GET", "/notices")["notices"]
    return [one for one in taken if one["reference"] == reference]


@contextmanager
def offices_do(sandbox: str, script: Document) -> Iterator[None]:
    """So long, and then again as before."""
    before = _sandbox(sandbox, "GET", "/script")
    _sandbox(sandbox, "PUT", "/script", script)
    try:
        yield
    finally:
        _sandbox(sandbox, "PUT", "/script", before)


def _sandbox(sandbox: str, method: str, path: str, body: Any = None) -> Document:
    said = urllib3.request(method, f"{sandbox}{path}", json=body, retries=False, timeout=30.0)
    if said.status >= 400:
        raise Refused(f"{method} {path} of the sandbox: {said.status}")
    answer: Document = said.json()
    return answer


def in_words(took: Document) -> tuple[str, ...]:
    refused = next(item for item in took["case"]["items"] if item["code"] == REFUSED)
    return (
        f"  回执 {took['receipt']['reference']}，{took['receipt']['handed_in']}，办理 {len(took['receipt']['items'])} 个事项",
        f"  入伍信息核查退回补正 {len(took['sent_back']['corrections'])} 次，已更正",
        f"  {refused['name']}：{refused['outcome_text']}",
        f"    {refused['refusal']['basis_text']}",
        f"    {refused['refusal']['remedy_text']}",
        *(
            f"  待您办理：{one['text']}（{one['told']['how_text']}，{one['told']['status_text']}）"
            for one in took["waiting"]
        ),
        f"  短信 {len(took['messages'])} 条，表单和通知书 {took['forms']} 份",
    )


def main(server: str, sandbox: str) -> int:
    took = walk(server, sandbox)
    print(f"\n{citizen().title}")
    print("\n".join(in_words(took)))
    print(json.dumps(took, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        sys.exit(main(*sys.argv[1:]))
    except Refused as refused:
        sys.exit(str(refused))
