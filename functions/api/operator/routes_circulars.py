"""业务口径和通知: read, acknowledged and asked about by windows, offices and operators; published by operators."""

from typing import Annotated

from pydantic import Field, StringConstraints

from functions.api.route import Call, Reply, Route
from functions.domain.case.access import Principal
from functions.domain.catalogue.refusals import UnknownItem, UnknownRegion
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import CircularEnded, KeyReused, QuestionAnswered
from functions.domain.operator.refusals import CircularNotFound, InvalidCircular
from functions.domain.refusals import BadCursor, TooOften
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.shapes.operator.circulars import (
    acknowledgement_view,
    circular_view,
    question_view,
)
from functions.shapes.words import place_name
from functions.usecases.guide.advise import guide
from functions.usecases.operator import circular_answers, circulars
from functions.web.paging import PageQuery
from functions.web.roles import CIRCULAR_READERS, OPERATORS
from schemas.operator.circulars import (
    AcknowledgementPageView,
    CircularAnswer,
    CircularKind,
    CircularOrder,
    CircularPageView,
    CircularQuestion,
    CircularQuestionPageView,
    CircularQuestionView,
    CircularView,
    CircularWithdrawal,
)
from schemas.wire import ItemCode, RegionCode

_ONE = "/v1/circulars/{circular_id}"
_OPERATED = "/v1/operator/circulars/{circular_id}"


class CircularsQuery(PageQuery):
    words: Annotated[
        str | None,
        StringConstraints(max_length=60),
        Field(description="标题、正文、依据里都要有的词，以空格分开。"),
    ] = None
    place: Annotated[RegionCode | None, Field(description="只看发给这个地方的；不填的，看本地和上级的。")] = (
        None
    )
    item: Annotated[ItemCode | None, Field(description="只看关于这个事项的（事项代码）。")] = None
    kind: Annotated[CircularKind | None, Field(description="rule 业务口径，notice 通知。")] = None
    ended: Annotated[bool, Field(strict=False, description="true：看已经撤回或者被代替的。")] = False


def list_circulars(call: Call[CircularsQuery, None]) -> Reply[CircularPageView]:
    given = call.query
    page = circulars.circulars(
        given.words or "",
        place=given.place,
        item=given.item,
        kind=given.kind,
        ended=given.ended,
        by=call.by,
        limit=given.limit,
        cursor=given.cursor,
        deps=call.deps,
    )
    entries = tuple(_view(one, call.by, call.deps) for one in page.entries)
    return Reply(CircularPageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable))


def show_circular(call: Call[None, None]) -> Reply[CircularView]:
    found = circulars.circular_of(call.path["circular_id"], by=call.by, deps=call.deps)
    return Reply(_view(found, call.by, call.deps))


def publish_circular(call: Call[None, CircularOrder]) -> Reply[CircularView]:
    made = circulars.publish(call.body, by=call.by, key=call.key, deps=call.deps)
    return Reply(_view(made, call.by, call.deps), {"Location": f"/v1/circulars/{made.key}"})


def withdraw_circular(call: Call[None, CircularWithdrawal]) -> Reply[CircularView]:
    found = circulars.withdraw_circular(
        call.path["circular_id"], call.body.reason, by=call.by, deps=call.deps
    )
    return Reply(_view(found, call.by, call.deps))


def acknowledge_circular(call: Call[None, None]) -> Reply[CircularView]:
    circular_answers.acknowledge(call.path["circular_id"], by=call.by, deps=call.deps)
    return show_circular(call)


def list_acknowledgements(call: Call[PageQuery, None]) -> Reply[AcknowledgementPageView]:
    circular_id, given, edition = call.path["circular_id"], call.query, guide(call.deps)
    page = circular_answers.acknowledgements(
        circular_id, by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps
    )
    silent = circular_answers.silent_places(circular_id, by=call.by, deps=call.deps)
    view = AcknowledgementPageView(
        entries=tuple(acknowledgement_view(one, edition) for one in page.entries),
        silent=silent,
        silent_texts=tuple(place_name(one, edition) for one in silent),
        cursor=page.cursor,
        unreadable=page.unreadable,
    )
    return Reply(view)


def list_circular_questions(call: Call[PageQuery, None]) -> Reply[CircularQuestionPageView]:
    given = call.query
    page = circular_answers.questions_of(
        call.path["circular_id"], by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps
    )
    entries = tuple(question_view(one, guide(call.deps), to=call.by) for one in page.entries)
    return Reply(CircularQuestionPageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable))


