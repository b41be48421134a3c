"""Papers of a case through the pages: what is listed opens."""

import pytest

from tests.support.api_deps import house
from tests.support.client import Api
from tests.support.each import each
from tests.support.pages import Site
from tests.support.pages_case import as_
from tests.support.world import World, application


def opened() -> tuple[Site, str]:
    """A case of the soldier's, with offices that have names."""
    deps = house(offices=World().deps.offices)
    body = application().model_dump(mode="json")
    answer = Api(deps).post(
        "/v1/cases", body, idempotency_key="key-0001-forms", authorization="Bearer soldier"
    )
    return as_("soldier", deps), f"/cases/{answer.json['case_id']}"


@pytest.mark.slow
def test_everything_listed_opens_as_a_file() -> None:
    site, case = opened()

    listed = [str(one["href"]) for one in site.get(f"{case}/papers").soup.select("ul.links a")]

    assert len(listed) == 13
    for href in (listed[0], listed[-1]):
        file = site.get(href)
        assert (file.status, file.headers["content-type"]) == (200, "application/pdf")
        assert file.html.startswith("%PDF-")


@each("path", ["", "/registration", "/forms/identity_card", "/letters/identity_card/refusal"])
def test_another_persons_papers_do_not_exist(path: str) -> None:
    site, case = opened()

    assert as_("stranger", site.deps).get(f"{case}/papers{path}").status == 404


def test_a_letter_that_nobody_wrote_does_not_exist() -> None:
    site, case = opened()

    assert site.get(f"{case}/papers/letters/identity_card/refusal").status == 404
