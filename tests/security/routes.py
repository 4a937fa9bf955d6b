"""Every address of the product. A route that is not named here fails tests/security/test_matrix.py.

Adding a route takes one line:

    "metrics:metric_detail": get(metric_id="metric"),                  # GET and HEAD
    "metrics:plan_set": post(metric_id="metric"),                      # POST only
    "systems:element_edit": both(element_id="output"),                 # a page with its form
    "workspace:element_detail": get(system_id="system", kind=said("output"), element_id="output"),

Each argument of the address but the slug is either the name of a thing in tests/security/stock.py (a new kind of
thing is one property there), or `said("…")`, a word that is no object. `sends={…}` adds fields the corpus cannot guess.
Who may enter is not written here: it follows from `@business_view(Can.X)`, and the table in businesses/roles.py.

What follows by itself, for each method × actor × own, foreign and unknown object × with and without htmx: outsiders
404, members without the capability 403, the signed-out to the sign-in page, methods that were not named 405, foreign
and unknown objects the same 404 byte for byte and query for query, nothing written by any of them nor by any GET, and
every form fed with tests/security/corpus.py. For that a view puts `@require_safe`, `@require_POST` or
`@require_http_methods(["GET", "HEAD", "POST"])` under the door. Undone rows (`restore`) take the removed thing.

`pytest tests/security -k "metrics:"` runs the routes of one app. By default cells that differ only in theory are asked
once; OUTCOMES_MATRIX=full asks them all (some minutes). A page open to everybody goes to PUBLIC with its reason.
"""

from dataclasses import dataclass, field

from businesses.roles import Can

READ, WRITE, FORM = ("GET", "HEAD"), ("POST",), ("GET", "HEAD", "POST")


class said(str):
    """A word in the address that names no object."""

    __slots__ = ()


@dataclass(frozen=True)
class Route:
    """What the matrix must know of a route that the route does not say itself."""

    methods: tuple[str, ...]
    args: dict[str, str]
    # Bound to a person by more than the session: everybody in the matrix gets the 404 of an unknown one.
    bound: bool = False
    # The capability that sending the form takes, where it is more than looking at the page.
    to_write: Can | None = None
    sends: dict[str, str] = field(default_factory=dict)

    @property
    def things(self) -> dict[str, str]:
        """The arguments that name objects."""
        return {name: thing for name, thing in self.args.items() if not isinstance(thing, said)}


def get(**args: str) -> Route:
    return Route(READ, args)


def post(sends: dict[str, str] | None = None, **args: str) -> Route:
    return Route(WRITE, args, sends=sends or {})


def both(sends: dict[str, str] | None = None, **args: str) -> Route:
    return Route(FORM, args, sends=sends or {})


