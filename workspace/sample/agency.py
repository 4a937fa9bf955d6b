"""Fieldnote Studio in data: an over-polished output. Every person and number is made up.

More design rounds used to mean more work that is right at the first showing. Since the middle of the year the rounds
still rise, and what they are for has stopped following.
"""

from workspace.sample.shapes import Moment, SampleSystem, Story, Thing, facets, handed, outside, steady, step

STORIES = SampleSystem(
    name="Stories", slot="traffic", kind="chain", owner="june", volume="People who see a story",
    purpose="Companies of our size see what we did for one like them.",
    inputs=(
        outside("People who see a story", steady("People who see a story", "people", 8_400, 300, None)),
        outside("Clients who let us tell it"),
    ),
    steps=(
        step("Write one story", "6", "June", "readers", rate="70"),
        step("Ask a client for a name", "1", "June", "fit", rate="70"),
    ),
    resources=facets("June", "How we write a story", "Site, mailing list"),
    output=Thing(
        "readers", "Visits to client stories", steady("Visits to client stories", "visits", 640, 25, "600"),
        leads_to={"fit": ("A story about one like them brings one like them.", 7)},
    ),
    outcome=Thing(
        "fit", "At least 40% of visitors each week work in companies of 20 to 200 people.",
        steady("Visitors from companies of our size", "%", 43, 1.5, "40", combine="mean"),
        leads_to={"second": ("Companies of our size have somebody who decides.", 7)},
    ),
)  # fmt: skip

TALKS = SampleSystem(
    name="First talks", slot="leads", kind="chain", owner="june", volume="readers",
    purpose="Find the ones with a problem, a budget and somebody who decides.",
    inputs=(handed("readers in", "Visits to client stories", "readers", limits="talks"),),
    steps=(
        step("Write back the same day", "3", "Omar", "talks"),
        step("Half an hour on problem and budget", "5", "June", "second", rate="70"),
    ),
    resources=facets("June and Omar", "First-talk sheet", "Calendar"),
    output=Thing(
        "talks", "First talks held", steady("First talks", "talks", 10.4, 0.8, "9"),
        leads_to={"second": ("A talk about the problem calls for another.", 7)},
    ),
    outcome=Thing(
        "second", "At least 50% of first talks each week end with a second one within 14 days.",
        steady("First talks that lead to a second", "%", 54, 2, "50", combine="mean"),
        leads_to={"good fit": ("Whoever comes twice knows what they buy.", 14)},
    ),
)  # fmt: skip

PROPOSALS = SampleSystem(
    name="Proposals", slot="conversion", kind="chain", owner="june", volume="talks",
    purpose="Sign work that we would do again.",
    inputs=(handed("talks in", "First talks held", "talks", limits="proposals"),),
    steps=(
        step("Two pages, one price", "6", "June", "proposals", rate="70"),
        step("Talk it through", "3", "June", "good fit", rate="70"),
    ),
    resources=facets("June", "Proposal template", "Documents with signature"),
    output=Thing(
        "proposals", "Proposals sent", steady("Proposals sent", "proposals", 4.8, 0.5, "4"),
        leads_to={"good fit": ("Two pages show whether we understood.", 7)},
    ),
    outcome=Thing(
        "good fit", "At least 45% of proposals each week are signed by companies we would work with again.",
        steady("Proposals signed by a good fit", "%", 49, 1.5, "45", combine="mean"),
        leads_to={"right": ("A good fit says clearly what is wrong.", 14)},
    ),
)  # fmt: skip

PROJECTS = SampleSystem(
    name="Projects", slot="delivery", kind="chain", owner="omar", volume="proposals",
    purpose="The client’s own number moves, and they saw it coming.",
    inputs=(handed("proposals in", "Signed proposals", "proposals"), outside("The client’s numbers")),
    steps=(
        step("Agree on the one number", "3", "Omar", "right"),
        step("Design rounds before the showing", "55", "Two designers", "rounds", rate="50"),
        step("Show it, write down each no", "6", "Omar", "right"),
    ),
    resources=facets("Omar and two designers", "Project plan", "Boards, shared files"),
    output=Thing(
        "rounds", "Design rounds finished",
        steady("Design rounds", "", 0, 1.5, "48", path=(27, 29, 36, 43, 49, 56, 60)),
        leads_to={"right": ("Another round takes out another mistake.", 0)},
    ),
    outcome=Thing(
        "right", "At least 78% of projects each week are right at the first showing.",
        steady("First-showing approval", "%", 0, 1, "78", combine="mean", path=(58, 60, 70, 75, 75, 75, 75.5)),
        columns={"desired_for": "fulfilment", "why": "Clients reach the number they hired us for"},
    ),
)  # fmt: skip

MONEY = SampleSystem(
    name="Finance", slot="finance", kind="support", owner="june",
    purpose="The hours we work are hours somebody pays for.",
    inputs=(outside("Time sheets and contracts"),),
    steps=(step("Close the week on Friday", "1.5", "June", "sheets", rate="70"),),
    resources=facets("June", "Friday list", "Time sheets, books"),
    output=Thing(
        "sheets", "Time sheets closed", steady("Time sheets closed", "sheets", 5.2, 0.2, "5"),
        leads_to={"paid": ("A closed week shows what was given away.", 7)},
    ),
    outcome=Thing(
        "paid", "At least 70% of hours worked each week are hours a client pays for.",
        steady("Hours that are paid", "%", 72, 1.2, "70", combine="mean"),
        columns={"desired_for": "money"},
    ),
)  # fmt: skip

AGENCY = Story(
    key="agency", name="Fieldnote Studio", sells="Design for companies of 20 to 200 people", trade="agency",
    time_zone="Europe/London", owner="june", goal="right",
    people={
        "june": ("June Halloran", "june@example.com", "owner"),
        "omar": ("Omar Farouk", "omar@example.com", "editor"),
    },
    systems=(STORIES, TALKS, PROPOSALS, PROJECTS, MONEY),
    moments=(Moment("Second designer joined", 24, "rounds"),),
)  # fmt: skip
