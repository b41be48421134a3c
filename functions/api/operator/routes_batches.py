"""Many items under one act: tried first, then started, followed, stopped and resumed."""

from functions.api.route import Call, Reply, Route
from functions.domain.conflicts import ActOutOfPlace, KeyReused
from functions.domain.errors import StaleWrite
from functions.domain.guide.refusals import CityNotFound
from functions.domain.office.refusals import UnknownOffice
from functions.domain.operator.batch import Verb
from functions.domain.operator.refusals import BatchNotFound
from functions.domain.refusals import BadCursor
from functions.shapes.operator.batches import batch_page, batch_view
from functions.usecases.operator import batches
from functions.web.paging import PageQuery
from functions.web.roles import OPERATORS
from schemas.operator.acts import BatchOrder, Grounds
from schemas.operator.views_incidents import BatchPageView, BatchView


def create_batch(call: Call[None, BatchOrder]) -> Reply[BatchView]:
    return Reply(batch_view(batches.create(call.body, by=call.by, key=call.key, deps=call.deps)))


def show_batch(call: Call[None, None]) -> Reply[BatchView]:
    return Reply(batch_view(batches.find(call.path["batch_id"], by=call.by, deps=call.deps)))


def list_batches(call: Call[PageQuery, None]) -> Reply[BatchPageView]:
    given = call.query
    page = batches.batches_of(by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    return Reply(batch_page(page))


def start_batch(call: Call[None, Grounds]) -> Reply[BatchView]:
    return _stepped("start", call)


def stop_batch(call: Call[None, Grounds]) -> Reply[BatchView]:
    return _stepped("stop", call)


def resume_batch(call: Call[None, Grounds]) -> Reply[BatchView]:
    return _stepped("resume", call)


def _stepped(verb: Verb, call: Call[None, Grounds]) -> Reply[BatchView]:
    batch = batches.step(call.path["batch_id"], verb, call.body, by=call.by, key=call.key, deps=call.deps)
    return Reply(batch_view(batch))


ROUTES = (
    Route(
        method="POST",
        path="/v1/operator/batches",
        summary="运行管理：建批，把符合条件的事项固定成清单并试运行，最多 1000 项",
        roles=OPERATORS,
        body=BatchOrder,
        response=BatchView,
        handler=create_batch,
        idempotent=True,
        errors=(CityNotFound, UnknownOffice, KeyReused, StaleWrite),
    ),
    Route(
        method="GET",
        path="/v1/operator/batches",
        summary="运行管理：本辖区的各个批次",
        roles=OPERATORS,
        query=PageQuery,
        response=BatchPageView,
        handler=list_batches,
        errors=(BadCursor,),
    ),
    Route(
        method="GET",
        path="/v1/operator/batches/{batch_id}",
        summary="运行管理：批次进度和每个事项的结果",
        roles=OPERATORS,
        response=BatchView,
        handler=show_batch,
        errors=(BatchNotFound,),
    ),
    Route(
        method="POST",
        path="/v1/operator/batches/{batch_id}/start",
        summary="运行管理：启动已试运行的批次",
        roles=OPERATORS,
        body=Grounds,
        response=BatchView,
        handler=start_batch,
        idempotent=True,
        errors=(BatchNotFound, ActOutOfPlace, KeyReused, StaleWrite),
    ),
    Route(
        method="POST",
        path="/v1/operator/batches/{batch_id}/stop",
        summary="运行管理：暂停批次",
        roles=OPERATORS,
        body=Grounds,
        response=BatchView,
        handler=stop_batch,
        idempotent=True,
        errors=(BatchNotFound, ActOutOfPlace, KeyReused, StaleWrite),
    ),
    Route(
        method="POST",
        path="/v1/operator/batches/{batch_id}/resume",
        summary="运行管理：恢复已暂停的批次",
        roles=OPERATORS,
        body=Grounds,
        response=BatchView,
        handler=resume_batch,
        idempotent=True,
        errors=(BatchNotFound, ActOutOfPlace, KeyReused, StaleWrite),
    ),
)
