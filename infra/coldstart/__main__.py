"""`python -m infra.coldstart`: processor time of each Lambda's import, from the unzipped package; the last line is JSON."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from infra.coldstart.measure import Measuring, NotMeasured, measured, runtime

_PACKAGE = Path(__file__).parents[2] / "build" / "package"
BARE, BASELINE = "a bare handler", "import boto3 and one client"
ONE_CLIENT = "import boto3; boto3.client('dynamodb')"
GOAL, GOAL_READY = 1.15, 2.0
INTERFACE = "api_handler"
# What the interface is first asked for, by somebody who has not signed in: how it is told, and what it answers.
FIRST_ASKED = {
    INTERFACE: ("GET", "/v1/cases/{case_id}", 401),
    "… a submission": ("POST", "/v1/cases", 401),
    "… an office's answer": ("POST", "/v1/departments/{department}/answers", 404),
    "… a page": ("GET", "/cases/{case_id}", 303),
}
# The ledger's and the keys': hardly a call needs neither.
_CLIENTS = """
from functions.adapters.aws import bounded, client
for name in ("dynamodb", "secretsmanager"):
    client(name, bounded(16)).meta
"""


@dataclass(frozen=True, slots=True)
class FirstCall:
    """What is made before it, which is the same for many, and itself: together a program that ends where it could begin."""

    prepared: str
    call: str

    @property
    def program(self) -> str:
        return self.prepared + self.call


def handlers(template: Path) -> dict[str, str]:
    """By name, in order: `module.attribute`, as the template gives it to Lambda."""
    resources = json.loads(template.read_text("utf-8"))["Resources"]
    functions = [
        one["Properties"] for one in resources.values() if one["Type"] == "AWS::Serverless::Function"
    ]
    return {one["FunctionName"]["Fn::Sub"].rpartition("-")[2]: one["Handler"] for one in functions}


def _imports(handler: str) -> str:
    return f"import importlib; module = importlib.import_module({handler.rpartition('.')[0]!r})"


def _prepared(handler: str) -> str:
    """Its adapters and clients."""
    return _imports(handler) + "; from functions import bootstrap; bootstrap.deps()" + _CLIENTS


def _first_call(name: str, handler: str) -> FirstCall:
    """Until it could begin to work: what the task imports when it is called (for nothing)."""
    call = f"import contextlib\nwith contextlib.suppress(Exception): module.{name}({{}}, None)"
    return FirstCall(
        _prepared(handler), "import functions.usecases.upkeep.sweep" if name == "sweep" else call
    )


def _first_request(handler: str, method: str, address: str, status: int) -> FirstCall:
    """Until it is refused, with the same made before."""
    asked = {"httpMethod": method, "resourcePath": address, "identity": {}}
    names = {"case_id": "00000000-0000-4000-8000-000000000001", "department": "nobody"}
    event = {
        "requestContext": asked,
        "headers": {},
        "multiValueQueryStringParameters": None,
        "pathParameters": {name: value for name, value in names.items() if f"{{{name}}}" in address},
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
    }
    call = f"answer = module.handler({event!r}, None)\nassert answer['statusCode'] == {status}, answer"
    return FirstCall(_prepared(handler), call)


def first_calls(template: Path) -> dict[str, FirstCall]:
    """By name."""
    names = handlers(template)
    calls = {name: _first_call(name, handler) for name, handler in names.items()}
    return calls | {name: _first_request(names[INTERFACE], *asked) for name, asked in FIRST_ASKED.items()}


def main(arguments: Sequence[str], measure: Measuring = measured) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.coldstart", description="冷启动 Cold start")
    parser.add_argument("--times", type=int, default=10, help="processes a measurement")
    parser.add_argument("--package", type=Path, default=_PACKAGE, help="what `make package` made")
    given = parser.parse_args(arguments)
    template = given.package / "template.json"
    with tempfile.TemporaryDirectory(prefix="coldstart-") as folder:
        unzipped = Path(folder) / "package"
        with ZipFile(given.package / "deployment.zip") as package:
            package.extractall(unzipped)
        paths = (unzipped, runtime(Path(folder) / "runtime"))
        try:
            found = measure(_programs(template), paths, times=given.times)
        except NotMeasured as fault:
            print(fault, file=sys.stderr)
            return 1
    print(
        f"Processor time, ms, the median of {given.times} processes; beside it the ratio to boto3 and one client\n"
    )
    _tell(found, imported=handlers(template), ready=first_calls(template))
    return 0


def _programs(template: Path) -> dict[str, str]:
    """By what `found` names them."""
    programs = {BARE: "def handler(event, context): return {}", BASELINE: ONE_CLIENT}
    programs |= {name: _imports(handler) for name, handler in handlers(template).items()}
    return programs | {f"{name}()": first.program for name, first in first_calls(template).items()}


def _tell(found: Mapping[str, float], *, imported: Iterable[str], ready: Iterable[str]) -> None:
    print(f"  {'':<32}{'imported':>16}{'ready for its first call':>28}")
    for name in (BARE, BASELINE, *ready):
        print(f"  {name:<32}{_figure(name, found, 8)}{_figure(f'{name}()', found, 20)}")
    ratios = {
        "imported": {name: _ratio(name, found) for name in imported},
        "ready": {name: _ratio(f"{name}()", found) for name in ready},
    }
    for kind, goal in (("imported", GOAL), ("ready", GOAL_READY)):
        above = ", ".join(name for name, ratio in ratios[kind].items() if ratio > goal)
        print(f"\nGoal, {kind}: {goal} at most. Above: {above or 'none'}")
    print(f"\n{json.dumps(ratios, ensure_ascii=False)}")


def _ratio(name: str, found: Mapping[str, float]) -> float:
    return round(found[name] / found[BASELINE], 2)


def _figure(name: str, found: Mapping[str, float], width: int) -> str:
    """Nothing of what was not measured."""
    return f"{found[name]:>{width}.0f}{_ratio(name, found):>8.2f}" if name in found else " " * (width + 8)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
