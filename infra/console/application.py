"""Reads the application to be submitted: what is wrong with it is said before anything is started."""

from pathlib import Path

from pydantic import ValidationError

from infra.console.client import in_one_line
from infra.console.failure import Failure
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.form.application import Application
from schemas.form.required import lacking
from schemas.problems import pointer, problems

SAMPLE = Path(__file__).parents[2] / "schemas" / "sample_application.json"


def read_application(path: Path) -> bytes:
    try:
        body = path.read_bytes()
    except OSError as exc:
        raise Failure(f"读不到申请文件 {path}。Cannot read the application file: {exc.strerror}.") from exc
    if found := _wrong(body):
        wrong = [{"pointer": where or "/", "detail": detail} for where, detail in found]
        raise Failure(in_one_line({"detail": f"申请文件有误 Broken application {path}:", "errors": wrong}))
    return body


def _wrong(body: bytes) -> tuple[tuple[str, str], ...]:
    try:
        application = Application.model_validate_json(body)
    except ValidationError as error:
        return problems(error)
    missing = lacking(application, load_edition(CURRENT).required(application.items))
    return tuple((pointer(location), detail) for location, detail in missing)
