"""The package: deployment.zip, template.json, and a few words on both in package.json."""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from zipfile import ZipFile

from functions.adapters.beside_routes import with_beside
from functions.adapters.holidays import BadHolidays, calendar_beside
from functions.adapters.item_codes import BadItemCodes, item_codes_beside
from functions.adapters.offices import BadRoutes, read_offices
from infra.package import api, archive, inputs, pages, staging, template, wheels, where
from infra.package.shipped import ROOT, LockOutOfDate
from infra.package.template import MOST_TEMPLATE_BYTES

# What a cold start downloads; AWS itself allows 50 MB.
MOST_ZIP_BYTES = 13_000_000
# Written last.
_TOLD = "package.json"
ROUTES = "infra/routes.toml"
OF_A_STAGE = tuple(map(str, with_beside(Path(ROUTES))))
# The module that Lambda is told of, and what keeps its docstrings: the interface's description is made of them.
ENTRY, DOCUMENTED = "app.py", "schemas"


class TooLarge(Exception):
    """The zip or the template grew beyond its bound."""


FAULTS = (
    archive.NotCompiled,
    BadHolidays,
    BadItemCodes,
    BadRoutes,
    LockOutOfDate,
    staging.ChaliceFailed,
    template.DefinedTwice,
    TooLarge,
    api.TooManyResources,
    wheels.WheelsMissing,
)


@dataclass(frozen=True, slots=True)
class Package:
    """`files` counts those in the zip; `sha256` is the zip's, in hexadecimal; `code` is that of the program and the template,
    the same for every stage, whatever offices its routes name; `made_of` of all that it was built of.
    """

    zip: str
    template: str
    sha256: str
    code: str
    bytes: int
    files: int
    functions: int
    resources: int
    made_of: str


def build_package(out: Path, *, routes: Path, like: Package | None = None) -> Package:
    """Writes it into `out`, which is emptied first. `like`, elsewhere: what is the same there is not deflated once more.
    Raises one of FAULTS.
    """
    made_of = inputs.digest_of_inputs(routes)
    _offices_of(routes)
    # First of all: what is half removed is told by nothing.
    (out / _TOLD).unlink(missing_ok=True)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    staging.stage_folder(out / "staging", template.merge_template())
    made = template.finished_template(staging.chalice_package(out / "staging", out / "chalice"))
    contents(out / "contents", out / "chalice" / "deployment.zip")
    (out / "template.json").write_text(
        json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return _packed(out, routes, made_of, like)


def for_a_stage(built: Package, out: Path, *, routes: Path) -> Package:
    """The same program for other offices, into `out`: nothing of it is compiled or deflated again. Raises one of FAULTS."""
    _offices_of(routes)
    before = Path(built.template).parent
    shutil.copytree(before / "contents", out / "contents")
    for name in OF_A_STAGE:
        (out / "contents" / name).unlink(missing_ok=True)
    shutil.copy(built.template, out / "template.json")
    return _packed(out, routes, inputs.digest_of_inputs(routes), built)


def kept_package(out: Path, *, made_of: str) -> Package | None:
    """What was built there before, if it was of this (inputs.py) and is whole: zip, template, and what is in the zip."""
    try:
        kept = json.loads((out / _TOLD).read_text("utf-8"))
        if kept.get("made_of") != made_of:
            return None
        package = Package(**kept)
        return package if _is_whole(package, out) else None
    except (FileNotFoundError, json.JSONDecodeError):
        return None


def _is_whole(package: Package, out: Path) -> bool:
    """Raises FileNotFoundError, JSONDecodeError."""
    zipped, made = out / "deployment.zip", json.loads((out / "template.json").read_text("utf-8"))
    return (
        Path(package.zip) == zipped
        and hashlib.sha256(zipped.read_bytes()).hexdigest() == package.sha256
        and _code(out, made) == package.code
    )


def _offices_of(routes: Path) -> None:
    """They can be read, and what lies beside them."""
    read_offices(routes)
    item_codes_beside(routes)
    calendar_beside(routes)


def contents(folder: Path, from_chalice: Path) -> None:
    """What Lambda unpacks, but for a stage's offices: our code, Chalice's runtime, the wheels, the state machine; compiled.

    The kit's files are packed into one.
    """
    with ZipFile(from_chalice) as opened:
        opened.extractall(folder)
    for wheel in wheels.fetch(ROOT / "build" / "wheels"):
        wheels.unpack_wheel(wheel, folder)
    shutil.copytree(ROOT / "statemachine", folder / "statemachine")
    where.write_where(folder)
    pages.compile_templates(folder)
    archive.compile_modules(folder, documented=(ENTRY, DOCUMENTED))
    archive.drop_sources(folder, entry=ENTRY)
    pages.pack_templates(folder)
    pages.pack_kit(folder)


def _packed(out: Path, routes: Path, made_of: str, like: Package | None) -> Package:
    folder = out / "contents"
    (folder / ROUTES).parent.mkdir(exist_ok=True)
    for name, given in zip(OF_A_STAGE, with_beside(routes), strict=True):
        if given.exists():
            shutil.copy(given, folder / name)
    digest = archive.pack_folder(folder, out / "deployment.zip", like=Path(like.zip) if like else None)
    return _described(out, digest, made_of)


def _described(out: Path, digest: str, made_of: str) -> Package:
    made, zipped = json.loads((out / "template.json").read_text("utf-8")), out / "deployment.zip"
    with ZipFile(zipped) as opened:
        files = len(opened.namelist())
    resources = made["Resources"].values()
    package = Package(
        zip=str(zipped),
        template=str(out / "template.json"),
        sha256=digest,
        code=_code(out, made),
        bytes=zipped.stat().st_size,
        files=files,
        functions=sum(resource["Type"] == "AWS::Serverless::Function" for resource in resources),
        resources=len(resources),
        made_of=made_of,
    )
    for size, most in (
        (package.bytes, MOST_ZIP_BYTES),
        (Path(package.template).stat().st_size, MOST_TEMPLATE_BYTES),
    ):
        if size > most:
            raise TooLarge(f"{size} bytes, {most} at most")
    (out / _TOLD).write_text(json.dumps(asdict(package)) + "\n", encoding="utf-8")
    return package


def _code(out: Path, made: template.TemplateNode) -> str:
    program = archive.digest(out / "contents", without=frozenset(OF_A_STAGE))
    return hashlib.sha256(f"{program}{json.dumps(made, sort_keys=True)}".encode()).hexdigest()


def told_package(package: Package) -> str:
    return (
        f"{package.zip}  {package.bytes / 1e6:.2f} MB, {package.files} files\n"
        f"{package.template}  {package.functions} functions, {package.resources} resources\n"
        f"sha256 {package.sha256}"
    )
