"""What every sharing platform promises: what is known and asked for, nothing else; one that fails costs its own answer."""

import socket
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import pytest

from functions import bootstrap
from functions.adapters.outward.shared_data import HttpSharedData
from functions.ports.shared_data import SharedData, SourceAnswer, SourceQuery
from infra.sandbox.inbox import Inbox
from infra.sandbox.office import SandboxOffices
from infra.sandbox.record import SandboxRecord
from infra.sandbox.script import Script, SourceBehaviour
from infra.sandbox.server import sandbox_application
from infra.sandbox.sources import PERSONS, Sources
from schemas.catalogue.prefill import NOT_ASKED, SourceCode
from tests.support.fakes.secrets import FakeSecrets
from tests.support.fakes.shared_data import FakeSharedData
from tests.support.offices_http import http_office
from tests.support.peers import dripping, heard, peer
from tests.support.serving import serving

ASKED = frozenset({"sex", "ethnicity", "surprise"})
WHO = SourceQuery(
    SourceCode.POPULATION, "测试甲", "440106200301010010", ASKED, "veterans-one-thing", "request-1-population"
)
SERVICE = replace(
    WHO, source=SourceCode.SERVICE_RECORD, attributes=frozenset({"branch"}), key="request-1-service_record"
)


@dataclass(frozen=True)
class Asking:
    """`fail` makes a source fail from now on."""

    shared_data: SharedData
    fail: Callable[[SourceCode], None]


@contextmanager
def sandbox(folder: Path, *, budget: float = 60.0) -> Iterator[tuple[HttpSharedData, SandboxOffices]]:
    """Over real HTTP."""
    record, inbox = SandboxRecord(folder / "record.db"), Inbox(folder / "inbox.db", "whsec_" + "AAAA" * 8)
    offices = SandboxOffices({}, record, Script(), now=bootstrap.now, nudge=lambda: None)
    app = sandbox_application(offices, inbox, Sources(FakeSecrets().keys("shared_data")[0]))
    with serving(app, threads=6) as port:
        url = f"http://127.0.0.1:{port}/shared-data"
        shared_data = HttpSharedData(url, FakeSecrets(), clock=bootstrap.now, budget_seconds=budget)
        yield shared_data, offices
        shared_data.close()
    inbox.close()
    record.close()


@contextmanager
def http(folder: Path) -> Iterator[Asking]:
    with sandbox(folder) as (shared_data, offices):

        def fail(source: SourceCode) -> None:
            offices.script = Script(sources={source: SourceBehaviour(fail_with=503)})

        yield Asking(shared_data, fail)


@contextmanager
def fake(_folder: Path) -> Iterator[Asking]:
    people = tomllib.loads(PERSONS.read_text("utf-8"))["persons"]
    sources = [code for code in SourceCode if code not in NOT_ASKED]
    known = {person["id_number"]: {code: person[code.value] for code in sources} for person in people}
    shared_data = FakeSharedData(known)
    yield Asking(shared_data, lambda source: shared_data.failing.update({source: "HTTP 503"}))


@pytest.fixture(params=[http, fake], ids=["http", "fake"])
def asking(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Asking]:
    with request.param(tmp_path) as set_up:
        yield set_up


def test_what_is_known_and_asked_for_is_told(asking: Asking) -> None:
    answers = asking.shared_data.ask((WHO, SERVICE))

    assert answers == (
        SourceAnswer(SourceCode.POPULATION, {"sex": "1", "ethnicity": "汉族"}),
        SourceAnswer(SourceCode.SERVICE_RECORD, {"branch": "army"}),
    )


def test_of_somebody_unknown_nothing_is_told_and_nothing_fails(asking: Asking) -> None:
    assert asking.shared_data.ask((replace(WHO, id_number="440106199001010018"),)) == (
        SourceAnswer(SourceCode.POPULATION),
    )


def test_one_that_fails_costs_its_own_answer_only(asking: Asking) -> None:
    asking.fail(SourceCode.POPULATION)

    population, service = asking.shared_data.ask((WHO, SERVICE))

    assert population == SourceAnswer(SourceCode.POPULATION, error="HTTP 503")
    assert service.values == {"branch": "army"}


def test_nothing_to_ask_is_no_answer(asking: Asking) -> None:
    assert asking.shared_data.ask(()) == ()


def test_a_number_under_another_name_tells_nothing(tmp_path: Path) -> None:
    with sandbox(tmp_path) as (shared_data, _):
        assert shared_data.ask((replace(WHO, name="测试乙"),)) == (SourceAnswer(SourceCode.POPULATION),)


@pytest.mark.slow
def test_the_budget_is_for_all_sources_together(tmp_path: Path) -> None:
    queries = tuple(
        replace(WHO, source=source, key=f"request-1-{source.value}")
        for source in SourceCode
        if source not in NOT_ASKED
    )
    with sandbox(tmp_path, budget=2.0) as (shared_data, offices):
        offices.script = Script(sources={q.source: SourceBehaviour(seconds=2.6) for q in queries[:4]})
        began = monotonic()
        answers = shared_data.ask(queries)
        took = monotonic() - began

    # One after another they would take four budgets.
    assert took < 6
    assert [bool(answer.error) for answer in answers] == [True, True, True, True, False]


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"null", b"\xff", b"[" * 20_000], ids=["cut", "list", "null", "bytes", "deep"]
)
def test_an_answer_that_is_none_is_a_failure(body: bytes) -> None:
    with http_office() as office:
        office.status, office.body = 200, body
        shared_data = HttpSharedData(office.endpoint, FakeSecrets(), clock=bootstrap.now, budget_seconds=60)
        (answer,) = shared_data.ask((WHO,))
        shared_data.close()

    assert answer == SourceAnswer(SourceCode.POPULATION, error="Unreadable")


def test_nobody_there_is_a_failure_that_quotes_no_address() -> None:
    shared_data = HttpSharedData("http://127.0.0.1:1", FakeSecrets(), clock=bootstrap.now)

    (answer,) = shared_data.ask((WHO,))
    shared_data.close()

    assert answer.error
    assert "127.0.0.1" not in answer.error


def test_an_address_that_is_none_is_a_fault_of_the_deployment() -> None:
    with pytest.raises(ValueError, match="http"):
        HttpSharedData("file:///etc/passwd", FakeSecrets(), clock=bootstrap.now)


def test_a_query_does_not_print_whom_it_is_about() -> None:
    assert "440106200301010010" not in repr(WHO)
    assert "测试甲" not in repr(WHO)


@pytest.mark.slow
def test_a_platform_that_dripped_for_a_while_is_asked_again_once_it_is_well() -> None:
    well = threading.Event()

    def habit(made: socket.socket, over: threading.Event) -> None:
        if well.is_set():
            heard(made)
            made.sendall(b'HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{"sex":"1"}')
        else:
            dripping(b"HTTP/1.1 200 OK\r\nx: ")(made, over)

    queries = tuple(replace(WHO, source=source) for source in SourceCode)
    with peer(habit) as address:
        shared_data = HttpSharedData(address, FakeSecrets(), clock=bootstrap.now, budget_seconds=1.5)
        sick = [shared_data.ask(queries) for _ in range(3)]
        well.set()
        shared_data.ask(queries)
        healed = shared_data.ask(queries)
        shared_data.close()

    assert all(answer.error for answers in sick for answer in answers)
    assert [answer.values for answer in healed] == [{"sex": "1"}] * len(queries)
