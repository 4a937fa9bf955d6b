"""Takes the pictures of docs/screens from a copy of the product that has just begun.

    ./run            # with an empty var/, so that the samples are as on their first day
    .venv/bin/python scripts/pictures.py http://localhost:8000 docs/screens var/mail

Walks through it as a stranger, an owner, a consultant and somebody new, and keeps a picture of each page and of its
states. Every page at 1440 pixels in light; the main ones also as a phone shows them in dark, and as they are printed.
"""

import email
import email.policy
import re
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

PASSWORD = "marlow-sample"
B, P = "/b/marlow-ads-school/", "/p/okafor-consulting/"
CHROMIUM = {"executable_path": "/usr/bin/chromium"} if Path("/usr/bin/chromium").exists() else {}

ANYBODY = {
    "public-home": "/", "public-accounts-login": "/accounts/login/", "public-accounts-signup": "/accounts/signup/",
    "public-accounts-login-code": "/accounts/login/code/", "public-help": "/help/",
    "public-accounts-password-reset": "/accounts/password/reset/", "public-help-verdict": "/help/verdict/",
    "public-help-week": "/help/week/", "public-help-keys": "/help/keys/", "public-help-api": "/help/api/",
    "public-no-such-page": "/no-such-page/",
}  # fmt: skip
OWNER = {
    "home": B, "map": f"{B}map/", "map-view-list": f"{B}map/?view=list", "map-rows-brief": f"{B}map/?rows=brief",
    "map-removed": f"{B}map/removed/", "check-in": f"{B}check-in/", "alignment": f"{B}alignment/",
    "actions": f"{B}actions/", "reviews": f"{B}reviews/", "numbers": f"{B}numbers/", "team": f"{B}team/",
    "business-settings": f"{B}settings/", "history": f"{B}history/", "coverage": f"{B}coverage/", "jump": f"{B}jump/",
    "jump-q-delivery": f"{B}jump/?q=delivery", "system-add": f"{B}systems/add/", "businesses": "/businesses/all/",
    "settings": "/settings/", "settings-sessions": "/settings/sessions/", "start": "/start/",
    "accounts-security": "/accounts/security/", "accounts-email": "/accounts/email/",
    "accounts-password": "/accounts/password/change/", "digest-preview": f"{B}digest/preview/",
}  # fmt: skip
# name: the page it is found on, and the address of the link or form there.
FOUND = {
    "system": (f"{B}map/", rf"{B}systems/\d+/"),
    "element": (f"{B}map/", rf"{B}systems/\d+/outcome/\d+/"),
    "metric": (f"{B}alignment/", rf"{B}metrics/\d+/"),
    "action-edit": (f"{B}alignment/", rf"{B}actions/\d+/"),
    "finding-act": (f"{B}alignment/", rf"{B}findings/\d+/act/"),
    "finding-put-aside": (f"{B}alignment/", rf"{B}findings/\d+/dismiss/"),
    "review": (f"{B}reviews/", rf"{B}reviews/\d+/"),
    "consultant-end": (f"{B}team/", rf"{B}team/consultants/\d+/end/"),
}
# The same from a page that was found.
DEEPER = {
    "system-edit": ("system", rf"{B}systems/\d+/edit/"), "link-add": ("element", rf"{B}elements/\d+/links/fed-by/add/"),
    "link-edit": ("element", rf"{B}elements/\d+/links/[-a-z]+/\d+/edit/"),
    "element-edit": ("element", rf"{B}elements/\d+/edit/"), "metric-add": ("element", rf"{B}elements/\d+/metrics/add/"),
    "metric-edit": ("metric", rf"{B}metrics/\d+/edit/"),
    "reading-edit": ("metric", rf"{B}metrics/\d+/readings/[-\w]+/"),
}  # fmt: skip
CONSULTANT = {
    "clients": P, "clients-systems": f"{P}?view=systems", "clients-none-found": f"{P}?q=nobody",
    "client-invite": f"{P}invite/", "practice-team": f"{P}team/", "practice-settings": f"{P}settings/",
    "practice-digest-preview": f"{P}digest/preview/",
}  # fmt: skip
ALSO_ON_A_PHONE = {
    "public-home", "home", "map", "check-in", "alignment", "metric", "reviews", "review", "clients", "digests",
    "coverage",
}  # fmt: skip
PRINTED = {"map", "alignment"}
# What somebody new says of four systems: what each produces, and what it should change.
SAID = (
    "Calls from our area", "30 homeowners nearby ask us first each week.",
    "Jobs we can quote", "At least 60% have a budget and a date each week.",
    "Quotes sent", "At least 50% say yes at full price each week.",
    "Jobs finished", "No more than 5% of jobs need a second visit each week.",
)  # fmt: skip


