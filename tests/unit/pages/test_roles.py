"""Who may open which page, for every page there is: what is somebody else's does not exist, and names nobody."""

from collections.abc import Callable
from functools import cache
from urllib.parse import urlencode

import pytest

from functions.domain.case.access import Principal
from functions.pages.page import Page
from functions.pages.routes import PAGES
from functions.ports.deps import Deps
from functions.web.path_parameters import PARAMETERS
from schemas.codes import Department, Role
from tests.support.api_case import CASE, PERSONAL, dispatched_case
from tests.support.api_deps import PEOPLE
from tests.support.draft_pages import whole
from tests.support.each import each
from tests.support.opened import Opened
from tests.support.pages import URLENCODED, Site

# The one whose case and draft these are is Bearer soldier, of Tianhe (440106).
OTHERS = {
    "another soldier": PEOPLE["Bearer stranger"],
    "a clerk of another county": PEOPLE["Bearer far-clerk"],
    "another department": Principal(
        "elsewhere", Role.DEPARTMENT_STAFF, "440000", Department.HEALTHCARE_SECURITY
    ),
    "the department of another city": Principal(
        "far-staff", Role.DEPARTMENT_STAFF, "445200", Department.MOBILIZATION
    ),
    "an operator of another city": PEOPLE["Bearer far-operator"],
}
SOMEBODY = {
    "a soldier": PEOPLE["Bearer soldier"],
    "a clerk": PEOPLE["Bearer clerk"],
    "staff": PEOPLE["Bearer staff"],
    "an operator": PEOPLE["Bearer operator"],
}
# As much of a form as is read before it is asked whose it is.
SENT = {
    "key": "key-00009",
    "id": "00000000-0000-4000-8000-00000000000a",
    "media_type": "application/pdf",
    "size": "100",
    "sha256": "0" * 64,
}
# Of somebody, not of a place of the catalogue: each names one person's.
NAMED = ("{case_id}", "{draft_id}", "{parked_id}", "{feedback_id}", "{batch_id}")
# By the first part of an address, to whom its pages may be open; written down here, for no page decides that by itself.
HOUSEHOLD = frozenset({Role.APPLICANT, Role.CLERK})
EVERYBODY = HOUSEHOLD | {Role.DEPARTMENT_STAFF, Role.OPERATOR}
MOST = {
    "console": frozenset({Role.OPERATOR}),
    "office": frozenset({Role.DEPARTMENT_STAFF}),
    "window": frozenset({Role.CLERK}),
    "my": HOUSEHOLD,
    "cases": HOUSEHOLD,
    "drafts": HOUSEHOLD,
    "circulars": EVERYBODY - {Role.APPLICANT},
    "resume": EVERYBODY,
}
OPEN = frozenset(
    {"", "display", "feedback", "guide", "kit", "privacy", "questions", "session-over", "sign-in"}
    | {"sign-out", "signed-in", "signed-out", "static", "verify"}
)
SIGNED_IN = tuple(page for page in PAGES if page.roles is not None)
OF_ONE = tuple(page for page in SIGNED_IN if any(name in page.path for name in NAMED))
LISTS = tuple(page for page in SIGNED_IN if "{" not in page.path and page.method == "GET")


def named(page: Page) -> str:
    return f"{page.method} {page.path}"


@cache
def planted() -> tuple[Deps, str]:
    """A case under way and a draft that is filled in."""
    _, deps, _ = dispatched_case()
    return deps, whole(deps)


@cache
def site_of(who: Principal | None) -> Site:
    deps, _ = planted()
    return Site(deps) if who is None else Site(deps).signed_in(who)


def address_of(page: Page) -> str:
    given = {"case_id": CASE, "draft_id": planted()[1].rpartition("/")[2], "item": "service_check"}
    found = page.path
    for name, parameter in PARAMETERS.items():
        found = found.replace(f"{{{name}}}", given.get(name, parameter.example))
    return found


def asked(page: Page, site: Site) -> Opened:
    """As somebody asks who writes the address by hand; a form has its session's token."""
    if page.method == "GET":
        return site.get(address_of(page))
    body = {"token": token_of(site), **SENT}
    return site.send("POST", address_of(page), urlencode(body).encode(), {"content-type": URLENCODED})


