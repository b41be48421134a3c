"""`python -m infra.coldstart`: processor time of each Lambda's import, from the unzipped package; the last line is JSON."""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import ZipFile

from infra.coldstart.measure import NotMeasured, measured, runtime

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


def handlers(template: Path) -> dict[str, str]:
    """By name, in order: `module.attribute`, as the template gives it to Lambda."""
    resources = json.loads(template.read_text("utf-8"))["Resources"]
    functions = [
        one["Properties"] for one in resources.values() if one["Type"] == "AWS::Serverless::Function"
    ]
    return {one["FunctionName"]["Fn::Sub"].rpartition("-")[2]: one["Handler"] for one in functions}


def _imports(handler: str) -> str:
    return f"import importlib; module = importlib.import_module({handler.rpartition('.')[0]!r})"


def _first_call(name: str, handler: str) -> str:
    """Until it could begin to work: its adapters and clients, and what the task imports when it is called (for nothing)."""
    prepared = _imports(handler) + "; from functions import bootstrap; bootstrap.deps()" + _CLIENTS
    if name == "sweep":
        return prepared + "import functions.usecases.upkeep.sweep"
    return f"{prepared}import contextlib\nwith contextlib.suppress(Exception): module.{name}({{}}, None)"


def _first_request(handler: str, method: str, address: str, status: int) -> str:
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
    prepared = _imports(handler) + "; from functions import bootstrap; bootstrap.deps()" + _CLIENTS
    return (
        f"{prepared}answer = module.handler({event!r}, None)\nassert answer['statusCode'] == {status}, answer"
    )


def first_calls(template: Path) -> dict[str, str]:
    """By name, the programs that end where a first call could begin."""
    names = handlers(template)
    calls = {name: _first_call(name, handler) for name, handler in names.items()}
    return calls | {name: _first_request(names[INTERFACE], *asked) for name, asked in FIRST_ASKED.items()}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.coldstart", description="冷启动 Cold start")
    parser.add_argument("--times", type=int, default=10, help="processes a measurement")
    parser.add_argument("--package", type=Path, default=_PACKAGE, help="what `make package` made")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="coldstart-") as folder:
        unzipped = Path(folder) / "package"
        with ZipFile(given.package / "deployment.zip") as package:
            package.extractall(unzipped)
        try:
            _measure(
                unzipped, runtime(Path(folder) / "runtime"), given.package / "template.json", given.times
            )
        except NotMeasured as fault:
            print(fault, file=sys.stderr)
            return 1
    return 0


def _measure(unzipped: Path, provided: Path, template: Path, times: int) -> None:
    names = handlers(template)
    programs = {BARE: "def handler(event, context): return {}", BASELINE: ONE_CLIENT}
    programs |= {name: _imports(handler) for name, handler in names.items()}
    ready = first_calls(template)
    programs |= {f"{name}()": program for name, program in ready.items()}
    found = measured(programs, (unzipped, provided), times=times)
    print(
        f"Processor time, ms, the median of {times} processes; beside it the ratio to boto3 and one client\n"
    )
    print(f"  {'':<32}{'imported':>16}{'ready for its first call':>28}")
    for name in (BARE, BASELINE, *ready):
        print(f"  {name:<32}{_figure(name, found, 8)}{_figure(f'{name}()', found, 20)}")
    ratios = {
        "imported": {name: _ratio(name, found) for name in names},
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
