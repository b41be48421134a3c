"""What an answer may be refused for, whether an office's system or its desk sends it."""

from functions.domain.case.refusals import (
    AnswerTimeOutOfRange,
    DocumentNotReady,
    ExtensionNotAllowed,
    ResultFileDiffers,
    UnknownDocument,
    UnknownMissing,
    UnknownResultMaterial,
)
from functions.domain.conflicts import (
    AnswerOutOfPlace,
    OutcomeAlreadyRecorded,
    RoundSuperseded,
    TransferredAway,
)
from functions.domain.errors import LianbanError, MaterialsUnavailable

REFUSED_ANSWERS: tuple[type[LianbanError], ...] = (
    OutcomeAlreadyRecorded,
    RoundSuperseded,
    TransferredAway,
    AnswerOutOfPlace,
    AnswerTimeOutOfRange,
    ExtensionNotAllowed,
    UnknownMissing,
    UnknownDocument,
    UnknownResultMaterial,
    ResultFileDiffers,
    DocumentNotReady,
    MaterialsUnavailable,
)
