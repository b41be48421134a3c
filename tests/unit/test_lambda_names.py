from functions import handlers, tasks
from functions.lambda_names import OF_REQUESTS, OF_TASKS, OF_THE_MACHINE, dispatching
from infra.definition import STATE_PLACEHOLDER, joined
from infra.package.functions import declared
from schemas.codes import Department
from tests.support.each import each


def test_every_lambda_is_declared_with_its_settings_and_nothing_else_is() -> None:
    assert set(declared()) == {OF_REQUESTS, *OF_TASKS}


@each("name", OF_TASKS)
def test_every_lambda_has_its_task_and_its_handler(name: str) -> None:
    assert callable(vars(tasks)[name])
    assert callable(vars(handlers)[name])


def test_the_machine_calls_each_of_its_own_and_no_other() -> None:
    called = {name for name in STATE_PLACEHOLDER.findall(str(joined())) if name != "partition"}

    assert called == set(OF_THE_MACHINE)


@each("department", Department)
def test_each_department_has_a_lambda_of_its_own_which_is_told_so(department: Department) -> None:
    assert dispatching(department) in OF_THE_MACHINE
    assert declared()[dispatching(department)]["department"] == department
