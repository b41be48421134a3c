"""What the ports on AWS are made of."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from functions.aws_settings import settings
from functions.on_aws import Surroundings, on_aws
from tests.support.notices_of_days import WORKED, YEAR
from tests.unit.test_aws_settings import ALWAYS

ROUTES = Path(__file__).parents[2] / "infra" / "routes.toml"


def test_the_days_off_are_those_that_lie_beside_a_stages_routes(tmp_path: Path) -> None:
    routes = Path(shutil.copy(ROUTES, tmp_path))
    (tmp_path / "holidays.toml").write_text(YEAR, "utf-8")
    around = Surroundings("dev", {}, lambda: datetime(2026, 11, 30, tzinfo=UTC), lambda _: None, lambda: 0.0)

    deps = on_aws(settings({**ALWAYS, "LIANBAN_ROUTES": str(routes)}), around)

    assert deps.calendar.is_working(WORKED)
