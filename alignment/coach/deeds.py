"""Words for what a team does or makes: verbs in their plain form, and nouns for what comes of them (in the singular).

`features` looks words up through `verbs`, which knows the other forms of each verb.
"""

from __future__ import annotations

from alignment.coach.text import listed

# Verbs that make, send or do something. Opening with one of them nearly always names an activity.
STRONG_VERBS = listed(
    # tell, write, meet
    "publish send write record host launch train post print mail email e-mail phone call ring visit attend exhibit "
    "present draft prepare produce film shoot edit upload log answer reply respond chase follow contact approach "
    "pitch quote tender interview announce promote network speak talk tweet blog share compile dial message text "
    "advertise sponsor invite discuss brief remind notify thank ask tell inform broadcast stream moderate proofread "
    "typeset translate transcribe subtitle annotate curate caption summarise summarize circulate convene debrief "
    "telephone canvass leaflet door-knock cold-call follow-up headhunt shortlist showcase demo demonstrate unveil "
    "greet escort usher welcome congratulate survey poll lobby petition sign countersign notarise publicise "
    "publicize retweet reshare livestream podcast vlog headline preach baptise baptize counsel lecture "
    # plan, check, keep books
    "plan schedule arrange organise organize conduct carry complete finish run hold file submit review audit test "
    "measure monitor inspect check count document define map draw study research analyse analyze evaluate assess "
    "diagnose screen examine investigate explore scope benchmark forecast budget reconcile declare register archive "
    "scan copy collate weigh label tag calibrate certify license insure value stocktake restock reprice price "
    "relabel rebrand ratify approve verify validate inventory itemise itemize tabulate digitise digitize digitalise "
    "backup back code merge deploy generate refactor prototype sketch model render debug patch configure commit push "
    "automate standardise standardize outsource migrate upgrade implement develop introduce install roll pilot trial "
    "rehearse stage perform play coordinate co-ordinate supervise facilitate negotiate gather process handle clear "
    "close open set put move switch add use apply join begin start extend engage issue offer provide supply serve "
    "give deliver make do take distribute display hang hand dispense dispatch despatch ship pack load unload store "
    "sort stack bag box wrap courier collect fetch bring transport haul tow drive ferry fly sail pick pull fill "
    "refill top-up restack replenish procure purchase buy order rent lease hire recruit appoint onboard induct enrol "
    "enroll staff man crew roster rota commission decommission retrofit fit refit equip tender bid compete enter "
    "nominate finalise finalize work spend learn practise practice read memorise teach mark grade coach mentor tutor "
    "lead guide guard patrol park assist help support transfer fund-raise fundraise crowdfund sell upsell pledge see "
    "treat vaccinate inoculate immunise operate bandage bathe massage wax manicure shave dye perm trim groom clip "
    "spay neuter worm microchip deworm swab x-ray prescribe rehab nurse tape splint bury cremate embalm marry "
    "officiate clock knock bin tidy cross-train upskill familiarise type key roll-out "
    # make, build, grow, clean
    "create build construct renovate refurbish paint repaint lay plant sow feed milk brew bake cook bottle sew alter "
    "cast assemble forge weld carve frame bind stitch iron harvest prune mow dig drill polish sand tile plaster wire "
    "rewire insulate plumb solder hammer nail screw glue varnish stain plane hew chisel upholster knit weave crochet "
    "embroider hem engrave etch enamel gild glaze fire throw mould mold stamp extrude laminate anodise mill turn "
    "grind roast toast smoke pickle ferment can freeze slice dice chop mince fillet butcher bone marinate knead "
    "shape prove twist ice plate garnish pour mix blend stir taste cater decorate photograph illustrate design "
    "redesign rewrite update revise rebuild remodel clean wash sweep hoover vacuum mop dust wipe disinfect sanitise "
    "scrub rinse steam launder dry-clean fold press shampoo valet degrease unblock flush drain descale service "
    "repair replace fix mend grease oil lubricate sharpen tune swap rotate resurface pave gravel tarmac asphalt "
    "surface excavate demolish dismantle scaffold roof slate thatch gut strip skim fence hedge lop fell thin coppice "
    "rake weed hoe water irrigate spray fertilise fertilize mulch repot pot prick propagate graft bale thresh "
    "combine plough plow till harrow shear lamb calve breed crush tread trawl fish lift muck shovel empty incinerate "
    "shred compost bundle crate palletise palletize barcode stockpile heat cool chill light ventilate guard line "
    "chalk drop walk chair minute table rearrange reorganise reorganize restructure relocate refresh relaunch "
    "release reprint reissue rehang restage retrain re-train reshoot compose choreograph score direct master dub "
    "animate storyboard letterpress emboss retouch crop catalogue catalog index shelve lend weed-out conserve trace "
    "tick seal lodge execute enact manufacture fabricate machine exchange-kit"
)
# Of those, the ones that open results too ("fix 9 of 10 boilers on the first visit", "sell out every show").
AMBIGUOUS_VERBS = listed(
    "fix make do take give get sell serve answer deliver handle close clear offer provide lead help support open "
    "cover generate fill work play run spend sign share drive bring plant cut build create develop complete pay move "
    "treat assist start begin add use water value price press stream model switch apply join clean lift pick collect "
    "finish"
)
# Verbs that mean a deed when they open a sentence and mostly a change elsewhere.
OPENING_DEEDS = listed("see pay learn meet review list put have")
# Irregular pasts, as participles and as tales ("wrote 14 bids").
IRREGULAR = {
    "sent": "send", "written": "write", "wrote": "write", "held": "hold", "rang": "ring", "rung": "ring",
    "shot": "shoot", "spoke": "speak", "spoken": "speak", "told": "tell", "ran": "run", "run": "run",
    "drew": "draw", "drawn": "draw", "put": "put", "set": "set", "gave": "give", "given": "give", "made": "make",
    "did": "do", "done": "do", "took": "take", "taken": "take", "hung": "hang", "brought": "bring",
    "drove": "drive", "driven": "drive", "bought": "buy", "taught": "teach", "led": "lead", "sold": "sell",
    "saw": "see", "seen": "see", "built": "build", "rebuilt": "rebuild", "laid": "lay", "fed": "feed",
    "sewn": "sew", "sown": "sow", "cast": "cast", "bound": "bind", "dug": "dig", "ground": "grind",
    "froze": "freeze", "frozen": "freeze", "swept": "sweep", "rewritten": "rewrite", "rewrote": "rewrite",
    "redrawn": "draw", "mown": "mow", "shorn": "shear", "woven": "weave", "lent": "lend", "hewn": "hew",
    "spent": "spend", "met": "meet", "began": "begin", "begun": "begin", "cut": "cut", "fitted": "fit", "fit": "fit",
    "knitted": "knit", "flown": "fly", "trodden": "tread", "thrown": "throw", "overseen": "supervise",
    "retaken": "take", "reset": "set", "typeset": "typeset", "broadcast": "broadcast", "read": "read",
    "upheld": "hold", "underwritten": "insure", "bred": "breed", "felled": "fell", "wrung": "wash",
}  # fmt: skip

