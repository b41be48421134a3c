"""Drafts: begin, read, save in parts, delete."""

import re
from typing import Any

from functions.api.route import Call, Reply, Route
from functions.domain.catalogue.refusals import UnknownItem
from functions.domain.conflicts import DraftChanged, DraftSubmitted, KeyReused, TooManyDrafts
from functions.domain.guide.refusals import InvalidAnswers
from functions.domain.intake.refusals import DraftNotFound, InvalidDraft
from functions.domain.refusals import BadCursor, TooOften
from functions.shapes.intake.draft import draft_line, shown_draft
from functions.usecases.intake import drafts, kept_drafts
from functions.usecases.intake.kept_drafts import Held
from functions.usecases.intake.materials import Shelved, shelved
from functions.web.paging import PageQuery
from functions.web.requests import holds, matches
from functions.web.roles import SUBMITTERS
from schemas.intake.draft import DraftPatch, DraftRequest, DraftSave
from schemas.intake.views import DraftPageView, DraftView


def open_draft(call: Call[None, DraftRequest]) -> Reply[DraftView]:
    held = drafts.open_draft(call.body, by=call.by, key=call.key, deps=call.deps)
    reply = draft_reply(held, call)
    return Reply(reply.view, {**reply.headers, "Location": f"/v1/drafts/{held.id}"})


def list_drafts(call: Call[PageQuery, None]) -> Reply[DraftPageView]:
    given = call.query
    page = kept_drafts.drafts_of(by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    entries = tuple(draft_line(held, kept_drafts.edition_of(held.draft, call.deps)) for held in page.entries)
    return Reply(DraftPageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable))


def show_draft(call: Call[None, None]) -> Reply[DraftView]:
    held = kept_drafts.draft_of(call.path["draft_id"], by=call.by, deps=call.deps)
    beside = shelved(held, call.deps)
    etag = _etag_of(held, beside.version)
    if holds(call.headers, etag):
        return Reply(None, {"ETag": etag}, status=304)
    return draft_reply(held, call, beside)


def save_draft(call: Call[None, DraftSave]) -> Reply[DraftView]:
    return draft_reply(drafts.save_draft(_held(call), call.body, by=call.by, deps=call.deps), call)


def patch_draft(call: Call[None, DraftPatch]) -> Reply[DraftView]:
    return draft_reply(drafts.save_draft(_held(call), call.body, by=call.by, deps=call.deps), call)


def delete_draft(call: Call[None, None]) -> Reply[str]:
    drafts.discard_draft(_held(call), by=call.by, deps=call.deps)
    return Reply("", status=204)


def _etag_of(held: Held, shelf: int = 0) -> str:
    """Of the draft, and of what is beside it: a file that arrives changes what is told of the draft, and not the draft."""
    return f'"draft-{held.version}-{shelf}"' if shelf else f'"draft-{held.version}"'


_BESIDE = re.compile(r'"(draft-\d+)-\d+"')


def _held(call: Call[None, DraftSave] | Call[None, DraftPatch] | Call[None, None]) -> Held:
    """The draft at the version that the request names, whatever arrived beside it since."""
    held = kept_drafts.draft_of(call.path["draft_id"], by=call.by, deps=call.deps)
    named = _BESIDE.sub(r'"\1"', call.headers.get("if-match", ""))
    if not matches({**call.headers, "if-match": named}, _etag_of(held)):
        raise DraftChanged
    return held


def draft_reply(held: Held, call: Call[Any, Any], beside: Shelved | None = None) -> Reply[DraftView]:
    view, headers = draft_told(held, call, beside)
    return Reply(view, headers)


def draft_told(
    held: Held, call: Call[Any, Any], beside: Shelved | None = None
) -> tuple[DraftView, dict[str, str]]:
    """`beside`: where it has been read already."""
    view, shelf = shown_draft(held, by=call.by, deps=call.deps, beside=beside)
    return view, {"ETag": _etag_of(held, shelf)}


ROUTES = (
    Route(
        method="POST",
        path="/v1/drafts",
        summary="开始填写：为所选事项建立一份草稿",
        roles=SUBMITTERS,
        body=DraftRequest,
        response=DraftView,
        handler=open_draft,
        status=201,
        idempotent=True,
        invalid=InvalidDraft,
        errors=(
            KeyReused,
            DraftSubmitted,
            DraftNotFound,
            UnknownItem,
            InvalidAnswers,
            TooManyDrafts,
            TooOften,
        ),
        headers=("ETag", "Location"),
    ),
    Route(
        method="GET",
        path="/v1/drafts",
        summary="本人尚未提交的草稿",
        roles=SUBMITTERS,
        query=PageQuery,
        response=DraftPageView,
        handler=list_drafts,
        errors=(BadCursor,),
    ),
    Route(
        method="GET",
        path="/v1/drafts/{draft_id}",
        summary="读取草稿：已填的内容、还要填的内容和保存期限",
        roles=SUBMITTERS,
        response=DraftView,
        handler=show_draft,
        conditional=True,
    ),
    Route(
        method="PUT",
        path="/v1/drafts/{draft_id}",
        summary="保存草稿：给出的部分整体替换，其余部分不变",
        roles=SUBMITTERS,
        body=DraftSave,
        response=DraftView,
        handler=save_draft,
        guarded=True,
        invalid=InvalidDraft,
        errors=(UnknownItem, DraftChanged, TooOften),
        headers=("ETag",),
    ),
    Route(
        method="PATCH",
        path="/v1/drafts/{draft_id}",
        summary="修改草稿中的几项：只改给出的字段，填 null 的清空，其余不变",
        roles=SUBMITTERS,
        body=DraftPatch,
        response=DraftView,
        handler=patch_draft,
        guarded=True,
        invalid=InvalidDraft,
        errors=(UnknownItem, DraftChanged, TooOften),
        headers=("ETag",),
    ),
    Route(
        method="DELETE",
        path="/v1/drafts/{draft_id}",
        summary="删除草稿",
        roles=SUBMITTERS,
        response=str,
        handler=delete_draft,
        status=204,
        guarded=True,
        errors=(DraftChanged, TooOften),
    ),
)
