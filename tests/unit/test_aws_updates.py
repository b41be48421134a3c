"""Moto's updates, made quick (tests/support/aws_updates.py), do and refuse what DynamoDB does and refuses."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from tests.support.aws import client as aws_client
from tests.support.each import each

KEY = {"pk": {"S": "1"}}
ROW: dict[str, Any] = {
    **KEY,
    "n": {"N": "3"},
    "many": {"L": [{"S": "a"}, {"S": "b"}, {"S": "c"}]},
    "some": {"SS": ["x", "y"]},
    "in": {"M": {"deep": {"S": "d"}}},
}
NAMES = {"#n": "n", "#many": "many", "#some": "some", "#in": "in", "#new": "new"}
VALUES: dict[str, Any] = {
    ":one": {"N": "1"},
    ":x": {"SS": ["x"]},
    ":s": {"S": "s"},
    ":l": {"L": [{"S": "e"}]},
}


def updated(expression: str, condition: str = "") -> dict[str, Any]:
    """What it changed of the row; `error` if it was refused, and then nothing may have changed."""
    db = aws_client("dynamodb")
    text = expression + condition
    given: dict[str, Any] = {
        "TableName": "t",
        "Key": KEY,
        "UpdateExpression": expression,
        "ExpressionAttributeNames": {name: to for name, to in NAMES.items() if name in text},
    }
    if values := {name: value for name, value in VALUES.items() if name in text}:
        given["ExpressionAttributeValues"] = values
    if condition:
        given["ConditionExpression"] = condition
    with mock_aws():
        db.create_table(
            TableName="t",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        db.put_item(TableName="t", Item=ROW)
        try:
            db.update_item(**given)
            refused = {}
        except ClientError as error:
            refused = {"error": error.response["Error"]["Code"]}
        after = db.get_item(TableName="t", Key=KEY)["Item"]
    return refused | {name: after.get(name) for name in ROW | after if ROW.get(name) != after.get(name)}


@pytest.mark.slow
@each(
    "expression, changed",
    [
        ("SET #new = :s, #n = #n + :one", {"new": {"S": "s"}, "n": {"N": "4"}}),
        ("SET #n = #n - :one REMOVE #in", {"n": {"N": "2"}, "in": None}),
        ("SET #in.deep = :s", {"in": {"M": {"deep": {"S": "s"}}}}),
        ("SET #new = if_not_exists(#n, :one)", {"new": {"N": "3"}}),
        ("SET #many = list_append(#many, :l)", {"many": {"L": [*ROW["many"]["L"], {"S": "e"}]}}),
        ("REMOVE #many[0], #many[1]", {"many": {"L": [{"S": "c"}]}}),
        (
            "ADD #n :one, #new :one DELETE #some :x",
            {"n": {"N": "4"}, "new": {"N": "1"}, "some": {"SS": ["y"]}},
        ),
        ("SET #n = :one, #n = :s", {"error": "ValidationException"}),
        ("SET #n = :one, #new = :s, #in.deep = :s, #in.deep = :one", {"error": "ValidationException"}),
        ("SET #n = :one SET #new = :s", {"error": "ValidationException"}),
        ("SET pk = :s", {"error": "ValidationException"}),
        ("SET #n = :nobody", {"error": "ValidationException"}),
        ("SET #n = #new", {"error": "ValidationException"}),
        ("SET #new.deep = :s", {"error": "ValidationException"}),
        ("ADD #in :one", {"error": "ValidationException"}),
    ],
)
def test_an_update_changes_what_it_says_or_nothing(expression: str, changed: dict[str, Any]) -> None:
    assert updated(expression) == changed


@pytest.mark.slow
def test_an_update_whose_condition_does_not_hold_changes_nothing() -> None:
    assert updated("SET #new = :s", "#n = :one") == {"error": "ConditionalCheckFailedException"}


@pytest.mark.slow
def test_the_same_expression_is_read_anew_of_each_row() -> None:
    assert updated("SET #n = #n + :one") == updated("SET #n = #n + :one") == {"n": {"N": "4"}}
