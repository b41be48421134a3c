"""How what we number ourselves looks in an address: its patterns, apart from the models of what is numbered."""

from schemas.wire import REGION_PATTERN

FEEDBACK_ID = r"44[0-9]{2}00-[0-9]{20}-[0-9a-f]{8}"
CIRCULAR_ID = rf"{REGION_PATTERN}-[0-9]{{13}}-[0-9a-f]{{12}}"
QUESTION_ID = r"[0-9]{13}-[0-9a-f]{12}"
