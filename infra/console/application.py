"""Reads the application to be submitted: what is wrong with it is said before anything is started."""

from pathlib import Path

from pydantic import ValidationError

from infra.console.client import in_one_line
from infra.console.failure import Failure
from schemas.form.application import Application
from schemas.problems import problems

SAMPLE = Path(__file__).parents[2] / "schemas" / "sample_application.json"


def read_application(path: Path) -> bytes:
    try:
        body = path.read_bytes()
    except OSError as exc:
        raise Failure(f"读不到申请文件 {path}。Cannot read the application file: {exc.strerror}.") from exc
    try:
        Application.model_validate_json(body)
    except ValidationError as exc:
        wrong = [{"pointer": pointer or "/", "detail": detail} for pointer, detail in problems(exc)]
        problem = {"detail": f"申请文件有误 Broken application {path}:", "errors": wrong}
        raise Failure(in_one_line(problem)) from exc
    return body
