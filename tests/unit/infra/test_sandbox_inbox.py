from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from infra.sandbox.inbox import Inbox, InboxReply
from infra.sandbox.script import InboxBehaviour
from tests.support.fakes.secrets import FakeSecrets
from tests.support.notices import KEY, notice

(SECRET,) = FakeSecrets().keys("notices")


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    inbox = Inbox(tmp_path / "sandbox" / "inbox.db", SECRET)
    yield inbox
    inbox.close()


def _sent(inbox: Inbox, behaviour: InboxBehaviour, *, key: str = KEY, body: str = "") -> InboxReply:
    now, text = datetime.now(UTC), body or notice().model_dump_json()
    headers = {
        "webhook-id": key,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign(key, now, text),
    }
    return inbox.take(behaviour, headers, text.encode())


def _verdicts(inbox: Inbox) -> list[str]:
    return [attempt["verdict"] for attempt in inbox.told()["attempts"]]


def test_a_notice_that_comes_twice_is_shown_once(inbox: Inbox) -> None:
    said = [_sent(inbox, InboxBehaviour()) for _ in range(2)]

    assert said == [(200, {"status": "delivered"})] * 2
    assert [one["template"] for one in inbox.told()["notices"]] == ["action_needed"]
    assert _verdicts(inbox) == ["taken", "repeated"]


def test_each_notice_fails_as_often_as_the_script_says(inbox: Inbox) -> None:
    behaviour = InboxBehaviour(unavailable=2, delivers=False)

    said = [_sent(inbox, behaviour) for _ in range(3)]

    assert [status for status, _ in said] == [503, 503, 200]
    assert said[-1][1] == {"status": "sent"}


def test_what_is_refused_unsigned_or_unreadable_is_not_shown(inbox: Inbox) -> None:
    refused, _ = _sent(inbox, InboxBehaviour(refuse_with=422))
    unreadable, _ = _sent(inbox, InboxBehaviour(), body="{}")
    unsigned, _ = inbox.take(InboxBehaviour(), {}, b"{}")

    assert (refused, unreadable, unsigned) == (422, 400, 401)
    assert inbox.told()["notices"] == []
