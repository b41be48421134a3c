import json
from dataclasses import MISSING, fields
from datetime import timedelta

from functions.adapters.codec import decode, encode
from functions.adapters.flat_items import ALONE, GROUPS, NAMES, FlatItem, flat, grouped
from functions.domain.case.item import CaseItem
from tests.support import make
from tests.support.each import each

# A row as it was written before an item's fields were grouped: every field, none of them at its default.
WRITTEN_BEFORE = (
    "{"
    '"case_id":"00000000-0000-4000-8000-000000000001","code":"discharge_report",'
    '"department":"veterans_affairs","status":"correcting","since":"2026-11-24T02:04:00Z","city":"440100",'
    '"county":"440106","after":["service_check"],"watch_days":20,"watch_seconds":2419200,"correction_days":15,'
    '"correction_rounds":3,"correction_seconds":1814400,"limit":{"value":20,"unit":"working_day"},"round":3,'
    '"sent_round":2,"sent_at":"2026-11-24T02:05:00Z","office":"office-1","office_override":"office-2",'
    '"reroutes":1,"due_at":"2026-11-24T02:06:00Z","due_provisional":true,"accepted_at":"2026-11-24T02:07:00Z",'
    '"deemed_accepted":true,'
    '"clock":[{"since":"2026-11-24T02:08:00Z","until":"2026-11-24T02:09:00Z","working_days":10}],'
    '"extended":true,"overdue_since":"2026-11-24T02:10:00Z","reminders":2,"reminder_owed":true,'
    '"reminder_at":"2026-11-24T02:11:00Z","correct_by":"2026-11-24T02:12:00Z","note":"已补交",'
    '"notices":[{"key":"correction/discharge_report/2","status":"owed","at":"2026-11-24T02:13:00Z"}],'
    '"notice_not_before":"2026-11-24T02:14:00Z","heard_at":"2026-11-24T02:15:00Z",'
    '"silent_since":"2026-11-24T02:16:00Z","withdrawal_at":"2026-11-24T02:17:00Z",'
    '"withdrawal_sent":"2026-11-24T02:18:00Z","withdrawal_not_before":"2026-11-24T02:19:00Z",'
    '"files_owed":["file-1"],"files_not_before":"2026-11-24T02:20:00Z","claimed_by":"staff-1",'
    '"claimed_at":"2026-11-24T02:21:00Z","receipt":"收-1",'
    '"answer":{"reference":"TY261124-TEST0001-0","item":"discharge_report","round":1,"at":"2026-11-24T02:00:00Z","type":"correction_requested","missing":[{"name":"户口簿","reason":"缺首页"}]},'
    '"outcome":"refused","reason":"理由","decided_at":"2026-11-24T02:22:00Z",'
    '"follow_up_at":"2026-11-24T02:23:00Z",'
    '"wait":{"state":"Dispatch","token":"token-1","run":1,"since":"2026-11-24T02:24:00Z"},'
    '"released_at":"2026-11-24T02:25:00Z",'
    '"trouble":{"error":"DepartmentUnavailable","since":"2026-11-24T02:26:00Z","attempts":3,"not_before":"2026-11-24T02:27:00Z"},'
    '"incident":{"state":"Dispatch","error":"X","cause":"原因","at":"2026-11-24T02:28:00Z"},'
    '"override":{"outcome":"granted","reason":"更正","by":"operator-1","at":"2026-11-24T02:29:00Z"},'
    '"rating":{"level":"very_dissatisfied","tags":["quick"],"at":"2026-11-24T02:01:00Z","changed_at":"2026-11-24T02:02:00Z","visit_due":"2026-11-24T02:03:00Z"},'
    '"untold_since":"2026-11-24T02:30:00Z","check_at":"2026-11-24T02:31:00Z","version":7'
    "}"
)
NAMES_BEFORE = frozenset(json.loads(WRITTEN_BEFORE))


def test_a_row_written_before_the_groups_is_read() -> None:
    item = decode(CaseItem, WRITTEN_BEFORE)

    assert (item.dispatch.round, item.dispatch.sent_round, item.dispatch.note) == (3, 2, "已补交")
    assert [step.working_days for step in item.clock.steps] == [10]
    assert item.withdrawal.sent == make.NOW + timedelta(minutes=18)
    assert item.files.owed == ("file-1",)
    assert item.desk.override is not None
    assert item.aftercare.rating is not None


def test_it_is_written_as_it_was() -> None:
    written = encode(decode(CaseItem, WRITTEN_BEFORE))

    assert json.loads(written) == json.loads(WRITTEN_BEFORE)
    assert len(written) == len(WRITTEN_BEFORE)


@each("group", GROUPS)
def test_every_field_of_a_group_is_read_from_such_a_row(group: str) -> None:
    part, untouched = getattr(decode(CaseItem, WRITTEN_BEFORE), group), GROUPS[group]()

    read = [name for name, stored in NAMES[group] if stored in NAMES_BEFORE]

    assert [name for name in read if getattr(part, name) == getattr(untouched, name)] == []


def test_every_field_has_one_name_in_the_row_and_no_two_have_the_same() -> None:
    stored = [*ALONE, *(name for names in NAMES.values() for _, name in names)]

    assert len(stored) == len(set(stored))
    assert set(stored) == {one.name for one in fields(FlatItem)}
    assert {*GROUPS, *ALONE} == {one.name for one in fields(CaseItem)}
    for group, kind in GROUPS.items():
        assert [name for name, _ in NAMES[group]] == [one.name for one in fields(kind)]


def test_rows_keep_the_names_that_they_had() -> None:
    assert {one.name for one in fields(FlatItem)} >= NAMES_BEFORE


def test_what_a_row_leaves_out_is_at_the_default_of_its_group() -> None:
    row = {one.name: one.default for one in fields(FlatItem) if one.default is not MISSING}

    assert all(getattr(flat(make.item()), name) == row[name] for name in ("round", "files_owed", "clock"))
    assert grouped(flat(make.sent())) == make.sent()
