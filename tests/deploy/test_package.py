"""The zip alone is enough: what Lambda unpacks is imported with nothing of this machine on the path."""

import json
import marshal
import subprocess
import sys
from importlib import util
from pathlib import Path
from zipfile import ZipFile

import pytest

from functions.adapters.file_reading.pdf import fault_of_pdf
from infra.package.build import MOST_ZIP_BYTES, Package, build_package
from infra.package.functions import declared, logical_id
from infra.package.shipped import PROVIDED
from infra.package.template import MOST_TEMPLATE_BYTES
from tests.deploy.conftest import ROUTES
from tests.support.papers import SEEN, encrypted, paper, pdf, stream

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.together("package")]

# Of bytecode: its magic number, flags and a hash.
HEADER = 16
IMPORT_HANDLERS = """
import importlib, sys
zipped, module, *names = sys.argv[1:]
sys.path.insert(0, zipped)
imported = importlib.import_module(module)
assert imported.__file__.startswith(zipped)
assert all(callable(getattr(imported, name)) for name in names)
print(*sorted(sys.modules))
"""
IMPORT_MODULES = """
import sys, importlib, pathlib
zipped, provided = sys.argv[1:]
sys.path[:0] = [zipped, provided]
for top in ("functions", "schemas"):
    for path in sorted(pathlib.Path(zipped, top).rglob("*.pyc")):
        name = ".".join(path.relative_to(zipped).with_suffix("").parts).removesuffix(".__init__")
        importlib.import_module(name)
from functions.web.log import _logger
from functions.adapters.sealing import _fernet
from functions.adapters.calendar import working_calendar
from functions.printing import qr, typeface
from functions.pages.rendering import environment
import pydyf
environment().get_template("error.html")
qr.modules("TY"), typeface.typeface()
_logger(), _fernet(("A" * 43 + "=",)), working_calendar()
"""
READ_PAPERS = """
import pathlib, sys
zipped, *papers = sys.argv[1:]
sys.path.insert(0, zipped)
from functions.adapters.file_reading.pdf import fault_of_pdf
print(*(fault_of_pdf(pathlib.Path(one).read_bytes()) for one in papers), sep=";")
"""


