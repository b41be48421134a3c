"""What a browser says of where a form was."""

from collections.abc import Mapping

import pytest

from functions.web.same_site import FromElsewhere, check_same_site
from tests.support.each import each

HOST = {"host": "lianban.example"}


@each(
    "said",
    [
        {},
        {"origin": "https://lianban.example"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-origin", "origin": "https://lianban.example"},
        # A page that tells nobody where it is, in a browser that says itself whose it is.
        {"sec-fetch-site": "same-origin", "origin": "null"},
        # Behind a proxy that knows us by another name.
        {"sec-fetch-site": "same-origin", "origin": "https://public.example"},
        {"sec-fetch-site": "none"},
    ],
)
def test_what_comes_from_a_page_of_ours_is_let_through(said: Mapping[str, str]) -> None:
    check_same_site({**HOST, **said})


@each(
    "said",
    [
        {"origin": "https://evil.example"},
        {"origin": "https://lianban.example.evil.example"},
        {"origin": "null"},
        {"origin": ""},
        # No address at all.
        {"origin": "http://["},
        {"origin": "http://a]b"},
        {"origin": "https://[lianban.example]"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "https://lianban.example"},
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "none", "origin": "https://evil.example"},
    ],
)
def test_what_comes_from_elsewhere_is_not(said: Mapping[str, str]) -> None:
    with pytest.raises(FromElsewhere):
        check_same_site({**HOST, **said})
