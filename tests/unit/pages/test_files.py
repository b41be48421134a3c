"""A person's file in a browser: what opens, what is saved, and that nothing of it runs in our origin."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from functions.domain.intake.refusals import MaterialNotFound
from functions.pages.files import OPENED, opened_file, seeing
from functions.pages.page import Handed, Sent
from functions.ports.deps import Deps
from tests.support.api_deps import house
from tests.support.each import each
from tests.support.fakes.materials import ADDRESS, FakeMaterials

KEY = "00000000-0000-4000-8000-000000000001"


# As on AWS, where an answer is smaller than a file may be.
NARROW = 4


@dataclass(frozen=True)
class File:
    media_type: str
    size: int = 3
    id: str = KEY


def kept(files: FakeMaterials) -> Deps:
    files.files[KEY] = b"abc"
    return replace(house(), materials=files)


@each("media", ["application/pdf", "image/jpeg", "image/png", "application/ofd"])
def test_a_file_has_the_type_that_its_content_told_and_opens_only_where_a_browser_can_read_it(
    media: str,
) -> None:
    handed = opened_file(File(media), kept(FakeMaterials()))

    assert isinstance(handed, Handed)
    assert (handed.media, handed.body) == (media, b"abc")
    how = "inline" if media in OPENED else "attachment"
    assert handed.headers["Content-Disposition"].startswith(f'{how}; filename="{KEY}.')
    assert handed.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_picture_that_is_opened_is_a_document_without_our_origin() -> None:
    handed = opened_file(File("image/png"), kept(FakeMaterials()))

    assert isinstance(handed, Handed)
    assert "sandbox" in handed.headers["Content-Security-Policy"]
    assert "script-src" not in handed.headers["Content-Security-Policy"]


def test_what_is_too_large_for_an_answer_comes_from_its_store_for_five_minutes() -> None:
    deps = kept(FakeMaterials(most_taken=NARROW))

    sent = opened_file(File("image/png", size=5), deps)

    until = int((deps.clock() + timedelta(minutes=5)).timestamp())
    assert sent == Sent(f"{ADDRESS}{KEY}?until={until}")


def test_the_store_may_show_a_picture_only_on_a_page_that_has_one_too_large_for_us() -> None:
    deps = kept(FakeMaterials(most_taken=NARROW))

    assert seeing((File("image/png"), File("application/pdf", size=5)), deps) == {}
    policy = seeing((File("image/png", size=5),), deps)["Content-Security-Policy"]
    assert f"img-src 'self' {deps.materials.origin} blob:" in policy
    assert "script-src 'self';" in policy


def test_a_file_that_is_gone_is_not_found() -> None:
    with pytest.raises(MaterialNotFound):
        opened_file(File("image/png"), replace(house(), materials=FakeMaterials()))
