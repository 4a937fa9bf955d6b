"""Who may do what, in a business (product.md §3) and in a practice: two tables. Pages, tasks and templates ask them;
nobody compares roles."""

import enum

from businesses.models import ApiToken, Level, PracticeRole, Role


class Can(enum.Enum):
    """A capability. The value is how it is said to somebody who lacks it."""

    READ = "read this business"
    COMMENT = "comment"
    RECORD = "record readings"
    EDIT_MAP = "change the map, metrics and plans"
    ACT_ON_FINDINGS = "plan actions and dismiss findings"
    REVIEW = "review the map"
    MANAGE = "invite people, change roles and settings"


# Each role spelled out, the noes by absence from its own complete row.
TABLE: dict[str, dict[Can, bool]] = {
    Role.OWNER: {
        Can.READ: True, Can.COMMENT: True, Can.RECORD: True, Can.EDIT_MAP: True,
        Can.ACT_ON_FINDINGS: True, Can.REVIEW: True, Can.MANAGE: True,
    },
    Role.EDITOR: {
        Can.READ: True, Can.COMMENT: True, Can.RECORD: True, Can.EDIT_MAP: True,
        Can.ACT_ON_FINDINGS: True, Can.REVIEW: True, Can.MANAGE: False,
    },
    Role.RECORDER: {
        Can.READ: True, Can.COMMENT: True, Can.RECORD: True, Can.EDIT_MAP: False,
        Can.ACT_ON_FINDINGS: True, Can.REVIEW: False, Can.MANAGE: False,
    },
    Role.VIEWER: {
        Can.READ: True, Can.COMMENT: True, Can.RECORD: False, Can.EDIT_MAP: False,
        Can.ACT_ON_FINDINGS: False, Can.REVIEW: False, Can.MANAGE: False,
    },
    "consultant_review": {
        Can.READ: True, Can.COMMENT: True, Can.RECORD: False, Can.EDIT_MAP: False,
        Can.ACT_ON_FINDINGS: True, Can.REVIEW: True, Can.MANAGE: False,
    },
    "consultant_edit": {
        Can.READ: True, Can.COMMENT: True, Can.RECORD: False, Can.EDIT_MAP: True,
        Can.ACT_ON_FINDINGS: True, Can.REVIEW: True, Can.MANAGE: False,
    },
}  # fmt: skip

# What a token of a scope may do at most; its maker's role decides how much of that is left.
SCOPES: dict[str, dict[Can, bool]] = {
    ApiToken.Scope.READ: {
        Can.READ: True, Can.COMMENT: False, Can.RECORD: False, Can.EDIT_MAP: False,
        Can.ACT_ON_FINDINGS: False, Can.REVIEW: False, Can.MANAGE: False,
    },
    ApiToken.Scope.RECORD: {
        Can.READ: True, Can.COMMENT: False, Can.RECORD: True, Can.EDIT_MAP: False,
        Can.ACT_ON_FINDINGS: False, Can.REVIEW: False, Can.MANAGE: False,
    },
}  # fmt: skip


def consultant(level: str) -> str:
    """The role that an engagement of this level gives."""
    return f"consultant_{Level(level).value}"


def role_name(role: str) -> str:
    """`Editor`, `Consultant`."""
    return Role(role).label if role in Role.values else "Consultant"


def may(role: str, capability: Can) -> bool:
    """Whether a role has a capability; an unknown role has none."""
    return TABLE.get(role, {}).get(capability, False)


def scope_allows(scope: str, capability: Can) -> bool:
    """Whether a token of this scope may at most do it; an unknown scope allows nothing."""
    return SCOPES.get(scope, {}).get(capability, False)


def who_may(capability: Can) -> str:
    """`owners and editors`: the roles that have it, for the page that says no."""
    allowed = [role for role in TABLE if may(role, capability)]
    names = [role_name(role).lower() + "s" for role in allowed if role in Role.values]
    if "consultant_review" in allowed:
        names.append("consultants")
    elif "consultant_edit" in allowed:
        names.append("consultants who may edit")
    return joined(names)


# What can be done, as it is said of a role.
PHRASES = {
    Can.READ: "see everything",
    Can.COMMENT: "comment",
    Can.REVIEW: "review",
    Can.RECORD: "record readings",
    Can.EDIT_MAP: "change the map and plans",
    Can.ACT_ON_FINDINGS: "act on findings",
    Can.MANAGE: "run the team and the settings",
}


def in_words(role: str) -> str:
    """`see everything and record readings`: what a role may do, for the team page and the invitation."""
    return joined([phrase for capability, phrase in PHRASES.items() if may(role, capability)])


def joined(said: list[str]) -> str:
    """`one, two and three`."""
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


class PracticeCan(enum.Enum):
    """A capability in a practice. The value is how it is said of somebody who has it."""

    WORK = "work in the businesses they are assigned to"
    INVITE_CLIENTS = "invite clients"
    SEE_ALL = "see every client in the list"
    RUN = "run the team and say who looks after whom"


PRACTICE_TABLE: dict[str, dict[PracticeCan, bool]] = {
    PracticeRole.LEAD: {
        PracticeCan.WORK: True, PracticeCan.INVITE_CLIENTS: True, PracticeCan.SEE_ALL: True, PracticeCan.RUN: True,
    },
    PracticeRole.CONSULTANT: {
        PracticeCan.WORK: True, PracticeCan.INVITE_CLIENTS: True, PracticeCan.SEE_ALL: False, PracticeCan.RUN: False,
    },
}  # fmt: skip


def practice_may(role: str, capability: PracticeCan) -> bool:
    """Whether a role in a practice has a capability; an unknown role has none."""
    return PRACTICE_TABLE.get(role, {}).get(capability, False)


def practice_in_words(role: str) -> str:
    """What a role in a practice may do."""
    return joined([capability.value for capability in PracticeCan if practice_may(role, capability)])
