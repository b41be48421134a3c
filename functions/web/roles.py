"""Who may call what: the groups of roles that routes name, each once."""

from schemas.codes import Role

APPLICANTS = frozenset({Role.APPLICANT})
CLERKS = frozenset({Role.CLERK})
STAFF = frozenset({Role.DEPARTMENT_STAFF})
OPERATORS = frozenset({Role.OPERATOR})
EVERYBODY = frozenset(Role)

SUBMITTERS = APPLICANTS | CLERKS
STAFF_AND_OPERATORS = STAFF | OPERATORS
# Operators see how a case goes; the papers in it are for who brought them and who decides on them.
CASE_READERS = SUBMITTERS | OPERATORS
PAPER_READERS = SUBMITTERS | STAFF
CIRCULAR_READERS = CLERKS | STAFF | OPERATORS
