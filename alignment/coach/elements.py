"""The five elements of a statement (alignment.md section 4): quantity, time, who, condition, why.

Each finder reads cleaned text (`text.clean`) and answers yes or no; none of them looks at the others' answers.
"""

from __future__ import annotations

import re

from alignment.coach.results import MEASURES
from alignment.coach.text import has_noun, words
from alignment.coach.words import (
    HOLIDAYS,
    INSIDERS,
    MONTHS,
    NOT_COUNTED,
    NOT_PEOPLE,
    NUMBER_WORDS,
    OBJECTS,
    OUTSIDERS,
    PEOPLE_ENDING,
    PERIOD_ADVERBS,
    PERIODS,
    ROUNDS,
    SEASONS,
    WEEKDAYS,
    WHO_ADJECTIVES,
)

ELEMENTS = ("quantity", "time", "who", "condition", "why")


def _any_of(entries: frozenset[str]) -> str:
    return "(?:" + "|".join(sorted((re.escape(entry) for entry in entries), key=len, reverse=True)) + ")"


_UNIT = (
    r"(?:hours?|days?|nights?|weeks?|fortnights?|months?|quarters?|years?|minutes?|mins?|"
    r"seconds?|hrs?|weekdays?|sprints?|terms?)"
)
_NUMBER = r"(?:\d+(?:[.,]\d+)*|a|an|" + _any_of(NUMBER_WORDS) + r")"
_PERIOD = _any_of(PERIODS) + "s?"
_DATED = "(?:" + _any_of(MONTHS | SEASONS | HOLIDAYS) + r"|q[1-4]|(?:19|20)\d\d|h[12])"
_FILLER = (
    r"(?:(?:given|single|calendar|working|school|academic|financial|fiscal|tax|trading|"
    r"business|market|clinic|planting|opening"
    r"|new|coming|following|past|last|first|full|other|second|third|two|three|four|six|"
    r"twelve|late|early|mid|home|busy|of the) ){0,2}"
)
_KIND_OF = (
    r"(?:half|whole|full|entire|following|coming|low|high|peak|quiet|busy|dry|rainy|wet|cold|warm|first|second|third|"
    r"fourth|fifth|same|next|last|past|late|early|one|two|three|four|five|six|ten|twelve|\d+|calendar|single|given|"
    r"school|trading|winter|summer|spring|autumn|harvest|growing|lambing|tax|financial|working|consecutive|big|"
    r"main|new|current)"
)
_SHORT_UNIT = r"(?:yrs?|wks?|mths?|mo|hrs?|qtr|day|d|w|m|week|month|year|quarter|shift|season|term)"
_ORDINAL_DAY = r"\d{1,2}(?:st|nd|rd|th)?"

