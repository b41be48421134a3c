import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.backup.layout import SUMS_FILE
from infra.console.failure import Exit
from tests.support.backups import PASSPHRASE, Server
from tests.support.command import Said, Terminal
from tests.support.each import each


@pytest.fixture
def var(tmp_path: Path) -> Path:
    (tmp_path / "pass").write_text(f"{PASSPHRASE}\n")
    (tmp_path / "pass").chmod(0o600)
    return Server(tmp_path / "var").holding(1).folder


@pytest.fixture
def kept(var: Path, tmp_path: Path) -> Path:
    (tmp_path / "open").write_text("not for everybody")
    assert typed(tmp_path, "backup {t}/good --folder {t}/var --keys-apart {t}/safe").code == 0
    return tmp_path / "good"


def typed(tmp_path: Path, line: str, **environment: str) -> Said:
    words = [word.format(t=tmp_path) for word in line.split()]
    return Terminal(tmp_path, environment).type(*words)


@pytest.mark.slow
def test_it_is_taken_and_put_back_with_facts_for_people_and_for_programs(var: Path, tmp_path: Path) -> None:
    taken = typed(tmp_path, "backup {t}/out --folder {t}/var --passphrase-file {t}/pass --json")
    tried = typed(tmp_path, "restore {t}/out --folder {t}/new --dry-run", LIANBAN_PASSPHRASE=PASSPHRASE)
    done = typed(tmp_path, "restore {t}/out --folder {t}/new --passphrase-file {t}/pass --json")

    assert (taken.code, taken.json["cases"], taken.json["sealed"], taken.json["removed"]) == (0, 1, True, [])
    assert (tried.code, tried.out.startswith("核对无误，没有写入")) == (0, True)
    assert done.json["restored"] is True
    assert Server(tmp_path / "new").cases() == 1


def test_that_the_one_before_is_damaged_is_told_beside_what_was_taken(var: Path, tmp_path: Path) -> None:
    line = "backup {t}/out --folder {t}/var --keys-apart {t}/safe"
    first = Path(typed(tmp_path, f"{line} --json").json["backup"])
    (first / SUMS_FILE).write_text("torn")

    said = typed(tmp_path, line)

    assert said.code == 0
    assert f"上一份 {first} 的清单已损坏" in said.out


def test_that_a_clock_is_or_was_wrong_is_told_beside_what_was_taken(var: Path, tmp_path: Path) -> None:
    line = "backup {t}/out --folder {t}/var --keys-apart {t}/safe --keep 1"
    first = Path(typed(tmp_path, f"{line} --json").json["backup"])
    first.rename(first.with_name("29990101T000000Z"))

    said = typed(tmp_path, line)

    assert said.code == 0
    assert f"上一份 {first.with_name('29990101T000000Z')} 的名称比现在的时间晚" in said.out
    assert (tmp_path / "out" / "29990101T000001Z").is_dir()


@each(
    "line, environment, code, words",
    [
        ("backup {t}/out --folder {t}/none --keys-apart {t}/safe", {}, Exit.NOT_FOUND, "没有台账"),
        ("backup {t}/out --folder {t}/var", {}, Exit.USAGE, "给出口令"),
        ("backup {t}/out --folder {t}/var", {"LIANBAN_PASSPHRASE": "short"}, Exit.USAGE, "至少 12"),
        ("backup {t}/out --folder {t}/var --passphrase-file {t}/open", {}, Exit.USAGE, "能被他人读取"),
        ("backup {t}/out --config {t}/none.toml --keys-apart {t}/safe", {}, Exit.USAGE, "读不到配置文件"),
        ("restore {t}/none --folder {t}/new", {}, Exit.NOT_FOUND, "没有完整的备份"),
        ("restore {t}/good --folder {t}/var --keys {t}/var/secrets.json", {}, Exit.USAGE, "不是空的"),
        ("restore {t}/good --folder {t}/new", {}, Exit.USAGE, "请用 --keys 指明"),
        ("restore {t}/good --folder {t}/new --keys {t}/open", {}, Exit.REFUSED, "不是密钥文件"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_an_exit_code(
    kept: Path, tmp_path: Path, line: str, environment: Mapping[str, str], code: Exit, words: str
) -> None:
    """Nothing of it changes anything, so that all are asked of one backup."""
    before = {one.relative_to(tmp_path) for one in tmp_path.rglob("*")}

    said = typed(tmp_path, line, **environment)

    assert (said.code, said.out) == (code, "")
    assert words in said.words
    assert len(said.words.splitlines()) == 1
    assert {one.relative_to(tmp_path) for one in tmp_path.rglob("*")} == before


def test_with_its_configuration_the_folder_and_the_routes_are_the_servers(var: Path, tmp_path: Path) -> None:
    (tmp_path / "lianban.toml").write_text('[server]\nfolder = "var"\n[offices]\nroutes = "routes.toml"\n')
    beside = ("routes.toml", "item_codes.toml", "holidays.toml")
    for name in beside:
        (tmp_path / name).write_text("")

    taken = typed(tmp_path, "backup {t}/out --config {t}/lianban.toml --keys-apart {t}/safe --json")

    config = Path(json.loads(taken.out)["backup"]) / "config"
    assert {one.name for one in config.iterdir()} == {"lianban.toml", *beside}
