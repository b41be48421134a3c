from functions.api.office.routes_conformance import ROUTES as CONFORMANCE
from functions.pages.files import OF_A_FILE
from infra.embedded.web.bounds import MOST_BODY
from infra.embedded.web.interface import OF_NOTHING, is_quick, most_body
from tests.support.each import each


@each(
    "method, path, quick",
    [
        ("GET", "/v1/guide", True),
        ("HEAD", "/v1/guide", True),
        ("GET", "/static/style.css", True),
        ("POST", "/v1/guide", False),
        # It is sent to, and works something out.
        ("GET", "/v1/guide/assessment", False),
        # Somebody's own.
        ("GET", "/v1/drafts", False),
    ],
)
def test_quick_is_what_anybody_looks_up_and_nothing_else(method: str, path: str, quick: bool) -> None:
    assert is_quick(method, path) == quick


@each(
    "path, most",
    [
        ("/materials/key", MOST_BODY),
        ("/v1/departments/public_security/conformance", CONFORMANCE[0].bounds.size),
        ("/drafts/d/materials/pension_transfer/pension_voucher", OF_A_FILE),
        ("/v1/guide", OF_NOTHING),
        ("/nowhere", OF_NOTHING),
    ],
)
def test_no_more_of_a_body_is_read_than_what_stands_at_the_address_takes(path: str, most: int) -> None:
    assert most_body(path) == most
