import pytest
from chalice.app import Request

from functions.web.address import address_of, household
from tests.support.each import each


@each(
    "address, known",
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_a_household_is_one_and_what_is_no_address_is_nobody(address: str, known: str) -> None:
    assert household(address) == known


@pytest.mark.parametrize(
    ("context", "known"),
    [
        ({"identity": {"sourceIp": "2001:db8:1:2:3::6"}}, "2001:db8:1:2::/64"),
        ({"identity": {"sourceIp": "192.0.2.1"}}, "192.0.2.1"),
        ({"identity": {"sourceIp": None}}, ""),
        ({"identity": None}, ""),
        ({}, ""),
    ],
)
def test_it_is_the_address_that_the_gateway_or_the_server_names(
    context: dict[str, object], known: str
) -> None:
    nothing = dict.fromkeys(("multiValueQueryStringParameters", "pathParameters", "stageVariables", "body"))
    asked = {"httpMethod": "GET", "resourcePath": "/", **context}

    request = Request({**nothing, "requestContext": asked, "headers": {}, "isBase64Encoded": False})

    assert address_of(request) == known
