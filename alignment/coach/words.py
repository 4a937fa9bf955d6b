"""The coach's word lists (alignment.md section 4), as plain sets anybody can read and extend.

Everything is lower case. Nouns are listed in the singular; `elements` and `features` add the plural.
"""

from __future__ import annotations

import re

from alignment.coach.text import listed

# -- quantity -------------------------------------------------------------------------------------------------------

NUMBER_WORDS = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen half "
    "third thirds quarter quarters twice triple double halve halved"
)

# -- time -----------------------------------------------------------------------------------------------------------

WEEKDAYS = listed("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = listed(
    "january february march april may june july august september october november december jan feb apr jun jul aug "
    "sept sep oct nov dec"
)
SEASONS = listed("spring summer autumn fall winter harvest")
HOLIDAYS = listed(
    "christmas easter thanksgiving ramadan diwali eid passover halloween new-year midsummer lent advent carnival"
)
PERIODS = (
    WEEKDAYS
    | MONTHS
    | SEASONS
    | listed(
        "hour day night weekday weekend morning afternoon evening week fortnight month quarter season semester term "
        "trimester year shift sprint session half-year cycle intake cohort decade lunchtime"
    )
)
# What comes round again and so says how often one looks: "each launch", "every match".
ROUNDS = listed(
    "launch run release match game event show batch trip departure round edition issue drill delivery order job "
    "project sitting intake meeting exam course class visit flight sailing course-run performance wedding payday "
    "crop vintage service crossing sitting viewing race voyage harvest tour"
)
PERIOD_ADVERBS = listed(
    "hourly daily nightly weekly fortnightly biweekly monthly quarterly yearly annually annual seasonally "
    "half-yearly month-end year-end overnight"
)

# -- who or whose ---------------------------------------------------------------------------------------------------

# People and organisations outside the business: somebody in whom a result shows.
OUTSIDERS = listed(
    "customer client buyer shopper guest visitor patient member subscriber user learner student pupil graduate "
    "parent family child kid donor giver funder sponsor partner supplier tenant landlord homeowner householder "
    "household resident owner neighbour neighbor local citizen voter passenger rider traveller traveler tourist "
    "camper diner eater reader listener viewer fan follower audience player couple bride groom coachee mentee "
    "candidate applicant employer investor lender insurer policyholder broker dealer distributor stockist retailer "
    "wholesaler restaurant pub cafe hotel shop store school nursery college university hospital clinic practice "
    "council charity office company business firm startup enterprise corporation brand agency farmer grower "
    "architect builder contractor developer surgeon doctor dentist gp vet pharmacist chef publisher journalist skier "
    "cyclist driver runner walker swimmer dancer actor artist musician beneficiary participant attendee delegate "
    "caller enquirer prospect lead trial people person woman man adult teenager youngster worshipper regular "
    "stranger newcomer alumnus alumni veteran refugee jobseeker pensioner senior dog cat pet animal account "
    "wholesale trader manager executive director board shareholder organiser organizer planner seller vendor "
    "consumer recipient borrower saver spender signup sign-up franchisee licensee referrer friend relative colleague "
    "team-mate club party community town village congregation pharmacy bakery salon garage gym kitchen property home "
    "house flat apartment site orchard farm mother father baby infant mum dad mom toddler bairn lad lass girl boy "
    "teen grown-up granny grandparent grandchild daughter son sister brother wife husband bride-to-be groom-to-be "
    "newlywed widow mourner folk punter mate chap housewife housemate commuter motorist biker hiker angler gardener "
    "golfer skater surfer climber athlete footballer supporter spectator onlooker passer-by pilgrim confirmand "
    "believer parishioner faithful seminarian novice joiner first-timer drop-in walk-in opener responder stakeholder "
    "principal landlady leaseholder freeholder lessee lessor lodger flatmate squatter flipper bidder claimant "
    "defendant litigant heir executor trustee policy-holder ward inmate prisoner offender victim survivor migrant "
    "newborn sufferer diabetic runner-up elder retiree caregiver freshman sophomore undergraduate postgraduate "
    "scholar alumna schoolchild schoolkid leaver beginner dropout importer exporter merchant grocer shopkeeper café "
    "bistro canteen caterer hotelier publican sommelier barista hairdresser florist butcher baker fishmonger "
    "cooperative co-op association federation union ministry authority parish diocese borough municipality district "
    "county region neighbourhood neighborhood street estate colony tenement factory mill oem carmaker maker airline "
    "shipper consignee forwarder carrier haulier fleet operator utility bank foundation ngo patron benefactor vc lp "
    "reseller affiliate integrator gamer admin workspace lamb ewe cow calf herd flock pig hen horse pony pup puppy "
    "kitten parrot hive bee sheep goat organisation organization grantee referee consultant midwife paramedic "
    "teacher headteacher head-teacher editor reporter critic reviewer influencer blogger jury judge inspector "
    "officer somebody someone anyone anybody nobody everyone everybody"
)
# Endings of words for people, as in "beekeepers".
PEOPLE_ENDING = re.compile(r"[a-z]{3,}(?:ers|ors|ists|ees|ants|ians|holders|goers)$")
# People inside the business: they act (an output) or are themselves the ones who benefit (an outcome).
INSIDERS = listed(
    "staff employee team worker apprentice trainee technician engineer consultant adviser advisor agent rep "
    "salesperson nurse carer caretaker therapist trainer teacher tutor coach instructor stylist barber waiter cook "
    "cashier foreman volunteer mentor designer developer programmer analyst accountant bookkeeper solicitor lawyer "
    "clerk receptionist reception secretary assistant supervisor manager leader crew lab kitchen workshop department "
    "sales-people salespeople hire starter leaver scaffolder fitter plumber electrician mechanic picker packer "
    "warehouse helpdesk surveyor founder owner operator porter chambermaid maid housekeeper concierge chef sous-chef "
    "baker barista bartender waitress server runner host hostess driver courier rider dispatcher groundsman "
    "lifeguard lecturer professor teaching-assistant educator buddy dispenser hygienist physio optometrist midwife "
    "doctor registrar paramedic vet priest vicar pastor deacon verger curator librarian usher stagehand joiner "
    "roofer bricklayer plasterer welder machinist operative forewoman chargehand labourer lad sparky shift-leader "
    "director ceo cto cfo hr marketing finance ops comms office back-office front-desk desk board committee choir "
    "band squad shooter editor producer copywriter colleague intern temp freelancer contractor subcontractor "
    "associate preparer paralegal admin officer guard steward ranger warden negotiator lister valuer broker "
    "recruiter sourcer merchandiser telesales hotline call-centre call-center depot"
)
# Things in whose state a result shows: an order, an account, an invoice. They answer "whose?" as well as a person does.
OBJECTS = listed(
    "order reorder booking enquiry inquiry invoice bill claim debt debtor creditor complaint referral renewal quote "
    "request call callout login visit delivery parcel pallet boiler machine car vehicle van tree sapling plant unit "
    "part product item dish meal loaf bread cover glass crown garment table room seat ticket game title episode "
    "project job contract retainer kitchen case deal repair fault defect bug incident outage ward bed event place "
    "basket cart checkout payslip payroll sample assay permit permission review listing tender pipeline opportunity "
    "demo warranty transaction campaign policy"
)
# Plurals that are counted without saying whose result it is.
NOT_COUNTED = listed(
    "hours days weeks months years minutes seconds euros dollars pounds cents pence percent points times others "
    "things sales profits costs revenues savings earnings hundreds thousands millions thirds quarters halves kilos "
    "tonnes litres metres kilometres miles grams ways reasons areas levels fields markets countries"
)
WHO_ADJECTIVES = listed(
    "qualified returning repeat paying local first-time existing elderly lapsed loyal under-represented former past "
    "self-referred bereaved urgent wholesale retail corporate private nhs online in-store overseas homeless "
    "unemployed"
)

