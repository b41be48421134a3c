"""A package that is there is taken for the one that would be built only while nothing of what it is built of has changed."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import pytest

from functions.adapters.holidays import HOLIDAYS_FILE
from functions.adapters.item_codes import ITEM_CODES_FILE
from infra.package import archive
from infra.package.build import Package, kept_package
from infra.package.inputs import BUILT_OF, digest_of_inputs
from infra.package.shipped import ROOT
from tests.support.each import each

ZIP = b"PK"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    (folder / "deep" / "__pycache__").mkdir(parents=True)
    (folder / "deep" / "module.py").write_text("one")
    (folder / "routes.toml").write_text("offices")
    return folder


def digest(sources: Path) -> str:
    return digest_of_inputs(sources / "routes.toml", (sources / "deep", sources / "app.py"))


def built(folder: Path) -> Package:
    (folder / "contents").mkdir(parents=True)
    (folder / "contents" / "app.py").write_text("app")
    (folder / "template.json").write_text('{"a": 1}')
    (folder / "deployment.zip").write_bytes(ZIP)
    program = archive.digest(folder / "contents", without=frozenset())
    digest = hashlib.sha256(ZIP).hexdigest()
    package = Package(
        zip=str(folder / "deployment.zip"),
        template=str(folder / "template.json"),
        sha256=digest,
        code=hashlib.sha256(f'{program}{{"a": 1}}'.encode()).hexdigest(),
        bytes=len(ZIP),
        files=0,
        functions=0,
        resources=0,
        made_of="these",
    )
    (folder / "package.json").write_text(json.dumps(asdict(package)))
    return package


@pytest.mark.slow
@each("name", ["deep/module.py", "deep/another.py", "app.py", "routes.toml", ITEM_CODES_FILE, HOLIDAYS_FILE])
def test_whatever_is_written_into_an_input_it_is_another_digest(sources: Path, name: str) -> None:
    before = digest(sources)

    (sources / name).write_text("two")

    assert digest(sources) != before


def test_a_module_by_another_name_or_one_that_is_gone_is_another_digest(sources: Path) -> None:
    module, before = sources / "deep" / "module.py", digest(sources)

    other = module.rename(module.with_name("other.py"))
    renamed = digest(sources)
    other.unlink()

    assert len({before, renamed, digest(sources)}) == 3


def test_what_python_compiled_changes_nothing(sources: Path) -> None:
    before = digest(sources)

    (sources / "deep" / "__pycache__" / "module.cpython-311.pyc").write_bytes(b"compiled")

    assert digest(sources) == before


def test_all_that_a_package_is_built_of_is_among_the_inputs() -> None:
    read = ("app.py", ".chalice/config.json", "functions/pages/templates", "schemas/regions.toml", "infra/resources",
            "infra/package/bare.py", "statemachine/case.asl.json", "docs/kit", "requirements-lambda.txt")  # fmt: skip

    for name in read:
        assert (ROOT / name).exists(), name
        assert any((ROOT / name).is_relative_to(place) for place in BUILT_OF), name


def test_a_package_that_is_whole_and_of_the_same_inputs_is_kept(tmp_path: Path) -> None:
    package = built(tmp_path / "package")

    assert kept_package(tmp_path / "package", made_of="these") == package


def test_none_is_kept_of_other_inputs_or_where_none_was_built(tmp_path: Path) -> None:
    built(tmp_path / "package")

    assert kept_package(tmp_path / "package", made_of="those") is None
    assert kept_package(tmp_path / "none", made_of="these") is None


def test_one_that_was_written_over_or_moved_is_not_kept(tmp_path: Path) -> None:
    package = built(tmp_path / "package")
    Path(package.zip).write_bytes(b"others")

    assert kept_package(tmp_path / "package", made_of="these") is None

    Path(package.zip).write_bytes(ZIP)
    moved = Path(package.zip).parent.rename(tmp_path / "moved")

    assert kept_package(moved, made_of="these") is None


@pytest.mark.parametrize("name", ["contents/app.py", "template.json", "package.json", "deployment.zip"])
@pytest.mark.parametrize("left", [None, "", "{}"])
def test_one_of_which_a_part_is_missing_or_another_is_not_kept(
    tmp_path: Path, name: str, left: str | None
) -> None:
    part = Path(built(tmp_path / "package").zip).parent / name

    part.unlink()
    if left is not None:
        part.write_text(left)

    assert kept_package(tmp_path / "package", made_of="these") is None


def test_what_was_added_to_the_contents_is_not_kept(tmp_path: Path) -> None:
    package = built(tmp_path / "package")

    Path(package.zip).with_name("contents").joinpath("more.py").write_text("more")

    assert kept_package(tmp_path / "package", made_of="these") is None
