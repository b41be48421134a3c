"""What the tests of operators' routes share: a world whose first case has an incident, behind the routes."""

from dataclasses import replace
from typing import Any

from tests.support.api_deps import Badges
from tests.support.client import Answer, Api
from tests.support.grounds import GROUNDS
from tests.support.incidents import REPORT, stuck_case
from tests.support.world import World

REASON = "已与部门核实情况"
GRANTED = {"outcome": "granted", "result": {"document": "报到记录", "number": "粤-0001"}}
REFUSED = {"outcome": "refused", "reason": "条件不符", **GROUNDS}


class Room:
    def __init__(self, *items: str, world: World | None = None) -> None:
        self.world = world or World()
        self.case_id = stuck_case(self.world, *items)
        self.api = Api(replace(self.world.deps, tokens=Badges()))
        self.incident = f"/v1/operator/incidents/{self.case_id}.{REPORT}"

    def get(self, path: str, who: str = "operator") -> Answer:
        return self.api.get(path, authorization=f"Bearer {who}")

    def post(self, path: str, body: Any, who: str = "operator", key: str = "key-0001") -> Answer:
        return self.api.post(path, body, authorization=f"Bearer {who}", idempotency_key=key)

    def resolve(self, action: str, who: str = "operator", key: str = "key-0001", **fields: Any) -> Answer:
        body = {"action": action, "reason": REASON, **fields}
        return self.post(f"{self.incident}/resolution", body, who, key)
