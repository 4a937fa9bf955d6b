"""Words and phrases for what is handed over, gone through or done with somebody, and for what it is not."""

from __future__ import annotations

import re

from alignment.coach.text import listed

RECEIVE = listed("receive receives received get gets got getting obtain obtains obtained")
# Only with something that is made: "have a trial run", "find a letter in the box", "hear the notice", "see a tour".
RECEIVE_MADE = listed("have has had see sees saw find finds found hear hears heard collect collects")
# "takes home a sheet", "leaves with a card", "goes home with a guide".
TAKE_HOME = re.compile(
    r"^(?:(?:take|takes|took|carry|carries) (?:home|away|hame)|(?:leave|leaves|left) (?:here |us )?with|"
    r"(?:go|goes|went|walk|walks|come|comes|came) (?:home|away|out|off|hame) with) "
    r"(?:a|an|the|their|his|her|our|two|three|four|five|\d+)\b"
)
UNDERGO = listed("undergo undergoes underwent")
# Only with something that is made or held: "completes the checklist", "does two past papers", "fills in the log".
UNDERGO_MADE = listed(
    "attend attends attended complete completes completed sit sits sat take takes took do does did done sign signs "
    "signed benefit benefits benefited participate participates participated go goes went gone been had"
)
# What people choose to do; only of all of them it is something that is done with them.
VOLUNTARY = listed(
    "join joins joined watch watches watched read reads play plays played taste tastes tasted follow follows followed "
    "visit visits visited tried tries seen"
)
THROUGH = re.compile(
    r"^(?:go|goes|went|gone|been|passed) (?:through|on|round|to|out on|along to) (?:a|an|the|our|one|two|"
    r"three|four|five|six|\d+|several|its|their|his|her)\b|^(?:take|takes|took|taken) part\b|"
    r"^(?:meet|meets|met|sit|sits|sat|sat down|speak|speaks|spoken) (?:down )?with (?:a|an|our|the|their|one)\b|"
    r"^(?:hear|hears|heard) (?:back )?(?:from (?:us|our|the office|one of)|about (?:our|the|a))\b|"
    r"^(?:benefit|benefits|benefited) from\b|"
    r"^(?:fill|fills|filled) (?:in|out)\b|^had (?:[a-z0-9]+ ){1,2}(?:hours?|minutes?|days?) (?:with|of|on)\b|"
    r"^had (?:their|its|his|her|the|an?) [a-z]+ (?:[a-z]+ )?(?:checked|reviewed|[a-z]+ed|done|taken|read)\b"
)
# Participles that the lists of verbs do not give: what is done with somebody, and no more.
TREATED = listed(
    "shown acknowledged informed briefed looked walked pointed furnished provided sensitised sensitized intimated "
    "imparted paired allocated assigned snagged consulted triaged enrolled registered addressed targeted equipped "
    "issued supplied welcomed greeted accompanied introduced phoned telephoned rung texted mailed emailed visited "
    "vetted referred signposted profiled onboarded inducted viewed nudged confirmed invited interviewed written "
    "encrypted offered served"
)
ALWAYS_DONE = listed("given sent handed shown offered told issued contacted trained inspected")
# What people want for itself: to get it is a change for them.
WANTED = listed(
    "back rid job work place loan mortgage grant refund money cash rise raise promotion order answer seat table bed "
    "room car key water heating power grade mark degree visa permit deposit benefit pension rest sleep size better "
    "best dinner parcel course tenant price verdict compensation payout claim payment wage salary profit euro "
    "dollar pound interview share truth say vote peace time % home house result chair care post help one somebody "
    "guard turn lift bus what word pay interpreter percent friend partner courage foot feet"
)
STATE_AFTER = listed(
    "paid hired hurt sick better fit fitter lost stuck worse married pregnant going started moving used free well "
    "warm inside outside outdoors indoors home there somewhere up down out rid by along half twice more less fewer "
    "most no nothing nobody"
)
MARKS = re.compile(
    r"\b(?:on time|in time|as told|the right way|without|undamaged|intact|unhurt|unaided|unasked|alone|"
    r"on (?:his|her|their|its) own|by themselves|at the "
    r"first (?:go|try|attempt|request|call|asking|look|time)|first time(?! [a-z])|first time [a-z]+ (?:in|of) |"
    r"first go|in full|"
    r"right (?:the )?first|no more than|fewer than|never|no longer|instead of|longer than|by heart|for good|"
    r"again|still|free of|(?:the )?(?:day|week|month|date|hour) (?:that |which )?(?:we|they|you|was) "
    r"(?:promised|named|agreed|booked|came|expected|asked|said)\b|"
    r"(?:well|warmly|quickly|by name|politely|fairly|promptly)$|"
    r"than (?:before|those|last)|of their own|for (?:over|more than|at least) )"
)
# "... and are told about the club", "... and leave with a card": the claim ends in what is handed over.
THEN_HANDLED = re.compile(
    r"\band (?:(?:go|goes|went|come|comes) (?:home|away) with|"
    r"(?:hold|holds|have|has) (?:a|an|the) (?:written|signed|printed) |"
    r"(?:are|is|get|gets) (?:told|shown|given|handed|sent|offered|asked|invited|briefed|introduced)\b|"
    r"(?:get|gets|receive|receives|leave with|leaves with|take home|takes home|see|sees|hear|hears|sign|signs|fill in|"
    r"fills in|complete|completes) (?:a|an|the|our|two|three|four|five|\d+)\b)"
)
FROM_US = re.compile(r"\b(?:from us|our|by us|with us)\b|->")
ALL = re.compile(
    r"^(?:(?:at least |over |more than |about |nearly )?(?:every|each|all|both|everyone|everybody|100 ?%|9\d ?%|"
    r"nine (?:in|of|out of) (?:every )?ten))\b"
)
SHARE = re.compile(
    r"%|\bper ?cent\b|\b(?:\w+|\d+) (?:times )?(?:in|of|out of) (?:every )?(?:ten|five|four|three|\d+)\b"
)
WITHIN = re.compile(r"\b(?:within|inside|in under|in less than) (?:\w+ ){1,3}(?:minute|hour|day|week|month)s?\b")
HEAD_ENDS = listed("through put out up down aside to where right they we you it what how who that same when as than")
ORDINALS = listed("first second third last next own best one")
AMOUNTS = listed("every each all at least most half share percentage proportion out over more than nearly the a")
RISES = listed("increase decrease rise fall drop reduction growth gain")
HELD = listed("game hour recital figure night talk")
# Listed among what is made, and here what is got: "get a chair", "get jobs", "have a day".
NOT_MADE = listed("job work chair table course parcel post order shop day minute bed door window spot point ring")
# What is granted by somebody else, however it is said: "are offered a job".
GRANTED = listed("job place work post loan mortgage contract scholarship rise promotion result visa permit tenancy")
# To be seen or fetched in time is what they came for.
WAITED_FOR = listed("seen picked served met answered collected fetched seated reached")
NONE = listed("no nobody none not never fewer less nothing zero neither")
CAN = listed("can can't cannot could able")
