"""Text in few bytes. DynamoDB bills a write by the kilobyte, and a row that waits holds a task token of half a kilobyte.

A row's text names the same fields and codes again and again: deflate is given them beforehand (a preset dictionary,
RFC 1950), and the ids that stand in the row's key as well.
"""

import zlib

from functions.domain.errors import RecordUnreadable

# Never edited, or what is stored cannot be read: another list of words is another edition.
_WORDS_1 = (
    '"claimed_by":"claimed_at":"withdrawal_sent":"withdrawal_at":"2026-silent_since":"reminder_at":"reminder_owed":true'
    '"reminders":1,"overdue_since":"extended":true,"clock":[{"since":"until":"working_days":"deemed_accepted":true,'
    '"reroutes":"office_override":"override":{"outcome":"reason":"by":"at":"incident":{"state":"Dispatch","error":"cause":'
    '"trouble":{"error":"DepartmentUnavailable","since":"attempts":1,"not_before":"correct_by":"missing":[{"name":"reason":'
    '"note":"due_provisional":true,"accepted_at":"receipt":"limit":{"value":"unit":"working_day"natural_day"month"year"}'
    '"reason":"不予办理"legal_basis":"remedy":"refused","not_accepted","suspended","resumed","extended","withdrawn","problem",'
    '"correction_requested","received","accepted","correcting"incident"overdue"silent"unavailable"blocked"lapsed"reminded"'
    '"deemed_accepted"answer_refused"refusal":"because":"not_needed"不符合办理条件"decided_at":"outcome":"not_needed"'
    '"veterans_affairs"public_security"human_resources"healthcare_security"mobilization"discharge_report"economic_subsidy"'
    '"employment_support"household_registration"identity_card"driving_licence"social_insurance"pension_transfer"'
    '"social_security_card"medical_insurance"medical_transfer"reserve_registration"service_check"'
    '"applicant":"city":"440100","county":"4401","edition":"2026-11","status":"open","closed","opened_at":"2026-'
    '"terms":[{"item":"place":"start":"2026-"}],"closed_at":"checks":"submitted","actor":"applicant","detail":{}'
    '"person":{"name":"id_number":"sex":"male","birth_date":"ethnicity":"汉族","phone":"1"contact_address":"广东省'
    '"education":"service":{"placement_type":"self_employment","rank_class":"conscript","branch":"army","enlisted_on":"202'
    '"discharged_on":"certificate_number":"unit_code":"merit":"disability_grade":null},"destination":{"city":"county":"town":"'
    '"address":"household":{"cancelled_at_enlistment":true,"police_station":"move_in_address":"landing_type":"own_home"},'
    '"identity_card":{"reason":"renew","holds_valid_card":true},"driving":{"licence":"valid","licence_class":"C1",'
    '"licence_number":"valid_until":"medical_check":"networked"},"insurance":{"pension_type":"flexible","pension_start":"'
    '"pension_voucher":"mailed","social_card":"first","card_bank":"photo_consent":true,"medical_type":"resident",'
    '"medical_start":"medical_history":"military","medical_voucher":"mailed"},"bank":{"account":"bank":"holder":"'
    '"employment":{"job_status":"unemployed","wants_training":true,"training_trade":"wants_guidance":true,'
    '"desired_occupation":"reserve":{"designated":true,"speciality":"items":['
    '"key":"dispatched/","kind":"dispatched","actor":"system","detail":{"round":1,"office":"kind":"answered","detail":{"answer":'
    '{"reference":"TY26","item":"round":1,"at":"2026-12-T01:00:00+00:00","type":"granted","result":{"document":"登记回执",'
    '"number":"valid_until":"delivery":"e_certificate"window"post"none"next_steps":"请}}}'
    '{"case_id":"code":"department":"status":"waiting","ready","dispatched","received","accepted","done","since":"2026-'
    'T15:59:59+00:00","after":["discharge_report"],"watch_days":5,"watch_seconds":,"correction_days":10,"correction_rounds":3,'
    '"correction_seconds":"round":1,"sent_round":1,"sent_at":"2026-"office":"due_at":"2026-12-"heard_at":"2026-'
    '"answer":{"outcome":"granted","wait":{"state":"AwaitPrerequisites"AwaitCorrection"AwaitOperator"VerifyService"Dispatch",'
    '"token":"AAAAKgAAAAIAAAAAAAAAA","run":1,"released_at":"2026-'
)
_EDITION = b"\x01"
_RAW_DEFLATE, _BEST = -15, 9


def pack(text: str, *, known: str = "") -> bytes:
    """`known`: what the reader knows as well, as the ids in the row's key; the same must be given to unpack."""
    packer = zlib.compressobj(_BEST, zlib.DEFLATED, _RAW_DEFLATE, zdict=_words(known))
    return _EDITION + packer.compress(text.encode()) + packer.flush()


def unpack(packed: bytes, *, known: str = "") -> str:
    """Raises RecordUnreadable for what no edition wrote."""
    if packed[:1] != _EDITION:
        raise RecordUnreadable
    unpacker = zlib.decompressobj(_RAW_DEFLATE, zdict=_words(known))
    try:
        return (unpacker.decompress(packed[1:]) + unpacker.flush()).decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise RecordUnreadable from error


def _words(known: str) -> bytes:
    return (_WORDS_1 + known).encode()
