"""Calls the program under trial as the system calls an office: one deadline for all of it, bounded, never redirected."""

from collections.abc import Callable
from datetime import UTC, datetime

from functions.adapters.outward.calls import Answered, CallAsked, Calls, NoAnswer
from functions.adapters.outward.gateway import CONNECT_SECONDS, SECONDS
from functions.adapters.outward.signed_post import MOST_REPLY_BODY
from functions.domain.case.said import words_of
from functions.usecases.office.conformance.sending import Prepared
from infra.console.conformance.run import Outside, TrialReply


def program_at(url: str, calls: Calls, pause: Callable[[float], object]) -> Outside:
    def call(sent: Prepared) -> TrialReply:
        try:
            return _reply(calls.call(CallAsked(url, sent.body, sent.headers)))
        except NoAnswer as error:
            return TrialReply(None, error=str(error))

    return Outside(call=call, clock=lambda: datetime.now(UTC), pause=pause)


def _reply(answered: Answered) -> TrialReply:
    words = words_of(answered.body.decode("utf-8", "replace"))
    return TrialReply(answered.status, said=words or None)


def calls() -> Calls:
    return Calls(seconds=SECONDS, connect_seconds=CONNECT_SECONDS, most_body=MOST_REPLY_BODY)
