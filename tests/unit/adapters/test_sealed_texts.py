import base64
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass, replace
from dataclasses import fields as dataclass_fields
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel

from functions.adapters.case_store.query import scope
from functions.adapters.case_store.sealed import SealedTexts
from functions.adapters.sealed_texts import FREE, MARK, LockedText, in_item
from functions.adapters.sealing import Seal
from functions.domain.case.case import Change
from functions.domain.case.facts import CollectingAgent, HandoverFact, Mark, Parcel
from functions.domain.case.item import CaseItem, with_desk, with_dispatch, with_files, with_todos
from functions.domain.case.parts import Incident, ItemDocument, OfficeCall, Override, Trouble
from functions.domain.operator.acts import why_stuck
from functions.ports.case_store import ItemQuery, Record
from schemas.case.answers import ANSWER, Answer, AttachedFile
from schemas.codes import AnswerType, ItemStatus, Outcome, Role
from schemas.codes_citizen import CollectingOn, PaperShown, TodoKind
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.openings import NOW, event, opening

CASE_ID = opening().ledger.case.id
HEAD = {"reference": "TY261124000001", "item": "identity_card", "round": 1, "at": NOW}
REFUSED = ANSWER.validate_python({**HEAD, "type": "refused", "reason": "personal"}, strict=False)
ASKED = ANSWER.validate_python(
    {**HEAD, "type": "correction_requested", "missing": [{"name": "personal", "reason": "personal"}]},
    strict=False,
)
# What an office writes into its form and not about somebody: names of papers, numbers, what to do next, rules and courts;
# ids are ours.
DOCUMENT_ID = "3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b"
NOT_FREE = {"id", "name", "document", "number", "receipt", "next_steps", "legal_basis", "remedy"}


def key(letter: bytes) -> str:
    return base64.urlsafe_b64encode(letter * 32).decode()


def stores(*keys: str) -> tuple[SealedTexts, FakeCaseStore, list[str]]:
    """The keys may be changed later."""
    present = list(keys or (key(b"k"),))
    inner = FakeCaseStore()
    inner.create(opening())
    return SealedTexts(inner, Seal(lambda: present)), inner, present


def full_item() -> Any:
    item = opening().ledger.service_check
    override = Override(Outcome.REFUSED, "personal", "operator", NOW, REFUSED)
    whole = with_desk(
        with_dispatch(replace(item, reason="personal", answer=ASKED), note="personal"), override=override
    )
    agent = CollectingAgent("personal", CollectingOn.GUARDIANSHIP, "personal")
    handed = Mark(
        TodoKind.FETCH, NOW, Role.CLERK, "clerk", handover=HandoverFact(PaperShown.RESIDENT_CARD, agent)
    )
    parcel = Parcel("示例快递", "personal", NOW, Role.CLERK, "clerk")
    call = OfficeCall("1", NOW, 20, "police-440106", status=422, error="DepartmentProblem", said="personal")
    trouble = Trouble("DepartmentProblem", NOW, 1, said="personal")
    whole = with_dispatch(whole, trouble=trouble, deliveries=(replace(call, said=None), call))
    whole = with_desk(whole, incident=Incident("Dispatch", "DepartmentProblem", "422", NOW, said="personal"))
    return with_todos(whole, marks=(Mark(TodoKind.VISIT, NOW, Role.CLERK, "clerk"), handed), parcel=parcel)


def test_every_text_of_an_item_is_sealed_and_comes_back() -> None:
    store, inner, _ = stores()

    written = store.commit(Change(items=(full_item(),))).items[0]

    kept = inner.ledger(CASE_ID)
    assert "personal" not in repr(kept)
    assert "personal" not in repr(asdict(kept.service_check)["todos"])
    assert store.ledger(CASE_ID).service_check == written
    assert replace(written, version=0, check_at=None) == full_item()


def free_fields(kind: Any) -> Iterator[tuple[type, str]]:
    """Of what is a row of an item, or a part of one: where words of somebody's stand."""
    for part in (kind, *get_args(kind)):
        if is_dataclass(part) and isinstance(part, type):
            for name, hint in get_type_hints(part).items():
                if name in FREE:
                    yield part, name
                yield from free_fields(hint)


def filled(part: Any) -> Iterator[tuple[type, str]]:
    for one in part if isinstance(part, tuple) else (part,):
        if is_dataclass(one):
            yield from ((type(one), name) for name, value in vars_of(one) if value == "personal")
            for _, value in vars_of(one):
                yield from filled(value)


def vars_of(one: Any) -> list[tuple[str, Any]]:
    return [(field.name, getattr(one, field.name)) for field in dataclass_fields(one)]


def test_the_item_of_these_tests_has_every_text_that_there_is() -> None:
    assert set(free_fields(CaseItem)) - set(filled(full_item())) == set()


