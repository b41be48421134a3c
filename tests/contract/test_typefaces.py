"""S3, the folder and the fake give blocks alike."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from moto import mock_aws

from functions.adapters.typefaces import S3Typefaces, block_name
from functions.domain.errors import MaterialsUnavailable
from functions.ports.typefaces import Typefaces
from infra.embedded.typefaces import FolderTypefaces
from tests.support.aws import client as aws_client
from tests.support.fakes.typefaces import FakeTypefaces

Place = tuple[Typefaces, Callable[[int, bytes], object]]


@pytest.fixture(params=["s3", "folder", "fake"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """With what puts a block there."""
    if request.param == "fake":
        fake = FakeTypefaces()
        yield fake, fake.blocks.__setitem__
    elif request.param == "folder":
        (tmp_path / "typefaces").mkdir()
        yield (
            FolderTypefaces(tmp_path),
            lambda number, whole: (tmp_path / block_name(number)).write_bytes(whole),
        )
    else:
        with mock_aws():
            client = aws_client("s3", "us-east-1")
            client.create_bucket(Bucket="materials")
            yield (
                S3Typefaces(client, "materials"),
                lambda number, whole: client.put_object(
                    Bucket="materials", Key=block_name(number), Body=whole
                ),
            )


def test_a_block_that_is_there_is_given_and_another_is_none(place: Place) -> None:
    typefaces, put = place
    put(0x98, b"block")

    assert typefaces.block(0x98) == b"block"
    assert typefaces.block(0x200) is None


@pytest.mark.slow
def test_a_bucket_that_cannot_be_asked_says_nothing_of_its_blocks() -> None:
    with mock_aws():
        client = aws_client("s3", "us-east-1")

        with pytest.raises(MaterialsUnavailable):
            S3Typefaces(client, "no-such-bucket").block(0x98)
