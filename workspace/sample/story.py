"""Marlow Ads School in data. Every person and number is made up. A metric whose name says what it counts has no unit.

It teaches owners to make their ads pay. For months it has reached more people and finished more lessons; meanwhile
fewer of the visitors run ads at all, and since lessons became recorded fewer graduates' ads pay.
"""

from workspace.sample.shapes import (
    Look,
    Moment,
    Remark,
    SampleSystem,
    Series,
    Story,
    Task,
    Thing,
    decimals,
    outside,
    step,
)

NAME = "Marlow Ads School"
SELLS = "A six-week course on ads that pay for themselves"
TIME_ZONE = "America/Chicago"
GOAL = "ads pay"
GOAL_WHY = "Owners turn ads from an expense into revenue"

# Key → name, email, role.
PEOPLE = {
    "nadia": ("Nadia Marlow", "nadia@example.com", "owner"),
    "tomas": ("Tomas Reyes", "tomas@example.com", "editor"),
    "priya": ("Priya Shah", "priya@example.com", "recorder"),
}


TRAFFIC = SampleSystem(
    name="Traffic", slot="traffic", kind="chain", owner="tomas", volume="visits made",
    purpose="Create interest among owners we could really help.",
    inputs=(outside("Ad budget, $4,600 a month"), outside("Stories from graduates")),
    steps=(
        step("Pick one promise for the week", "1", "Tomas", "owners come"),
        step("Record two short videos", "5", "Tomas", "visits made"),
        step("Run three ads, stop the weakest", "4", "Tomas", "visits made"),
        step("Note what each ad taught us", "1", "Tomas", "owners come"),
    ),
    resources={"people": ("Tomas",), "process": ("Ad test checklist",), "technology": ("Ads Manager, phone camera",)},
    output=Thing(
        "visits made", "Visits to the free lesson",
        Series("People reached", "", 43_000, 1_800, decimals(
            41300, 44000, 42900, 46800, 49600, 52300, 51200, 55400, 57600, 58900, 60100, 61300), plan="55000"),
        leads_to={"owners come": ("A good video makes the right owners curious.", 7)},
    ),
    outcome=Thing(
        "owners come", "At least 60% of visitors to the free lesson each week already pay for ads.",
        Series("Visitors already running ads", "%", 52, 2, decimals(
            51, 47, 43, 40, 38, 37, 38, 39, 37, 38, 37, 38, 37, 37, 40, 38), plan="60", combine="mean"),
        leads_to={
            "tell us": ("Only an owner who pays for ads has numbers to tell.", 7),
            "cheap to win": ("The right visitors cost less to enrol.", 14),
        },
    ),
)  # fmt: skip

LEADS = SampleSystem(
    name="Leads", slot="leads", kind="chain", owner="nadia", volume="visits",
    purpose="Find, in all that interest, the owners who fit and want it fixed.",
    inputs=(
        Thing("visits", "Visits to the free lesson", fed_by="visits made", columns={"source": "flow"}, series=Series(
            "Visits", "visits", 1_650, 70, decimals(
                1580, 1640, 1610, 1700, 1790, 1850, 1830, 1950, 2010, 2050, 2100, 2140))),
        outside("The free lesson itself"),
    ),
    steps=(
        step("Offer the ad-cost worksheet", "1", "Nadia", "leads made", rate="60"),
        step("Send five short emails", "2", "Nadia", "tell us", rate="60"),
        step("Ask one question, read every reply", "4", "Nadia", "tell us", rate="60"),
        step("Monthly newsletter", "6", "Nadia", cadence="monthly", rate="60"),
    ),
    resources={"people": ("Nadia",), "process": ("Five-email welcome",), "technology": ("Mail tool, worksheet",)},
    output=Thing(
        "leads made", "Leads with a filled-in worksheet",
        Series("New leads", "leads", 355, 14, decimals(
            352, 360, 372, 364, 384, 392, 388, 402, 404, 405, 408, 412), plan="400"),
        leads_to={"tell us": ("A filled-in worksheet gives us a reason to ask.", 0)},
    ),
    outcome=Thing(
        "tell us", "Leads tell us what their ads cost them and want it fixed now.",
        Series("Leads who reply in 3 days", "%", 17, 0.8, decimals(
            16.9, 18, 16, 16.9, 16.9, 15, 16, 15, 14, 15, 14, 14.4), plan="18", combine="mean", digits=1),
        leads_to={"stay": ("Whoever knows the cost of a sale decides faster.", 14)},
    ),
)  # fmt: skip

