import re

from functions.domain.case.refusals import CaseNotFound
from functions.domain.catalogue.refusals import InvalidApplication
from functions.domain.conflicts import KeyReused, OutcomeAlreadyRecorded, VersionChanged
from functions.domain.errors import DepartmentUnavailable, FieldProblem, LianbanError, StoreBusy
from functions.domain.refusals import (
    BadSignature,
    BadToken,
    Forbidden,
    IdentityUnavailable,
    InvalidBody,
    MalformedBody,
    MissingToken,
    UnknownFilter,
    VersionMissing,
)
from functions.web.problems import HTTP_STATUS, headers_of, plain, status_of, view_of
from tests.support.each import each
from tests.support.errors import every_error

ERRORS = every_error()


@each("error", ERRORS)
def test_every_error_has_a_status_and_chinese_words_that_are_complete(error: type[LianbanError]) -> None:
    assert status_of(error) in {
        400,
        401,
        403,
        404,
        405,
        409,
        412,
        413,
        415,
        422,
        428,
        429,
        431,
        500,
        502,
        503,
    }
    for words in (error.title, error.detail):
        assert re.search(r"[\u4e00-\u9fff]", words)
        assert not re.search(r"[{}%]", words)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", error.code)


def test_errors_of_one_code_say_the_same() -> None:
    by_code: dict[str, set[tuple[str, str]]] = {}
    for error in ERRORS:
        if "code" in vars(error):
            by_code.setdefault(error.code, set()).add((error.title, error.detail))

    assert all(len(words) == 1 for words in by_code.values())


@each(
    "error, status",
    [
        (CaseNotFound, 404),
        (OutcomeAlreadyRecorded, 409),
        (VersionChanged, 412),
        (VersionMissing, 428),
        (KeyReused, 422),
        (InvalidApplication, 422),
        (InvalidBody, 422),
        (UnknownFilter, 422),
        (MalformedBody, 400),
        (MissingToken, 401),
        (Forbidden, 403),
        (StoreBusy, 503),
        (DepartmentUnavailable, 503),
        (IdentityUnavailable, 503),
        (LianbanError, 500),
    ],
)
def test_the_nearest_class_decides_the_status(error: type[LianbanError], status: int) -> None:
    assert status_of(error) == status


def test_a_class_that_the_table_does_not_name_takes_its_parents_status() -> None:
    class CaseArchived(CaseNotFound):
        pass

    assert CaseArchived not in HTTP_STATUS
    assert status_of(CaseArchived) == 404


def test_a_problem_names_code_instance_and_wrong_fields() -> None:
    error = InvalidApplication(problems=(FieldProblem("/person/name", "请填写此项。"),))

    view = view_of(error, request_id="r-1")

    assert view.model_dump(mode="json") == {
        "type": "urn:lianban:problem:invalid-application",
        "title": "申请内容有误",
        "status": 422,
        "detail": InvalidApplication.detail,
        "code": "invalid-application",
        "instance": "urn:lianban:request:r-1",
        "errors": [{"pointer": "/person/name", "detail": "请填写此项。"}],
    }


def test_busy_says_when_to_come_back_and_a_refused_token_says_which_scheme() -> None:
    assert int(headers_of(StoreBusy())["Retry-After"]) > 0
    assert headers_of(BadToken())["WWW-Authenticate"].startswith("Bearer")
    assert "WWW-Authenticate" not in headers_of(BadSignature())


@each("status, code", [(404, "route-not-found"), (405, "method-not-allowed"), (500, "internal-error")])
def test_the_frameworks_own_answers_become_problems(status: int, code: str) -> None:
    assert plain(status).code == code
