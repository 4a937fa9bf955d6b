"""Which function or form does what, by dotted path: how lower apps reach the domain without importing it.

Part of the settings, and read as such.
"""

# Kind of durable work → the function that does it; jobs/ itself knows no domain noun.
JOB_HANDLERS = {"alignment": "reports.tasks.compute_alignment"}
MAIL_COMPOSERS = {
    "invitation": "businesses.mails.invitation",
    "client_invitation": "businesses.mails.client_invitation",
    "practice_invitation": "businesses.mails.practice_invitation",
    "review": "reviews.mails.review",
    "review_answers": "reviews.mails.answers",
    "practice_digest": "digests.mails.edition",
}
# Kinds whose mails are read together, up to a hundred in one set of queries.
MAIL_TOGETHER = {"digest": "digests.mails.digests"}
# Kind → the function that notes how such mails ended.
MAIL_OUTCOMES = {"digest": "digests.mails.ended", "practice_digest": "digests.mails.ended"}
# Kinds that are sent again when it is unknown whether they arrived: twice is better than never.
MAIL_RESEND_SAFE = ["invitation", "client_invitation", "practice_invitation"]
# Called by `manage.py release_mail` with the moment: what a restored database would do again is marked as done.
MAIL_RELEASED = ["digests.restore.skip_begun"]
# Kind of timetable row → the function called when it is due, with one turn, or with up to a hundred at once.
DUE_HANDLERS = {"nightly_alignment": "digests.tasks.night", "practice_digest": "digests.tasks.edition_due"}
DUE_TOGETHER = {"digest": "digests.tasks.digests_due"}
# Kinds that follow the time zone of the business; the others are somebody's own.
DUE_BY_BUSINESS_CLOCK = ["nightly_alignment"]
# Called with a person and the moment when their time zone is another one.
ZONE_CHANGED = ["digests.actions.zone_changed"]

# What /readyz asks, by name; each function raises core.health.NotReady or returns the seconds since a sign of life.
HEALTH_CHECKS = {
    "broker": "jobs.health.broker",
    "database": "core.health.database",
    "migrations": "core.health.migrations",
    "tick": "jobs.health.tick",
    "worker": "jobs.health.worker",
    "mail": "jobs.health.mail",
}

# Our forms at the pages of signing in and of the second step.
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignUpForm",
    "login": "accounts.forms.SignInForm",
    "request_login_code": "accounts.forms.CodeRequestForm",
    "confirm_login_code": "accounts.forms.CodeForm",
    "confirm_email_verification_code": "accounts.forms.EmailCodeForm",
    "reset_password": "accounts.forms.ResetForm",
    "confirm_password_reset_code": "accounts.forms.ResetCodeForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "add_email": "accounts.forms.ChangeEmailForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}

MFA_FORMS = {
    "authenticate": "accounts.forms_second_step.SecondStepForm",
    "reauthenticate": "accounts.forms_second_step.CodeAgainForm",
    "activate_totp": "accounts.forms_second_step.AppForm",
    "login_webauthn": "accounts.forms_second_step.PasskeySignInForm",
    "authenticate_webauthn": "accounts.forms_second_step.PasskeyStepForm",
    "reauthenticate_webauthn": "accounts.forms_second_step.PasskeyAgainForm",
    "add_webauthn": "accounts.forms_second_step.AddPasskeyForm",
    "edit_webauthn": "accounts.forms_second_step.NamePasskeyForm",
}
