"""Whoever measures waits for a server's first sweep, and hears why none came to its end."""

from pathlib import Path

import pytest

from infra.growth.serving import UnexpectedAnswer, await_sweep

EARLIER = '{"message":"swept"}\n'


def test_a_sweep_of_an_earlier_start_is_not_waited_for_again(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text(EARLIER + '{"message":"listening"}\n{"message": "swept"}\n', "utf-8")

    await_sweep(log, len(EARLIER), patience=0)


def test_where_no_sweep_came_to_its_end_the_server_s_last_lines_are_told(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    failing = "".join(f'{{"message":"sweep failed","number":{number}}}\n' for number in range(9))
    log.write_text(EARLIER + failing, "utf-8")

    with pytest.raises(UnexpectedAnswer) as raised:
        await_sweep(log, len(EARLIER), patience=0)

    told = str(raised.value).splitlines()
    assert "no sweep came to its end in 0 s" in told[0]
    assert told[1:] == failing.splitlines()[-5:]