def test_whoever_only_counts_gets_no_text_and_the_same_list() -> None:
    store, _, _ = stores()
    incident = Incident("Dispatch", "DepartmentProblem", "500", NOW, said="personal")
    item = replace(opening().ledger.service_check, city="440100", status=ItemStatus.INCIDENT, since=NOW)
    store.commit(Change(items=(with_desk(item, incident=incident),)))
    query = ItemQuery(attention="incident", cities=("440100",))

    read, counted = (store.items(one, limit=5) for one in (query, replace(query, texts=False)))

    assert "personal" in repr(read.entries)
    assert "personal" not in repr(counted.entries)
    assert [why_stuck(one) for one in read.entries] == [why_stuck(one) for one in counted.entries] != []
    assert scope(query) == scope(replace(query, texts=False))


def test_an_event_and_a_record_keep_no_text_in_plain() -> None:
    store, inner, _ = stores()
    said = replace(event(CASE_ID, "k"), detail={"answer": ASKED.model_dump(mode="json"), "note": "personal"})
    assert store.commit(Change(events=(said,))).events == (said,)
    store.put(Record("batch", "1", {"order": {"reason": "personal"}, "items": [1, "plain"]}))

    found = inner.record("batch", "1")

    assert "personal" not in repr(inner.event(CASE_ID, "k")) + repr(found)
    assert store.event(CASE_ID, "k") == said
    assert store.records("batch", limit=5).entries[0].body["order"] == {"reason": "personal"}


def test_what_an_earlier_release_wrote_in_plain_is_read() -> None:
    store, inner, _ = stores()
    inner.commit(Change(items=(full_item(),)))

    assert store.ledger(CASE_ID).service_check.reason == "personal"


def test_without_its_key_a_text_is_words_that_say_so_and_stays_what_it_was() -> None:
    store, inner, present = stores()
    written = store.commit(Change(items=(full_item(),))).items[0]
    sealed = inner.ledger(CASE_ID).service_check.reason
    present[:] = [key(b"x")]

    read = store.ledger(CASE_ID).service_check
    store.commit(Change(items=(replace(read, version=written.version),)))

    assert isinstance(read.reason, LockedText)
    assert "personal" not in repr(read)
    assert inner.ledger(CASE_ID).service_check.reason == sealed
    present[:] = [key(b"k")]
    assert store.ledger(CASE_ID).service_check.reason == "personal"


def test_the_names_of_documents_are_sealed_wherever_they_stand() -> None:
    store, inner, _ = stores()
    inner.create(opening(2))
    sent = ItemDocument("id-1", "personal", "application/pdf", 1, "0" * 64, NOW, AnswerType.REFUSED)
    answer = REFUSED.model_copy(update={"documents": (AttachedFile(id=DOCUMENT_ID, name="personal"),)})
    item = with_files(replace(full_item(), answer=answer), documents=(sent,))
    said = replace(event(CASE_ID, "k"), detail={"answer": answer.model_dump(mode="json")})

    store.commit(Change(items=(item,), events=(said,)))

    kept = inner.ledger(CASE_ID).service_check
    assert kept.files.documents[0].name.startswith(MARK)
    assert "personal" not in repr(kept) + repr(inner.event(CASE_ID, "k"))
    assert store.event(CASE_ID, "k") == said
    opened = store.ledger(CASE_ID).service_check
    assert (opened.files.documents, opened.answer) == ((sent,), answer)


def test_a_text_is_bound_to_its_case() -> None:
    store, inner, _ = stores()
    inner.create(opening(2))
    store.commit(Change(items=(full_item(),)))
    other = inner.ledger(opening(2).ledger.case.id).service_check
    inner.commit(Change(items=(replace(other, reason=inner.ledger(CASE_ID).service_check.reason),)))

    assert isinstance(store.ledger(other.case_id).service_check.reason, LockedText)


def test_an_item_without_texts_is_not_copied() -> None:
    item = opening().ledger.service_check

    assert in_item(item, lambda text: text + MARK) is item


def test_a_sealed_record_is_sealed_once() -> None:
    store, inner, _ = stores()

    store.put(Record("rating", "1", {"reason": "personal"}, sealed=True))

    found = inner.record("rating", "1")
    assert found
    assert found.body == {"reason": "personal"}


def fields(model: Any) -> Iterator[tuple[str, Any]]:
    for name, one in model.model_fields.items():
        yield name, one.annotation
        for part in (one.annotation, *get_args(one.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from fields(part)


@each("kind", get_args(get_args(Answer)[0]))
def test_every_text_that_an_office_can_write_is_free_or_known_not_to_be(kind: type[BaseModel]) -> None:
    texts = {name for name, said in fields(kind) if said is str or str in get_args(said)}

    assert texts - {"reference", "item"} <= FREE | NOT_FREE
