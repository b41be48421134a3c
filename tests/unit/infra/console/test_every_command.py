"""What holds for every command: help in two languages, JSON, a reason for what changes something."""

import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from infra.console.failure import Exit
from tests.support.command import ACTS, COMMANDS, Terminal
from tests.support.each import each

HAN = re.compile(r"[\u4e00-\u9fff]")
ISSUED = {
    "status",
    "cases",
    "case",
    "why",
    "incidents",
    "retry",
    "settle",
    "reroute",
    "continue",
    "batch list",
    "routes show",
    "rollout show",
    "export",
    "listen",
    "verify",
    "send",
    "answer",
    "conformance",
    "hand-in",
    "deliveries",
    "resend",
    "keys",
    "clock",
    "serve",
    "demo",
    "backup",
    "restore",
    "repair",
    "rotate",
}


def _options(one: Any) -> set[str]:
    return set(inspect.signature(one.callback).parameters)


def test_every_command_that_was_promised_is_there() -> None:
    assert set(COMMANDS) >= ISSUED


@each("name", COMMANDS)
def test_help_is_one_line_of_chinese_and_one_of_english(name: str) -> None:
    chinese, english = COMMANDS[name].help.split("\n\n")

    assert HAN.search(chinese)
    assert not HAN.search(english)
    assert english.endswith(".")


@each("name", COMMANDS)
def test_every_option_is_told_in_both_languages(name: str) -> None:
    for parameter in inspect.signature(COMMANDS[name].callback).parameters.values():
        (told,) = (one.help for one in parameter.annotation.__metadata__)
        if told not in _OF_WORDS:
            assert HAN.search(told), f"{parameter.name} of {name}"
            assert re.search(r"[A-Za-z]{2}", told), f"{parameter.name} of {name}"


# Their help is the list of what may be given: words of the interface.
_OF_WORDS = {
    one.help
    for name in ("send", "answer")
    for parameter in inspect.signature(COMMANDS[name].callback).parameters.values()
    for one in parameter.annotation.__metadata__
    if parameter.name == "kind"
}


@each("name", COMMANDS)
def test_every_command_can_answer_in_json(name: str) -> None:
    assert "as_json" in _options(COMMANDS[name])


@each("name", COMMANDS)
def test_what_changes_something_asks_its_reason_and_can_be_tried_and_nothing_else_does(name: str) -> None:
    parameters = inspect.signature(COMMANDS[name].callback).parameters
    asks = "reason" in parameters and parameters["reason"].default is inspect.Parameter.empty

    assert asks is (name in ACTS)
    if name in ACTS:
        assert {"dry_run", "key"} <= set(parameters)


@pytest.mark.slow
@each("name", COMMANDS)
def test_help_is_shown_without_a_system(name: str, tmp_path: Any) -> None:
    said = Terminal(tmp_path).type(*name.split(), "--help")

    assert said.code == Exit.FINE
    assert HAN.search(said.out)


def test_what_nobody_knows_is_a_usage_error(tmp_path: Any) -> None:
    assert Terminal(tmp_path).type("frobnicate").code == Exit.USAGE


@each(
    "words, told",
    [
        (("why",), "没有写 'REFERENCE'。用法见 lianban why --help。"),
        (("batch", "show"), "没有写 'BATCH'。用法见 lianban batch show --help。"),
        (("status", "--frobnicate"), "没有 --frobnicate 这个选项。用法见 lianban status --help。"),
        (("--frobnicate",), "没有 --frobnicate 这个选项。用法见 lianban --help。"),
        (("cases", "--limit", "many"), "'--limit' 的取值不能用。用法见 lianban cases --help。"),
        (("frobnicate",), "命令或者参数写得不对。用法见 lianban --help。"),
    ],
)
def test_what_was_typed_wrongly_is_told_in_chinese_first(
    words: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    said = Terminal(tmp_path).type(*words)

    assert (said.code, said.words.splitlines()[0]) == (Exit.USAGE, told)


def test_what_a_terminal_of_another_encoding_sends_is_told_and_not_sent(tmp_path: Path) -> None:
    of_gbk = "磁盘坏块".encode("gbk").decode("utf-8", "surrogateescape")

    said = Terminal(tmp_path).type("retry", "TY261129WZM4VFRC8", "identity_card", "--reason", of_gbk)

    assert said.code == Exit.USAGE
    assert said.words.startswith("参数不是 UTF-8 文字，请把终端的编码改成 UTF-8")


def test_whoever_types_a_groups_name_alone_reads_its_help_and_of_no_mistake(tmp_path: Path) -> None:
    said = Terminal(tmp_path).type("batch")

    assert "写得不对" not in said.words
    assert "--help" in f"{said.out}{said.words}"


def test_a_shell_is_given_its_completion(tmp_path: Any) -> None:
    asked = {"_LIANBAN_COMPLETE": "complete_bash", "COMP_WORDS": "lianban re", "COMP_CWORD": "1"}

    said = Terminal(tmp_path, asked).type()

    assert said.out.split() == ["retry", "reroute", "resend", "restore", "repair"]