def ask_about_circular(call: Call[None, CircularQuestion]) -> Reply[CircularQuestionView]:
    asked = circular_answers.ask_about(
        call.path["circular_id"], call.body.text, by=call.by, key=call.key, deps=call.deps
    )
    return Reply(question_view(asked, guide(call.deps), to=call.by))


def list_open_questions(call: Call[PageQuery, None]) -> Reply[CircularQuestionPageView]:
    given = call.query
    page = circular_answers.open_questions(by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    entries = tuple(question_view(one, guide(call.deps), to=call.by) for one in page.entries)
    return Reply(CircularQuestionPageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable))


def answer_circular_question(call: Call[None, CircularAnswer]) -> Reply[CircularQuestionView]:
    asked = circular_answers.answer_question(
        call.path["circular_id"], call.path["question_id"], call.body.text, by=call.by, deps=call.deps
    )
    return Reply(question_view(asked, guide(call.deps), to=call.by))


def _view(found: Record, by: Principal, deps: Deps) -> CircularView:
    mine = circular_answers.acknowledged(found.key, by=by, deps=deps)
    return circular_view(found, mine, guide(deps), to=by, today=shanghai_date(deps.clock()))


ROUTES = (
    Route(
        method="GET",
        path="/v1/circulars",
        summary="口径和通知：发给本地和本部门的，可按词、事项查找",
        roles=CIRCULAR_READERS,
        query=CircularsQuery,
        response=CircularPageView,
        handler=list_circulars,
        errors=(BadCursor,),
    ),
    Route(
        method="GET",
        path=_ONE,
        summary="口径和通知：一份的全文和状态",
        roles=CIRCULAR_READERS,
        response=CircularView,
        handler=show_circular,
        errors=(CircularNotFound,),
    ),
    Route(
        method="POST",
        path=f"{_ONE}/acknowledgement",
        summary="口径和通知：签收",
        roles=CIRCULAR_READERS,
        response=CircularView,
        handler=acknowledge_circular,
        idempotent=True,
        errors=(CircularNotFound, CircularEnded),
    ),
    Route(
        method="GET",
        path=f"{_ONE}/questions",
        summary="口径和通知：别人问过什么、怎样答复的",
        roles=CIRCULAR_READERS,
        query=PageQuery,
        response=CircularQuestionPageView,
        handler=list_circular_questions,
        errors=(CircularNotFound, BadCursor),
    ),
    Route(
        method="POST",
        path=f"{_ONE}/questions",
        summary="口径和通知：提问，由发出的一级答复",
        roles=CIRCULAR_READERS,
        body=CircularQuestion,
        response=CircularQuestionView,
        handler=ask_about_circular,
        status=201,
        idempotent=True,
        errors=(CircularNotFound, CircularEnded, KeyReused, TooOften),
    ),
    Route(
        method="POST",
        path="/v1/operator/circulars",
        summary="运行管理：发一份业务口径或者通知，可代替原有的一份",
        roles=OPERATORS,
        body=CircularOrder,
        response=CircularView,
        handler=publish_circular,
        status=201,
        idempotent=True,
        errors=(CircularNotFound, CircularEnded, InvalidCircular, KeyReused, UnknownItem, UnknownRegion),
        headers=("Location",),
    ),
    Route(
        method="POST",
        path=f"{_OPERATED}/withdrawal",
        summary="运行管理：撤回一份口径或者通知，注明理由",
        roles=OPERATORS,
        body=CircularWithdrawal,
        response=CircularView,
        handler=withdraw_circular,
        idempotent=True,
        errors=(CircularNotFound, CircularEnded),
    ),
    Route(
        method="GET",
        path=f"{_OPERATED}/acknowledgements",
        summary="运行管理：谁签收了，哪些地方还没有人签收",
        roles=OPERATORS,
        query=PageQuery,
        response=AcknowledgementPageView,
        handler=list_acknowledgements,
        errors=(CircularNotFound, BadCursor),
    ),
    Route(
        method="GET",
        path="/v1/operator/circular-questions",
        summary="运行管理：就本辖区的口径和通知提出、还没有答复的问题",
        roles=OPERATORS,
        query=PageQuery,
        response=CircularQuestionPageView,
        handler=list_open_questions,
        errors=(BadCursor,),
    ),
    Route(
        method="POST",
        path=f"{_OPERATED}/questions/{{question_id}}/answer",
        summary="运行管理：答复一个问题，收到这份口径的人都能看到",
        roles=OPERATORS,
        body=CircularAnswer,
        response=CircularQuestionView,
        handler=answer_circular_question,
        idempotent=True,
        errors=(CircularNotFound, QuestionAnswered),
    ),
)
