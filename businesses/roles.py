"""Who may do what: product.md §3 as one table. Pages, tasks and templates ask it; nobody compares roles."""

import enum

from businesses.models import Role


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
}  # fmt: skip


def may(role: str, capability: Can) -> bool:
    """Whether a role has a capability; an unknown role has none."""
    return TABLE.get(role, {}).get(capability, False)


def who_may(capability: Can) -> str:
    """`owners and editors`: the roles that have it, for the page that says no."""
    names = [Role(role).label.lower() + "s" for role in TABLE if may(role, capability)]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


# What can be done today, as it is said of a role. Comments and reviews are named here when their pages exist.
PHRASES = {
    Can.READ: "read everything",
    Can.RECORD: "record readings",
    Can.EDIT_MAP: "change the map, metrics and plans",
    Can.ACT_ON_FINDINGS: "plan actions and dismiss findings",
    Can.MANAGE: "invite people, change roles and settings",
}


def in_words(role: str) -> str:
    """`read everything and record readings`: what a role may do, for the team page and the invitation."""
    said = [phrase for capability, phrase in PHRASES.items() if may(role, capability)]
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)