# Words that end like people and are none.
NOT_PEOPLE = listed(
    "orders offers newsletters letters posters flyers papers numbers boilers containers folders covers quarters "
    "summers winters fees trees coffees plants warrants colors errors doors floors indicators factors sensors motors "
    "tractors monitors printers burgers servers banners dinners flowers drawers layers meters metres kilometers "
    "kilometres litres registers stickers vouchers trailers freezers scooters towers showers corners centers "
    "chapters matters answers powers rollers loaders teasers headers footers transfers reminders binders computers "
    "routers timers coolers heaters filters tenders ladders others refers delivers considers enters differs suffers "
    "prefers discovers recovers lowers grants variants elevators conveyors mirrors rumours hours colours tours "
    "flours labours favours years guarantees degrees consists exists insists lists resists assists persists agrees "
    "sees frees committees"
)

# -- words that say nothing on their own ------------------------------------------------------------------------------

VAGUE_WORDS = listed(
    "more most better best good great improve improved improvement boost grow growth growing significant "
    "significantly happy happier happiness strong stronger strengthen steady value valuable soon sooner quality "
    "excellent excellence healthy healthier culture awareness enhance optimise optimize maximise maximize increase "
    "increased reduce reduced fewer less higher lower faster quicker easier smoother efficient efficiency effective "
    "productive engagement engaged motivated satisfied satisfaction successful success reliable sustainable "
    "innovative innovation world-class outstanding amazing meaningful relevant right fair proper properly "
    "appropriate adequate several many some various regular regularly often frequently quickly smooth smoothly fast "
    "leading leader recognised recognized known trusted trust loyal loyalty profitable brand reputation visibility "
    "visible long-term substantial substantially considerable positive nice solid flexible seamless thriving vibrant "
    "empower empowered foster wherever clear clearly"
)
VAGUE_PHRASES = (
    "lots of",
    "a lot of",
    "plenty of",
    "as much as possible",
    "as many as possible",
    "as possible",
    "as soon as possible",
    "asap",
    "as far as we can",
    "when we can",
    "wherever we can",
    "in the near future",
    "go-to",
    "top of mind",
    "a number of",
    "loads of",
    "next level",
    "real difference",
    "peace of mind",
)
