"""A report of trials (联调报告) that a department hands in: signed as its answers are, and kept as its own statement."""

from functions.api.route import Access, BodyBounds, Call, Reply, Route
from functions.api.version import INTERFACE_VERSION
from functions.domain.errors import StaleWrite
from functions.domain.refusals import TooOften
from functions.usecases.office.conformance.keeping import keep_report
from schemas.codes import Department
from schemas.office.conformance import ConformanceKeptView, ConformanceReport

# What of forty calls in each scenario can be, and what one record of the store takes when it is sealed.
_OF_A_REPORT = BodyBounds(size=192 * 1024, values=20_000)


def receive_report(call: Call[None, ConformanceReport]) -> Reply[ConformanceKeptView]:
    kept = keep_report(
        Department(call.path["department"]), call.body, interface=INTERFACE_VERSION, deps=call.deps
    )
    report = kept.report
    return Reply(
        ConformanceKeptView(id=kept.id, number=report.number, kept_at=kept.at, verdict=report.verdict)
    )


ROUTES = (
    Route(
        method="POST",
        path="/v1/departments/{department}/conformance",
        summary="联调报告：由部门以签名提交，作为部门自行测试的结果保存",
        roles=Access.SIGNED,
        body=ConformanceReport,
        bounds=_OF_A_REPORT,
        response=ConformanceKeptView,
        handler=receive_report,
        errors=(TooOften, StaleWrite),
    ),
)
