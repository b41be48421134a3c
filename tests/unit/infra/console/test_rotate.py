import json
import os
from pathlib import Path

import pytest

from functions.adapters.outward.secrets import FORM
from functions.adapters.person_key import person_key
from infra.console.failure import Exit, Failure
from infra.console.rotating import Turn, turn
from infra.embedded.files import sole_use
from infra.embedded.secrets import ROTATION_LOCK, FileSecrets
from infra.rotation import KeyStep, drawn_key
from tests.support.backups import Server
from tests.support.command import Said, Terminal
from tests.support.each import each

STEPS = tuple(KeyStep)
OFFICE = "public_security"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return Server(tmp_path / "var").holding(1).folder


def typed(tmp_path: Path, line: str) -> Said:
    words = [word.format(t=tmp_path) for word in line.split()]
    return Terminal(tmp_path).type("rotate", *words, "--folder", str(tmp_path / "var"))


def keys(var: Path, name: str) -> list[str]:
    found: list[str] = json.loads((var / "secrets.json").read_text())[name]["keys"]
    return found


def test_the_running_server_takes_an_offices_keys_step_by_step(var: Path, tmp_path: Path) -> None:
    running = FileSecrets(var / "secrets.json")
    (old,) = running.keys(OFFICE)

    begun = typed(tmp_path, f"{OFFICE} begin --key-to {{t}}/new.key --json")
    new = (tmp_path / "new.key").read_text().strip()
    seen = [running.keys(OFFICE)]
    for step in STEPS[1:]:
        assert typed(tmp_path, f"{OFFICE} {step}").code == Exit.FINE
        seen.append(running.keys(OFFICE))

    assert seen == [(old, new, old), (new, old), (new,)]
    assert (begun.json["done"], begun.json["next"], len(begun.json["valid"])) == (True, "promote", 2)
    assert (tmp_path / "new.key").stat().st_mode & 0o777 == 0o600


def test_of_a_folder_that_is_named_the_installed_servers_configuration_says_nothing(
    var: Path, tmp_path: Path
) -> None:
    installed = Server(tmp_path / "opt/var").holding(1).folder
    config = tmp_path / "opt/lianban.toml"
    config.write_text('[server]\nfolder = "var"\n', "utf-8")
    before = keys(installed, OFFICE)
    terminal = Terminal(tmp_path, environment={"LIANBAN_CONFIG": str(config)})

    said = terminal.type("rotate", OFFICE, "begin", "--folder", str(var))
    after = keys(installed, OFFICE)
    by_environment = terminal.type("rotate", OFFICE, "begin")
    both = terminal.type("rotate", OFFICE, "promote", "--folder", str(var), "--config", str(config))

    assert (said.code, len(keys(var, OFFICE)), after) == (Exit.FINE, 3, before)
    assert (by_environment.code, len(keys(installed, OFFICE))) == (Exit.FINE, 3)
    assert (both.code, "请只写一个" in both.words) == (Exit.USAGE, True)


@pytest.mark.slow
def test_the_forms_old_keys_stay_and_people_are_known_by_the_oldest_in_every_step(
    var: Path, tmp_path: Path
) -> None:
    running = FileSecrets(var / "secrets.json")
    name, oldest = person_key(running)("440106199001011234"), running.keys(FORM)[0]

    for number, step in enumerate((*STEPS[:2], *STEPS[:2]), 2):
        assert typed(tmp_path, f"form {step}").code == Exit.FINE
        assert person_key(running)("440106199001011234") == name
        assert oldest in running.keys(FORM)
        # A form of before, and one sealed after each step.
        assert Server(var).holding(number).cases() == number

    assert len(keys(var, FORM)) == 3


def test_without_a_name_it_says_how_all_stand_and_never_a_key(var: Path, tmp_path: Path) -> None:
    typed(tmp_path, f"{OFFICE} begin")

    told, shown = typed(tmp_path, "--json"), typed(tmp_path, "")

    found = {one["name"]: (len(one["valid"]), one["next"]) for one in told.json["keys"]}
    assert (found[OFFICE], found[FORM]) == ((2, "promote"), (1, "begin"))
    assert found.keys() == json.loads((var / "secrets.json").read_text()).keys()
    assert not any(key in told.out + shown.out for name in found for key in keys(var, name))


