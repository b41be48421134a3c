"""S3, the folder and the fake keep files alike; what a signed address allows, the two real ones show."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from functions.adapters.scanner import TAG
from functions.domain.intake.files import MOST_BYTES, PROBE_BYTES, FileFacts
from functions.ports.materials import Upload
from infra.embedded.materials import UNCLAIMED_FOR, FolderMaterials
from tests.contract.materials import BUCKET, HERE, KEYS, REGION, SEAL, STAGES, Stage
from tests.support.aws import client as aws_client
from tests.support.fakes.clock import FakeClock

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 100 + b"%%EOF"
KEY = "00000000-0000-4000-8000-00000000000a"
SOON = timedelta(minutes=15)


@pytest.fixture(params=STAGES)
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    with STAGES[request.param](tmp_path) as set_up:
        yield set_up


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Stage]:
    with STAGES["folder"](tmp_path) as set_up:
        yield set_up


def facts(whole: bytes = PDF, media_type: str = "application/pdf") -> FileFacts:
    return FileFacts(media_type, len(whole), sha256(whole).hexdigest())


def announced(stage: Stage, whole: bytes = PDF) -> Upload:
    return stage.materials.upload(KEY, facts(whole), until=stage.clock() + SOON)


def sent(stage: Stage, whole: bytes = PDF) -> int:
    upload = announced(stage, whole)
    return stage.send(upload.address, upload.headers, whole)


def test_what_was_sent_is_found_with_its_size_its_checksum_and_its_ends(stage: Stage) -> None:
    assert sent(stage) == 200

    found = stage.materials.find(KEY)

    assert found is not None
    assert (found.size, found.sha256) == (len(PDF), sha256(PDF).hexdigest())
    assert found.head == PDF[:PROBE_BYTES]
    assert found.tail == PDF[-PROBE_BYTES:]


def test_a_small_and_an_empty_file_are_found_whole(stage: Stage) -> None:
    for whole in (b"%PDF-1.4", b""):
        stage.materials.delete(KEY)
        assert sent(stage, whole) == 200
        found = stage.materials.find(KEY)
        assert found is not None
        assert (found.size, found.head, found.tail) == (len(whole), whole, whole)


def test_what_was_sent_is_read_whole(stage: Stage) -> None:
    sent(stage)

    assert stage.materials.read(KEY) == PDF


def test_a_file_handed_to_a_page_is_found_as_one_that_was_sent(stage: Stage) -> None:
    stage.materials.take(KEY, facts(), PDF)

    assert stage.materials.read(KEY) == PDF
    found = stage.materials.find(KEY)
    assert found is not None
    assert (found.size, found.sha256) == (len(PDF), sha256(PDF).hexdigest())


def test_a_file_that_a_case_holds_is_not_taken_again(stage: Stage) -> None:
    sent(stage)
    stage.materials.keep(KEY)

    stage.materials.take(KEY, facts(b"%PDF-other"), b"%PDF-other")

    assert stage.materials.read(KEY) == PDF


def test_a_browser_sends_to_the_origin_of_the_addresses(stage: Stage) -> None:
    upload = announced(stage)

    assert upload.address.startswith(f"{stage.materials.origin}/")
    assert 4 * 1024 * 1024 <= stage.materials.most_taken <= MOST_BYTES


def test_what_never_arrived_is_not_found(stage: Stage) -> None:
    announced(stage)

    assert stage.materials.find(KEY) is None
    assert stage.materials.read(KEY) is None


def test_a_link_gives_the_file(stage: Stage) -> None:
    sent(stage)

    address = stage.materials.link(KEY, media_type="application/pdf", until=stage.clock() + SOON)

    assert stage.fetch(address) == (200, PDF)


def test_a_kept_file_stays_and_keeping_it_again_changes_nothing(stage: Stage) -> None:
    sent(stage)

    stage.materials.keep(KEY)
    stage.materials.keep(KEY)

    assert stage.materials.find(KEY) is not None


def test_keeping_or_deleting_what_is_not_there_is_no_error(stage: Stage) -> None:
    stage.materials.keep(KEY)
    stage.materials.delete(KEY)

    assert stage.materials.find(KEY) is None


def test_a_deleted_file_is_gone_kept_or_not(stage: Stage) -> None:
    sent(stage)
    stage.materials.keep(KEY)

    stage.materials.delete(KEY)

    assert stage.materials.find(KEY) is None


def test_an_address_names_nothing_but_the_opaque_key(stage: Stage) -> None:
    address = announced(stage).address

    assert KEY in address
    assert "personal" not in address


def test_the_folder_refuses_another_file_than_the_announced_one(folder: Stage) -> None:
    upload = announced(folder)
    other = PDF[:-1] + b"x"

    assert folder.send(upload.address, upload.headers, other) == 422
    assert folder.send(upload.address, upload.headers, PDF + b"x") == 422
    assert folder.send(upload.address, {"Content-Type": "text/html"}, PDF) == 415
    assert folder.send(upload.address, upload.headers, b"x" * 10_485_761) == 413
    assert folder.materials.find(KEY) is None


def test_the_folder_takes_a_type_with_parameters_for_the_type_that_it_names(folder: Stage) -> None:
    upload = announced(folder)

    assert folder.send(upload.address, {"Content-Type": "application/pdf; charset=binary"}, PDF) == 200


def test_the_folder_refuses_an_address_that_is_old_forged_or_for_something_else(folder: Stage) -> None:
    upload = announced(folder)
    link = folder.materials.link(KEY, media_type="application/pdf", until=folder.clock() + SOON)

    assert folder.send(upload.address.replace("length=", "length=1"), upload.headers, PDF) == 403
    assert folder.send(link, upload.headers, PDF) == 403
    assert folder.fetch(upload.address)[0] == 403
    assert folder.fetch(link.partition("?")[0])[0] == 403
    assert folder.fetch(link)[0] == 404
    folder.clock.advance(SOON + timedelta(seconds=1))
    assert folder.send(upload.address, upload.headers, PDF) == 403


def test_the_folder_seals_its_files_and_gives_them_to_their_owner_only(folder: Stage, tmp_path: Path) -> None:
    sent(folder)

    files = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert len(files) == 1
    assert PDF[:20] not in files[0].read_bytes()
    assert files[0].stat().st_mode & 0o777 == 0o600


def test_a_file_that_a_case_holds_is_never_replaced(folder: Stage) -> None:
    sent(folder)
    folder.materials.keep(KEY)

    other = b"%PDF-" + b"other"
    sent(folder, other)

    found = folder.materials.find(KEY)
    assert found is not None
    assert found.size == len(PDF)


def test_the_folder_is_rid_of_what_nobody_claimed_in_time(tmp_path: Path) -> None:
    with STAGES["folder"](tmp_path) as stage:
        materials = stage.materials
        sent(stage)
        stage.clock.now = stage.clock().replace(year=2099)

        materials.purge()  # type: ignore[attr-defined]

        assert materials.find(KEY) is None


@pytest.mark.slow
def test_an_address_of_the_bucket_saves_the_file_and_opens_it_in_no_page() -> None:
    """As from the folder: what an applicant sent is nobody's script."""
    with STAGES["s3"](Path()) as stage:
        address = stage.materials.link(KEY, media_type="application/pdf", until=stage.clock() + SOON)

    asked = dict(parse_qsl(urlsplit(address).query))
    assert asked["response-content-disposition"] == "attachment"
    assert asked["response-content-type"] == "application/pdf"


