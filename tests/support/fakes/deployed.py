"""A deployed stage as a client sees it, healthy until a test breaks one thing."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.adapters.outward.signatures import sign
from infra.console.client import Client, SystemAnswer
from infra.console.failure import Unreachable
from schemas.codes import Department

KEY = "whsec_" + "a2V5" * 8
ADDRESS = "https://api.gd.test"
CASE_ID = "11111111-1111-4111-8111-111111111111"
OF_ITEM = {
    "service_check": Department.MOBILIZATION,
    "employment_support": Department.VETERANS_AFFAIRS,
    "identity_card": Department.PUBLIC_SECURITY,
    "social_insurance": Department.HUMAN_RESOURCES,
    "medical_insurance": Department.HEALTHCARE_SECURITY,
    "reserve_registration": Department.MOBILIZATION,
}


class DeployedStage:
    """`answers`: what a path is answered; `stuck`: items that no office gets; `ends`: what a grant makes of an item."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, Any]] = {
            "/health": (200, {"status": "ok"}),
            "/ready": (200, {}),
            "/v1/guide": (200, {"edition": "2026-11", "items": [{}]}),
        }
        self.stuck: set[str] = set()
        self.ends = "granted"
        self.down = False
        self.asked: list[tuple[str, str]] = []
        self.case: dict[str, Any] | None = None

    def client(self, token: str | None = None) -> Client:
        return _Through(self, token)

    def take(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> tuple[int, Any]:
        self.asked.append((method, path))
        if path in self.answers:
            return self.answers[path]
        match method, path.strip("/").split("/"):
            case "POST", ["v1", "departments", department, "answers"]:
                return self._answered(department, headers, body or b"")
            case "GET", ["v1", "cases?status=open"]:
                is_open = self.case is not None and self.case["status"] == "open"
                return 200, {"entries": [self.case] if is_open else []}
            case "POST", ["v1", "cases"]:
                self.case = _opened(json.loads(body or b"{}"), self.stuck)
                return 202, self.case
            case "GET", ["v1", "cases", _]:
                return 200, self.case
        return 404, {"code": "not-found", "detail": path}

    def _answered(self, department: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Any]:
        if "webhook-signature" not in headers:
            return 401, {"code": "bad-signature", "detail": "no"}
        at = datetime.fromisoformat(json.loads(body)["at"])
        if headers["webhook-signature"] != sign((KEY,), headers["webhook-id"], at, body):
            return 401, {"code": "bad-signature", "detail": "签名不符"}
        assert self.case is not None
        every = [self.case["service_check"], *self.case["items"]]
        [item] = [one for one in every if one["code"] == json.loads(body)["item"]]
        assert item["department"] == department
        item |= {"status": "decided", "outcome": self.ends}
        if all(one["outcome"] for one in every):
            self.case["status"] = "closed"
        return 200, {}


class _Through(Client):
    def __init__(self, stage: DeployedStage, token: str | None) -> None:
        super().__init__(ADDRESS, token=token)
        self._stage = stage

    def _sent(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> SystemAnswer:
        if self._stage.down:
            raise Unreachable("服务没有应答。")
        status, told = self._stage.take(method, url.removeprefix(ADDRESS), headers, body)
        return SystemAnswer(status, json.dumps(told).encode(), {})


def _opened(application: dict[str, Any], stuck: set[str]) -> dict[str, Any]:
    def item(code: str) -> dict[str, Any]:
        status = "waiting" if code in stuck else "dispatched"
        return {"code": code, "department": OF_ITEM[code], "status": status, "outcome": None, "round": 1}

    return {
        "case_id": CASE_ID,
        "reference": "TY2611290000000000",
        "status": "open",
        **application["destination"],
        "service_check": item("service_check"),
        "items": [item(code) for code in application["items"]],
    }
