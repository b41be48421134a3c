import pytest

from schemas.choices import with_terms


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (["pick_up", "post"], ("pick_up（本人到窗口领取）", "post（邮寄送达）")),
        (["granted", "refused"], ("granted（办结）", "refused（不予办理）")),
        (["retry", "reroute"], ("retry", "reroute")),
        # Said of a merit and of a licence, and not in the same words.
        (["none"], ("none",)),
        ([], ()),
    ],
)
def test_a_code_is_told_with_its_term_where_only_one_can_be_meant(
    codes: list[str], told: tuple[str, ...]
) -> None:
    assert with_terms(codes) == told