@pytest.mark.slow
def test_what_the_buckets_scan_says_stays_with_a_file_that_a_case_holds() -> None:
    with STAGES["s3"](Path()) as stage:
        sent(stage)
        client = aws_client("s3", REGION)
        scanned: Any = {
            "TagSet": [{"Key": "state", "Value": "unclaimed"}, {"Key": TAG, "Value": "NO_THREATS_FOUND"}]
        }
        client.put_object_tagging(Bucket=BUCKET, Key=KEY, Tagging=scanned)

        stage.materials.keep(KEY)

        tags = client.get_object_tagging(Bucket=BUCKET, Key=KEY)["TagSet"]
        assert {tag["Key"]: tag["Value"] for tag in tags} == {"state": "kept", TAG: "NO_THREATS_FOUND"}


@pytest.mark.slow
def test_a_file_that_a_case_holds_stays_so_when_it_is_sent_once_more() -> None:
    with STAGES["s3"](Path()) as stage:
        upload = announced(stage)
        assert stage.send(upload.address, upload.headers, PDF) == 200
        stage.materials.keep(KEY)

        again = stage.send(upload.address, upload.headers, PDF)

        tags = aws_client("s3", REGION).get_object_tagging(Bucket=BUCKET, Key=KEY)["TagSet"]
        assert (again, tags) == (412, [{"Key": "state", "Value": "kept"}])


