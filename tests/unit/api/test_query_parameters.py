"""A parameter that several routes take alike is said once."""

from functions.api.query_parameters import query_parameters, referred, shared_parameters

LIMIT = {"properties": {"limit": {"type": "integer", "description": "每页条数"}}}
OTHER = {"properties": {"limit": {"type": "integer", "description": "最多几条"}}, "required": ["limit"]}
REFERENCE = {"$ref": "#/components/parameters/query_limit"}


def test_what_two_routes_take_alike_stands_once_and_what_differs_stays_where_it_is() -> None:
    alike, other = tuple(query_parameters(LIMIT)), tuple(query_parameters(OTHER))

    shared = shared_parameters((alike, other, alike))

    assert shared == {"query_limit": alike[0]}
    assert list(referred(alike, shared)) == [REFERENCE]
    assert list(referred(other, shared)) == list(other)


def test_what_only_one_route_takes_is_not_shared() -> None:
    assert shared_parameters((tuple(query_parameters(LIMIT)), ())) == {}


def test_the_description_stands_beside_the_schema_alone() -> None:
    (one,) = query_parameters(OTHER)

    assert (one["description"], one["required"], one["schema"]) == ("最多几条", True, {"type": "integer"})
