"""How every list is asked for page by page."""

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.wire import Wire

_Limit = Annotated[int, Field(ge=1, le=100, description="每页条数，1 至 100。")]
Cursor = Annotated[
    str, StringConstraints(min_length=1, max_length=2048), Field(description="上一页返回的翻页标记。")
]


class PageQuery(Wire):
    limit: _Limit = 20
    cursor: Cursor | None = None