SALES = SampleSystem(
    name="Sales", slot="conversion", kind="chain", owner="nadia", volume="leads made",
    purpose="Turn owners who fit into students who are glad they said yes.",
    inputs=(
        Thing("worksheets", "Leads with a filled-in worksheet", fed_by="leads made", columns={
            "source": "flow", "unit": "leads", "definition": "worksheet filled in"}),
        Thing("Booked calls", "Booked calls"),
    ),
    steps=(
        step("Call: cost of one sale today", "16", "Nadia", "stay", rate="60"),
        step("Show the plan for their numbers", "6", "Nadia", "stay", rate="60"),
        step("Enrol, or say “not yet” kindly", "3", "Nadia", "enrolments made", rate="60"),
    ),
    resources={"people": ("Nadia",), "process": ("Call outline",), "technology": ("Calendar, card payments",)},
    output=Thing(
        "enrolments made", "Enrolments",
        Series("Calls held", "", 38, 1.6, decimals(38, 41, 40, 36, 35, 33, 34, 31, 32, 30, 31, 31), plan="40"),
        leads_to={"stay": ("A call shows whether the course fits.", 14)},
    ),
    outcome=Thing(
        "stay", "At least 40% of calls each week end in an enrolment that stays past day 14.",
        Series("Calls that end in a kept sale", "%", 34, 1.6, decimals(
            34, 33, 35, 36, 38, 37, 39, 38, 40, 39, 41, 42), plan="40", combine="mean"),
        leads_to={GOAL: ("Whoever starts in earnest launches an ad.", 60)},
    ),
)  # fmt: skip

DELIVERY = SampleSystem(
    name="Delivery", slot="delivery", kind="chain", owner="priya", volume="enrolments",
    purpose="Each owner gets ads that earn more than they cost.",
    inputs=(
        Thing("enrolments", "Enrolments", fed_by="enrolments made", columns={"source": "flow"}, series=Series(
            "Enrolments", "enrolments", 13, 1, decimals(13, 14, 14, 13, 13, 12, 13, 12, 13, 12, 13, 13))),
        outside("Each owner’s ad numbers", Series(
            "Coach reviews done", "", 12, 1, decimals(12, 11, 12, 10, 9), plan="12", silent=3)),
    ),
    steps=(
        step("Welcome call, set one money goal", "6", "Priya", GOAL),
        step("Six lessons, one a week", "12", "Priya and 2 coaches", "lessons"),
        step("Coach reviews every ad before launch", "10", "2 coaches", GOAL),
        step("Check the result at day 60", "2", "Priya", GOAL),
    ),
    resources={
        "people": ("Priya + 2 coaches",), "process": ("Lesson plan v7",),
        "technology": ("Course site, ad account access",),
    },
    output=Thing(
        "lessons", "Owners who finish the course",
        Series("Lessons finished", "", 396, 7, decimals(
            400, 408, 420, 432, 427, 439, 452, 458, 466, 474, 480, 486), plan="450"),
        leads_to={GOAL: ("Whoever has done the lessons knows which ad to stop.", 60)},
    ),
    outcome=Thing(
        GOAL, "At least 60% of graduates each week have ads that earn more than they cost within 60 days.",
        Series("Graduates whose ads pay", "%", 48.5, 1.5, decimals(
            46, 42, 39, 38, 38, 37, 38, 39, 37, 38, 37, 38, 38, 37, 35, 34), plan="60", combine="mean",
            notes={4: "Five graduates say they have not launched an ad yet."}),
        columns={"desired_for": "fulfilment", "why": GOAL_WHY},
    ),
)  # fmt: skip

