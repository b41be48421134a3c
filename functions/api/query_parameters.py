"""What a query takes, said once: a parameter that several routes take alike stands among the components."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Parameter = Mapping[str, Any]


def query_parameters(schema: Mapping[str, Any]) -> Iterator[Parameter]:
    """Of a query's model. Its description stands beside the schema, and not in it once more."""
    for name, given in schema["properties"].items():
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": given.get("description", ""),
            "schema": {key: value for key, value in given.items() if key != "description"},
        }


def shared_parameters(queries: Iterable[Sequence[Parameter]]) -> Mapping[str, Parameter]:
    """By the name of the component: of each parameter's name the wording that most routes have, if more than one has it."""
    counts = Counter(_text(one) for query in queries for one in query)
    found: dict[str, Parameter] = {}
    for text, count in counts.most_common():
        parameter = json.loads(text)
        if count > 1:
            found.setdefault(f"query_{parameter['name']}", parameter)
    return dict(sorted(found.items()))


def referred(query: Iterable[Parameter], shared: Mapping[str, Parameter]) -> Iterator[Parameter]:
    for one in query:
        name = f"query_{one['name']}"
        same = name in shared and _text(shared[name]) == _text(one)
        yield {"$ref": f"#/components/parameters/{name}"} if same else one


def _text(parameter: Parameter) -> str:
    return json.dumps(parameter, sort_keys=True, ensure_ascii=False)
