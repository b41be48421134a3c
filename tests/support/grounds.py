"""What a refusal is not taken without: its basis and where to turn."""

from typing import Any

GROUNDS: dict[str, Any] = {
    "legal_basis": "《退役军人安置条例》第二十三条",
    "remedy": [
        {
            "way": "reconsideration",
            "body": "广州市天河区人民政府",
            "term": {"value": 60, "unit": "natural_day"},
        },
        {"way": "litigation", "body": "广州铁路运输法院", "term": {"value": 6, "unit": "month"}},
    ],
}
