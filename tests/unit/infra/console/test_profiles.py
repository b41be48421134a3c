"""Profiles: kept for their owner only, and never shown."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.console.failure import Misused
from infra.console.profiles import HERE, Profile, chosen_profile, config_file, read_profiles, write_profiles
from infra.embedded.issuer import Issuer
from infra.embedded.issuer_http import issuer_wsgi
from infra.embedded.web.types import Environ, StartResponse
from tests.support.command import Terminal
from tests.support.each import each
from tests.support.serving import serving

SECRET = "aaaa.bbbb.cccc"


def _healthy(_environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", "0")])
    return []


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[str]:
    issuer = Issuer(tmp_path / "issuer", clock=lambda: datetime.now(UTC))
    with serving(issuer_wsgi(issuer, _healthy)) as port:
        yield f"http://127.0.0.1:{port}"


def test_the_file_stands_where_xdg_has_it(tmp_path: Path) -> None:
    assert config_file({"XDG_CONFIG_HOME": str(tmp_path)}) == tmp_path / "lianban" / "profiles.json"
    assert config_file({"HOME": "/home/li", "XDG_CONFIG_HOME": "relative"}) == Path(
        "/home/li/.config/lianban/profiles.json"
    )


def test_a_token_is_kept_for_its_owner_only_and_never_shown(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)

    said = [
        terminal.type(
            "sign-in", "--token-file", "-", "--server", "https://lianban.example/", stdin=f"{SECRET}\n"
        ),
        terminal.type("profile"),
        terminal.type("profile", "--json"),
    ]

    assert [one.code for one in said] == [0, 0, 0]
    assert terminal.profiles.stat().st_mode & 0o777 == 0o600
    assert json.loads(terminal.profiles.read_text())["default"]["token"] == SECRET
    assert not any(SECRET in one.out + one.words for one in said)
    assert SECRET not in repr(read_profiles(terminal.profiles))


def test_a_file_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    write_profiles(terminal.profiles, {"default": Profile(token=SECRET)})
    terminal.profiles.chmod(0o644)

    said = terminal.type("status")

    assert said.code == 2
    assert "chmod 600" in said.words


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"default": {"password": "x"}}',
        '{"default": 1}',
        '{"default": {"server": 5}}',
        "[" * 99_999,
    ],
    ids=["torn", "list", "other field", "no fields", "no text", "too deep"],
)
def test_a_file_that_is_none_of_ours_is_told_without_what_is_in_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "profiles.json"
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(Misused, match="读不懂"):
        read_profiles(path)


def test_what_is_typed_goes_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "profiles.json"
    write_profiles(
        path, {"default": Profile("https://file", "clerk"), "city": Profile("https://city", token=SECRET)}
    )
    environment = {"LIANBAN_SERVER": "https://environment", "LIANBAN_TOKEN": "t"}

    assert chosen_profile(path, {}, name="default", server=None, identity=None) == Profile(
        "https://file", "clerk"
    )
    assert chosen_profile(path, {}, name="city", server=None, identity=None) == Profile(
        "https://city", token=SECRET
    )
    assert chosen_profile(path, environment, name="city", server=None, identity=None) == Profile(
        "https://environment", token="t"
    )
    assert chosen_profile(
        path, environment, name="default", server="https://typed", identity="operator"
    ) == Profile("https://typed", "operator")


def test_a_token_is_not_sent_to_another_address_than_its_own(tmp_path: Path) -> None:
    path = tmp_path / "profiles.json"
    write_profiles(path, {"default": Profile("https://ours", token=SECRET)})

    assert chosen_profile(path, {}, name="default", server="https://theirs", identity=None).token is None


def test_without_a_file_nobody_is_signed_in_on_this_machine(tmp_path: Path) -> None:
    assert chosen_profile(tmp_path / "none", {}, name="default", server=None, identity=None) == Profile(HERE)


def test_a_profile_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misused, match="没有名为 city 的配置"):
        chosen_profile(tmp_path / "none", {}, name="city", server=None, identity=None)


def test_a_demo_identity_signs_in_is_kept_and_signs_out(tmp_path: Path, embedded: str) -> None:
    terminal = Terminal(tmp_path)

    signed_in = terminal.type("sign-in", "--as", "operator", "--server", embedded, "--profile", "here")
    kept = read_profiles(terminal.profiles)["here"]
    signed_out = terminal.type("sign-out", "--profile", "here")

    assert (signed_in.code, signed_out.code) == (0, 0)
    assert kept == Profile(embedded, "operator")
    assert read_profiles(terminal.profiles)["here"] == Profile(embedded)


def test_an_identity_that_nobody_knows_is_not_kept(tmp_path: Path, embedded: str) -> None:
    terminal = Terminal(tmp_path)

    said = terminal.type("sign-in", "--as", "emperor", "--server", embedded)

    assert said.code == 4
    assert not terminal.profiles.exists()


@pytest.mark.parametrize("words", [(), ("--as", "operator", "--token-file", "-")])
def test_one_way_to_sign_in_is_named(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert Terminal(tmp_path).type("sign-in", *words).code == 2


@pytest.mark.parametrize("token", ["", "a b", "令牌"])
def test_what_cannot_be_a_token_is_not_kept(tmp_path: Path, token: str) -> None:
    said = Terminal(tmp_path).type("sign-in", "--token-file", "-", stdin=token)

    assert said.code == 2


def test_a_token_file_of_other_bytes_is_told_without_them(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"geheim\xff\xfe")

    said = Terminal(tmp_path).type("sign-in", "--token-file", str(tmp_path / "token"))

    assert (said.code, said.words) == (
        2,
        "令牌应为一行可见字符。A token is one line of visible characters.\n",
    )


@each("server", ["foo", "ftp://lianban.example", "https://", "http://[", "http://here:port"])
def test_what_is_no_address_is_told_as_typed_wrong_and_not_as_a_server_that_does_not_answer(
    tmp_path: Path, server: str
) -> None:
    terminal = Terminal(tmp_path)

    said = [
        terminal.type(*words, "--server", server) for words in (("status",), ("sign-in", "--as", "operator"))
    ]

    told = f"{server} 不是地址，应如 https://lianban.example。It is no address: begin with http:// or https://.\n"
    assert [(one.code, one.words) for one in said] == [(2, told)] * 2
    assert not terminal.profiles.exists()


def test_what_no_header_can_hold_is_told_and_nothing_is_asked(tmp_path: Path) -> None:
    """It said that the server does not answer, and to try again under the same key."""
    by_token = Terminal(tmp_path, {"LIANBAN_TOKEN": "令牌"}).type("status")
    act = ("continue", "TY261129WZM4VFRC8", "--reason", "试试看", "--key", "键 一")
    by_key = Terminal(tmp_path, {"LIANBAN_TOKEN": "t"}).type(*act)

    assert (by_token.code, by_token.words[:9]) == (2, "令牌应为一行可见字")
    assert (by_key.code, by_key.words[:9]) == (2, "幂等键应为一行可见")


def test_who_signs_out_of_a_profile_that_is_not_there_is_told_and_stays_signed_in_elsewhere(
    tmp_path: Path,
) -> None:
    terminal = Terminal(tmp_path)
    write_profiles(terminal.profiles, {"city": Profile("https://city", token=SECRET)})
    before = terminal.profiles.read_bytes()

    said = terminal.type("sign-out", "--profile", "citty")

    assert (said.code, said.words) == (2, "没有名为 citty 的配置。No such profile.\n")
    assert terminal.profiles.read_bytes() == before


@each(
    "words",
    [
        ("settle", "TY261129WZM4VFRC8", "identity_card", "--decision", "{}", "--reason", "已核实"),
        ("verify", "{}", "--department", "mobilization"),
        ("check", "--config", "{}"),
    ],
)
def test_a_file_that_nests_too_deep_is_told_in_a_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    deep = tmp_path / "deep"
    deep.write_text("x = " + "[" * 99_999 if words[0] == "check" else "[" * 99_999)

    said = Terminal(tmp_path, {"LIANBAN_TOKEN": "t"}).type(*(word.format(deep) for word in words))

    assert (said.code, len(said.words.splitlines())) == (2, 1)
