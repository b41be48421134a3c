from tests.support.api_incident import Room

PATH = "/v1/operator/acts"


def test_operators_read_who_did_what_and_why() -> None:
    room = Room()
    assert room.resolve("retry").status == 200

    (one,) = room.get(PATH).json["entries"]

    assert (one["text"], one["by"], one["item_name"], one["city_name"]) == (
        "运行管理员重新分发",
        "operator",
        "退役报到",
        "广州市",
    )
    assert one["before"]["status"] == "incident"
