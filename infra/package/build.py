"""The package: deployment.zip, template.json, and a few words on both in package.json."""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from zipfile import ZipFile

from functions.adapters.item_codes import ITEM_CODES_FILE as ITEM_CODES
from functions.adapters.item_codes import BadItemCodes, item_codes_beside
from functions.adapters.offices import BadRoutes, load_offices
from infra.package import archive, pages, staging, template, wheels, where
from infra.package.shipped import ROOT, LockOutOfDate

# What a cold start downloads; AWS itself allows 50 MB.
MOST_ZIP_BYTES = 13_000_000
ROUTES = "infra/routes.toml"


class TooLarge(Exception):
    """The zip grew beyond MOST_BYTES."""


FAULTS = (
    archive.NotCompiled,
    BadItemCodes,
    BadRoutes,
    LockOutOfDate,
    staging.ChaliceFailed,
    template.DefinedTwice,
    TooLarge,
    wheels.WheelsMissing,
)


@dataclass(frozen=True, slots=True)
class Package:
    """`files` counts those in the zip; `sha256` is the zip's, in hexadecimal; `code` is that of the program and the template,
    the same for every stage, whatever offices its routes name.
    """

    zip: str
    template: str
    sha256: str
    code: str
    bytes: int
    files: int
    functions: int
    resources: int


def build_package(out: Path, *, routes: Path) -> Package:
    """Writes it into `out`, which is emptied first. Raises one of FAULTS."""
    load_offices(routes.read_text("utf-8"))
    item_codes_beside(routes)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    staging.stage_folder(out / "staging", template.merge_template())
    made = template.finished_template(staging.chalice_package(out / "staging", out / "chalice"))
    contents(out / "contents", out / "chalice" / "deployment.zip", routes=routes)
    zipped, written = out / "deployment.zip", out / "template.json"
    digest = archive.pack_folder(out / "contents", zipped)
    written.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return _described(out, made, digest)


def contents(folder: Path, from_chalice: Path, *, routes: Path) -> None:
    """What Lambda unpacks: our code and Chalice's runtime, the wheels, the routes, the state machine; compiled.

    The kit's files are packed into one.
    """
    with ZipFile(from_chalice) as opened:
        opened.extractall(folder)
    for wheel in wheels.fetch(ROOT / "build" / "wheels"):
        wheels.unpack_wheel(wheel, folder)
    (folder / ROUTES).parent.mkdir()
    shutil.copy(routes, folder / ROUTES)
    codes = routes.with_name(ITEM_CODES)
    if codes.exists():
        shutil.copy(codes, (folder / ROUTES).with_name(ITEM_CODES))
    shutil.copytree(ROOT / "statemachine", folder / "statemachine")
    where.write_where(folder)
    pages.compile_templates(folder)
    archive.compile_modules(folder)
    archive.drop_sources(folder, entry="app.py", documented=frozenset({"schemas"}))
    pages.pack_templates(folder)
    pages.pack_kit(folder)


def _described(out: Path, made: template.TemplateNode, digest: str) -> Package:
    zipped = out / "deployment.zip"
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
    )
    if package.bytes > MOST_ZIP_BYTES:
        raise TooLarge(f"{package.bytes} bytes, {MOST_ZIP_BYTES} at most")
    (out / "package.json").write_text(json.dumps(asdict(package)) + "\n", encoding="utf-8")
    return package


def _code(out: Path, made: template.TemplateNode) -> str:
    of_a_stage = frozenset({ROUTES, str(Path(ROUTES).with_name(ITEM_CODES))})
    program = archive.digest(out / "contents", without=of_a_stage)
    return hashlib.sha256(f"{program}{json.dumps(made, sort_keys=True)}".encode()).hexdigest()


def told_package(package: Package) -> str:
    return (
        f"{package.zip}  {package.bytes / 1e6:.2f} MB, {package.files} files\n"
        f"{package.template}  {package.functions} functions, {package.resources} resources\n"
        f"sha256 {package.sha256}"
    )
