"""A case whose run goes on the real runner, one scripted step after the other, and whoever looks at its pages."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from infra.embedded.asl.runner import Runner
from infra.embedded.executions import RunnerExecutions
from tests.support.api_case import CASE, submit
from tests.support.api_deps import PEOPLE, house
from tests.support.client import Api
from tests.support.embedded_case import whole_case
from tests.support.fakes.clock import FakeClock
from tests.support.opened import Opened
from tests.support.pages import Site

RUNS = f"/console/cases/{CASE}/executions"


class RunHouse:
    """`waiting`: the tokens under which something waits, by (Lambda, item)."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.waiting: dict[tuple[str, str], str] = {}
        self.raising: dict[str, Exception] = {}
        serial = count(1)
        definition = whole_case()
        self.runner = Runner(
            definition,
            invoke=self._invoke,
            clock=self.clock,
            new_token=lambda: f"token-{next(serial)}",
            jitter=lambda seconds: seconds,
        )
        executions = RunnerExecutions(self.runner, definition)
        self.deps = replace(house(), executions=executions, clock=self.clock)
        submit(Api(self.deps))
        self.runner.run_until_idle()

    def site(self, who: str = "operator") -> Site:
        return Site(self.deps).signed_in(PEOPLE[f"Bearer {who}"])

    def run(self, query: str = "", *, run: int = 1) -> Opened:
        return self.site().get(f"{RUNS}/{run}{query}")

    def end(self, function: str, item: str, **output: Any) -> None:
        self.runner.succeed(self.waiting.pop((function, item)), output)
        self.runner.run_until_idle()

    def fail(self, function: str, item: str, error: str, cause: str = "") -> None:
        self.runner.fail(self.waiting.pop((function, item)), error, cause)
        self.runner.run_until_idle()

    def after(self, **time: float) -> None:
        self.clock.advance(timedelta(**time))
        self.runner.run_until_idle()

    def checked(self) -> "RunHouse":
        """The service check has passed, and every item has reached its office."""
        self.end("verify_service", "service_check", outcome="granted")
        for function, item in list(self.waiting):
            if function == "await_prerequisites":
                self.end(function, item, seconds=86_400)
        return self

    def over(self) -> "RunHouse":
        """Every item has its outcome, and the case is closed."""
        self.checked()
        for function, item in list(self.waiting):
            self.end(function, item, outcome="granted")
        return self

    def broken(self, error: str = "CaseStillOpen", cause: str = "仍有事项没有结果") -> "RunHouse":
        """The last state fails, and the run with it."""
        self.raising["close_case"] = type(error, (Exception,), {})(cause)
        return self.over()

    def _invoke(self, function: str, payload: dict[str, Any]) -> Any:
        if function in self.raising:
            raise self.raising[function]
        if "token" in payload:
            dispatched = function.startswith("dispatch")
            self.waiting["dispatch" if dispatched else function, payload["item"]] = payload["token"]
        return {"seconds": 86_400}
