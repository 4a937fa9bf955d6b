"""Two businesses and their practices, with a row in every table and behind every link, made as people make them.

Without rows of both there is nothing that a missing wall would show. A new table or link: one line here.
"""

from businesses.actions import add_token, begin_engagement, create_practice
from businesses.context import practice_alone, see_user, tenant
from businesses.models import Level, Role, Side
from digests.actions import choose, queue
from frameworks.actions import built_in, save_answers
from systems.actions import edit_flow
from systems.models import Flow
from tests.archive.world import NOW, count, digest, discuss, draw, judge
from tests.factories import make_business, make_member, make_user, see
from tests.security.stock import Stock


def make_pair() -> tuple[Stock, Stock]:
    """Ours and theirs."""
    return make_one(), make_one()


def make_one() -> Stock:
    """A business with everything, its practice, and what a stock names of both."""
    owner, person, at = make_user(), make_user(), NOW
    business = make_business(owner)
    stock, editor = Stock(business), make_member(business, Role.EDITOR)
    see(business)
    save_answers(business=business, actor=owner, version_id=built_in().pk, trade="course", outcome="Ads pay")
    lessons, ads = draw(business, owner, editor)
    count(business, owner, lessons, ads)
    flow = Flow.objects.get(business=business)
    edit_flow(business=business, actor=owner, flow=flow, version=flow.version, limits=ads)
    judge(business, owner, editor, ads, at)
    discuss(business, owner, person, lessons, at)
    digest(business, owner, editor.user, at)
    see_user(person.pk)
    stock.engagement = begin_engagement(
        business=business, practice=create_practice(lead=person), person=person, level=Level.EDIT,
        side=Side.BUSINESS, actor=owner,
    )  # fmt: skip
    for name in ("invitation", "token", "api_answer", "client_invitation", "practice_invitation", "edition"):
        stock.key(name)
    with tenant(business.pk):
        add_token(business=business, actor=owner, name="Not used yet", scope="read", days=30, at=at)
        # Only editions are told from the one before, but the column is there for both.
        mine = choose(scope=business, user=owner, kind="weekly", weekday=1, hour=7, at=at)
        queue(subscription=mine, period="weekly 2026-w48", at=at, since=stock.digest)
    with practice_alone(stock.engagement.practice_id):
        queue(subscription=stock.edition.subscription, period="weekly 2026-w47", at=at, since=stock.edition)
    return stock