@cache
def token_of(site: Site) -> str:
    """As long as a session lives, in each of its forms."""
    found = site.get("/privacy").soup.select_one("input[name=token]")
    assert found is not None
    return str(found["value"])


def test_no_page_is_open_to_more_than_its_part_of_the_site() -> None:
    parts = {named(page): (page.path.split("/")[1], page.roles) for page in PAGES}

    wider = [
        name
        for name, (part, roles) in parts.items()
        if part not in OPEN and (roles is None or not roles <= MOST.get(part, frozenset()))
    ]

    assert wider == []
    assert {part for part, _ in parts.values()} == OPEN | set(MOST)


def test_nobody_opens_a_page_of_somebody_without_signing_in() -> None:
    site, sent = site_of(None), {"content-type": URLENCODED}

    opened = {page: site._once(page.method, address_of(page), b"", sent) for page in SIGNED_IN}

    assert opened
    assert [named(page) for page, answer in opened.items() if not leads_to_sign_in(page, *answer)] == []


def leads_to_sign_in(page: Page, status: int, headers: dict[str, str], html: str) -> bool:
    if page.by_itself:
        return (html, headers["hx-refresh"]) == ("", "true")
    return (status, html) == (303, "") and headers["location"].startswith(("/sign-in?next=", "/session-over"))


def test_another_roles_page_does_not_exist() -> None:
    others = {
        page: [one for one in SOMEBODY.values() if one.role not in (page.roles or ())] for page in SIGNED_IN
    }

    opened = [
        (page, who, asked(page, site_of(who)))
        for page, somebody_else in others.items()
        for who in somebody_else
    ]

    assert [
        f"{named(page)} by {who.role}"
        for page, who, one in opened
        if (one.status, one.heading) != (404, "没有这个页面")
    ] == []
    assert all(len(found) == len(Role) - len(page.roles or ()) for page, found in others.items())


def test_what_is_somebody_elses_does_not_exist() -> None:
    opened = {
        f"{named(page)} by {name}": asked(page, site_of(who))
        for page in OF_ONE
        for name, who in OTHERS.items()
    }

    assert opened
    assert {
        tried: one.status for tried, one in opened.items() if one.status != 404 and not _is_gone(tried, one)
    } == {}
    assert [tried for tried, one in opened.items() if not _names_nobody(one)] == []


@pytest.mark.slow
@each("who", OTHERS)
def test_a_list_has_nothing_of_other_people(who: str) -> None:
    principal = OTHERS[who]
    mine = [page for page in LISTS if page.roles and principal.role in page.roles]

    opened = [asked(page, site_of(principal)) for page in mine]

    assert opened
    # Without a question, of which place or which route, there is no page.
    assert {one.status for one in opened} <= {200, 404}
    assert all(_names_nobody(one) for one in opened)


def test_whose_they_are_opens_them() -> None:
    """Else nothing above would say anything."""
    _, draft = planted()
    site = site_of(PEOPLE["Bearer soldier"])

    opened = [site.get(f"/cases/{CASE}"), site.get(draft)]

    assert [one.status for one in opened] == [200, 200]


def _is_gone(tried: str, opened: Opened) -> bool:
    """A deletion leads where it leads whoever presses twice, whosesoever the draft is and whether or not there is one."""
    return tried.startswith("POST /drafts/{draft_id}/deletion by ") and opened.address == "/my"


def test_what_somebody_else_deletes_is_still_there() -> None:
    _, draft = planted()
    page = next(page for page in OF_ONE if named(page) == "POST /drafts/{draft_id}/deletion")

    others = [asked(page, site_of(who)).address for who in OTHERS.values()]

    assert set(others) <= {"/my", f"{draft}/deletion"}
    assert "/my" in others
    assert site_of(PEOPLE["Bearer soldier"]).get(draft).status == 200


def _names_nobody(opened: Opened) -> bool:
    found: Callable[[str], bool] = opened.html.__contains__
    return not any(found(one) for one in PERSONAL)
