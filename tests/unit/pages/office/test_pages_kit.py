"""The kit of whoever connects a department's system."""

import json
import lzma

import pytest

from functions.pages.office.kit_files import KIT_FOLDER, kit_archive, names
from functions.pages.office.pages_kit_files import file_words
from tests.support.each import each
from tests.support.office_desk import Desk
from tests.support.pages import Site


def test_staff_find_the_kit_among_their_places() -> None:
    site = Desk().site()

    page = site.get(site.get("/office").link("系统对接"))

    assert page.status == 200
    assert page.heading == "系统对接"


def test_every_file_is_a_link_in_words() -> None:
    site = Desk().site()

    page = site.get(site.get("/kit").link("样例、测试向量"))

    for name in names():
        assert page.link(file_words(name)).startswith("/kit/files/")
    assert {str(one["href"]) for one in page.soup.select("main li a")} == {
        f"/kit/files/{name}" for name in names()
    }


@pytest.mark.slow
@each("name", names())
def test_anybody_gets_a_file_as_it_stands(name: str) -> None:
    opened = Site(Desk().world.deps).get(f"/kit/files/{name}")

    assert opened.status == 200
    assert opened.html == (KIT_FOLDER / name).read_text("utf-8")
    kind = "schema+json" if ".schema." in name else "json" if name.endswith(".json") else "plain"
    assert kind in opened.headers["content-type"]


@pytest.mark.slow
def test_packed_for_lambda_they_are_the_same_and_weigh_half() -> None:
    packed = kit_archive(KIT_FOLDER)

    assert json.loads(lzma.decompress(packed)) == {
        name: (KIT_FOLDER / name).read_text("utf-8") for name in names()
    }
    assert len(packed) < 40_000


def test_what_is_no_file_of_the_kit_does_not_exist() -> None:
    site = Site(Desk().world.deps)

    assert {site.get(f"/kit/files/{name}").status for name in ("secrets.json", "..", ".env")} == {404}


def test_the_vectors_say_what_has_to_become_of_each() -> None:
    told = json.loads(Site(Desk().world.deps).get("/kit/files/vectors.json").html)

    assert {one["verdict"] for one in told["vectors"]} == {"accept", "reject"}
