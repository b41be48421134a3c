import pytest

from functions.adapters.outward.address import Address, BadAddress, parsed_address
from tests.support.each import each


@each(
    "url, read",
    [
        ("https://office.example", Address("https", "office.example", 443, "office.example", "/")),
        (
            "http://Office.example:8080/a?b=c#d",
            Address("http", "office.example", 8080, "office.example:8080", "/a?b=c"),
        ),
        ("https://[::1]:9/x", Address("https", "::1", 9, "[::1]:9", "/x")),
        (
            "https://民政.example/项 目?甲=%E4%B9%99",
            Address(
                "https",
                "xn--5bvs5m.example",
                443,
                "xn--5bvs5m.example",
                "/%E9%A1%B9%20%E7%9B%AE?%E7%94%B2=%E4%B9%99",
            ),
        ),
        ("https://user:word@office.example/", Address("https", "office.example", 443, "office.example", "/")),
    ],
)
def test_an_address_is_read_as_a_request_needs_it(url: str, read: Address) -> None:
    assert parsed_address(url) == read


@each(
    "url",
    [
        "",
        "office.example",
        "/items",
        "//office.example",
        "ftp://office.example/",
        "file:///etc/passwd",
        "http://",
        "http://[::1",
        "http://office.example:port/",
        "http://office.example:99999/",
        "http://a b/",
        f"http://{'甲' * 80}.example/",
    ],
)
def test_what_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadAddress):
        parsed_address(url)


def test_nothing_of_an_address_can_end_a_line_of_the_request() -> None:
    assert "\r" not in parsed_address("http://office.example/a%0d%0a\r\nx: y").target
