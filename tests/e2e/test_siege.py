"""Readers that never read, senders of a byte each ten seconds and hostile bodies, all at once; and a healthy client."""

import os
import signal
import socket
from pathlib import Path

import pytest

from tests.e2e.siege import WAIT, besieged, server
from tests.support.machine import free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.together("siege")]
# Longer than the server bears anybody; and of them so long nothing but errors is posted, by as many as it can take.
SECONDS, POSTING = 28, 2


@pytest.mark.parametrize("own", [False, True], ids=["from elsewhere", "from the same address"])
def test_a_siege_is_not_noticed_by_others_and_costs_no_memory(tmp_path: Path, own: bool) -> None:
    port = free_port()
    with server(tmp_path, port) as pid:
        found = besieged(port, pid, seconds=SECONDS, posting=POSTING, own=own)

    assert found.failed == 0
    # On a quiet machine a tenth of this. One may meet a machine that stands still; what is borne badly slows them all.
    assert sorted(found.answers)[-2] < 2
    assert found.read > 0
    assert found.peak_mb < 250
    assert 0 < found.reader < 30
    assert 0 < found.sender < 30


def test_a_request_that_is_half_sent_when_the_server_is_asked_to_stop_is_answered(tmp_path: Path) -> None:
    head = b"POST /v1/guide/assessment HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
    head += b"Content-Type: application/json\r\n"
    port = free_port()
    with server(tmp_path, port) as pid, socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(head + b"Content-Length: 15\r\n\r\n{")
        assert client.recv(100).startswith(b"HTTP/1.1 100 "), "it says so once it reads the body"

        os.kill(pid, signal.SIGTERM)
        WAIT(0.3)
        client.sendall(b'"answers": {}}')

        assert client.recv(100).startswith(b"HTTP/1.1 200 ")
