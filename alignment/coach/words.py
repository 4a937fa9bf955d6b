"""The coach's word lists (alignment.md section 4), as plain sets anybody can read and extend.

Everything is lower case. Nouns are listed in the singular; `elements` and `features` add the plural.
"""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# -- quantity -------------------------------------------------------------------------------------------------------

NUMBER_WORDS = _set(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
    "dozen half third thirds quarter quarters twice triple double halve halved"
)

# -- time -----------------------------------------------------------------------------------------------------------

WEEKDAYS = _set("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = _set(
    "january february march april may june july august september october november december jan feb apr jun jul "
    "aug sept sep oct nov dec"
)
SEASONS = _set("spring summer autumn fall winter harvest")
HOLIDAYS = _set(
    "christmas easter thanksgiving ramadan diwali eid passover halloween new-year midsummer lent advent carnival"
)
PERIODS = (
    WEEKDAYS
    | MONTHS
    | SEASONS
    | _set(
        "hour day night weekday weekend morning afternoon evening week fortnight month quarter season semester term "
        "trimester year shift sprint session half-year cycle intake cohort decade lunchtime"
    )
)
PERIOD_ADVERBS = _set(
    "hourly daily nightly weekly fortnightly biweekly monthly quarterly yearly annually annual seasonally "
    "half-yearly month-end year-end overnight"
)

# -- who or whose ---------------------------------------------------------------------------------------------------

# People and organisations outside the business: somebody in whom a result shows.
OUTSIDERS = _set(
    "customer client buyer shopper guest visitor patient member subscriber user learner student pupil graduate "
    "parent family child kid donor giver funder sponsor partner supplier tenant landlord homeowner householder "
    "household resident owner neighbour neighbor local citizen voter passenger rider traveller traveler tourist "
    "camper diner eater reader listener viewer fan follower audience player couple bride groom coachee mentee "
    "candidate applicant employer investor lender insurer policyholder broker dealer distributor stockist "
    "retailer wholesaler restaurant pub cafe hotel shop store school nursery college university hospital clinic "
    "practice council charity office company business firm startup enterprise corporation brand agency farmer "
    "grower architect builder contractor developer surgeon doctor dentist gp vet pharmacist chef publisher "
    "journalist skier cyclist driver runner walker swimmer dancer actor artist musician beneficiary participant "
    "attendee delegate caller enquirer prospect lead trial people person woman man adult teenager youngster "
    "worshipper regular stranger newcomer alumnus alumni veteran refugee jobseeker pensioner senior dog cat pet "
    "animal account wholesale trader manager executive director board shareholder organiser organizer planner "
    "seller vendor consumer recipient borrower saver spender signup sign-up franchisee licensee referrer friend "
    "relative colleague team-mate club party community town village congregation pharmacy bakery salon garage gym "
    "kitchen property home house flat apartment site orchard farm mother father baby infant"
)
# People inside the business: they act (an output) or are themselves the ones who benefit (an outcome).
INSIDERS = _set(
    "staff employee team worker apprentice trainee technician engineer consultant adviser advisor agent rep "
    "salesperson nurse carer caretaker therapist trainer teacher tutor coach instructor stylist barber waiter "
    "cook cashier foreman volunteer mentor designer developer programmer analyst accountant bookkeeper solicitor "
    "lawyer clerk receptionist reception secretary assistant supervisor manager leader crew lab kitchen workshop "
    "department sales-people salespeople hire starter leaver scaffolder fitter plumber electrician mechanic "
    "picker packer warehouse helpdesk surveyor everyone everybody founder owner operator"
)
# Things in whose state a result shows: an order, an account, an invoice. They answer "whose?" as well as a person does.
OBJECTS = _set(
    "order reorder booking enquiry inquiry invoice bill claim debt debtor creditor complaint referral renewal "
    "quote request call callout login visit delivery parcel pallet boiler machine car vehicle van tree sapling "
    "plant unit part product item dish meal loaf bread cover glass crown garment table room seat ticket game "
    "title episode project job contract retainer kitchen case deal repair fault defect bug incident outage ward "
    "bed event place basket cart checkout payslip payroll sample assay permit permission review listing tender "
    "pipeline opportunity demo warranty transaction campaign policy"
)
WHO_ADJECTIVES = _set(
    "qualified returning repeat paying local first-time existing elderly lapsed loyal under-represented former "
    "past self-referred bereaved urgent wholesale retail corporate private nhs online in-store overseas homeless "
    "unemployed"
)