ROUTES: dict[str, Route] = {
    # accounts, businesses
    "accounts:profile": both(),
    "accounts:theme": post(),
    "accounts:sessions": both(),
    "businesses:team": get(),
    "businesses:invitation_add": post(),
    "businesses:invitation_revoke": post(invitation_id="invitation"),
    "businesses:leave": both(),
    "businesses:member_role": both(membership_id="member"),
    "businesses:member_remove": both(membership_id="member"),
    "businesses:settings": both(),
    "businesses:log": get(),
    "businesses:token_list": both(),
    "businesses:token_revoke": both(token_id="token"),
    "businesses:consultant_add": post(),
    "businesses:engagement_end": both(engagement_id="engagement"),
    # A practice is no business: nobody of the ten belongs to this one, test_practices.py has the actors who do.
    "businesses:client_invite": both(practice_slug="practice_slug"),
    "businesses:client_invite_revoke": post(practice_slug="practice_slug", invitation_id="client_invitation"),
    "businesses:practice_settings": both(practice_slug="practice_slug"),
    "businesses:practice_team": get(practice_slug="practice_slug"),
    "businesses:colleague_invite": post(practice_slug="practice_slug"),
    "businesses:colleague_invite_revoke": post(practice_slug="practice_slug", invitation_id="practice_invitation"),
    "businesses:practice_leave": both(practice_slug="practice_slug"),
    "businesses:colleague_role": post(practice_slug="practice_slug", member_id="colleague"),
    "businesses:colleague_remove": both(practice_slug="practice_slug", member_id="colleague"),
    "businesses:client_people": both(practice_slug="practice_slug", engagement_id="engagement"),
    "businesses:client_end": both(practice_slug="practice_slug", engagement_id="engagement"),
    # systems
    "systems:system_add": both(),
    "systems:about": get(system_id="system"),
    "systems:system_edit": both(system_id="system"),
    "systems:system_move": post(system_id="system"),
    "systems:removed": get(),
    "systems:system_remove": post(system_id="system"),
    "systems:system_restore": post(system_id="removed_system"),
    "systems:section": get(system_id="system", kind=said("output")),
    "systems:element_add": both(system_id="system", kind=said("output")),
    "systems:element_quick": both(system_id="system", kind=said("output")),
    "systems:element_row": both(element_id="output"),
    "systems:element_edit": both(element_id="output"),
    "systems:element_move": post(element_id="output"),
    "systems:element_remove": post(element_id="output"),
    "systems:element_restore": post(element_id="removed_output"),
    "systems:goal_set": post(element_id="outcome"),
    "systems:link_add": both(element_id="output", way=said("leads-to")),
    "systems:link_edit": both(element_id="output", way=said("leads-to"), link_id="contribution"),
    "systems:link_remove": post(element_id="output", way=said("leads-to"), link_id="contribution"),
    "systems:coach": get(kind=said("outcome")),
    "systems:coach_answer": post(kind=said("outcome"), sends={"answer": "do"}),
    # metrics
    "metrics:first_numbers": both(),
    "metrics:check_in": get(),
    "metrics:check_in_period": Route(FORM, {"period": said("2026-w46")}, to_write=Can.RECORD),
    "metrics:reading_save": post(period=said("2026-w46"), metric_id="metric"),
    "metrics:metric_add": both(element_id="output"),
    "metrics:metric_detail": get(metric_id="metric"),
    "metrics:metric_edit": both(metric_id="metric"),
    "metrics:metric_state": post(metric_id="metric"),
    "metrics:metric_main": post(metric_id="metric"),
    "metrics:plan_set": post(metric_id="metric"),
    "metrics:plan_remove": post(metric_id="metric", plan_id="plan"),
    "metrics:reading_add": post(sends={"period": "2026-w46"}, metric_id="metric"),
    "metrics:reading_edit": both(metric_id="metric", period=said("2026-w46")),
    "metrics:event_add": post(metric_id="metric"),
    "metrics:event_remove": post(metric_id="metric", event_id="event"),
    # reports
    "reports:action_list": get(),
    "reports:action_edit": both(action_id="action"),
    "reports:action_move": post(action_id="action"),
    "reports:finding_decision": get(finding_id="finding"),
    "reports:finding_act": both(finding_id="finding"),
    "reports:finding_dismiss": both(finding_id="finding"),
    "reports:finding_reopen": post(finding_id="dismissed_finding"),
    # reviews
    "reviews:review_list": get(),
    "reviews:review_start": post(),
    "reviews:review_detail": get(number="review_number"),
    # What was not sent yet is its author's alone.
    "reviews:review_send": Route(WRITE, {"number": "draft_number"}, bound=True),
    "reviews:review_drop": Route(WRITE, {"number": "draft_number"}, bound=True),
    "reviews:thread_list": get(kind=said("element"), thing_id="output"),
    "reviews:comment_add": post(kind=said("element"), thing_id="output"),
    "reviews:comment_remove": Route(WRITE, {"comment_id": "held_comment"}, bound=True),
    "reviews:reply_add": post(thread_id="thread"),
    "reviews:thread_settle": post(thread_id="thread"),
    "reviews:suggestion_use": post(suggestion_id="suggestion"),
    "reviews:suggestion_keep": post(suggestion_id="suggestion"),
    # portfolio
    "portfolio:clients": get(practice_slug="practice_slug"),
    # digests
    "digests:preferences": get(),
    "digests:digest_set": post(sends={"kind": "weekly", "weekday": "2", "hour": "9"}),
    "digests:digest_preview": get(),
    "digests:digest_send": post(),
    "digests:digest_again": post(entry_id="digest"),
    "digests:edition_set": post({"kind": "change", "weekday": "2", "hour": "9"}, practice_slug="practice_slug"),
    "digests:edition_preview": get(practice_slug="practice_slug"),
    "digests:edition_send": post(practice_slug="practice_slug"),
    "digests:edition_again": Route(WRITE, {"practice_slug": "practice_slug", "entry_id": "edition"}, bound=True),
    # workspace
    "workspace:landing": get(),
    "workspace:business_list": get(),
    "workspace:sample_open": post(),
    "workspace:start": both(),
    "workspace:start_preview": get(),
    "workspace:start_coach": get(),
    "workspace:start_about": both(),
    "workspace:start_systems": both(),
    "workspace:start_systems_preview": get(),
    "workspace:start_changes": both(),
    "workspace:start_keep": post(),
    "workspace:home": get(),
    "workspace:jump": get(),
    "workspace:practice_jump": get(practice_slug="practice_slug"),
    "workspace:map": get(),
    "workspace:map_system": get(system_id="system"),
    "workspace:coverage": get(),
    "workspace:coverage_answer": post({"system": "traffic", "cell": "inputs"}),
    "workspace:system_detail": get(system_id="system"),
    "workspace:element_detail": get(system_id="system", kind=said("output"), element_id="output"),
    "workspace:alignment": get(),
    "workspace:freshness": get(),
}