class Walk:
    """A browser, the address, and where the pictures go."""

    def __init__(self, site: str, folder: Path, mails: Path, context: BrowserContext) -> None:
        self.site, self.folder, self.mails, self.context = site, folder, mails, context
        self.page = context.new_page()
        self.found: dict[str, str] = {}

    def go(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def take(self, name: str, *, whole: bool = True) -> None:
        """A picture of what is shown."""
        self.page.set_viewport_size({"width": 1440, "height": 900})
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self.page.screenshot(path=self.folder / f"{name}-1440-light.png", full_page=whole)
        print(name, flush=True)
        if name in ALSO_ON_A_PHONE:
            self.page.set_viewport_size({"width": 390, "height": 844})
            self.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            self.page.screenshot(path=self.folder / f"{name}-390-dark.png", full_page=True)
            self.page.set_viewport_size({"width": 1440, "height": 900})
            self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        if name in PRINTED:
            self.page.set_viewport_size({"width": 1123, "height": 794})
            self.page.emulate_media(media="print")
            self.page.screenshot(path=self.folder / f"{name}-print-a4.png")
            self.page.emulate_media(media="screen")

    def pages(self, pages: dict[str, str]) -> None:
        for name, path in pages.items():
            self.go(path)
            self.take(name)

    def find(self, name: str, on: str, pattern: str) -> None:
        """The first link or form like that on a page, and its picture."""
        self.go(on)
        match = re.search(rf'"({pattern})(?:\?[^"]*)?"', self.page.content())
        if match is None:
            sys.exit(f"{name}: {on} leads nowhere like {pattern}")
        self.found[name] = match[1]
        self.go(match[1])
        self.take(name)

    def sign_in(self, email: str) -> None:
        self.go("/accounts/login/")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(lambda url: "/accounts/" not in url)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def newest_mail(self) -> str:
        """The address of the newest mail of this copy."""
        self.go("/dev/mail/")
        found = re.findall(r'href="(/dev/mail/[^"]+/)"', self.page.content())
        return str(found[0])


def as_anybody(walk: Walk) -> None:
    walk.pages(ANYBODY)


def as_owner(walk: Walk) -> None:
    walk.sign_in("nadia@example.com")
    walk.pages(OWNER)
    for name, (on, pattern) in FOUND.items():
        walk.find(name, on, pattern)
    for name, (on, pattern) in DEEPER.items():
        walk.find(name, walk.found[on], pattern)
    walk.go(f"{B}comments/element/{walk.found['element'].split('/')[-2]}/")
    walk.take("comments")
    walk.go(f"{B}map/").keyboard.press("Control+k")
    walk.page.locator("#palette [role=option]").first.wait_for()
    walk.take("palette", whole=False)
    walk.go(f"{B}map/").locator("[data-drawer-link]").first.click()
    walk.page.locator("#drawer[open]").wait_for()
    walk.page.wait_for_timeout(400)
    walk.take("map-drawer", whole=False)
    refusals(walk)
    tokens(walk)
    second_step(walk)
    digests(walk)
    check_in(walk)


def refusals(walk: Walk) -> None:
    """A form that is not right, two who change the same, a page for others, a fault of ours."""
    page = walk.go(f"{B}systems/add/")
    page.locator("main form.sheet").first.evaluate("form => form.noValidate = true")
    page.locator("main form.sheet button.btn--go").first.click()
    page.locator("[aria-invalid=true]").first.wait_for()
    walk.take("form-error")
    other = walk.context.new_page()
    other.goto(f"{walk.site}{B}settings/")
    walk.go(f"{B}settings/")
    for one, sells in ((other, "Courses on ads"), (walk.page, "Lessons on ads")):
        one.locator("[name=sells]").fill(sells)
        one.locator("main form button.btn--go").first.click()
        one.wait_for_load_state()
    other.close()
    walk.take("conflict")
    source = (Path(__file__).parent.parent / "templates" / "500.html").read_text()
    source = re.sub(r"\{% static '([^']+)' %\}", r"/static/\1", source).replace("{{ number }}", "7f3a91c0d2e4")
    body = re.sub(r"\{%.*?%\}", "", source)
    walk.page.route("**/fault/", lambda route: route.fulfill(status=500, content_type="text/html", body=body))
    walk.go("/fault/")
    walk.take("server-error")


def tokens(walk: Walk) -> None:
    walk.go("/accounts/reauthenticate/")
    again(walk)
    page = walk.go(f"{B}tokens/")
    page.locator("[name=name]").fill("Sales sheet")
    page.locator("main form button.btn--go").click()
    page.locator("#token-text").evaluate("shown => { shown.textContent = 'out_' + 'x'.repeat(43) }")
    walk.take("tokens")
    walk.find("token-revoke", f"{B}tokens/", rf"{B}tokens/\d+/revoke/")


def second_step(walk: Walk) -> None:
    walk.go("/accounts/reauthenticate/")
    walk.take("accounts-reauthenticate")
    walk.go("/accounts/security/passkeys/add/")
    again(walk)
    walk.take("accounts-passkey-add")
    walk.go("/accounts/security/app/")
    again(walk)
    walk.take("accounts-app-add")


def again(walk: Walk) -> None:
    """Whoever is asked for the password once more gives it."""
    field = walk.page.locator("main input[name=password]")
    if field.count():
        field.fill(PASSWORD)
        walk.page.locator("main form button.btn--go").click()
        walk.page.wait_for_load_state()


def digests(walk: Walk) -> None:
    walk.go("/settings/digests/")
    walk.page.locator("label", has_text="Every week").first.click()
    walk.press("Save")
    walk.page.get_by_text("Next:").first.wait_for()
    walk.press("Send me one now")
    walk.page.get_by_text("On its way").first.wait_for()
    for _ in range(60):  # a worker sends it
        mail = walk.newest_mail()
        if "gap" in walk.go(mail).locator("main").inner_text():
            break
        walk.page.wait_for_timeout(1000)
    walk.go("/settings/digests/")
    walk.take("digests")
    walk.go("/dev/mail/")
    walk.take("dev-mail")
    walk.go(mail)
    walk.take("dev-mail-one")
    stop = re.search(r'href="https?://[^"/]+(/d/stop/[^"]+)"', walk.page.content())
    letter(walk, "gap", "mail-digest")
    if stop is None:
        sys.exit("the digest has no way to stop it")
    walk.go(stop[1])
    walk.take("digest-stop")


def letter(walk: Walk, subject: str, name: str) -> None:
    """The newest mail that says this, as a reader shows it, by day and by night."""
    for file in sorted(walk.mails.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        part = message.get_body(("html",))
        if part is not None and subject in str(message["Subject"]):
            for width, scheme in ((680, "light"), (390, "dark")):
                walk.page.set_viewport_size({"width": width, "height": 900})
                walk.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                walk.page.set_content(part.get_content())
                walk.page.screenshot(path=walk.folder / f"{name}-{width}-{scheme}.png", full_page=True)
            return
    sys.exit(f"{name}: no such mail in {walk.mails}")


def check_in(walk: Walk) -> None:
    page = walk.go(f"{B}check-in/")
    field = page.locator("main input[inputmode=decimal]").first
    field.fill("many")
    field.blur()
    page.locator("[aria-invalid=true]").first.wait_for()
    walk.take("check-in-refused")
    field.fill("34")
    field.blur()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Finish check-in").click()
    page.wait_for_load_state()
    walk.take("check-in-finished")


def as_consultant(walk: Walk) -> None:
    walk.sign_in("ines@example.com")
    walk.pages(CONSULTANT)
    walk.go("/settings/digests/")
    walk.press("Send me one now")
    walk.page.get_by_text("On its way").first.wait_for()
    walk.find("client-people", P, rf"{P}clients/\d+/")
    walk.go(f"{walk.found['client-people']}end/")
    walk.take("client-end")
    walk.find("colleague-remove", f"{P}team/", rf"{P}team/\d+/remove/")
    walk.go(f"{P}team/").keyboard.press("Control+k")
    walk.page.locator("#palette [role=option]").first.wait_for()
    walk.take("practice-palette", whole=False)
    walk.go("/b/fieldnote-studio/reviews/")
    walk.take("reviews-none")
    walk.press("Review the map")
    walk.page.wait_for_url("**/reviews/*/")
    walk.page.get_by_role("link", name="Comment on").first.click()
    walk.page.locator("textarea:visible").first.fill("Who notices first when this is late?")
    walk.press("Add to review")
    walk.page.get_by_text("Not sent yet").first.wait_for()
    walk.take("review-held", whole=False)
    walk.go(f"{B}settings/")
    walk.take("forbidden")
    letter(walk, "client", "mail-practice")


def as_somebody_new(walk: Walk) -> None:
    """From an address to a first map; then too many tries, which is last because it holds the next ones up."""
    page = walk.go("/accounts/signup/")
    page.locator("main input[name=email]").fill("new@example.com")
    page.locator("main form button.btn--go").click()
    page.wait_for_load_state()
    walk.take("public-accounts-confirm-email")
    waiting = page.url.removeprefix(walk.site)
    said = walk.go(walk.newest_mail()).locator("main").inner_text()
    code = re.search(r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b", said)
    walk.go(waiting)
    page.locator("main input[name=code]").fill(code[1] if code else "")
    page.locator("main form button.btn--go").first.click()
    page.wait_for_url(lambda url: "confirm" not in url)
    walk.go("/businesses/all/")
    walk.take("businesses-none")
    start(walk)


def start(walk: Walk) -> None:
    page = walk.go("/start/")
    page.locator("[name=name]").fill("Hill Heating")
    page.locator("[name=sells]").fill("Boiler repairs")
    page.locator("[name=outcome]").fill("Homes are warm again the same day.")
    page.locator("[name=desired_for][value=time]").check(force=True)
    page.locator("main form button.btn--go").click()
    page.wait_for_url("**/2/")
    walk.take("start-systems")
    page.locator("main form button.btn--go").click()
    page.wait_for_url("**/3/")
    walk.take("start-changes")
    slug = page.url.split("/start/")[1].split("/")[0]
    fields = page.locator("textarea[name$=-text], input[name$=-text]").all()
    for field, text in zip(fields, SAID, strict=True):
        field.fill(text)
    page.locator("main form button.btn--go").last.click()
    page.wait_for_url(f"**/b/{slug}/**")
    for name, path in (("map-new", "map/"), ("home-new", ""), ("numbers-first", "numbers/")):
        walk.go(f"/b/{slug}/{path}")
        walk.take(name)


def too_many(walk: Walk) -> None:
    page = walk.page
    for _ in range(80):
        walk.go("/accounts/login/")
        page.get_by_label("Email").fill("nobody@example.com")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_load_state()
        if page.get_by_text("Too many tries from here").count():
            break
    walk.take("too-many")


WALKS: tuple[Callable[[Walk], None], ...] = (as_anybody, as_owner, as_consultant, as_somebody_new, too_many)


def main(site: str, folder: Path, mails: Path, only: str = "") -> None:
    """All walks, or the one of this name."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(args=["--no-sandbox"], **CHROMIUM)  # type: ignore[arg-type]
        for walk in WALKS:
            if only in ("", walk.__name__):
                context = browser.new_context(viewport={"width": 1440, "height": 900})
                walk(Walk(site.rstrip("/"), folder, mails, context))
                context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:5])