_TIME = (
    # "a month", "per shift", "each planting season", "5 per week", "/week"
    re.compile(rf"(?:\b(?:a|an|per|each|every|any|in one|this|next|last|that)|/) ?{_FILLER}(?:{_PERIOD})\b"),
    # "over the next two years", "in the first year", "within their second year"
    re.compile(
        r"\b(?:in|over|during|throughout|within|for|through|of|at least) (?:the |their |its "
        rf"|our |a |any )?{_FILLER}(?:next |last |first |second |same |coming )(?:{_NUMBER} "
        rf")?{_UNIT}\b"
    ),
    re.compile(rf"\b{_any_of(PERIOD_ADVERBS)}\b"),
    re.compile(r"\b(?P<p>day|week|month|quarter|year|season)s?[ -](?:after|on|by|over|in|to)[ -](?P=p)"),
    # "by the end of June", "before the new starters arrive", "from April", "until 2027", "at the start of term"
    re.compile(
        r"\b(?:by|before|until|till|from|since|in|during|at|over|for|after|on|come|this|next|"
        r"last|each|every|of|ends?|throughout) (?:the |our |its |mid-?|early |late |next |"
        r"this |last |and )*(?:end|start|beginning|close|middle|turn)?(?: of )?(?:the |this "
        rf"|next |each |every |any )*{_FILLER}{_DATED}\b"
    ),
    re.compile(
        r"\b(?:by|before|until|till|at|from|in|towards?) (?:the |our |each |every |any |next "
        rf"|this )*{_FILLER}(?:end|start|beginning|close|middle|turn|half)\b"
    ),
    re.compile(
        rf"\b(?:by|before|until|till) (?:the |our |next |this |that )*{_FILLER}(?:{_PERIOD}|"
        r"deadline|holidays?|break|opening|season|fair|festival|launch|handover|age|lifts|"
        r"payroll|end)\b"
    ),
    re.compile(
        rf"\b(?:by|before|until|on|from) (?:the )?\d{{1,2}}(?:st|nd|rd|th| of| {_any_of(MONTHS)}|[/-]\d{{1,2}})\b"
    ),
    re.compile(rf"\b(?:by|before) (?:the )?{_any_of(MONTHS | SEASONS | HOLIDAYS | WEEKDAYS)}\b"),
    re.compile(
        r"\b(?:by|before|until) (?:age|\d{1,2} ?(?:am|pm)|noon|midnight|tomorrow|tonight|year[ "
        r"-]?end|month[ -]?end|term|summer|then)\b"
    ),
    re.compile(
        r"\b(?:year|month|quarter|week|season|term)[ -]end\b|\bmid-?(?:year|term|season|" + _any_of(MONTHS) + r")\b"
    ),
    re.compile(
        r"\b(?:within|in|after|inside|in under|in less than) (?:the |a |an |about |around "
        rf"|at most )?(?:first |next )?{_NUMBER} (?:and a half )?(?:working |business |calendar "
        rf"|school )?{_UNIT}\b"
    ),
    re.compile(rf"\b(?:{_NUMBER}|first|next) {_UNIT} (?:after|before|of|from|later|running|in a row)\b"),
    re.compile(rf"\bon (?:a |any |any given |most |all )?(?:{_any_of(WEEKDAYS)}|weekday|weekend|working day)s?\b"),
    re.compile(
        rf"\b{_any_of(SEASONS | MONTHS)} (?:term|season|intake|release)\b|\bthe {_any_of(SEASONS - {'fall'})}\b"
    ),
    re.compile(
        r"\b(?:by|in|of|for) (?:fy ?)?(?:19|20)\d\d\b|\bq[1-4]\b|\b(?:once|twice|\d+ times|"
        r"three times|four times) (?:a|per|each|every|in)\b"
    ),
    re.compile(r"\b(?:throughout|all|of|over|for) (?:the )?(?:year|season|winter|summer|month|week)\b|\bon day \d+"),
    re.compile(rf"^(?:each |every |all )?(?:{_any_of(PERIODS)}s?|monthly|weekly)\b"),
    # "each half year", "in their second winter", "in low season", "for a whole quarter", "two summers later"
    re.compile(
        rf"\b(?:a|an|per|each|every|any|in|during|over|within|for|throughout|through|by|all|at|the) (?:{_KIND_OF} )"
        rf"{{1,3}}(?:{_PERIOD}|{_UNIT})\b"
    ),
    re.compile(rf"\b{_NUMBER} (?:{_PERIOD}|{_UNIT}) (?:later|on|out|running|in a row|ahead|earlier|in advance)\b"),
    re.compile(
        rf"\b(?:within|inside|during|over|through|throughout|in|all|by|before) (?:the |a |one )(?:{_PERIOD}|{_UNIT})\b"
    ),
    re.compile(rf"(?:/ ?|\bper |\ba )(?:{_SHORT_UNIT})\b|\b\d+ ?x ?(?:{_SHORT_UNIT})\b|\bp\.?a\b\.?|\bper annum\b"),
    re.compile(
        rf"\b(?:at|on|over|all) (?:the )?(?:weekends?|season|summer|winter|week|year)\b|\b(?:{_any_of(WEEKDAYS)})s\b"
    ),
    re.compile(
        rf"\b{_NUMBER} (?:{_PERIOD}|{_UNIT}) (?:afterwards?|from now|straight|old)\b|"
        rf"\b(?:at|after) (?:\d+|six|twelve|three)[- ](?:{_UNIT})"
    ),
    # "each launch", "every match": something that comes round again
    re.compile(rf"\b(?:per|each|every|at any|in each|in every) (?:{_KIND_OF} )?(?:{_any_of(ROUNDS)})\b"),
    re.compile(r"\bper [a-z]+(?: [a-z]+)? (?:and|per) (?:" + _PERIOD + r")\b"),
    re.compile(r"\b(?:half[- ]?|bi-?)(?:yearly|monthly|weekly|annually|annual)\b|\byear[- ]on[- ]year\b|\bytd\b"),
    re.compile(
        r"\b(?:by|before|until) (?:episode|week|day|month|year|round|issue|visit|lesson|session|launch) ?[a-z0-9]+\b"
    ),
    # "prior to 30 June", "between May and October", "for another five years"
    re.compile(
        rf"\bprior to (?:the |{_ORDINAL_DAY} )*{_FILLER}(?:{_DATED}|{_PERIOD}|end|start|beginning|opening|launch)\b|"
        rf"\bbetween (?:{_any_of(MONTHS | SEASONS | HOLIDAYS)}) and\b|"
        rf"\bfor (?:another|over|more than|less than|under|up to) {_NUMBER} {_UNIT}\b"
    ),
    re.compile(r"\bafter (?:the |a |one |two |three |six |twelve |\d+ )(?:" + _PERIOD + "|" + _UNIT + r")\b"),
    re.compile(
        r"\b(?:by|before|until) (?:the )?next [a-z]+\b|\b(?:fy|h|q)[ -]?\d{1,4}\b|\bby (?:age|the age of|demo day)\b"
    ),
)

