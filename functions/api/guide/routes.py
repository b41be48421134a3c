"""What anybody may read: the guide, the regions and the health."""

from functools import cache
from hashlib import sha256
from typing import Annotated

from pydantic import Field

from functions.api.route import Access, Call, Reply, Route
from functions.domain.catalogue.refusals import UnknownItem
from functions.domain.errors import NotReady
from functions.domain.guide.refusals import CityNotFound, InvalidAnswers
from functions.shapes.guide.assessment import assessment_view
from functions.shapes.guide.items import guide_view
from functions.shapes.guide.publicity import publicity_view
from functions.usecases.guide.advise import advise, guide, guide_at, sources_connected
from functions.usecases.guide.publicity import publicity_for
from functions.usecases.health import check_ledger, readiness
from functions.web.filters import CityFilter
from functions.web.requests import holds
from schemas.catalogue.edition import Edition
from schemas.guide.assessment import AssessmentRequest
from schemas.guide.views import GuideView
from schemas.guide.views_assessment import AssessmentView
from schemas.guide.views_publicity import PublicityView
from schemas.regions import Regions
from schemas.views import HealthView, PartsView, ReadyView
from schemas.wire import RegionCode, Wire

_SHARED_FOR_MINUTES = {"Cache-Control": "public, max-age=300"}


class PublicityQuery(Wire):
    city: CityFilter = None


class GuideQuery(Wire):
    city: CityFilter = None
    county: Annotated[RegionCode | None, Field(description="县（市、区）代码；东莞、中山为镇（街道）。")] = (
        None
    )


def show_guide(call: Call[GuideQuery, None]) -> Reply[GuideView]:
    """An edition never changes under its name, so its name is a strong ETag, with whether sources can be asked. Raises
    CityNotFound."""
    edition, connected = guide_at(call.query.city, call.query.county, call.deps), sources_connected(call.deps)
    headers = {"ETag": f'"guide-{edition.name}{"-sources" if connected else ""}"', **_SHARED_FOR_MINUTES}
    if holds(call.headers, headers["ETag"]):
        return Reply(None, headers, status=304)
    return Reply(guide_view(edition, connected=connected), headers)


def list_regions(call: Call[None, None]) -> Reply[Regions]:
    edition = guide(call.deps)
    headers = {"ETag": _digest(edition), **_SHARED_FOR_MINUTES}
    if holds(call.headers, headers["ETag"]):
        return Reply(None, headers, status=304)
    return Reply(edition.regions, headers)


def assess_situation(call: Call[None, AssessmentRequest]) -> Reply[AssessmentView]:
    """A cache between us never answers a POST (RFC 9110, 9.3.3); whoever asks may keep the answer under their question."""
    view = assessment_view(advise(call.body, call.deps))
    etag = f'"{sha256(view.model_dump_json().encode()).hexdigest()[:16]}"'
    return Reply(view, {"ETag": etag, "Cache-Control": "private, max-age=300"})


def list_publicity(call: Call[PublicityQuery, None]) -> Reply[PublicityView]:
    """Raises CityNotFound."""
    city, edition = call.query.city, guide(call.deps)
    if city is not None and edition.regions.city(city) is None:
        raise CityNotFound
    view = publicity_view(publicity_for(city, call.deps), edition)
    headers = {"ETag": _digest_of(view.model_dump_json()), **_SHARED_FOR_MINUTES}
    if holds(call.headers, headers["ETag"]):
        return Reply(None, headers, status=304)
    return Reply(view, headers)


@cache
def _digest_of(text: str) -> str:
    return f'"{sha256(text.encode()).hexdigest()[:16]}"'


def _digest(edition: Edition) -> str:
    return _digest_of(edition.regions.model_dump_json())


def show_health(call: Call[None, None]) -> Reply[HealthView]:
    check_ledger(call.deps)
    return Reply(HealthView(status="ok", edition=call.deps.current_edition, time=call.deps.clock()))


def show_readiness(call: Call[None, None]) -> Reply[ReadyView]:
    found = readiness(call.deps)
    return Reply(
        ReadyView(
            status="ready",
            swept_at=found.at,
            sweep_age_seconds=int(found.age.total_seconds()) if found.age is not None else None,
            cases=found.cases,
            set_back=found.set_back,
            parts=PartsView(
                ledger="ok",
                keys="ok",
                issuer="ok",
                disk="ok" if found.has_disk else "none",
                sweep="pending" if found.at is None else "ok",
            ),
            virus_scan="on" if found.scans else "off",
            virus_scan_text="上传的材料经病毒扫描" if found.scans else "上传的材料未经病毒扫描",
        )
    )


ROUTES = (
    Route(
        method="GET",
        path="/v1/guide",
        summary="办事指南：现行版事项目录；给出市、县的，是当地今天执行的",
        roles=Access.PUBLIC,
        query=GuideQuery,
        response=GuideView,
        handler=show_guide,
        conditional=True,
        errors=(CityNotFound,),
    ),
    Route(
        method="POST",
        path="/v1/guide/assessment",
        summary="一次告知：按回答逐项说明能否办理、要什么、多久，以及还需要问什么；不保存回答",
        roles=Access.PUBLIC,
        body=AssessmentRequest,
        response=AssessmentView,
        handler=assess_situation,
        errors=(UnknownItem, InvalidAnswers),
        headers=("ETag",),
    ),
    Route(
        method="GET",
        path="/v1/guide/publicity",
        summary="宣传引导：通知、政策解读、常见问题、个人信息怎么用，各有来源和日期；按市另有该市的",
        roles=Access.PUBLIC,
        query=PublicityQuery,
        response=PublicityView,
        handler=list_publicity,
        conditional=True,
        errors=(CityNotFound,),
    ),
    Route(
        method="GET",
        path="/v1/regions",
        summary="行政区划：广东省地市和县区",
        roles=Access.PUBLIC,
        response=Regions,
        handler=list_regions,
        conditional=True,
    ),
    Route(
        method="GET",
        path="/health",
        summary="运行状态",
        roles=Access.PUBLIC,
        response=HealthView,
        handler=show_health,
    ),
    Route(
        method="GET",
        path="/ready",
        summary="能否办理：台账、密钥、身份认证、磁盘、巡检逐项检查，最近一次巡检的时间和遇到的问题",
        roles=Access.PUBLIC,
        response=ReadyView,
        handler=show_readiness,
        errors=(NotReady,),
    ),
)
