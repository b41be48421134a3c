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
GOAL = 1.2


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
    prepared = _imports(handler) + "; from functions import bootstrap; bootstrap.deps()"
    if name == "api_handler":
        return prepared
    if name == "sweep":
        return prepared + "; import functions.usecases.upkeep.sweep"
    called = f"import contextlib\nwith contextlib.suppress(Exception): module.{name}({{}}, None)"
    return f"{prepared}\n{called}"


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
    programs |= {f"{name}()": _first_call(name, handler) for name, handler in names.items()}
    found = measured(programs, (unzipped, provided), times=times)
    ratios = {name: round(found[name] / found[BASELINE], 2) for name in names}
    print(
        f"Processor time, ms, the median of {times} processes; beside it the ratio to boto3 and one client\n"
    )
    print(f"  {'':<32}{'imported':>16}{'ready for its first call':>28}")
    for name in (BARE, BASELINE, *names):
        print(_line(name, found))
    above = ", ".join(name for name, ratio in ratios.items() if ratio > GOAL)
    print(f"\nGoal: {GOAL} at most to be imported. Above: {above or 'none'}\n")
    print(json.dumps(ratios))


def _line(name: str, found: Mapping[str, float]) -> str:
    imported, ready = found[name], found.get(f"{name}()")
    first = f"  {name:<32}{imported:>8.0f}{imported / found[BASELINE]:>8.2f}"
    return first + (f"{ready:>20.0f}{ready / found[BASELINE]:>8.2f}" if ready is not None else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
