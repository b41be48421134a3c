"""The package is built once for all the tests of this folder: by `make test`, before them, or else here."""

from pathlib import Path

import pytest

from infra.package.build import Package, build_package, kept_package
from infra.package.inputs import digest_of_inputs
from infra.package.shipped import ROOT

ROUTES = ROOT / "infra" / "routes.toml"


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    kept = kept_package(ROOT / "build" / "package", made_of=digest_of_inputs(ROUTES))
    return kept or build_package(tmp_path_factory.mktemp("package"), routes=ROUTES)


@pytest.fixture(scope="session")
def contents(package: Package) -> Path:
    """What the zip holds, as Lambda would unpack it."""
    return Path(package.zip).parent / "contents"