PEOPLE_SYSTEM = SampleSystem(
    name="People", slot="people", kind="support", owner="nadia",
    purpose="Coaches who are there, and know what matters.",
    inputs=(outside("Hours the coaches offer"),),
    steps=(
        step("Weekly one-to-ones", "3", "Nadia", "answered", rate="60"),
        step("Monthly skills hour", "4", "Priya", "covered", cadence="monthly"),
    ),
    resources={"people": ("Nadia",), "process": ("Coach handbook",), "technology": ("Shared calendar",)},
    output=Thing(
        "covered", "Coaching hours that are covered",
        Series("Coaching hours covered", "", 29.5, 0.8, decimals(
            29, 29, 30, 30, 29, 30, 31, 30, 30, 30, 30, 30), plan="30", digits=0),
        leads_to={"answered": ("A coach on duty answers.", 0)},
    ),
    outcome=Thing(
        "answered", "At least 95% of questions each week get a human answer within 24 hours.",
        Series("Answered within 24 hours", "%", 93, 1.2, decimals(
            90, 91, 93, 92, 94, 95, 94, 93, 94, 95, 94, 94), plan="95", combine="mean"),
        leads_to={GOAL: ("Nobody stops at a question that was answered.", 30)},
    ),
)  # fmt: skip

FINANCE = SampleSystem(
    name="Finance", slot="finance", kind="support", owner="nadia",
    purpose="Each enrolment leaves money for coaching.",
    inputs=(outside("Card payments and ad bills"),),
    steps=(
        step("Cash sheet on Fridays", "1", "Nadia", "sheets", rate="60"),
        step("Prices each quarter", "3", "Nadia", "cheap to win", cadence="quarterly", rate="60"),
    ),
    resources={"people": ("Nadia",), "process": ("Friday cash list",), "technology": ("Bookkeeping app",)},
    output=Thing(
        "sheets", "Cash sheets",
        Series("Cash sheets done", "", 4, 0, decimals(4, 4, 4, 3, 4, 4, 4, 4), plan="4", cadence="monthly"),
        leads_to={"cheap to win": ("What is seen on Friday is changed on Monday.", 30)},
    ),
    outcome=Thing(
        "cheap to win", "Winning an enrolment costs less than it earns in 30 days.",
        Series("Cost to win one enrolment", "$", 111, 2.5, decimals(
            112, 113, 116, 118, 121, 126, 128, 131, 136, 142, 144, 148), plan="120", direction="lower", combine="mean"),
        leads_to={GOAL: ("What an enrolment leaves pays for coaching.", 30)},
    ),
)  # fmt: skip

SYSTEMS = (TRAFFIC, LEADS, SALES, DELIVERY, PEOPLE_SYSTEM, FINANCE)

MOMENTS = (
    Moment("Lessons became recorded", 14, GOAL),
    Moment("Widest ad switched on", 15, "owners come"),
)

TASKS = (
    Task("Ask five graduates what stopped them", "priya", GOAL, 2, "false_productivity"),
    Task("Ask one sharper question in email one", "nadia", "tell us", 4, "declining_outcome"),
)

LOOK = Look(
    4,
    "changes",
    "The team works hard and the lessons get finished. Before you add more of them, find out what graduates do next.",
    (
        Remark("lessons", "A finished course is where your work ends. What does the owner have that same week?"),
        Remark(GOAL, "This is the sentence all else hangs on. Who asks graduates at day 60, and what do they ask?"),
        Remark(
            "tell us",
            "One could not check this from outside. A share and a week would do.",
            "At least 18% of leads each week answer with what their ads cost them and want it fixed this month.",
        ),
        Remark("Booked calls", "Sales waits for these and nobody makes them. Could email five offer a time?"),
    ),
)

MARLOW = Story(
    "marlow", NAME, SELLS, "course", TIME_ZONE, "nadia", GOAL, PEOPLE, SYSTEMS, MOMENTS, TASKS, LOOK
)  # fmt: skip
