"""The life of a case, driven over HTTP only: two corrections, a suspension over 国庆, an extension, a withdrawal, an
overdue item and an incident, until it is closed. `python -m tests.e2e.life` prints its history; with a path, all of it is
kept there as JSON.
"""

import json
import logging
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.e2e.life_stage import OPERATOR, Document, Stage, stage

BEIJING = timezone(timedelta(hours=8))
REPORT, SUBSIDY, HOUSEHOLD = "discharge_report", "economic_subsidy", "household_registration"
CARD, INSURANCE, PENSION = "identity_card", "social_insurance", "pension_transfer"
MEDICAL, RESERVE = "medical_insurance", "reserve_registration"
ITEMS = (REPORT, SUBSIDY, HOUSEHOLD, CARD, INSURANCE, PENSION, MEDICAL, RESERVE)
RESULT = {"document": "办理结果通知书", "delivery": "window"}


@dataclass(frozen=True, slots=True)
class Life:
    """What can be looked at afterwards. `seen`: the item, or what operators saw, at a moment of the story."""

    case: Document
    history: Sequence[Document]
    effects: Sequence[Document]
    seen: dict[str, Any]


def day(month: int, date: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, date, hour, minute, tzinfo=BEIJING)


def live(folder: Path) -> Life:
    with stage(folder, begins=day(9, 21)) as on:
        seen: dict[str, Any] = {}
        for chapter in (
            _begin,
            _incident,
            _corrections,
            _before_the_holiday,
            _after_the_holiday,
            _withdrawal,
        ):
            chapter(on, seen)
        _overdue(on, seen)
        _end(on)
        return Life(on.case(), on.history(), list(on.offices.effects.values()), seen)


def _begin(on: Stage, _: dict[str, Any]) -> None:
    """Five items go out at once when the report is granted; one office's gateway cannot read its own."""
    on.offices.unreadable.add(SUBSIDY)
    on.submit(ITEMS)
    for code in ("service_check", INSURANCE, MEDICAL):
        on.reaches(code)
    on.at(day(9, 21, 15))
    on.says("service_check", "granted", result={**RESULT, "delivery": "none"})
    on.reaches(REPORT)
    on.at(day(9, 22, 9, 30))
    on.says(REPORT, "accepted", receipt="SJ-2026-0001")
    on.at(day(9, 23, 10))
    on.says(REPORT, "granted", result=RESULT)
    for code in (HOUSEHOLD, INSURANCE, MEDICAL, RESERVE):
        on.reaches(code)


def _incident(on: Stage, seen: dict[str, Any]) -> None:
    on.until(lambda: on.item(SUBSIDY)["status"] == "incident")
    on.at(day(9, 23, 16))
    (seen["incident"],) = on.get("/v1/operator/incidents?attention=incident", identity=OPERATOR)["entries"]
    on.offices.unreadable.clear()
    act = {"action": "retry", "reason": "已与该机构核实：接口升级故障已排除，重新分发。"}
    path = f"/v1/operator/incidents/{seen['incident']['id']}/resolution"
    seen["resolved"] = on.post(path, act, identity=OPERATOR)
    on.reaches(SUBSIDY)


def _corrections(on: Stage, seen: dict[str, Any]) -> None:
    """Two departments' lists are answered at once; one of them asks again."""
    on.at(day(9, 24, 10))
    on.says(MEDICAL, "accepted", receipt="SJ-2026-0002")
    seen["due before the suspension"] = on.item(MEDICAL)["due_at"]
    on.says(HOUSEHOLD, "correction_requested", missing=[{"name": "退役证件", "reason": "照片页不清晰"}])
    on.at(day(9, 24, 15))
    on.says(INSURANCE, "correction_requested", missing=[{"name": "参保类型", "reason": "与就业状态不一致"}])
    on.at(day(9, 28, 9, 30))
    seen["merged list"] = on.case()["corrections"]
    _correct(on, {HOUSEHOLD: 1, INSURANCE: 1}, "已重新上传清晰页，并核对参保类型。")
    on.at(day(9, 28, 14))
    for code in (SUBSIDY, INSURANCE, RESERVE):
        on.says(code, "accepted")
    on.at(day(9, 29, 10))
    on.says(HOUSEHOLD, "correction_requested", missing=[{"name": "户口注销证明", "reason": "缺注销日期"}])


