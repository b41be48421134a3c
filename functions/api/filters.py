"""What several lists are narrowed by."""

from typing import Annotated

from pydantic import Field

from schemas.codes import CaseStatus
from schemas.wire import City

CITY_CODE = "地市代码（GB/T 2260）。"

CityFilter = Annotated[City | None, Field(description=CITY_CODE)]
StatusFilter = Annotated[CaseStatus | None, Field(description="办件状态。")]
