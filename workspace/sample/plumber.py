"""Delgado Plumbing in data: a short hand-off. Every person and number is made up.

The crew works well and each system meets its own plan, but the plan for quotes is too low for the plan for jobs: one
quote in two becomes a job, so sixteen quotes a week can never fill the diary.
"""

from workspace.sample.shapes import (
    Moment,
    SampleSystem,
    Story,
    Task,
    Thing,
    facets,
    handed,
    outside,
    steady,
    step,
)

KNOWN = SampleSystem(
    name="Reviews", slot="traffic", kind="chain", owner="rosa", volume="Households who see the name",
    purpose="Households within half an hour think of us first.",
    inputs=(
        outside("Households who see the name", steady("Households who see the name", "households", 910, 40, None)),
        outside("Photos of finished jobs"),
    ),
    steps=(
        step("Ask for a review the day after", "2", "Rosa", "near"),
        step("Post one finished job", "1", "Rosa", "calls"),
    ),
    resources=facets("Rosa", "How to ask for a review", "Map listing, phone camera"),
    output=Thing(
        "calls", "Calls and messages from our area", steady("Calls and messages", "calls", 44, 3, "40"),
        leads_to={"near": ("Whoever lives near and has seen a job calls about one like it.", 7)},
    ),
    outcome=Thing(
        "near", "At least 70% of callers each week live within 30 minutes of us.",
        steady("Callers within 30 minutes", "%", 75, 2, "70", combine="mean"),
        leads_to={"ready": ("Near ones can say when we may come.", 7)},
    ),
)  # fmt: skip

ENQUIRIES = SampleSystem(
    name="Enquiries", slot="leads", kind="chain", owner="rosa", volume="calls",
    purpose="Find the jobs that we do well and that can start soon.",
    inputs=(handed("calls in", "Calls and messages from our area", "calls", limits="enquiries"),),
    steps=(
        step("Answer, ask the three questions", "7", "Rosa", "enquiries"),
        step("Visit, or ask for photos", "5", "Miguel", "ready", rate="55"),
    ),
    resources=facets("Rosa answers, Miguel visits", "Three questions on one card", "Phone, diary"),
    output=Thing(
        "enquiries", "Enquiries with photos or a visit", steady("Enquiries", "enquiries", 27, 2, "24"),
        leads_to={"ready": ("With photos they tell us the budget.", 0)},
    ),
    outcome=Thing(
        "ready", "At least 60% of enquiries each week name a budget and a start within 30 days.",
        steady("Enquiries with budget and date", "%", 64, 2, "60", combine="mean"),
        leads_to={"accepted": ("Who has named a budget is not scared by the quote.", 7)},
    ),
)  # fmt: skip

QUOTES = SampleSystem(
    name="Quotes", slot="conversion", kind="chain", owner="miguel", volume="enquiries",
    purpose="Agree on jobs that pay our day rate.",
    inputs=(handed("enquiries in", "Enquiries with photos or a visit", "enquiries", limits="quotes"),),
    steps=(
        step("Quote within two days", "8", "Miguel", "quotes", rate="55"),
        step("Call the day after", "2", "Rosa", "accepted"),
    ),
    resources=facets("Miguel quotes, Rosa calls", "Price list", "Quote app"),
    output=Thing(
        "quotes", "Quotes to households with a budget and a date", steady("Quotes sent", "quotes", 17, 1.2, "16"),
        leads_to={"accepted": ("A quote for a named budget gets a yes.", 7)},
    ),
    outcome=Thing(
        "accepted", "At least 50% of quotes each week are accepted at full price.",
        steady("Quotes accepted at full price", "%", 53, 1.6, "50", combine="mean"),
        leads_to={"right first time": ("At full price there is time to do it properly.", 14)},
    ),
)  # fmt: skip

JOBS = SampleSystem(
    name="Jobs", slot="delivery", kind="chain", owner="miguel", volume="quotes",
    purpose="It works, it stays dry, and nobody has to come twice.",
    inputs=(handed("quotes in", "Accepted quotes", "quotes", limits="jobs"), outside("Material on the van")),
    steps=(
        step("Do the job by the checklist", "90", "Crew of three", "jobs", rate="38"),
        step("Test it with the customer", "6", "Crew of three", "right first time", rate="38"),
        step("Drive back for forgotten parts", "6", "Crew of three", rate="38"),
    ),
    resources=facets("Miguel and a crew of three", "Job checklist", "Two vans, job app"),
    output=Thing(
        "jobs", "Jobs finished", steady("Jobs finished", "jobs", 8, 0.9, "12"),
        leads_to={"right first time": ("A job by the list stays right.", 30)},
    ),
    outcome=Thing(
        "right first time", "At least 92% of jobs each week need no second visit within 90 days.",
        steady("Jobs without a second visit", "%", 95, 1.2, "92", combine="mean"),
        columns={"desired_for": "fulfilment", "why": "Homes are warm and dry again the same day"},
    ),
)  # fmt: skip

CREW = SampleSystem(
    name="Crew", slot="people", kind="support", owner="miguel",
    purpose="People who can run a job on their own, and stay.",
    inputs=(outside("People who apply"),),
    steps=(
        step("Morning round, ten minutes", "1", "Miguel", "alone", rate="55"),
        step("Ride-along day before we hire", "3", "Miguel", "crew days", cadence="monthly", rate="55"),
    ),
    resources=facets("Miguel", "What each role is for", "Roster"),
    output=Thing(
        "crew days", "Crew days covered", steady("Crew days covered", "days", 14.6, 0.4, "14"),
        leads_to={"alone": ("Who is there every day knows the list.", 0)},
    ),
    outcome=Thing(
        "alone", "At least 80% of jobs each week are run without a call to the owner.",
        steady("Jobs run without the owner", "%", 84, 2, "80", combine="mean"),
        leads_to={"right first time": ("Who decides on the spot tests on the spot.", 7)},
        columns={"desired_for": "time"},
    ),
)  # fmt: skip

PLUMBER = Story(
    key="plumber", name="Delgado Plumbing", sells="Bathrooms and heating repairs", trade="trade",
    time_zone="America/Denver", owner="miguel", goal="right first time",
    people={
        "miguel": ("Miguel Delgado", "miguel@example.com", "owner"),
        "rosa": ("Rosa Delgado", "rosa@example.com", "editor"),
    },
    systems=(KNOWN, ENQUIRIES, QUOTES, JOBS, CREW),
    moments=(Moment("Third fitter joined", 20, "jobs"),),
    tasks=(Task("Quote small jobs from photos the same day", "rosa", "accepted", 3, "handoff_short"),),
)  # fmt: skip
