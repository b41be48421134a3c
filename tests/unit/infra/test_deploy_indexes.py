"""What a release does to the table's indexes, in steps that CloudFormation takes."""

from typing import Any

from infra.deploy.indexes import index_faults, missing_indexes, plan_indexes, table_faults


def index(name: str, *, projects: str = "KEYS_ONLY") -> dict[str, Any]:
    keys = [
        {"AttributeName": f"{name}_of", "KeyType": "HASH"},
        {"AttributeName": "since", "KeyType": "RANGE"},
    ]
    return {"IndexName": name, "KeySchema": keys, "Projection": {"ProjectionType": projects}}


def template(*indexes: dict[str, Any], code: str = "a", **other: Any) -> dict[str, Any]:
    """`indexes` with the attributes of their keys."""
    names = ["pk", *(["since"] if indexes else []), *(f"{one['IndexName']}_of" for one in indexes)]
    table = {
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in names],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "GlobalSecondaryIndexes": list(indexes),
    }
    resources = {
        "Table": {"Type": "AWS::DynamoDB::Table", "Properties": table | other},
        "Sweep": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": code}},
    }
    return {"Parameters": {"Stage": {"Type": "String"}}, "Resources": resources}


def names(made: dict[str, Any]) -> list[str]:
    return [one["IndexName"] for one in made["Resources"]["Table"]["Properties"]["GlobalSecondaryIndexes"]]


def attributes(made: dict[str, Any]) -> set[str]:
    return {one["AttributeName"] for one in made["Resources"]["Table"]["Properties"]["AttributeDefinitions"]}


def test_new_indexes_come_one_at_a_time_by_the_template_that_stands() -> None:
    standing, wanted = (
        template(index("due")),
        template(index("due"), index("office"), index("todo"), code="b"),
    )

    plan = plan_indexes(standing, wanted)

    assert [(step.index, names(step.template)) for step in plan.before] == [
        ("office", ["due", "office"]),
        ("todo", ["due", "office", "todo"]),
    ]
    assert {step.template["Resources"]["Sweep"]["Properties"]["CodeUri"] for step in plan.before} == {"a"}
    assert (plan.main, plan.after) == (wanted, ())


def test_indexes_go_one_at_a_time_after_the_code_that_read_them() -> None:
    standing, wanted = (
        template(index("due"), index("office"), index("todo")),
        template(index("due"), code="b"),
    )

    plan = plan_indexes(standing, wanted)

    assert names(plan.main) == ["due", "office", "todo"]
    assert plan.main["Resources"]["Sweep"]["Properties"]["CodeUri"] == "b"
    assert [(step.index, names(step.template)) for step in plan.after] == [
        ("office", ["due", "todo"]),
        ("todo", ["due"]),
    ]
    assert plan.after[-1].template == wanted
    assert plan.before == ()


def test_each_step_has_the_attributes_of_its_keys_and_no_other() -> None:
    plan = plan_indexes(template(index("due")), template(index("office"), index("todo")))

    found = [attributes(made) for made in (*(step.template for step in plan.before), plan.main)]

    assert found == [
        {"pk", "since", "due_of", "office_of"},
        {"pk", "since", "due_of", "office_of", "todo_of"},
        {"pk", "since", "office_of", "todo_of", "due_of"},
    ]


def test_a_table_that_is_made_has_all_its_indexes_at_once() -> None:
    wanted = template(index("due"), index("office"))

    plan = plan_indexes(None, wanted)

    assert (plan.before, plan.main, plan.after) == ((), wanted, ())


def test_the_same_indexes_are_no_steps_however_much_else_changes() -> None:
    wanted = template(index("due"), code="b", BillingMode="PROVISIONED")

    plan = plan_indexes(template(index("due")), wanted)

    assert (plan.before, plan.main, plan.after) == ((), wanted, ())


def test_another_index_by_the_same_name_is_told_before_dynamodb_refuses_it() -> None:
    standing, wanted = (
        template(index("due"), index("office")),
        template(index("due", projects="ALL"), index("office")),
    )

    assert list(index_faults(standing, wanted)) == [
        "the index due is another one than the one that stands: DynamoDB changes none, give it a new name"
    ]


def test_an_indexs_throughput_may_change() -> None:
    wanted = template(index("due") | {"OnDemandThroughput": {"MaxWriteRequestUnits": 100}})

    assert list(index_faults(template(index("due")), wanted)) == []


def test_whatever_only_an_empty_table_could_have_is_told() -> None:
    standing = template(index("due"))
    keys = template(index("due"), KeySchema=[{"AttributeName": "since", "KeyType": "HASH"}])
    local = template(index("due"), LocalSecondaryIndexes=[index("history")])
    kinds = template(index("due"))
    kinds["Resources"]["Table"]["Properties"]["AttributeDefinitions"][0]["AttributeType"] = "N"

    told = [list(table_faults(standing, wanted)) for wanted in (keys, local, kinds, standing)]

    assert told == [
        ["the table would be another one: its keys (KeySchema) are fixed when it is made"],
        [
            "the table would be another one: its local indexes (LocalSecondaryIndexes) are fixed when it is made"
        ],
        ["the table would be another one: pk is S there, and N here"],
        [],
    ]


def test_what_a_restored_table_lacks_is_told_with_the_attributes_of_its_keys() -> None:
    (lacking,) = missing_indexes({"due": "ACTIVE"}, template(index("due"), index("office")))

    assert lacking == (
        index("office"),
        [
            {"AttributeName": "office_of", "AttributeType": "S"},
            {"AttributeName": "since", "AttributeType": "S"},
        ],
    )
