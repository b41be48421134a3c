from collections.abc import Iterator

import pytest

from tests.support.ministack import MiniStack, ministack_in


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    """A local AWS for the whole run of tests, on loopback; whoever uses it makes names of their own there."""
    with ministack_in(tmp_path_factory.mktemp("ministack")) as running:
        yield running
