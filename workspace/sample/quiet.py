"""Harbour Lane Yoga in data: silence. Every person and number is made up.

A good year, and then five weeks without a number: nobody can tell how it goes.
"""

from workspace.sample.shapes import SampleSystem, Story, Thing, facets, handed, outside, steady, step

SILENT = 5

NOTICE = SampleSystem(
    name="Mentions", slot="traffic", kind="chain", owner="lena", volume="Doctors and shops that mention us",
    purpose="People nearby with a stiff back hear of us.",
    inputs=(
        outside("Doctors and shops that mention us", steady("Mentions", "", 75, 5, None, silent=SILENT)),
    ),
    steps=(
        step("Talk to one practice a week", "2", "Lena", "stiff", rate="35"),
        step("Poster and page", "1", "Lena", "callers", rate="35"),
    ),
    resources=facets("Lena", "Who mentions us", "Page, posters"),
    output=Thing(
        "callers", "People who ask about a class", steady("People who ask", "people", 34, 2, "32", silent=SILENT),
        leads_to={"stiff": ("A mention by a doctor is about the back.", 7)},
    ),
    outcome=Thing(
        "stiff", "At least 60% of people who ask each week want to be rid of a pain within 90 days.",
        steady("Askers with a pain", "%", 63, 2, "60", combine="mean", silent=SILENT),
        leads_to={"second class": ("Whoever wants rid of a pain comes twice.", 7)},
    ),
)  # fmt: skip

FIRST = SampleSystem(
    name="First class", slot="leads", kind="chain", owner="lena", volume="callers",
    purpose="They feel it in the first hour.",
    inputs=(handed("askers in", "People who ask about a class", "callers", limits="firsts"),),
    steps=(
        step("Call back the same day", "3", "Lena", "firsts", rate="35"),
        step("Ask how it felt", "2", "Lena", "second class", rate="35"),
    ),
    resources=facets("Lena", "Call-back card", "Phone, booking page"),
    output=Thing(
        "firsts", "First classes taken", steady("First classes", "classes", 18, 1.2, "17", silent=SILENT),
        leads_to={"second class": ("A first class makes you want the second.", 7)},
    ),
    outcome=Thing(
        "second class", "At least 65% of first-timers each week come a second time within 10 days.",
        steady("First-timers who come again", "%", 69, 2, "65", combine="mean", silent=SILENT),
        leads_to={"pain gone": ("Two classes a week is what a back needs.", 30)},
    ),
)  # fmt: skip

CLASSES = SampleSystem(
    name="Classes", slot="delivery", kind="chain", owner="kofi", volume="firsts",
    purpose="Backs that do not hurt.",
    inputs=(handed("firsts in", "First classes taken", "firsts", limits="held"), outside("The hall")),
    steps=(
        step("Teach", "16", "Lena and Kofi", "held", rate="35"),
        step("Look at each back once a month", "8", "Kofi", "pain gone", cadence="monthly"),
    ),
    resources=facets("Lena and Kofi", "Class plans", "Hall, mats"),
    output=Thing(
        "held", "Classes held", steady("Classes held", "classes", 14, 0.6, "13", silent=SILENT),
        leads_to={"pain gone": ("A class every week keeps a back moving.", 30)},
    ),
    outcome=Thing(
        "pain gone", "At least 55% of members each week say their back no longer hurts after 90 days.",
        steady("Members without pain", "%", 58, 1.6, "55", combine="mean", silent=SILENT),
        columns={"desired_for": "fulfilment", "why": "People move without thinking about it"},
    ),
)  # fmt: skip

MONEY = SampleSystem(
    name="Finance", slot="finance", kind="support", owner="lena",
    purpose="The hall is paid for, and Lena too.",
    inputs=(outside("Bank statements"),),
    steps=(step("Bills on Monday", "1", "Lena", "bills", rate="35"),),
    resources=facets("Lena", "Monday list", "Bank, a spreadsheet"),
    output=Thing(
        "bills", "Bills paid on their day", steady("Bills paid", "bills", 6.2, 0.3, "6", silent=SILENT),
        leads_to={"left": ("Bills on time cost no fees.", 7)},
    ),
    outcome=Thing(
        "left", "At least $1,200 are left each week after the hall and the teachers are paid.",
        steady("Left after costs", "$", 1_260, 30, "1200", silent=SILENT),
        columns={"desired_for": "money"},
    ),
)  # fmt: skip

QUIET = Story(
    key="quiet", name="Harbour Lane Yoga", sells="Yoga classes for backs that hurt", trade="general",
    time_zone="America/New_York", owner="lena", goal="pain gone",
    people={
        "lena": ("Lena Brandt", "lena@example.com", "owner"),
        "kofi": ("Kofi Mensah", "kofi@example.com", "recorder"),
    },
    systems=(NOTICE, FIRST, CLASSES, MONEY),
)  # fmt: skip
