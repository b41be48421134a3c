"""What the tests of a case's pages share: one soldier's case that reached its offices, and who opens it."""

from functions.ports.deps import Deps
from tests.support.api_case import CASE, change_item, open_case
from tests.support.api_deps import PEOPLE
from tests.support.pages import Site

ADDRESS = f"/cases/{CASE}"


def case_site(who: str = "soldier") -> tuple[Site, Deps]:
    """The browser of somebody who is signed in, and the dependencies that the case lives in."""
    _, deps, _ = open_case()
    return as_(who, deps), deps


def as_(who: str, deps: Deps) -> Site:
    return Site(deps).signed_in(PEOPLE[f"Bearer {who}"])


__all__ = ["ADDRESS", "CASE", "as_", "case_site", "change_item"]