# Verbs of the office and the workshop: whatever they are done to, what was done is work.
ADMIN_VERBS = listed(
    "publish send write record host launch train post print mail email phone call ring draft prepare produce film "
    "shoot edit upload log contact approach pitch quote interview announce compile dial message advertise brief "
    "schedule conduct carry complete submit review audit test inspect check document map draw research analyse "
    "analyze assess examine file register archive scan label update develop implement introduce install roll pilot "
    "rehearse stage perform run hold distribute display hang hand circulate issue dispatch ship pack load stack wrap "
    "procure purchase order recruit appoint onboard induct manufacture assemble build construct paint lay plant sow "
    "bake brew cook bottle sew cast weld mow dig wash sweep hoover clean service oil grease calibrate translate "
    "visit attend teach treat vaccinate process collect count measure make do give work bill list photograph design "
    "redesign rewrite supervise facilitate organise organize plan deploy merge migrate automate enter gather trigger "
    "repaint invite notify remind tell ask greet fax key type inform sort tidy reconcile sign approve finalise "
    "finalize rebuild refurbish replace refill supply pour press extrude"
)
# Messages, meetings and papers: what a team sends, holds and writes. The rest of ARTEFACTS are goods and works.
MEDIA = listed(
    # messages and media
    "newsletter post email e-mail call phonecall call-back callback webinar report photo picture shot demo ad ads "
    "article brochure flyer leaflet poster catalogue catalog video reel story tweet podcast episode recording film "
    "trailer showreel album song gig concert show blog carousel livestream vlog page website site app feature "
    "release version code commit campaign advert advertisement promotion banner letter message invitation card press "
    "press-release case-study white-paper whitepaper paper ebook e-book book booklet thesis translation word draft "
    "logo moodboard mood-board motif graphic image diagram chart slide deck spreadsheet dashboard template bulletin "
    "digest magazine issue supplement column transcript subtitle caption hashtag dm sms text voicemail mailshot "
    "mailing mailout blast reminder notice circular memo update announcement talk speech lecture presentation "
    "keynote "
    # events and sessions
    "event ceremony service rehearsal tasting lesson class course module workshop seminar session training lecture "
    "tour meeting conference fair exhibition stall stand open-day day meetup meet-up networking breakfast roundtable "
    "panel gathering festival raffle auction gala sweepstake parade camp outing excursion trip retreat party club "
    "premiere performance production play concert recital tournament match fixture drill briefing debrief debriefing "
    "stand-up catch-up check-in one-to-one one-on-one 1:1 appraisal supervision round walk walkabout walkaround "
    "consultation appointment viewing fitting audition interview screening hearing visit demo demonstration "
    "inspection audit survey poll questionnaire check check-up checkup examination exam mock test assay assessment "
    "analysis study observation valuation evaluation review retrospective sprint standup kick-off kickoff hackathon "
    "masterclass refresher induction onboarding mentoring coaching counselling clinic surgery story-time storytime "
    "bingo choir "
    # papers and records
    "proposal quote quotation tender bid application contract agreement handbook manual guide guideline playbook "
    "policy procedure process protocol checklist plan strategy budget forecast account return minutes agenda "
    "document documentation template form certificate license licence permit register log logbook diary journal file "
    "folder portfolio record ledger invoice statement receipt payslip payroll voucher badge glossary inventory "
    "specification spec brief roadmap backlog ticket charter prospectus syllabus curriculum timetable rota roster "
    "schedule script storyboard shortlist longlist list wishlist price-list menu recipe faq resume cv job-advert "
    "vacancy grant will deed bundle title minute note sheet estimate costing drawing blueprint layout elevation "
    "model mock-up mockup prototype sample swatch toolkit kit pack starter-pack welcome-pack workbook worksheet "
    "leaflet handout flashcard prescription dose jab swab vaccination injection filling crown x-ray scan mri "
    "operation treatment massage haircut cut perm blow-dry facial manicure bath transplant implant autopsy"
)
GOODS = listed(
    # goods and works
    "meal lunch breakfast dinner supper snack canapé canape cover plate dish parcel box hamper loaf bread roll "
    "croissant pretzel cake pie pizza sandwich sausage beer ale cask keg barrel bottle pint batch brew bouquet "
    "garment shirt suit dress jacket part unit piece product item line house extension garden lawn turf tree sapling "
    "seedling bulb shrub hedge pond fence wall path patio pipe roof gutter panel heat-pump boiler pump pitch table "
    "chair sofa cabinet wardrobe staircase door window ring casting bracket screw hectare acre tonne ton litre "
    "kilometre mile metre pallet crate tray carton container shipment delivery drop consignment load haul shift hour "
    "minute repair job task work installation set-up fit-out rewire refit refurbishment swap migration backup "
    "rollout roll-out relaunch launch upgrade patch deploy deployment integration script bug branch shop store "
    "warehouse office van machine vehicle lorry truck uniform till system scheme software crm database tool point "
    "board sign booth display window-display shelf rack label price-tag tag sticker hub spot content material "
    "deliverable milestone story-point call-out callout outreach follow-up visit dial door-knock approach sweep "
    "patrol errand route run stop ride journey flight sailing departure wedding funeral baptism sermon exercise set "
    "rep campaign activation giveaway competition award stunt hire placement induction volunteer mentor coffee "
    "hygiene-kit blanket net well latrine borehole bed desk laptop tablet server firewall cable camera sensor meter "
    "mattress pillow towel sheet linen bin bag sack dumpster skip stairwell carpet oil-change tyre mot oil-filter"
)
ARTEFACTS = MEDIA | GOODS
# Noun endings that name a doing when nothing else is known ("bookkeeping", "demolitions"); these words are none.
NOT_DOING = listed(
    "booking bookings earning earnings saving savings rating ratings morning mornings evening evenings spring "
    "springs thing things king kings string nothing something anything everything being living housing clothing "
    "lodging offering ring rings feeling feelings standing standings question questions nation nations station "
    "stations option options region regions reason reasons season seasons pension pensions mission missions position "
    "positions condition conditions reputation attention retention satisfaction motivation donation donations "
    "subscription subscriptions reservation reservations cancellation cancellations recommendation recommendations "
    "registration registrations admission admissions readmission readmissions infection infections complication "
    "complications conversion conversions emission emissions completion completions population generation opinion "
    "opinions fashion section sections location locations organisation organization institution institutions "
    "corporation commission expansion corruption tension relation relations connection connections promotion "
    "collision collisions"
)

COUNT_OF = (
    r"(?:the |a |an )?(?:total |overall |monthly |weekly )*(?:number|count|no\.?|amount|volume|sum|total|quantity)\b"
)
