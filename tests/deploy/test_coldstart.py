"""What a Lambda imports, from the unzipped package alone: nothing that it does not use."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from infra.coldstart.__main__ import BASELINE, FIRST_ASKED, ONE_CLIENT, first_calls, handlers, main
from infra.coldstart.measure import NotMeasured, compiled, loaded, measured, runtime
from infra.package.build import Package

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.together("package")]

# Of the interface, of other functions' work, or only needed once a request is at hand.
NEVER = (
    "app",
    "aws_lambda_powertools",
    "boto3",
    "chalice",
    "cryptography",
    "functions.api",
    "functions.usecases",
    "infra",
    "jwt",
    "stdnum",
    "urllib3",
)
NEVER_OF_THE_INTERFACE = (
    "app",
    "aws_lambda_powertools",
    "boto3",
    "cryptography",
    "functions.api",
    "functions.pages",
    "functions.usecases",
    "infra",
    "jwt",
    "stdnum",
    "urllib3",
)
# Methods of dataclasses, a third of a millisecond each: of some 900 to 1,200, those of what a Lambda is set up with.
MOST_WRITTEN = 85


@pytest.fixture(scope="module")
def paths(contents: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return contents, runtime(tmp_path_factory.mktemp("runtime"))


def wrong(modules: set[str], never: tuple[str, ...]) -> list[str]:
    return sorted(one for one in modules if any(one == no or one.startswith(f"{no}.") for no in never))


def test_every_function_but_the_interface_has_a_handler_of_its_own(package: Package) -> None:
    found = handlers(Path(package.template))

    assert found.pop("api_handler") == "functions.entrance.handler"
    assert found == {name: f"functions.handlers.{name}" for name in found}
    assert len(found) >= 12


def test_a_function_of_the_state_machine_imports_nothing_of_the_interface(paths: tuple[Path, Path]) -> None:
    assert wrong(loaded("import functions.handlers", paths), NEVER) == []


def test_the_interface_imports_nothing_that_a_first_request_may_not_need(paths: tuple[Path, Path]) -> None:
    assert wrong(loaded("import functions.entrance", paths), NEVER_OF_THE_INTERFACE) == []


def test_of_the_methods_of_dataclasses_hardly_any_is_written_before_a_first_call(
    package: Package, paths: tuple[Path, Path]
) -> None:
    """What goes before is the same for many: it is done once for all of them, and then each is called."""
    calls: defaultdict[str, set[str]] = defaultdict(set)
    for first in first_calls(Path(package.template)).values():
        calls[first.prepared].add(first.call)

    texts = {prepared: compiled(prepared, sorted(ones), paths) for prepared, ones in calls.items()}

    assert {prepared: len(of_ones) for prepared, of_ones in texts.items()} == {
        prepared: len(ones) for prepared, ones in calls.items()
    }
    assert max(written(of_one) for of_ones in texts.values() for of_one in of_ones) <= MOST_WRITTEN


def written(texts: list[str]) -> int:
    return sum("__create_fn__" in text for text in texts)


def test_what_is_written_before_the_first_call_is_seen(paths: tuple[Path, Path]) -> None:
    one, two = (f"@dataclasses.dataclass\nclass {name}:\n one: int\n" for name in ("One", "Two"))

    before, after = compiled(f"import dataclasses\n{one}", ["", two], paths)

    methods = len(("__init__", "__repr__", "__eq__"))
    assert (written(before), written(after)) == (methods, 2 * methods)


def test_a_call_that_fails_is_told(paths: tuple[Path, Path]) -> None:
    with pytest.raises(NotMeasured, match="no_such_module"):
        compiled("", ["", "import no_such_module"], paths)


def test_a_sweep_imports_no_repair_before_one_is_owed(paths: tuple[Path, Path]) -> None:
    never = (
        "functions.usecases.intake",
        "functions.usecases.upkeep.escalate",
        "functions.usecases.upkeep.repair",
    )

    assert wrong(loaded("import functions.usecases.upkeep.sweep", paths), never) == []


def test_the_page_of_a_case_imports_nothing_of_an_offices_desk(paths: tuple[Path, Path]) -> None:
    never = ("functions.usecases.intake.documents", "functions.usecases.office.desk")

    assert wrong(loaded("import functions.pages.case.pages", paths), never) == []


def test_a_measurement_tells_milliseconds(paths: tuple[Path, Path]) -> None:
    found = measured({"bare": "", "boto3": ONE_CLIENT}, paths, times=1)

    assert 0 < found["bare"] < found["boto3"]


def test_a_module_that_cannot_be_imported_is_no_measurement(paths: tuple[Path, Path]) -> None:
    with pytest.raises(NotMeasured, match="no_such_module"):
        measured({"broken": "import no_such_module"}, paths, times=1)


def test_the_last_line_is_the_ratio_of_every_function(
    package: Package, capsys: pytest.CaptureFixture[str]
) -> None:
    """That each of its programs runs is seen above: to run them all once more takes as long as all else here."""
    milliseconds: dict[str, float] = {}

    def numbered(programs: Mapping[str, str], paths: Sequence[Path], *, times: int) -> dict[str, float]:
        assert all(path.is_dir() for path in paths)
        milliseconds.update((name, times * float(number)) for number, name in enumerate(programs, 1))
        return milliseconds

    assert main(["--times", "3", "--package", str(Path(package.zip).parent)], numbered) == 0

    ratios = json.loads(capsys.readouterr().out.splitlines()[-1])
    names = set(handlers(Path(package.template)))
    assert set(ratios["imported"]) == names
    assert set(ratios["ready"]) == names | set(FIRST_ASKED)
    assert ratios["ready"] == {
        name: round(milliseconds[f"{name}()"] / milliseconds[BASELINE], 2) for name in ratios["ready"]
    }
    assert ratios["imported"] == {
        name: round(milliseconds[name] / milliseconds[BASELINE], 2) for name in ratios["imported"]
    }


def test_what_cannot_be_measured_is_told_and_fails(
    package: Package, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(programs: Mapping[str, str], paths: Sequence[Path], *, times: int) -> dict[str, float]:
        raise NotMeasured("what it wrote")

    assert main(["--package", str(Path(package.zip).parent)], broken) == 1
    assert "what it wrote" in capsys.readouterr().err