# Dates, periods and waiting times are blanked before a number is looked for: "by 15 August" says no quantity.
_BLANK = (
    re.compile(
        r"\b(?:within|in|after|inside|for|over|during|before|in under) (?:the |a |an |about "
        rf")?(?:next |last |first |past )?{_NUMBER} (?:and a half )?(?:working |business |calendar "
        rf"|school |other )?{_UNIT}\b"
    ),
    re.compile(rf"\b(?:{_any_of(MONTHS)}) {_ORDINAL_DAY}\b|\b{_ORDINAL_DAY}(?: of)? {_any_of(MONTHS)}\b"),
    re.compile(
        rf"\b(?:by|in|before|until|from|since|of|for|during|q[1-4]|{_any_of(MONTHS | SEASONS)})"
        r",? (?:fy ?)?(?:19|20)\d\d\b"
    ),
    re.compile(
        r"\b(?:by|on|before|until|of) (?:the )?\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|"
        r"\b\d{1,2}/\d{1,2}\b|\bday \d+\b"
    ),
    re.compile(
        r"\b(?:by|before|until|after|at|than) \d{1,2}(?::\d\d)? ?(?:am|pm|o'clock)\b|\b(?:by|"
        r"before|until|at) \d{1,2}:\d\d\b"
    ),
    re.compile(
        r"\b24/7\b|\b(?:q[1-4]|h[12])\b|\b(?:version|level|line|grade|phase|item|section|unit|"
        r"form|age) \w?\d+(?:\.\d+)?\b"
    ),
    re.compile(
        r"\bby the time\b|\b(?:first|second|third|next|last|every|each|other) (?:two|three|"
        r"four|six) (?=weeks|months|years|days|hours)"
    ),
    re.compile(
        rf"\bevery (?:{_NUMBER}) {_UNIT}\b|\b(?:one|each) day\b|\b(?:24|12)-hour\b|\bone-to-ones?\b|"
        r"\b(?:the|a|each|every|this|next|last|per|second|third|final|in any|any) quarters?\b"
        r"(?! of (?:the|our|all|new|those|them|people|users|clients|guests))|"
        r"\b(?:quarter|month|year) (?:end|after quarter)\b"
    ),
    re.compile(r"\b(?:twice|three times|once|\d+ times) (?:a|an|per|each|every|daily|weekly|monthly)\b(?= ?)"),
    re.compile(
        r"\b(?:top|number|no\.?) (?:one|1)\b|\bno one\b|\bone (?:another|day)\b|\bone of the\b|"
        r"\bat one\b|\b(?:the|this|that|which|every|each) one\b|\bunder-\d+s?\b"
    ),
)
_QUANTITY = (
    re.compile(r"\d|[%€£$¥]|\bper ?cent\b"),
    re.compile(rf"\b{_any_of(NUMBER_WORDS - {'third', 'quarter', 'half', 'one', 'quarters', 'thirds'})}\b"),
    re.compile(r"\b(?:one|a third|a quarter|half|two[- ]thirds|thirds|quarters)\b"),
    re.compile(r"\b(?:not one|not a single|no more than|nobody|none of|never more than|every one of)\b"),
    re.compile(r"\b(?:without|never) (?:a single|one|any|an?) [a-z]+\b|\bnever [a-z]+ .*\bin any\b|\ba tenth\b"),
    re.compile(r"\bnone\b|\b(?:no|zero) (?!longer|more\b|matter|doubt|need|firefighting|wonder|one\b|time\b)[a-z]+"),
)
_LIMIT = re.compile(
    rf"\b(?:within|in under|in less than|inside|in|for|after) (?:the |about |at most |at least )?{_NUMBER} "
    rf"(?:and a half )?(?:working |business |calendar |school )?{_UNIT}\b|"
    r"\b(?:at least|at most|no more than) (?:once|twice|three times|four times|\d+ times) (?:a|per|each|every) [a-z]+\b"
)
# "at least twice a month": how often is itself the number.
_FREQUENCY = re.compile(
    r"\b(?:at least|at most|no more than|not more than|less than|more than|fewer than) (?:once|twice|"
    rf"(?:three|four|five|six|\d+) times) (?:a|an|per|each|every|in (?:a|the|any)) {_FILLER}(?:{_PERIOD})\b"
)
_CONDITION = (
    re.compile(r"\b(?:who|whom|whose|that|which|where) (?!one\b)[a-z']+"),
    re.compile(
        r"\b(?:ready|already|without|while|unless|once|whenever|provided|except|instead of|only|still|alone|always)\b"
    ),
    re.compile(
        r"\b(?:at least|at most|at or above|no more than|no less than|no fewer than|not more "
        r"than|more than|less than|fewer than|longer than|"
        r"up to|or more|or less|or higher|or better|or above|or fewer|never (?:more|less)|"
        r"older than|younger than|no longer|no worse)\b"
    ),
    re.compile(r"\b(?:under|below|above|over|beyond|within|between|beneath)\b (?!and above\b)"),
    re.compile(
        r"\bfrom (?:about )?[^ ]+(?: [^ ]+){0,3} to\b|\bup from\b|\bdown (?:from|to)\b|\b(?:to|"
        r"of) (?:under|below|above|over)\b|[<>]"
    ),
    re.compile(
        r"\b(?:on|at|in) (?:the |their |our |its )?first\b|\bfirst[- ]time\b|\bfor the (?:first|"
        r"second|third|nth) time\b|\bsame (?:day|month|week|year)\b"
    ),
    re.compile(r"\b(?:after|before|until|when|if|as long as|with(?! the| our)|through|unable|except|despite) [a-z']+"),
    re.compile(r"\b(?:out of|of every|in every|in) (?:\d+|" + _any_of(NUMBER_WORDS) + r")\b"),
    re.compile(r"\b(?:on|in) time\b|\bin full\b|\bself-|\bby themselves\b|\bin their own\b"),
)
_WHY = re.compile(
    r"\bso(?: that)? (?:we|they|i|he|she|it|that|our|the|your|my|nobody|no one|people|"
    r"you|[a-z]+s|everyone)\b|\bbecause\b|\bin order to\b|\bso as to\b|"
    r"\bwhich (?:lets|means|frees|gives|allows|pays|keeps|makes)\b|\b(?:to|and) (?:avoid|"
    r"free|fund|finance|pay for|afford|prevent) (?!us\b)|"
    r"\b(?:letting|allowing|freeing|giving) (?:us|them|the|our)\b|\bfor the sake of\b|\bto (?:make room|be able)\b"
)