# Words that end like people and are none.
NOT_PEOPLE = _set(
    "orders offers newsletters letters posters flyers papers numbers boilers containers folders covers quarters "
    "summers winters fees trees coffees plants warrants colors errors doors floors indicators factors sensors "
    "motors tractors monitors printers burgers servers banners dinners flowers drawers layers meters metres "
    "kilometers kilometres litres registers stickers vouchers trailers freezers scooters towers showers corners "
    "centers chapters matters answers powers rollers loaders teasers headers footers transfers reminders binders "
    "computers routers timers coolers heaters filters tenders ladders others refers delivers considers enters "
    "differs suffers prefers discovers recovers lowers grants variants elevators conveyors mirrors rumours hours "
    "colours tours flours labours favours years guarantees degrees consists exists insists lists resists assists "
    "persists agrees sees frees committees"
)

# -- words that say nothing on their own ------------------------------------------------------------------------------

VAGUE_WORDS = _set(
    "more most better best good great improve improved improvement boost grow growth growing significant "
    "significantly happy happier happiness strong stronger strengthen steady value valuable soon sooner quality "
    "excellent excellence healthy healthier culture awareness enhance optimise optimize maximise maximize "
    "increase increased reduce reduced fewer less higher lower faster quicker easier smoother efficient "
    "efficiency effective productive engagement engaged motivated satisfied satisfaction successful success "
    "reliable sustainable innovative innovation world-class outstanding amazing meaningful relevant right fair "
    "proper properly appropriate adequate several many some various regular regularly often frequently quickly "
    "smooth smoothly fast leading leader recognised recognized known trusted trust loyal loyalty profitable brand "
    "reputation visibility visible long-term substantial substantially considerable positive nice solid flexible "
    "seamless thriving vibrant empower empowered foster wherever clear clearly"
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

# -- outputs in disguise --------------------------------------------------------------------------------------------

# Verbs that make, send or do something. Opening with one of the strong ones nearly always names an activity.
STRONG_VERBS = _set(
    "publish send write record host launch train post print mail email phone call ring visit attend exhibit "
    "present draft prepare produce film shoot edit upload design redesign rewrite update develop implement "
    "introduce install roll organise organize arrange plan schedule conduct carry complete finish run hold teach "
    "mark grade file submit create build construct renovate paint lay plant sow feed milk brew bake cook bottle "
    "sew alter cast assemble pack ship process handle log answer reply respond chase follow contact approach "
    "pitch quote tender interview hire recruit appoint onboard buy purchase order rent lease open move set put "
    "hand distribute display hang clean wash sweep service repair replace fix inspect check count audit test "
    "survey measure monitor review translate transcribe list advertise sponsor rehearse perform play stage "
    "release migrate automate digitise digitize backup back clear close sign issue offer provide supply serve "
    "give deliver make do take knock door-knock dial message tweet blog share compile analyse analyze research "
    "study document define map draw spend work drive fish operate treat vaccinate examine assess dispense fill "
    "meet discuss brief invite facilitate lead coach mentor tutor patrol park sell demo demonstrate fit switch "
    "upgrade outsource digitalise standardise standardize merge code deploy generate trial pilot walk enter enrol "
    "transfer fund-raise announce promote network speak talk set-up help assist support sort store load unload "
    "harvest prune mow dig drill weld carve frame bind stitch iron collate register archive scan copy bring start "
    "begin join add ask remind use apply engage extend gather notify thank tag label weigh pick negotiate "
    "coordinate supervise explore investigate evaluate diagnose screen breed groom shear weave knit engrave mill "
    "forge polish sand tile plaster wire insulate tow dispatch guide guard cater decorate photograph illustrate "
    "proofread typeset stream broadcast moderate curate annotate prototype sketch model render refactor greet "
    "hoover vacuum mop dust disinfect water prick pot repot mulch butcher fillet smoke roast grind press pour mix "
    "blend can freeze slice plate declare reconcile budget shadow induct certify license insure value stocktake "
    "restock reprice price relabel rebrand"
)
# Of those, the ones that open results too ("fix 9 of 10 boilers on the first visit", "sell out every show").
AMBIGUOUS_VERBS = _set(
    "fix make do take give get sell serve answer deliver handle close clear offer provide lead help support open "
    "cover generate fill work play run spend sign share drive bring plant cut build create develop complete pay "
    "move treat assist start begin add use water value price press stream model switch apply join"
)
# Verbs that name a change: what opens an outcome.
RESULT_VERBS = _set(
    "increase reduce cut lower raise grow improve gain win retain keep lose receive earn reach achieve become be "
    "stay remain double halve triple save avoid stop prevent shorten shrink lift lengthen attract get have enjoy "
    "turn convert boost strengthen maintain secure recover regain bring turnover eliminate end ensure minimise "
    "maximise minimize maximize enhance optimise optimize exceed beat break draw collect decrease drop fall rise "
    "expand protect restore free feel trust recommend return rebook renew reorder book sleep live foster empower "
    "enable hit net"
)
SUBJECT_STARTS = _set("i we you our my the each every all both a an staff")
# Nouns for what is made, sent, held or done.
ARTEFACTS = _set(
    "post email e-mail call webinar report photo demo ad hour ticket blog article newsletter brochure flyer "
    "leaflet poster catalogue catalog video reel story tweet podcast episode recording film album song gig "
    "concert show page website site app feature release version code line commit module course lesson class "
    "workshop seminar session training lecture tour meeting conference fair exhibition stall stand talk "
    "presentation event ceremony service rehearsal tasting appraisal survey questionnaire interview audit "
    "inspection check test assay sample assessment analysis study review visit patrol drill proposal quote "
    "quotation tender bid application contract letter message invitation card press handbook manual guide "
    "playbook policy procedure process checklist plan strategy budget forecast account return minutes agenda "
    "document documentation paper whitepaper book translation word draft design drawing logo campaign advert "
    "advertisement promotion programme program scheme system software crm database tool dashboard template menu "
    "recipe price-list list meal lunch breakfast dinner parcel box loaf roll cake sausage beer batch bottle "
    "bouquet garment shirt kit part unit piece product house extension garden lawn tree sapling pipe roof panel "
    "pump pitch table chair ring haircut massage treatment x-ray operation vaccination prescription consultation "
    "appointment funeral wedding repair job task drop delivery shipment pallet trip shift kilometre mile round "
    "brief case-study case dial outreach follow-up sweep backup rota schedule rollout relaunch launch migration "
    "installation set-up open-day day branch shop store warehouse office van machine vehicle uniform pack "
    "welcome-pack loyalty-card till point update stocktake check-in stand-up catch-up deliverable content "
    "material sheet form certificate diagram chart image graphic route outing camp parade sermon bulletin digest "
    "grant deck slide spreadsheet estimate valuation viewing fitting alteration pie pizza sandwich pint keg "
    "barrel crate tray carton sofa cabinet wardrobe fence wall path patio hedge seedling bulb hectare tonne litre "
    "dose jab swab scan filling check-up checkup examination exercise tournament screening festival raffle "
    "auction gala sweepstake hamper voucher logbook invoice reminder register permit licence license badge "
    "toolkit prototype vacancy spot sign banner window hire volunteer mentor note minute booth cv resume bug"
)
# Participles that turn an artefact into "posts published", "meals served".
PARTICIPLES = _set(
    "sold sent published held printed written made done recorded hosted launched posted mailed emailed produced "
    "filmed shot edited uploaded designed redesigned rewritten updated developed implemented introduced installed "
    "organised organized arranged planned conducted completed finished run taught marked filed submitted created "
    "built constructed renovated painted laid planted fed brewed baked cooked bottled sewn altered cast assembled "
    "packed shipped processed handled logged answered chased called contacted quoted tendered interviewed opened "
    "put handed distributed cleaned washed serviced repaired replaced fixed inspected checked counted audited "
    "tested surveyed measured reviewed translated listed rehearsed performed played staged released migrated "
    "automated closed issued offered provided supplied served given delivered attended visited trained merged "
    "billed worked driven seen treated examined dispensed filled manufactured viewed lent drafted approved signed "
    "received hired drawn carried rolled dialled mown harvested resolved manned taken"
) - {"received"}
COUNT_OF = (
    r"(?:the |a |an )?(?:total |overall |monthly |weekly )*(?:number|count|no\.?|amount|volume|sum|total|quantity)\b"
)

# Words that show a result is meant (they make rules b and c give way).
RESULT_WORDS = _set(
    "buy buys bought renew renews renewed renewal rebook rebooks rebooked reorder reorders reordered pay pays "
    "paid rate rates rating share margin margins profit profits turnover revenue income cash return returns "
    "returned returning come comes back stay stays stayed recommend recommends recommended refer refers referred "
    "referral referrals accept accepts accepted sign signs enrol enrols re-enrol enroll re-enroll choose chooses "
    "chose pass passes passed succeed succeeds finish finishes keep falls fall fell drops drop rises rise rose "
    "below under above average absence churn loss lost waste complaint complaints fault faults damage damaged "
    "errors defects scrap accidents outages failures correction corrections missed late score satisfied "
    "satisfaction on-time wait waits waiting queue no-show no-shows abandon retention conversion occupancy "
    "productivity employed employment job jobs recover recovers recovered cured solved safe save saves saved live "
    "lives earn earns earned win wins won spend spends spent reach reaches switch switched join joined rejoin "
    "convert converts become becomes trust love feel feels enjoy understand proportion percentage percent ratio "
    "cost costs price growth debt loan wages dividends salary dependence independent free leave leaves sleep less "
    "fewer repeat gain gains"
)
RESULT_PHRASES = (
    "on time",
    "share of",
    "come back",
    "comes back",
    "out of",
    "first time",
    "at the first",
    "on first",
    "on the first",
    "up from",
    "down to",
    "down from",
    "in every",
    "of every",
    "say they",
    "no longer",
    "instead of",
    "without being",
    "from a friend",
    "would recommend",
    "word of mouth",
)
