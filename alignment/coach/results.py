"""Words for what changes: verbs of customers, people and things, measures, and phrases that show a result."""

from __future__ import annotations

from alignment.coach.text import listed

# Verbs that name a change: what opens an outcome.
RESULT_VERBS = listed(
    "increase reduce cut lower raise grow improve gain win retain keep lose receive earn reach achieve become be "
    "stay remain double halve triple quadruple save avoid stop prevent shorten shrink lift lengthen attract get have "
    "enjoy turn convert boost strengthen maintain secure recover regain bring turnover eliminate end ensure minimise "
    "maximise minimize maximize enhance optimise optimize exceed beat break draw collect decrease drop fall rise "
    "expand protect restore free feel trust recommend return rebook renew reorder book sleep live foster empower "
    "enable hit net delight wow inspire reassure retire escape unlock cure heal curb slash speed ease simplify "
    "deepen widen broaden diversify stabilise stabilize consolidate outperform outgrow overtake dominate rank climb "
    "bounce rebound rid wean relieve calm satisfy please impress surprise excite sustain preserve safeguard defend "
    "conquer capture penetrate own make-sure"
)

# What customers, people and things do when a result shows. Never by itself the business's own work.
STATE_VERBS = listed(
    "buy rebuy renew rebook reorder return pay repay prepay stay remain keep leave quit cancel churn lapse rejoin "
    "join subscribe unsubscribe upgrade downgrade recommend refer trust believe choose prefer pick accept agree say "
    "tell rate like love enjoy hate fear dread worry feel sense know understand grasp remember forget recognise "
    "recognize notice learn find see hear think want need wish ask enquire inquire approach come go arrive reach get "
    "receive have hold own earn save spend owe borrow afford lose gain win live survive die thrive flourish recover "
    "heal relapse sleep rest relax breathe walk swim run jump read write speak pass fail graduate qualify enrol "
    "enroll re-enrol re-enroll finish complete drop fall sink decline shrink rise climb grow increase decrease "
    "double halve improve worsen change become turn start stop begin end last endure work function fit match suit "
    "break leak crash jam rust rot fade crack stick wait queue stand sit switch move convert expand extend reopen "
    "close exceed average total cover equal cost take require use adopt attract draw invite share repost click open "
    "download watch listen abandon complain object haggle argue sue claim fall-ill smile laugh cry rave gush talk "
    "boast repurchase resubscribe settle decide act cope manage succeed prosper retire belong participate engage "
    "donate give pledge bequeath vote welcome fill empty lie yield bear deserve benefit depend rely count matter "
    "outlive outlast withstand germinate bloom ripen idle overrun slip slide stagnate plateau peak bounce hover "
    "overstay eat drink wear linger dwell browse land hand"
)
# Participles that say something ended well or badly for somebody, not that it was produced.
RESULT_PARTICIPLES = listed(
    "paid repaid unpaid renewed retained kept lost won accepted rejected refused declined solved resolved recovered "
    "cured healed saved spared avoided prevented reduced halved doubled increased improved satisfied delighted "
    "recommended referred rebooked reordered returned refunded damaged broken injured hurt killed harmed missed "
    "delayed late cancelled canceled abandoned wasted scrapped thrown spoiled reopened disputed contested overturned "
    "gained earned employed housed rehoused placed promoted enrolled re-enrolled graduated qualified granted awarded "
    "chosen preferred trusted known remembered forgotten understood loved liked invited seated occupied filled let "
    "full used adopted reused shared downloaded clicked received reached converted captured found settled protected "
    "freed relieved served gone stuck stolen needed wanted owed outstanding overdue cleared put-right"
) - {"served", "cleared", "collected"}