def test_what_is_only_tried_changes_nothing(var: Path, tmp_path: Path) -> None:
    before = (var / "secrets.json").read_bytes()

    tried = typed(tmp_path, f"{OFFICE} begin --dry-run --key-to {{t}}/new.key --json")

    assert (tried.code, tried.json["done"]) == (Exit.FINE, False)
    assert (var / "secrets.json").read_bytes() == before
    assert not (tmp_path / "new.key").exists()
    assert not (var / ROTATION_LOCK).exists()


def test_only_its_owner_may_read_the_file_and_what_else_is_in_it_stays(var: Path, tmp_path: Path) -> None:
    path = var / "secrets.json"
    own = {**json.loads(path.read_text()), "sign_in": {"keys": ["issuers"]}, f"{OFFICE}-gz": {"keys": ["k"]}}
    path.write_text(json.dumps(own))

    assert typed(tmp_path, f"{OFFICE}-gz begin").code == Exit.FINE

    left = json.loads(path.read_text())
    assert path.stat().st_mode & 0o777 == 0o600
    assert left.pop(f"{OFFICE}-gz")["keys"][::2] == ["k", "k"]
    assert left == {name: value for name, value in own.items() if name in left}
    assert "sign_in" in left


@each(
    "line, code, words",
    [
        (f"{OFFICE}", Exit.USAGE, "哪一步"),
        (f"{OFFICE} promote", Exit.REFUSED, "begin first"),
        (f"{OFFICE} finish", Exit.REFUSED, "begin first"),
        ("form finish", Exit.REFUSED, "旧密钥要留着"),
        ("sign_in begin", Exit.USAGE, "统一身份认证给的"),
        ("nobody begin", Exit.USAGE, "没有 nobody 这组密钥"),
        ("form begin --key-to {t}/new.key", Exit.USAGE, "不用于 form"),
        (f"{OFFICE} promote --key-to {{t}}/new.key", Exit.USAGE, "只用于 begin"),
        (f"{OFFICE} begin --key-to {{t}}/var/secrets.json", Exit.USAGE, "已经存在"),
        (f"{OFFICE} begin --key-to {{t}}/none/new.key", Exit.REFUSED, "Cannot read or write"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    var: Path, tmp_path: Path, line: str, code: Exit, words: str
) -> None:
    before = (var / "secrets.json").read_bytes()

    said = typed(tmp_path, line)

    assert (said.code, said.out) == (code, "")
    assert words in said.words
    assert len(said.words.splitlines()) == 1
    assert (var / "secrets.json").read_bytes() == before


def test_keys_that_are_not_this_ledgers_own_or_not_safe_are_not_turned(var: Path, tmp_path: Path) -> None:
    path = var / "secrets.json"
    right = path.read_bytes()

    path.chmod(0o644)
    opened = typed(tmp_path, f"{OFFICE} begin")
    path.chmod(0o600)
    path.write_text(json.dumps({**json.loads(right), FORM: {"keys": [drawn_key(FORM)]}}))
    others = typed(tmp_path, f"{OFFICE} begin")
    path.write_text(json.dumps({name: one for name, one in json.loads(right).items() if name != FORM}))
    lacking = typed(tmp_path, f"{OFFICE} begin")
    path.unlink()
    gone = typed(tmp_path, f"{OFFICE} begin")

    assert (opened.code, others.code, lacking.code, gone.code) == (1, 1, 1, Exit.NOT_FOUND)
    assert "能被他人读取" in opened.words
    assert "不是用这些密钥写的" in others.words
    assert "缺少 form" in lacking.words
    assert "put it back" in gone.words
    assert not path.exists()


def test_keys_of_another_user_are_left_alone(var: Path) -> None:
    before = (var / "secrets.json").read_bytes()

    with pytest.raises(Failure, match="另一个用户"):
        turn(Turn(var, OFFICE, KeyStep.BEGIN, os.geteuid() + 1), new_key=drawn_key)

    assert (var / "secrets.json").read_bytes() == before


def test_of_two_who_rotate_at_once_one_is_told_to_wait(var: Path, tmp_path: Path) -> None:
    with sole_use(var, lock=ROTATION_LOCK):
        said = typed(tmp_path, f"{OFFICE} begin")

    assert (said.code, "请稍后再试" in said.words) == (Exit.REFUSED, True)
    assert len(keys(var, OFFICE)) == 1