def run(script: str, *arguments: str) -> str:
    """In a process that has the standard library and nothing else."""
    command = [sys.executable, "-I", "-S", "-c", script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def unzipped(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unzipped")
    with ZipFile(package.zip) as opened:
        opened.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def provided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Lambda's runtime has of its own, and nothing else of this machine."""
    folder = tmp_path_factory.mktemp("runtime")
    for name in (*(PROVIDED - {"chalice", "python-dateutil", "pycparser"}), "dateutil"):
        spec = util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin)
        found = origin.parent if origin.name == "__init__.py" else origin
        (folder / found.name).symlink_to(found)
    return folder


def handlers(package: Package) -> dict[str, str]:
    """By the function's name in the template."""
    resources = json.loads(Path(package.template).read_text("utf-8"))["Resources"].items()
    kind = "AWS::Serverless::Function"
    return {name: one["Properties"]["Handler"] for name, one in resources if one["Type"] == kind}


@pytest.fixture(scope="module")
def imported(package: Package, unzipped: Path) -> dict[str, set[str]]:
    """What each module that holds handlers imports, in a process of its own; every handler is there to be called."""
    named: dict[str, list[str]] = {}
    for handler in handlers(package).values():
        module, _, name = handler.rpartition(".")
        named.setdefault(module, []).append(name)
    return {
        module: set(run(IMPORT_HANDLERS, str(unzipped), module, *names).split())
        for module, names in named.items()
    }


def test_every_handler_is_imported_from_the_zip_alone(
    package: Package, imported: dict[str, set[str]]
) -> None:
    named = handlers(package)

    assert set(named) == {logical_id(name) for name in declared()}
    assert {handler.rpartition(".")[0] for handler in named.values()} == set(imported)


def test_what_of_a_library_was_emptied_is_not_missed_by_who_reads_a_paper(
    unzipped: Path, tmp_path: Path
) -> None:
    font = b"/Resources <</Font <</F <</Type /Font /Subtype /Type3 /CharProcs <</a 4 0 R>>>>>>>>"
    pages = (b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [3 0 R] /Count 1>>")
    page = b"<</Type /Page /Parent 2 0 R /Contents 4 0 R %s>>" % font
    made = {
        "plain": paper(),
        "locked": encrypted(paper(), password="secret"),
        "glyphs": pdf(*pages, page, stream(SEEN)),
    }
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)

    found = run(READ_PAPERS, str(unzipped), *(str(tmp_path / name) for name in made)).strip()

    assert found.split(";") == [str(fault_of_pdf(content)) for content in made.values()]


def test_no_task_pays_for_the_interface(package: Package, imported: dict[str, set[str]]) -> None:
    for name, handler in handlers(package).items():
        if name != "APIHandler":
            module = handler.rpartition(".")[0]
            assert (
                not {"app", "chalice", "functions.api.routes", "functions.pages.routes"} & imported[module]
            ), name


def test_no_request_pays_for_templates_but_a_pages(imported: dict[str, set[str]]) -> None:
    assert not {"jinja2", "multipart", "oauthlib"} & imported["functions.entrance"]


def test_every_module_of_ours_finds_what_it_imports_in_the_zip_or_in_lambdas_runtime(
    unzipped: Path, provided: Path
) -> None:
    run(IMPORT_MODULES, str(unzipped), str(provided))


def test_two_builds_are_the_same_file(package: Package, tmp_path: Path) -> None:
    """All of it made anew but what is deflated, which two packings of one folder hold (test_package_archive.py)."""
    again = build_package(tmp_path / "elsewhere", routes=ROUTES, like=package)

    assert again.sha256 == package.sha256
    assert Path(again.template).read_bytes() == Path(package.template).read_bytes()


def test_what_others_unpack_is_what_was_packed(package: Package) -> None:
    with ZipFile(package.zip) as opened:
        assert opened.testzip() is None
        assert {entry.external_attr for entry in opened.infolist()} == {0o100644 << 16}
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_zip_is_small_and_the_template_no_larger_than_is_taken(package: Package) -> None:
    assert package.bytes <= MOST_ZIP_BYTES
    assert Path(package.template).stat().st_size <= MOST_TEMPLATE_BYTES


def test_the_zip_holds_what_is_read_at_run_time(contents: Path) -> None:
    for name in (
        "schemas/catalogue/editions/2026-11/sources.toml",
        "schemas/catalogue/publicity/sources.toml",
        "schemas/regions.toml",
        "schemas/sample_application.json",
        "statemachine/case.asl.json",
        "statemachine/retry.json",
        "infra/routes.toml",
        "functions/printing/fonts/NotoSerifSC-subset.ttf.xz",
        "functions/printing/fonts/OFL.txt",
        "docs/kit.json.xz",
    ):
        assert (contents / name).is_file(), name


def test_modules_are_there_as_bytecode_alone_and_the_interfaces_with_their_words(contents: Path) -> None:
    assert [path.relative_to(contents).as_posix() for path in contents.rglob("*.py")] == ["app.py"]
    assert docstring_of(contents / "schemas" / "case" / "views.pyc")
    assert docstring_of(contents / "functions" / "tasks.pyc") is None
    assert docstring_of(contents / "pydantic" / "main.pyc") is None


def docstring_of(module: Path) -> object:
    """What stands first in it, if it is a text."""
    code = marshal.loads(module.read_bytes()[HEADER:])
    return code.co_consts[0] if isinstance(code.co_consts[0], str) and "__doc__" in code.co_names else None


def test_no_module_is_checked_for_its_source(contents: Path) -> None:
    unchecked = (1).to_bytes(4, "little")

    for module in contents.rglob("*.pyc"):
        assert module.read_bytes()[4:8] == unchecked, module


def test_the_zip_holds_nothing_that_lambda_or_chalice_provide(contents: Path) -> None:
    shipped = {path.name for path in contents.iterdir()}

    assert not shipped & {"boto3", "botocore", "s3transfer", "dateutil", "six.py", "pycparser", "pip", "bin"}
    assert not list((contents / "chalice").rglob("deploy"))


def test_licences_go_with_what_they_license(contents: Path) -> None:
    assert {"cryptography", "pydantic", "python-stdnum"} <= {
        folder.name for folder in (contents / "licences").iterdir()
    }
