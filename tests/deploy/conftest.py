"""The package is built once for all the tests of this folder."""

from pathlib import Path

import pytest

from infra.package.build import Package, build_package
from infra.package.shipped import ROOT

ROUTES = ROOT / "infra" / "routes.toml"


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return build_package(tmp_path_factory.mktemp("package"), routes=ROUTES)


@pytest.fixture(scope="session")
def contents(package: Package) -> Path:
    """What the zip holds, as Lambda would unpack it."""
    return Path(package.zip).parent / "contents"
