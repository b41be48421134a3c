"""What an applicant has said is wrong in shared data, one time after the other."""

from functions.domain.case.case import Case
from functions.usecases.case.disputes import corrections_of, keep_disputes
from schemas.catalogue.edition import CURRENT, load_edition
from tests.support.make import NOW, case
from tests.support.world import World, application

FIRST, SECOND = [field for field in load_edition(CURRENT).prefill.fields if field.locked][:2]
PATHS = (FIRST.path, SECOND.path)


def test_what_was_disputed_before_is_told_beside_what_is_disputed_now_and_only_of_fields_that_are_seen() -> (
    None
):
    world, form = World(), application()
    disputed: Case = case(corrected=PATHS)
    for field in (FIRST, SECOND):
        keep_disputes(disputed, (field,), form, {field.path: "原登记有误"}, NOW, world.deps)

    told = corrections_of(disputed, PATHS, world.deps)

    assert [(one.path, one.reason) for one in told] == [(path, "原登记有误") for path in PATHS]
    assert [one.path for one in corrections_of(disputed, PATHS[1:], world.deps)] == [SECOND.path]
