"""What a function may do although a run need not come to it: who, what, and where in the code it is."""

from functions.lambda_names import OF_EVENTS, OF_THE_MACHINE
from schemas.codes import Department

DISPATCH = tuple(name for name in OF_THE_MACHINE if name.startswith(("dispatch_", "verify_")))
WAITING = (*DISPATCH, "await_prerequisites", "await_correction", "await_operator")
REPAIRING = OF_EVENTS
FORM, NOTICES = "secretsmanager:GetSecretValue secret/form", "secretsmanager:GetSecretValue secret/notices"
DELETES, SHARED_DATA = "dynamodb:DeleteItem table", "secretsmanager:GetSecretValue secret/shared_data"
SENDS = (
    "dynamodb:GetItem table", "dynamodb:PutItem table", FORM,
    *(f"secretsmanager:GetSecretValue secret/{department}" for department in Department),
)  # fmt: skip
WRITES = ("dynamodb:Query table", "dynamodb:PutItem table", "dynamodb:UpdateItem table")
ENDS_WAITS = ("states:SendTaskSuccess machine", "states:SendTaskFailure machine")
RUNS = (
    "states:StartExecution machine", "states:StopExecution execution", "states:GetExecutionHistory execution",
    "states:DescribeExecution execution",
)  # fmt: skip
LOOKS = ("states:DescribeStateMachine machine", "dynamodb:BatchGetItem table")
REASONED: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (WAITING, WRITES, "usecases/case/wait.py parks the wait, incident.py notes what happened"),
    (
        WAITING,
        ENDS_WAITS,
        "usecases/case/wait.py: a wait whose end is known already ends at once, well or badly",
    ),
    (
        tuple(name for name in OF_THE_MACHINE if name not in DISPATCH),
        (FORM, "dynamodb:GetItem table"),
        "adapters/case_store/sealed.py opens and seals what people wrote in any item; usecases/key_marks.py looks first",
    ),
    (DISPATCH, SENDS, "usecases/office/dispatch.py: one code for all, each with its own department's secret"),
    (
        ("await_correction", "close_case"),
        (NOTICES,),
        "usecases/applicant/notify.py tells of the correction and of the end",
    ),
    (
        ("api_handler",),
        (
            "dynamodb:Query table/index/todo",
            "dynamodb:Query table/index/settled",
            "dynamodb:Query table/index/finished",
        ),
        "usecases/applicant/waiting.py lists what waits, usecases/case/view.py what was closed, usecases/office/finished.py "
        "what a desk finished, for whoever asks for that",
    ),
    (
        ("api_handler",),
        ("s3:DeleteObject materials", "s3:ListBucket materials_bucket"),
        "usecases/intake/uploads.py deletes what cannot be taken; S3 says 404 of what is not there to whoever may list",
    ),
    (
        tuple(name for name in OF_THE_MACHINE if name.startswith("dispatch_")),
        ("s3:GetObject materials",),
        "usecases/office/links.py signs an office's addresses",
    ),
    (
        REPAIRING,
        ("s3:GetObject materials", "s3:GetObjectTagging materials", "s3:PutObjectTagging materials"),
        "usecases/intake/submit_draft.py keeps what a case holds; repair.py sends rounds with their addresses",
    ),
    (
        ("await_correction", "close_case"),
        ("dynamodb:GetItem table", "dynamodb:PutItem table"),
        "usecases/office/circuits.py: whether the gateway of notices is asked now, and that it did not answer",
    ),
    (("close_case",), WRITES, "usecases/upkeep/states.py closes the case and notes it"),
    (
        ("escalate",),
        (*WRITES, *SENDS, *ENDS_WAITS),
        "usecases/upkeep/escalate.py reminds the office, ends what has lapsed",
    ),
    (
        REPAIRING,
        (*WRITES, *SENDS, *ENDS_WAITS),
        "usecases/upkeep/repair.py sends what is owed to any department",
    ),
    (REPAIRING, (*RUNS, NOTICES), "usecases/case/runs.py starts, hands over and stops runs; notify.py tells"),
    (
        (*REPAIRING, "api_handler"),
        (DELETES, FORM),
        "usecases/intake/submit_draft.py deletes the draft that became a case",
    ),
    (
        ("api_handler",),
        (SHARED_DATA,),
        "adapters/outward/shared_data.py signs what it asks when a draft is prefilled",
    ),
    (
        ("api_handler",),
        ENDS_WAITS,
        "usecases/case/advance.py: an answer ends its item's wait and those behind it",
    ),
    (
        ("api_handler",),
        (*RUNS, *LOOKS),
        "api/operator/routes.py: runs, their graphs, lists that hold something",
    ),
)


def reasoned(name: str) -> set[str]:
    return {call for names, made, _ in REASONED if name in names for call in made}