@dataclass(frozen=True)
class Call:
    """An operation of the API, walked by test_api.py with tokens instead of sessions."""

    method: str
    # Arguments of the address that name things, as in ROUTES.
    args: dict[str, str] = field(default_factory=dict)
    # What is sent; each value that is `thing("…")` becomes the id of that thing.
    body: dict[str, object] = field(default_factory=dict)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods it answers."""
        return READ if self.method == "GET" else (self.method,)


class thing(str):
    """In a body: the id of this thing."""

    __slots__ = ()


API: dict[str, Call] = {
    "api:metric_list": Call("GET"),
    "api:reading_list": Call("GET", {"metric_id": "metric"}),
    "api:reading_record": Call(
        "POST", body={"metric": thing("metric"), "period": "2026-w45", "value": "7", "replace": True}
    ),
}

# Open to everybody, and why.
PUBLIC: dict[str, str] = {
    "api:openapi": "the description of the API; nothing of any business is in it",
    "api:nothing": "says that there is nothing",
    "api:nothing_below": "says that there is nothing",
    "digests:stop": "the one-click stop of a mail (RFC 8058): the token of the address decides, without a session",
    # Fed and walked in tests/businesses/test_strangers.py.
    "businesses:invitation": "the link of a mail: whoever has it reads who invites to what, and signs in to accept",
    "businesses:client_invitation": "the link of a mail: whoever has it reads who offers what, and signs in to accept",
    "businesses:practice_invitation": "the link of a mail: whoever has it reads who invites to what",
    "workspace:welcome": "the first page, for people who have no account yet",
    "workspace:help": "help to read; nothing of any business is in it",
    "workspace:help_verdict": "help to read; nothing of any business is in it",
    "workspace:help_week": "help to read; nothing of any business is in it",
    "workspace:help_api": "help to read; nothing of any business is in it",
    "workspace:help_keys": "help to read; nothing of any business is in it",
}

# Addresses of libraries, walked by test_library.py with looser rules, and why they are no part of the matrix.
LIBRARY: dict[str, str] = {
    "account_signup": "who has no account has no session yet",
    "account_email_verification_sent": "takes the code of a sign-up that is under way; holds no object",
    "account_login": "who signs in has no session yet",
    "account_request_login_code": "who signs in has no session yet",
    "account_confirm_login_code": "takes the code of a sign-in that is under way; holds no object",
    "account_logout": "ends one's own session; no object, no capability",
    "account_inactive": "a page of text",
    "account_reauthenticate": "one's own password once more; no object",
    "account_email": "one's own address; no object but the session's person",
    "account_change_password": "one's own password; no object but the session's person",
    "account_set_password": "one's own password; no object but the session's person",
    "account_reset_password": "who resets has no session yet",
    "account_confirm_password_reset_code": "takes the code of a reset that is under way; holds no object",
    "account_complete_password_reset": "takes the new password of a reset that is under way; holds no object",
    "account_password_reset_completed": "a page of text",
    "mfa_index": "one's own ways to sign in; no object but the session's person",
    "mfa_authenticate": "the second step of a sign-in that is under way; holds no object",
    "mfa_login_webauthn": "who signs in has no session yet",
    "mfa_reauthenticate": "one's own code once more; no object",
    "mfa_reauthenticate_webauthn": "one's own passkey once more; no object",
    "mfa_list_webauthn": "moves on to mfa_index",
    "mfa_add_webauthn": "a passkey of one's own; no object but the session's person",
    "mfa_edit_webauthn": "looks the passkey up among one's own; tests/accounts/test_passkeys.py tries another's",
    "mfa_remove_webauthn": "looks the passkey up among one's own; tests/accounts/test_passkeys.py tries another's",
    "mfa_activate_totp": "an app of one's own; no object but the session's person",
    "mfa_deactivate_totp": "one's own app; no object but the session's person",
    "mfa_view_recovery_codes": "one's own codes; no object but the session's person",
    "mfa_generate_recovery_codes": "one's own codes; no object but the session's person",
    "mfa_download_recovery_codes": "one's own codes; no object but the session's person",
}
# What their addresses name; there is none with this number.
LIBRARY_ARGS: dict[str, dict[str, int]] = {
    "mfa_edit_webauthn": {"pk": 987_654_321},
    "mfa_remove_webauthn": {"pk": 987_654_321},
}
