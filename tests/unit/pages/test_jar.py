"""Which cookies have plain names: those over plain HTTP, and only where the browser is on this machine."""

from functions.pages.jar import cookie_line, cookies_in, is_loopback, name_of
from tests.support.each import each


@each(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8451",
        "127.9.9.9",
        "localhost",
        "LOCALHOST:80",
        "a.localhost",
        "[::1]",
        "[::1]:8451",
    ],
)
def test_this_machine_is_told_by_its_names(host: str) -> None:
    assert is_loopback(host)


@each(
    "host",
    [
        "",
        "lianban.example",
        "192.168.1.5:8451",
        "0.0.0.0",
        "localhost.example",
        "127.0.0.1.example",
        "[::2]",
        "[",
        "x@127.0.0.1@y",
        "user@lianban.example",
        "中",
    ],
)
def test_nothing_else_is_this_machine(host: str) -> None:
    assert not is_loopback(host)


def test_over_https_a_cookie_belongs_to_one_host_and_no_script() -> None:
    assert (
        cookie_line("a", "b", 60, plain=False)
        == "__Host-a=b; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax"
    )


def test_over_plain_http_a_cookie_has_a_name_that_every_browser_keeps() -> None:
    assert cookie_line("a", "", 0, plain=True) == "a=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
    assert name_of("a", plain=True) == "a"


def test_each_cookie_is_read_by_its_name_and_what_is_odd_costs_no_other() -> None:
    header = 'a={"b": 1}; c d=e; ;=f;g;h="i\\"; __Host-lianban=j=; k=1;k=2'

    assert cookies_in(header) == {
        "a": '{"b": 1}',
        "c d": "e",
        "": "f",
        "h": '"i\\"',
        "__Host-lianban": "j=",
        "k": "2",
    }
