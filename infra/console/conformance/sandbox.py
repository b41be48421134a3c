"""The sandbox's own office for the length of a run: what a report looks like that has nothing to say against a program."""

import base64
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from infra.embedded.web.bounds import Bounds
from infra.embedded.web.http import http_server
from infra.sandbox.inbox import Inbox
from infra.sandbox.office import SandboxOffices
from infra.sandbox.record import SandboxRecord
from infra.sandbox.script import Script
from infra.sandbox.sender import Sender
from infra.sandbox.server import sandbox_application
from schemas.codes import Department

_THREADS = 16
# Good for nothing else: both sides are here.
KEY = "whsec_" + base64.b64encode(sha256(b"conformance of the sandbox").digest()).decode()


@contextmanager
def sandbox_office(department: Department, server: str) -> Iterator[str]:
    """Its address; its answers go to `server`."""
    with tempfile.TemporaryDirectory() as name:
        record, inbox = SandboxRecord(Path(name) / "record.db"), Inbox(Path(name) / "inbox.db", KEY)
        keys = dict.fromkeys(Department, KEY)
        sender = Sender(record, keys, server=server, clock=time.time)
        offices = SandboxOffices(keys, record, Script(), now=lambda: datetime.now(UTC), nudge=sender.nudge)
        bounds = Bounds(at_once_of_one=_THREADS, farewell=0.5)
        app = sandbox_application(offices, inbox)
        http = http_server(app, host="127.0.0.1", port=0, threads=_THREADS, bounds=bounds)
        threads = [threading.Thread(target=work) for work in (sender.run, http.run)]
        for thread in threads:
            thread.start()
        try:
            yield f"http://127.0.0.1:{http.port}/offices/{department.value}/items"
        finally:
            offices.closing.set()
            sender.stop()
            http.stop()
            for thread in threads:
                thread.join()
            record.close()
            inbox.close()