# Measures: a head noun that is itself a result (money, time, share, quality, loss).
MEASURES = listed(
    "revenue turnover income profit margin cash cashflow cash-flow earnings earning saving savings sale sales spend "
    "spending cost costs overhead overheads debt debts debtor arrears loan dividend salary wage pay takings footfall "
    "aov arpu mrr arr ltv cac roi ebit ebitda rate rates ratio share percentage percent proportion average median "
    "mean score rating ratings stars nps csat enps satisfaction loyalty retention churn attrition occupancy "
    "utilisation utilization capacity yield productivity throughput efficiency conversion conversions uptake "
    "adoption activation usage engagement awareness reputation recognition trust confidence wellbeing well-being "
    "health happiness morale stress pain fear anxiety injury injuries accident accidents absence absences "
    "absenteeism sickness overtime workload error errors mistake mistakes fault faults defect defects bug-reports "
    "scrap waste spoilage shrinkage rework returns refund refunds complaint complaints warranty claim claims "
    "comeback comebacks come-back come-backs downtime uptime outage outages availability latency load-time delay "
    "delays lateness queue queues wait waits waiting turnaround lead-time lead-times leadtime response-time "
    "cycle-time duration accuracy quality freshness safety security attendance no-show no-shows dropout drop-out "
    "drop-outs dropouts pass-rate outcome outcomes survival mortality readmission readmissions infection infections "
    "relapse emissions emission footprint energy consumption noise crime reoffending poverty hunger unemployment "
    "employment homelessness literacy referral referrals recommendation recommendations renewal renewals reorder "
    "reorders rebooking rebookings repeat enquiry enquiries inquiry inquiries booking bookings reservation "
    "reservations signup signups sign-up sign-ups enrolment enrolments enrollment subscription subscriptions "
    "membership donation donations legacy stock-outs stockouts stock-out leakage dependence dependency independence "
    "growth loss losses write-offs fine fines penalty penalties surprise surprises dispute disputes walk-ins walk-in "
    "runway breakdowns breakdown falls fall fall-throughs cancellations cancellation break-ins deposits deposit "
    "overdraft impact benefit difference break-even breakeven market-share demand goodwill shortages variance"
)

# Words that show a result is meant (they make rules b and c give way).
RESULT_WORDS = listed(
    "buy buys bought renew renews renewed renewal rebook rebooks rebooked reorder reorders reordered pay pays paid "
    "rate rates rating share margin margins profit profits turnover revenue income cash return returns returned "
    "returning come comes back stay stays stayed recommend recommends recommended refer refers referred referral "
    "referrals accept accepts accepted enrol enrols re-enrol enroll re-enroll choose chooses chose pass passes "
    "passed succeed succeeds falls fall fell drops drop rises rise rose below under above average absence churn loss "
    "lost waste complaint complaints fault faults damage damaged errors defects scrap accidents outages failures "
    "correction corrections missed late score satisfied satisfaction on-time wait waits waiting queue no-show "
    "no-shows abandon retention conversion occupancy productivity employed employment recover recovers recovered "
    "cured solved safe save saves saved live lives earn earns earned win wins won spend spends spent reach reaches "
    "switched join joined rejoin convert converts become becomes trust love feel feels enjoy understand proportion "
    "percentage percent ratio cost costs price growth debt loan wages dividends salary dependence independent free "
    "leave leaves sleep less fewer repeat gain gains"
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
    "sold out",
    "sell out",
    "fully booked",
    "turn up",
    "show up",
    "get paid",
    "pay for themselves",
    "ask for us",
    "put right",
    "at full price",
    "in the bank",
    "for good",
    "go home",
    "home by",
    "at home",
    "in work",
    "find work",
    "of their own",
    "on their own",
)

# How somebody or something is, when it has changed.
STATE_ADJECTIVES = listed(
    "full empty dry warm safe calm healthy happy happier proud glad afraid alive unhurt unharmed debt-free loyal "
    "comfortable relaxed stress-free painless confident independent lonely free awake pain-free sober smoke-free "
    "fluent employed unemployed literate motivated satisfied delighted profitable solvent busy quiet spotless "
    "undamaged intact fresh better worse sicker fitter stronger calmer safer warmer cheaper quicker faster easier "
    "smoother sooner closer higher lower fewer less shorter longer fuller quieter cleaner sharper ready able unable "
    "willing keen hungry thirsty tired sick well welcome wanted overdue late early short-staffed home occupied "
    "vacant available reliable sound stable steady ok okay fine fit bored scared worried nervous"
)

# Nouns nobody can hold, send or sit in: what a lofty sentence promises.
ABSTRACTS = listed(
    "care experience relationship tie partnership culture quality value difference trust community excellence "
    "service support solution innovation impact future life confidence dignity independence freedom peace safety "
    "wellbeing well-being health happiness joy hope pride respect belonging reputation name image presence position "
    "security resilience stability growth success prosperity knowledge skill understanding awareness access "
    "opportunity choice voice bond spirit atmosphere mood morale harmony balance comfort convenience expertise "
    "leadership loyalty transparency sustainability diversity equality inclusion fairness justice standard"
)