@pytest.mark.slow
def test_what_was_deleted_may_be_sent_again() -> None:
    with STAGES["s3"](Path()) as stage:
        aws_client("s3", REGION).put_bucket_versioning(
            Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"}
        )
        sent(stage)
        stage.materials.delete(KEY)

        assert sent(stage) == 200
        assert stage.materials.read(KEY) == PDF


@pytest.mark.slow
def test_the_address_on_s3_is_signed_over_length_type_and_checksum() -> None:
    with STAGES["s3"](Path()) as stage:
        upload = announced(stage)

    signed = upload.address.partition("X-Amz-SignedHeaders=")[2].partition("&")[0].split("%3B")
    assert set(signed) == {"host", "content-length", *(name.lower() for name in upload.headers)}
    assert BUCKET in upload.address
    assert KEYS[0] not in upload.address


class Moving(type(Path())):  # type: ignore[misc]
    """A folder of which each file is claimed by a case just when somebody has looked for it there in vain."""

    def read_bytes(self) -> bytes:
        try:
            return bytes(super().read_bytes())
        except FileNotFoundError:
            with suppress(FileNotFoundError):
                (self.parent.parent / "unclaimed" / self.name).replace(self)
            raise

    def exists(self) -> bool:
        there = bool(super().exists())
        if there and self.parent.name == "unclaimed":
            self.replace(self.parent.parent / "kept" / self.name)
        return there


def in_folder(path: Path) -> FolderMaterials:
    return FolderMaterials(path, address=HERE, seal=SEAL, keys=lambda: KEYS, clock=FakeClock())


def test_a_file_that_a_case_claims_while_it_is_read_is_read(tmp_path: Path) -> None:
    in_folder(tmp_path).write(KEY, PDF)

    assert in_folder(Moving(tmp_path)).read(KEY) == PDF


def test_a_file_that_two_keep_at_the_same_moment_is_kept(tmp_path: Path) -> None:
    in_folder(tmp_path).write(KEY, PDF)

    in_folder(Moving(tmp_path)).keep(KEY)

    assert in_folder(tmp_path).read(KEY) == PDF


def test_how_long_a_file_lies_in_the_folder_is_counted_by_the_clock_that_was_moved(folder: Stage) -> None:
    assert isinstance(folder.materials, FolderMaterials)
    folder.clock.advance(10 * UNCLAIMED_FOR)
    sent(folder)

    folder.materials.purge()
    at_first = folder.materials.find(KEY)
    folder.clock.advance(UNCLAIMED_FOR + SOON)
    folder.materials.purge()

    assert at_first is not None
    assert folder.materials.find(KEY) is None


def test_what_is_gone_from_the_folder_since_it_was_listed_keeps_no_other_from_being_purged(
    folder: Stage, tmp_path: Path
) -> None:
    old = tmp_path / "unclaimed" / KEY
    sent(folder)
    long_ago = (folder.clock() - UNCLAIMED_FOR - SOON).timestamp()
    os.utime(old, (long_ago, long_ago))
    for name in ("0", "1", "2", "3"):
        (old.parent / name).symlink_to(tmp_path / "claimed")

    assert isinstance(folder.materials, FolderMaterials)
    folder.materials.purge()

    assert not old.exists()
