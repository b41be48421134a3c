"""Where an office is, on a letter: as the directory told it on the letter's own day, or else since when it tells it."""

from datetime import timedelta

from functions.domain.applicant.paper import Paper, Paragraph
from functions.domain.case.access import Principal
from functions.usecases.applicant.papers import letter_of
from functions.usecases.office.directory import directory_at, put_entry
from schemas.codes import Department, Role
from schemas.office.directory import DirectoryChange, DirectoryEntry
from tests.support.world import APPLICANT, World

ITEM, HERE = "discharge_report", "440106"
PROVINCE = Principal("operator-1", Role.OPERATOR, "440000")


def moved(world: World, address: str) -> None:
    change = DirectoryChange(
        department=Department.VETERANS_AFFAIRS,
        region=HERE,
        entry=DirectoryEntry(source="示例公告", address=address),
        reason="搬迁",
    )
    version = directory_at(HERE, by=PROVINCE, deps=world.deps).version
    put_entry(change, expected=version, by=PROVINCE, deps=world.deps)
    world.clock.advance(timedelta(days=1))


def granted(world: World) -> str:
    case_id = world.submitted(ITEM)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, ITEM)
    world.answered(case_id, ITEM, "granted")
    world.clock.advance(timedelta(days=1))
    return case_id


def letter(world: World, case_id: str) -> Paper:
    return letter_of(case_id, ITEM, "completion", by=APPLICANT, deps=world.deps)


def where(paper: Paper) -> str:
    (told,) = (one.text for one in paper.blocks if isinstance(one, Paragraph) and "地址" in one.text)
    return told


def test_an_office_that_moves_changes_no_letter_that_is_dated_before() -> None:
    world = World()
    moved(world, "示例路1号")
    case_id = granted(world)
    before = letter(world, case_id)

    moved(world, "示例路9号")

    after = letter(world, case_id)
    assert "地址：示例路1号" in where(after)
    assert "机构名录" not in where(after)
    assert (after, after.code) == (before, before.code)


def test_of_an_office_of_which_nothing_was_known_then_it_says_since_when_it_is_told() -> None:
    world = World()
    case_id = granted(world)
    before = where(letter(world, case_id))

    moved(world, "示例路9号")

    after = where(letter(world, case_id))
    assert "机构名录" not in before
    assert "地址：示例路9号" in after
    assert "（以上由机构名录2026年11月25日载明，在本文书作出之后。）" in after


def test_where_the_version_of_that_day_cannot_be_read_the_present_one_is_not_said_to_be_it() -> None:
    world = World()
    moved(world, "示例路1号")
    case_id = granted(world)
    moved(world, "示例路9号")
    world.store.damage_record(f"directory/440100_history/{HERE}", "00000001")

    told = where(letter(world, case_id))

    assert "地址：示例路9号" in told
    assert "在本文书作出之后" in told
