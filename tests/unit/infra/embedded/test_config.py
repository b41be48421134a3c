import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from functions.domain.case.access import LevelAct
from infra.embedded.command_line import settings_of
from infra.embedded.config import CLAIMS, CONFIG_KEYS, BadConfiguration, read_config
from infra.embedded.services import services_named
from infra.embedded.settings import Settings
from schemas.codes import Role
from tests.support.each import each

ROOT = Path(__file__).parents[4]
GIVEN, SIGN_IN = ROOT / "infra" / "server" / "lianban.toml", ROOT / "docs" / "sign-in.md"
# Where the sandbox is, a server that is for real does not need to know.
NOT_IN_THE_FILE = {"sandbox"}


def config(folder: Path, text: str) -> Path:
    path = folder / "lianban.toml"
    path.write_text(text, "utf-8")
    return path


def test_every_setting_has_its_key() -> None:
    named = [name for keys in CONFIG_KEYS.values() for name in keys.values()]

    assert sorted([*named, CLAIMS]) == sorted({field.name for field in fields(Settings)} - NOT_IN_THE_FILE)


def test_the_file_that_is_given_tells_every_key_and_is_read() -> None:
    text = GIVEN.read_text("utf-8")

    told = [line.lstrip("# ").partition(" = ")[0] for line in text.splitlines() if " = " in line]
    assert {key for keys in CONFIG_KEYS.values() for key in keys} <= set(told)
    assert read_config(GIVEN).notices == "none"


def _switched_off(text: str) -> Iterator[tuple[str, str, object, str]]:
    """Section, key, value, and the words that stand before it."""
    section, words, ended = "", "", False
    for line in text.splitlines():
        plain = line.removeprefix("# ")
        if heading := re.fullmatch(r"\[([\w.]+)\]", plain):
            section = heading[1]
        elif found := re.fullmatch(r"(\w+) = (.+)", plain):
            ended = True
            if plain != line:
                yield section, found[1], tomllib.loads(plain)[found[1]], words
        else:
            words, ended = plain if ended else f"{words} {plain}", False


def test_what_a_line_that_is_off_shows_is_what_holds_without_it_or_called_an_example(tmp_path: Path) -> None:
    without = read_config(config(tmp_path, '[server]\nfolder = "var"\n'))
    off = list(_switched_off(GIVEN.read_text("utf-8")))

    wrong = [
        key
        for section, key, value, words in off
        if "Example" not in words
        and (section not in CONFIG_KEYS or _plain(getattr(without, CONFIG_KEYS[section][key])) != value)
    ]

    assert len(off) > 15
    assert wrong == []


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def test_paths_begin_at_the_file_and_lists_and_numbers_keep_their_kind(tmp_path: Path) -> None:
    text = '[server]\nfolder = "data"\norigins = ["https://a.example"]\n[work]\nsweep_seconds = 7\n'

    read = read_config(config(tmp_path, text))

    assert (read.folder, read.origins, read.sweep_seconds) == (tmp_path / "data", ("https://a.example",), 7.0)


def test_a_server_for_training_whose_file_names_no_seal_service_has_none(tmp_path: Path) -> None:
    read = read_config(config(tmp_path, '[server]\nfolder = "data"\ntraining = true\n'))

    assert services_named(read).electronic_seal is None


def test_the_page_on_signing_in_gives_what_the_file_takes(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", SIGN_IN.read_text("utf-8"), re.DOTALL)

    keycloak, unified, levels = (
        read_config(config(tmp_path, f'[server]\nfolder = "d"\n{one}')) for one in blocks
    )

    assert keycloak.claims.roles["chuangkou"] is Role.CLERK
    assert unified.claims.verified == "authLevel"
    assert levels.claims.needs[LevelAct.APPLY] == "L3"


def test_claims_of_the_file_outlive_what_is_typed(tmp_path: Path) -> None:
    path = config(tmp_path, '[server]\nfolder = "d"\n[claims]\nrole = "a.b"\n')

    assert settings_of(["--config", str(path), "--port", "9001"]).claims.role == "a.b"


def test_what_is_typed_goes_before_the_file(tmp_path: Path) -> None:
    path = config(tmp_path, '[server]\nfolder = "data"\nport = 9000\npublic = "https://a.example"\n')

    read = settings_of(["--config", str(path), "--port", "9001"])

    assert (read.port, read.public) == (9001, "https://a.example")


@each(
    "text, named",
    [
        ("[server", "TOML"),
        ("[server]\nport = 1", "folder"),
        ("[sever]\nport = 1", "sever"),
        ("server = 1", "server"),
        ('[server]\nfolder = "d"\nhots = "x"', "hots"),
        ('[server]\nfolder = "d"\nport = "8451"', "port"),
        ('[server]\nfolder = "d"\nport = true', "port"),
        ('[server]\nfolder = "d"\nport = -1', "port"),
        ('[server]\nfolder = "d"\norigins = "https://a.example"', "origins"),
        ('[server]\nfolder = ""', "folder"),
        ('[server]\nfolder = "d"\n[sign_in]\nclient_secret = "yes"', "client_secret"),
        ('[server]\nfolder = "d"\n[sign_in]\njwks = 1', "jwks"),
        ('[server]\nfolder = "d"\n[claims]\nrolle = "x"', "rolle"),
        ('claims = 1\n[server]\nfolder = "d"', "claims"),
    ],
)
def test_what_a_key_does_not_take_is_refused_by_its_name(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(BadConfiguration, match=named):
        read_config(config(tmp_path, text))


@each(
    "key, value", [("http_threads", 0), ("task_threads", 0), ("sweep_seconds", 0.0), ("sweep_seconds", "inf")]
)
def test_a_server_that_would_answer_nobody_or_send_nothing_is_refused(
    tmp_path: Path, key: str, value: float | str
) -> None:
    with pytest.raises(BadConfiguration, match=f"{key} 应为 .*至少为 1"):
        read_config(config(tmp_path, f'[server]\nfolder = "d"\n[work]\n{key} = {value}'))


@each(
    "key, value",
    [("http_threads", "0"), ("task_threads", "-1"), ("sweep_seconds", "0"), ("sweep_seconds", "inf")],
)
def test_it_is_refused_as_well_where_that_is_typed(key: str, value: str) -> None:
    with pytest.raises(BadConfiguration, match=f"--{key.replace('_', '-')} 应为 .*至少为 1"):
        settings_of([f"--{key.replace('_', '-')}", value])


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"none\.toml"):
        read_config(tmp_path / "none.toml")
