"""Routes (路由): which office of a department works a region's items, and how it is reached."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.codes import Department
from schemas.refusing import refuse
from schemas.wire import ReasonText, RegionCode, Text, Wire

# api: it has a system of its own; worklist: its staff work in ours; exchange: signed files over an air gap.
OfficeMode = Literal["api", "worklist", "exchange"]

Endpoint = Annotated[str, StringConstraints(pattern=r"^(?:https?://[^\s/?#]+[^\s]*)?$", max_length=500)]
# A name under which the keys are kept, never the keys.
SecretName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{1,79}$")]

Telephone = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9 -]{4,29}$")]


class OfficeRoute(Wire):
    """`secret`: whose keys sign what it is sent; without it, the department's. Only an office with a system has one.
    `telephone`: whom operators call when its items stand.
    """

    name: Text = Field(title="机构名称")
    mode: OfficeMode = Field("api", title="办理方式")
    endpoint: Endpoint = Field("", title="接收地址")
    secret: SecretName | None = Field(None, title="密钥名称")
    telephone: Telephone | None = Field(None, title="联系电话")

    @model_validator(mode="after")
    def _is_reached_one_way(self) -> Self:
        if bool(self.endpoint) is not (self.mode == "api"):
            refuse((("endpoint",), "接口方式（api）必填，其他方式不填。"))
        if self.secret is not None and self.mode != "api":
            refuse((("secret",), "只有接口方式（api）才填写密钥名称。"))
        return self


def secret_fits(department: Department, secret: str | None) -> bool:
    """One department's route never names another's keys, nor those of the form."""
    return secret is None or secret == department or secret.startswith(f"{department}-")


class RouteChange(Wire):
    """`route`: None takes back what was set; the file of routes, or else the worklist, holds again."""

    department: Annotated[Department, Field(title="部门")]
    region: Annotated[RegionCode, Field(title="行政区划")]
    route: OfficeRoute | None = Field(title="路由")
    reason: ReasonText = Field(title="理由")

    @model_validator(mode="after")
    def _names_its_own_keys(self) -> Self:
        if self.route and not secret_fits(self.department, self.route.secret):
            refuse((("route", "secret"), "密钥名称应为部门代码，或以“部门代码-”开头。"))
        return self
