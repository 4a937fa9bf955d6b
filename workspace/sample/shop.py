"""Larch Street Shoes in data: everything works. Every person and number is made up."""

from workspace.sample.shapes import SampleSystem, Story, Thing, facets, handed, outside, steady, step

WINDOW = SampleSystem(
    name="Window", slot="traffic", kind="chain", owner="hana", volume="People who pass or open the letter",
    purpose="People nearby come in with something in mind.",
    inputs=(
        outside("People who pass or open the letter", steady("People who pass by", "people", 6_100, 200, None)),
        outside("New stock, photographed"),
    ),
    steps=(
        step("Change the window", "3", "Hana", "visitors", rate="30"),
        step("One letter a week", "2", "Hana", "in stock", rate="30"),
    ),
    resources=facets("Hana", "Window calendar", "Mail tool"),
    output=Thing(
        "visitors", "People who come into the shop", steady("Visitors", "visitors", 545, 18, "520"),
        leads_to={"in stock": ("The window shows what is there.", 0)},
    ),
    outcome=Thing(
        "in stock", "At least 55% of visitors each week ask for something we have in stock.",
        steady("Visitors who ask for what we stock", "%", 59, 1.6, "55", combine="mean"),
        leads_to={"found": ("Who asks for what we stock finds the size.", 0)},
    ),
)  # fmt: skip

FITTING = SampleSystem(
    name="Fitting", slot="leads", kind="chain", owner="hana", volume="visitors",
    purpose="Find the pair that still fits in the evening.",
    inputs=(handed("visitors in", "People who come into the shop", "visitors", limits="fittings"),),
    steps=(
        step("Measure both feet", "14", "Everybody on the floor", "fittings", rate="22"),
        step("Walk to the door and back", "6", "Everybody on the floor", "found", rate="22"),
    ),
    resources=facets("Everybody on the floor", "Fitting card", "Stock list on a tablet"),
    output=Thing(
        "fittings", "Fittings done", steady("Fittings", "fittings", 212, 8, "200"),
        leads_to={"found": ("Measured feet find the size.", 0)},
    ),
    outcome=Thing(
        "found", "At least 70% of people fitted each week find the size and width they came for.",
        steady("Fitted people who find their size", "%", 74, 1.6, "70", combine="mean"),
        leads_to={"kept": ("The right size stays on the foot.", 14)},
    ),
)  # fmt: skip

TILL = SampleSystem(
    name="Till", slot="conversion", kind="chain", owner="hana", volume="fittings",
    purpose="Sell the pair they will keep.",
    inputs=(handed("fittings in", "Fittings done", "fittings", limits="sold"),),
    steps=(
        step("Say how to care for it", "4", "Everybody on the floor", "kept", rate="22"),
        step("Take the money, offer the list", "4", "Everybody on the floor", "sold", rate="22"),
    ),
    resources=facets("Everybody on the floor", "Returns in one sentence", "Till"),
    output=Thing(
        "sold", "Pairs sold", steady("Pairs sold", "pairs", 128, 5, "120"),
        leads_to={"kept": ("A pair sold with its care is kept.", 14)},
    ),
    outcome=Thing(
        "kept", "At least 90% of pairs sold each week are kept past 30 days.",
        steady("Pairs kept", "%", 94, 0.8, "90", combine="mean"),
        leads_to={"again": ("Whoever keeps a pair comes for the next.", 30)},
    ),
)  # fmt: skip

CARE = SampleSystem(
    name="Care", slot="delivery", kind="chain", owner="ben", volume="sold",
    purpose="Shoes that last, and people who come back.",
    inputs=(handed("sold in", "Pairs sold", "sold", limits="repairs"),),
    steps=(
        step("Heels and soles while you wait", "18", "Ben", "repairs", rate="26"),
        step("Letter after 60 days", "1", "Ben", "again", rate="26"),
    ),
    resources=facets("Ben", "Repair list", "Workbench"),
    output=Thing(
        "repairs", "Pairs cared for in the shop", steady("Pairs cared for", "pairs", 42, 2, "40"),
        leads_to={"again": ("Who has a heel done looks around.", 30)},
    ),
    outcome=Thing(
        "again", "At least 35% of buyers each week bought from us within the last 12 months.",
        steady("Buyers who come back", "%", 39, 1, "35", combine="mean"),
        columns={"desired_for": "money", "why": "Families walk well and buy every pair here"},
    ),
)  # fmt: skip

LARCH = Story(
    key="shop", name="Larch Street Shoes", sells="Children’s and walking shoes", trade="shop",
    time_zone="America/New_York", owner="hana", goal="again",
    people={
        "hana": ("Hana Sato", "hana@example.com", "owner"),
        "ben": ("Ben Kowalski", "ben@example.com", "recorder"),
    },
    systems=(WINDOW, FITTING, TILL, CARE),
)  # fmt: skip
