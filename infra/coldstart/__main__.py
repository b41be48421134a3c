"""`python -m infra.coldstart`: processor time of each Lambda's import, from the unzipped package; the last line is JSON."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import ZipFile

from infra.coldstart.measure import Measured, NotMeasured, measured, runtime

PACKAGE = Path(__file__).parents[2] / "build" / "package"
BARE = "def handler(event, context): return {}"
BASELINE = "import boto3; boto3.client('dynamodb')"
GOAL = 1.2


def handlers(template: Path) -> dict[str, str]:
    """By name, in order: `module.attribute`, as the template gives it to Lambda."""
    resources = json.loads(template.read_text("utf-8"))["Resources"]
    functions = [
        one["Properties"] for one in resources.values() if one["Type"] == "AWS::Serverless::Function"
    ]
    return {one["FunctionName"]["Fn::Sub"].rpartition("-")[2]: one["Handler"] for one in functions}


def _programs(found: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, handler in found.items():
        yield name, f"import importlib; importlib.import_module({handler.rpartition('.')[0]!r})"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.coldstart", description="冷启动 Cold start")
    parser.add_argument("--times", type=int, default=10, help="processes a measurement")
    parser.add_argument("--package", type=Path, default=PACKAGE, help="what `make package` made")
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
    paths = (unzipped, provided)
    bare = measured("bare", BARE, paths, times=times)
    baseline = measured("boto3 + one client", BASELINE, paths, times=times)
    print(f"Processor time until the module is imported, ms, the median of {times} processes\n")
    print(f"  {'a bare handler':<32}{bare.milliseconds:>8.0f}")
    print(f"  {'import boto3 + one client':<32}{baseline.milliseconds:>8.0f}   1.00")
    ratios = {}
    for name, program in _programs(handlers(template)):
        one = measured(name, program, paths, times=times)
        ratios[name] = round(one.milliseconds / baseline.milliseconds, 2)
        print(_line(one, ratios[name]))
    print(
        f"\nGoal: {GOAL} at most. Above: {', '.join(name for name in ratios if ratios[name] > GOAL) or 'none'}\n"
    )
    print(json.dumps(ratios))


def _line(one: Measured, ratio: float) -> str:
    return f"  {one.name:<32}{one.milliseconds:>8.0f}   {ratio:.2f}{'' if ratio <= GOAL else '  ABOVE'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