def has_quantity(text: str) -> bool:
    """A number, share or "not one", once dates and waiting times are blanked.

    A waiting time or a frequency is itself the measure when another period says when it is looked at ("clients work
    again within four hours, tested twice a year").
    """
    if _FREQUENCY.search(text):
        return True
    rest = text
    for pattern in _BLANK:
        rest = pattern.sub(" ", rest)
    if any(pattern.search(rest) for pattern in _QUANTITY):
        return True
    limit = _LIMIT.search(text)
    return limit is not None and has_time(text[: limit.start()] + " , " + text[limit.end() :])


def has_time(text: str) -> bool:
    """A period ("a month", "weekly"), a date or an end ("by June", "within 30 days")."""
    return any(pattern.search(text) for pattern in _TIME)


def is_person(word: str) -> bool:
    """True for a word that names people, inside or outside the business."""
    if has_noun(word, OUTSIDERS) or has_noun(word, INSIDERS):
        return True
    return word not in NOT_PEOPLE and bool(PEOPLE_ENDING.match(word))


def has_who(tokens: list[str]) -> bool:
    """Somebody, an organisation, or the thing in which the result shows."""
    known = any(
        is_person(word) or has_noun(word, OBJECTS) or word in WHO_ADJECTIVES or word == "those" for word in tokens
    )
    return known or any(_counted(tokens, at) for at in range(1, len(tokens)))


def _counted(tokens: list[str], at: int) -> bool:
    """A thing that is counted or of which a share is named: "nine in ten roofs", "95% of the roses"."""
    word = tokens[at]
    if not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in NOT_COUNTED or has_noun(word, PERIODS):
        return False
    near = tokens[max(0, at - 4) : at]
    number = any(token[0].isdigit() or token in NUMBER_WORDS or token in ("%", "percent") for token in near)
    return number and not has_noun(word, MEASURES)


def has_condition(text: str) -> bool:
    """A clause or a limit that says in what state: "who ...", "without ...", "from 41 to 21", "on the first visit"."""
    return any(pattern.search(text) for pattern in _CONDITION)


def has_why(text: str) -> bool:
    """A reason: "so that ...", "because ...", "to avoid ..."."""
    return bool(_WHY.search(text))


def find(text: str) -> dict[str, bool]:
    """All five elements of cleaned text, in the order of their weight."""
    return {
        "quantity": has_quantity(text),
        "time": has_time(text),
        "who": has_who(words(text)),
        "condition": has_condition(text),
        "why": has_why(text),
    }
