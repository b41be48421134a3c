"""One office a department, for every region but those told to have none."""

from functions.domain.errors import DepartmentRefusedPayload
from functions.ports import Office
from schemas.codes import CHINESE, Department


class FakeOffices:
    def __init__(self, *, without: frozenset[str] = frozenset()) -> None:
        """`without`: the codes of cities that have no office at all."""
        self._without = without

    def office(self, department: Department, *, city: str, county: str | None) -> Office:
        if city in self._without:
            raise DepartmentRefusedPayload(
                f"未配置该地区的{CHINESE[department]}部门接收端点，请运行管理员配置。"
            )
        return Office(
            department=department,
            id=f"{department.value}-{county or city}",
            name=f"{CHINESE[department]}（测试）",
            endpoint=f"https://{department.value.replace('_', '-')}.example/dispatches",
        )
