"""Who may call what: the groups of roles that several rooms name."""

from schemas.codes import Role

OPERATORS = frozenset({Role.OPERATOR})
SUBMITTERS = frozenset({Role.APPLICANT, Role.CLERK})
