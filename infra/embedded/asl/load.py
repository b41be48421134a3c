"""Parses a definition, refusing every field, type, path or intrinsic that this runner does not interpret."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from infra.embedded.asl.fields import StateFields, UnsupportedDefinition
from infra.embedded.asl.paths import BadPath, ResultPath, Template, path, result_path, template
from infra.embedded.asl.retry import Catcher, Retrier
from infra.embedded.asl.states import Bound, Machine, Map, Parallel, State, Task

_T = TypeVar("_T")

WHOLE_MACHINE = "(top)"
WAITING_RESOURCE = ":states:::lambda:invoke.waitForTaskToken"
TOKEN = "$$.Task.Token"
MAP_VALUE = "$$.Map.Item.Value"


def load(definition: Mapping[str, Any]) -> Machine:
    return _machine(StateFields(definition, state=WHOLE_MACHINE))


def _machine(fields: StateFields) -> Machine:
    fields.optional("Comment", str, "")
    start = fields.take("StartAt", str)
    given = fields.take("States", dict)
    fields.done()
    states = {name: _state(StateFields(state, state=name), name) for name, state in given.items()}
    if start not in states:
        raise fields.unsupported("StartAt", f"there is no state {start}")
    for state in states.values():
        _check_successors(state, states)
    return Machine(start, states)


def _check_successors(state: State, states: Mapping[str, State]) -> None:
    caught = [catcher.next for catcher in state.catchers] if isinstance(state, Task) else []
    for name in [*caught, *([state.next] if state.next else [])]:
        if name not in states:
            raise UnsupportedDefinition(state.name, "Next", f"there is no state {name}")


def _state(fields: StateFields, name: str) -> State:
    fields.optional("Comment", str, "")
    readers: dict[str, Callable[[StateFields, str], State]] = {
        "Task": _task,
        "Parallel": _parallel,
        "Map": _map,
    }
    kind = fields.take("Type", str)
    if kind not in readers:
        raise fields.unsupported("Type", f"type {kind} is not interpreted")
    state = readers[kind](fields, name)
    fields.done()
    return state


def _task(fields: StateFields, name: str) -> Task:
    function, waits, payload = _invocation(fields)
    return Task(
        name=name,
        next=_next(fields),
        function=function,
        waits=waits,
        payload=payload,
        bound=_bound(fields),
        result_path=_result_path(fields),
        retriers=tuple(_retrier(entry) for entry in _entries(fields, "Retry")),
        catchers=tuple(_catcher(entry) for entry in _entries(fields, "Catch")),
    )


def _invocation(fields: StateFields) -> tuple[str, bool, Template]:
    resource = fields.take("Resource", str)
    if not resource.endswith(WAITING_RESOURCE):
        return _function(fields, resource), False, _template(fields, "Parameters", TOKEN)
    call = StateFields(fields.take("Parameters", dict), state=fields.state, within="Parameters")
    function = call.take("FunctionName", str)
    payload = _template(call, "Payload", TOKEN)
    call.done()
    return _function(call, function), True, payload


def _function(fields: StateFields, resource: str) -> str:
    """A plain name is a function's name; of a Lambda's ARN it is the last part."""
    if resource.startswith("arn:") and ":lambda:" in resource and ":function:" in resource:
        return resource.partition(":function:")[2]
    if ":" in resource or not resource:
        raise fields.unsupported("Resource", f"resource {resource} is not interpreted")
    return resource


def _parallel(fields: StateFields, name: str) -> Parallel:
    branches = fields.take("Branches", list)
    fields.literal("ResultPath", None)
    machines = tuple(
        _machine(StateFields(branch, state=name, within=f"Branches[{index}]"))
        for index, branch in enumerate(branches)
    )
    return Parallel(name, _next(fields), machines)


def _map(fields: StateFields, name: str) -> Map:
    items = _read(fields, "ItemsPath", path)
    selector = _template(fields, "ItemSelector", MAP_VALUE)
    processor = StateFields(fields.take("ItemProcessor", dict), state=name, within="ItemProcessor")
    processor.literal("ProcessorConfig", {"Mode": "INLINE"})
    fields.literal("ResultPath", None)
    return Map(name, _next(fields), items, selector, _machine(processor))


def _next(fields: StateFields) -> str | None:
    if "Next" in fields:
        return fields.take("Next", str)
    fields.literal("End", True)
    return None


def _bound(fields: StateFields) -> Bound:
    if "TimeoutSecondsPath" in fields:
        return Bound(path=_read(fields, "TimeoutSecondsPath", path))
    if "TimeoutSeconds" in fields:
        return Bound(fixed=fields.whole("TimeoutSeconds", 0, least=1))
    return Bound()


def _result_path(fields: StateFields) -> ResultPath:
    return _read(fields, "ResultPath", result_path) if "ResultPath" in fields else ResultPath()


def _entries(fields: StateFields, field: str) -> list[StateFields]:
    entries = fields.optional(field, list, [])
    return [
        StateFields(entry, state=fields.state, within=f"{field}[{index}]")
        for index, entry in enumerate(entries)
    ]


def _retrier(fields: StateFields) -> Retrier:
    """Defaults are those of the language: 3 attempts, 1 second, doubling, no jitter."""
    jitter = fields.optional("JitterStrategy", str, "NONE")
    if jitter not in ("NONE", "FULL"):
        raise fields.unsupported("JitterStrategy", f"{jitter} is not interpreted")
    retrier = Retrier(
        errors=_errors(fields),
        interval=fields.whole("IntervalSeconds", 1, least=1),
        rate=fields.number("BackoffRate", 2.0, least=1.0),
        longest=fields.whole("MaxDelaySeconds", 31_622_400, least=1),
        attempts=fields.whole("MaxAttempts", 3, least=0),
        jitter=jitter == "FULL",
    )
    fields.done()
    return retrier


def _catcher(fields: StateFields) -> Catcher:
    catcher = Catcher(_errors(fields), _result_path(fields), fields.take("Next", str))
    fields.done()
    return catcher


def _errors(fields: StateFields) -> tuple[str, ...]:
    errors = fields.take("ErrorEquals", list)
    if not errors or not all(isinstance(error, str) for error in errors):
        raise fields.unsupported("ErrorEquals", "names of errors are expected")
    return tuple(errors)


def _template(fields: StateFields, field: str, context: str) -> Template:
    return _read(fields, field, lambda given: template(given, context=context))


def _read(fields: StateFields, field: str, reader: Callable[[Any], _T]) -> _T:
    given = fields.any(field)
    try:
        return reader(given)
    except BadPath as bad:
        raise fields.unsupported(field, str(bad)) from bad
