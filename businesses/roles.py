"""Who may do what: product.md §3 as one table. Pages, tasks and templates ask it; nobody compares roles."""

import enum

from businesses.models import Level, Role


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


def consultant(level: str) -> str:
    """The role that an engagement of this level gives."""
    return f"consultant_{Level(level).value}"


def role_name(role: str) -> str:
    """`Editor`, `Consultant`."""
    return Role(role).label if role in Role.values else "Consultant"


def may(role: str, capability: Can) -> bool:
    """Whether a role has a capability; an unknown role has none."""
    return TABLE.get(role, {}).get(capability, False)


def who_may(capability: Can) -> str:
    """`owners and editors`: the roles that have it, for the page that says no."""
    allowed = [role for role in TABLE if may(role, capability)]
    names = [role_name(role).lower() + "s" for role in allowed if role in Role.values]
    if "consultant_review" in allowed:
        names.append("consultants")
    elif "consultant_edit" in allowed:
        names.append("consultants who may edit")
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


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
    said = [phrase for capability, phrase in PHRASES.items() if may(role, capability)]
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)
