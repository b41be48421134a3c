"""Our side over HTTP on this machine: where the program under trial sends its answers and files."""

import json
from collections.abc import Iterable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from functions.domain.office.conformance.trial import Uploaded
from infra.console.conformance.bench import Bench, TimedAnswer
from infra.embedded.web.types import Environ, StartResponse, Wsgi
from schemas.intake.materials import UploadView

UPLOAD_LIVES = timedelta(minutes=15)
NOWHERE = TimedAnswer(404, {"code": "route-not-found"})


def listener(bench: Bench, here: str) -> Wsgi:
    """`here`: the address that the program reaches this by."""

    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        said = _said(bench, here, environ)
        bench.closing.wait(said.wait)
        body = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
        headers = {"Content-Type": "application/json", **said.headers, "Content-Length": str(len(body))}
        start_response(f"{said.status} {HTTPStatus(said.status).phrase}", list(headers.items()))
        return [body]

    return serve


def _said(bench: Bench, here: str, environ: Environ) -> TimedAnswer:
    department = bench.stage.catalogued.department.value
    match environ["REQUEST_METHOD"], environ["PATH_INFO"].strip("/").split("/"):
        case "POST", ["v1", "departments", name, "answers"] if name == department:
            return bench.answer(_headers(environ), _body(environ))
        case "POST", ["v1", "departments", name, "documents", reference, _item] if name == department:
            told = bench.announce(reference, _headers(environ), _body(environ))
            return told if isinstance(told, TimedAnswer) else _address(bench, here, reference, told)
        case "POST", ["v1", "departments", name, "documents", reference, _item, id_, "confirmation"] if (
            name == department
        ):
            return bench.confirm(reference, id_, _headers(environ), _body(environ))
        case "PUT", ["uploads", reference, id_]:
            return bench.upload(reference, id_, _body(environ))
        case "GET", ["papers", reference]:
            return bench.fetch(reference)
        case "GET", ["health"]:
            return TimedAnswer(200, {"status": "ok"})
        case _:
            return NOWHERE


def _address(bench: Bench, here: str, reference: str, upload: Uploaded) -> TimedAnswer:
    view = UploadView(
        id=upload.id,
        item=bench.stage.catalogued.code,
        material="answer_document",
        address=f"{here}/uploads/{reference}/{upload.id}",
        headers={"content-type": upload.media_type},
        expires_at=bench.clock() + UPLOAD_LIVES,
    )
    told: dict[str, Any] = view.model_dump(mode="json")
    return TimedAnswer(200, told)


def _headers(environ: Environ) -> dict[str, str]:
    return {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }


def _body(environ: Environ) -> bytes:
    return bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