def _correct(on: Stage, rounds: dict[str, int], note: str) -> None:
    answered = [{"item": code, "round": round_, "note": note} for code, round_ in rounds.items()]
    on.post(f"/v1/cases/{on.case_id}/corrections", {"items": answered})
    for code, round_ in rounds.items():
        on.reaches(code, type="item.corrected", round=round_ + 1)


def _before_the_holiday(on: Stage, _: dict[str, Any]) -> None:
    on.at(day(9, 29, 16))
    on.says(MEDICAL, "suspended", reason="须向原部队核对军人保险缴费记录。")
    on.at(day(9, 30, 9))
    _correct(on, {HOUSEHOLD: 2}, "注销日期见所附证明第二行。")
    on.says(INSURANCE, "granted", result=RESULT)
    on.reaches(PENSION)


def _after_the_holiday(on: Stage, seen: dict[str, Any]) -> None:
    """国庆 1 to 7 October; Saturday the 10th is a make-up workday."""
    on.at(day(10, 8, 9))
    on.says(HOUSEHOLD, "accepted")
    seen["silent"] = on.item(RESERVE)
    on.at(day(10, 9, 16))
    on.says(MEDICAL, "resumed")
    seen["due after the suspension"] = on.item(MEDICAL)["due_at"]
    on.says(HOUSEHOLD, "granted", result=RESULT)
    on.reaches(CARD)
    on.at(day(10, 10, 11))
    on.says(SUBSIDY, "granted", result=RESULT)
    on.says(PENSION, "accepted")
    on.says(CARD, "accepted")


def _withdrawal(on: Stage, seen: dict[str, Any]) -> None:
    on.at(day(10, 13, 9))
    order = {"items": [CARD], "reason": "暂不换领身份证，另行办理。"}
    path = f"/v1/cases/{on.case_id}/withdrawals"
    seen["told beforehand"] = on.post(path, {**order, "dry_run": True})
    on.post(path, order)
    # The request only records it; the next sweep asks the office.
    on.at(day(10, 13, 9) + timedelta(minutes=1))
    on.reaches(CARD, type="item.withdrawal_requested")
    on.at(day(10, 14, 9))
    on.says(CARD, "withdrawn")
    on.says(PENSION, "extended", reason="部队资金尚未到账，经批准延长。", working_days=5, basis="部门规定")
    on.says(MEDICAL, "granted", result=RESULT)


def _overdue(on: Stage, seen: dict[str, Any]) -> None:
    """The last office lets its bound pass: operators see it, and it is reminded until it speaks."""
    late = on.get(f"/v1/operator/cases/{on.case_id}", identity=OPERATOR)
    bound = next(item["watch_until"] for item in late["items"] if item["code"] == RESERVE)
    seen["bound"] = bound
    on.at(datetime.fromisoformat(bound) + timedelta(minutes=1))
    on.reaches(RESERVE, type="item.reminded")
    seen["overdue"] = on.get("/v1/operator/incidents?attention=overdue", identity=OPERATOR)["entries"]


def _end(on: Stage) -> None:
    on.at(day(10, 19, 10))
    on.says(RESERVE, "granted", result=RESULT)
    on.at(day(10, 20, 15))
    on.says(PENSION, "granted", result=RESULT)
    on.until(lambda: bool(on.case()["status"] == "closed"))


def lines(life: Life) -> list[str]:
    """The history as an applicant reads it, then how each item ended."""
    told = [_line(entry) for entry in life.history]
    ends = [f"  {item['name']}：{item['outcome_text']}" for item in life.case["items"]]
    return [f"办件 {life.case['reference']} 的经过", *told, "", "办理结果", *ends]


def _line(entry: Document) -> str:
    at = datetime.fromisoformat(entry["at"]).astimezone(BEIJING)
    about = f"{entry['item_name']}：" if entry["item_name"] else ""
    return f"{at:%Y-%m-%d %H:%M}  {about}{entry['text']}"


def main(kept: Sequence[str]) -> int:
    # What is printed is one case's history; what the system logs of it is no part of that.
    logging.disable()
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        life = live(Path(folder))
    sys.stdout.write("\n".join(lines(life)) + "\n")
    for path in kept:
        Path(path).write_text(json.dumps(asdict(life)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
