"""Regular expressions of the statement coach's features, each for one thing that can be read aloud."""

from __future__ import annotations

import re

from alignment.coach.deeds import COUNT_OF

# "we want to", "our goal:", "I will", "basically": said before the sentence begins.
WISH = re.compile(
    r"^(?:(?:ok|okay|right|so|well|basically|honestly|just|look|and|yes|really|actually|please),? )*"
    r"(?:(?:we|i|you|they)(?:'d| would| really| just| now| still)* (?:want|like|love|need|aim|plan|hope|intend|wish|"
    r"strive|try|mean|should|will|must|shall|are going|am going|have|have got|reckon|be happy|say)|"
    r"(?:we|i|you)'(?:ll|ve got|m going|re going)|let's|let us|gonna|gotta|need|want|would be nice if|"
    r"what (?:i|we)[a-z' ]+ is|we|i|you|to|"
    r"(?:our|my|the) (?:aim|goal|objective|target|plan|dream|idea|wish|hope)(?: is|:)|"
    r"(?:aim|goal|objective|target|kpi|kr\d?|key result)(?: is|:))\b:?,?"
    r"(?: (?:to|that|our|the|all|my|some|want|like|aim|strive|for|us|on|if|really|finally|just|it))*\s*"
)
# People of the business whose name would make them customers.
OWN_PEOPLE = re.compile(
    r"\b(?:sales|office|support|marketing|service|field|warehouse|delivery|shop|kitchen|floor|bar|care|finance|it) ?-?"
    r"(?:people|persons?|staff|team|crew|guys|girls|lads|folk)\b"
)
RATE = re.compile(r"\b(?:per|each|every|by|a|an|this|next|weekly|daily|monthly|quarterly|yearly|annually|x)\b|/")
COUNT = re.compile(rf"^{COUNT_OF}")
NUMBER = re.compile(
    r"^(?:\d|one$|two$|three$|four$|five$|six$|seven$|eight$|nine$|ten$|eleven$|twelve$|"
    r"twenty$|thirty$|forty$|fifty$|hundred$|a$|an$)"
)
SHARE = re.compile(
    r"%|\bper ?cent\b|\bout of\b|\bof every\b|\bin every\b|\b\w+ in (?:\d+|\w+)\b(?= [a-z]+s\b)"
    r"|\bshare\b|\brate\b|\bhalf\b|\bthirds?\b|"
    r"\bquarters of\b|\b(?:\d+|\w+) of (?:the |our |\d+|ten|twelve|five|four|three|twenty|"
    r"a hundred)|\baverage\b|\bmargin\b|\bproportion\b|"
    r"\b(?:cases?|times) (?:in|out of)\b"
)
COMPARISON = re.compile(
    r"\b(?:more than|less than|fewer than|under|below|above|at least|at most|no more than|"
    r"longer than|up from|down to|down from|"
    r"from [^ ]+(?: [^ ]+)? to|between|no longer|instead of)\b"
)
NEGATION = re.compile(
    r"^(?:not|no|none|zero|never|nobody|fewer|less)\b|\b(?:never|no longer|nobody|stop|"
    r"without being)\b"
)
AGAIN = re.compile(
    r"\b(?:again|still|alone|unaided|without|any ?more|no longer|already|on (?:his|her|their|our|its|my) "
    r"own|by (?:them|him|her|it|my|our)sel(?:f|ves)|instead|once more|for good|with no)\b"
)
US = re.compile(r"(?<!let )\b(?:us|me|ours|mine|with me|our (?:place|shop|door|name|work|advice))\b|\bhere\b")
RELATIVE = re.compile(
    r"\b(?:who|whose|whom|that|which|where) [a-z']+|\b(?:people|nobody|everyone|folk|they|we|you|clients|customers|"
    r"guests|users|women|kids|owners|i) (?:am|can|will|would|could|want|need|love|like|use|show|actually|really|"
    r"remember|forget|talk|trust|keep|tell|ask|are|is)\b"
)
FOR_EACH = re.compile(
    r"\b(?:for|to|with|on|at|in|of|after|before|by|from) (?:each|every|all|the whole|both|our)\b(?! (?:"
    + "|".join(("time", "day", "week", "month", "quarter", "year", "season", "term", "shift", "case"))
    + r"))"
)
LIMIT_ON_TIME = re.compile(
    r"\b(?:within|under|below|inside|less than|no more than|no longer than|fewer than|by) (?:the |a |an )?"
    r"(?:\d+|[a-z]+)(?:[ -][a-z]+)? (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b"
)
PLACED = re.compile(
    r"\b[a-z]+ (?:out|up|live|online|in place|ready|done|in use|on the (?:shelf|site|menu|wall|desk|tablet|computer)|"
    r"signed off|written down|ticked off|in the (?:shop|counter|window))\b"
)
# "provision of advice", "development of a framework": the office's way of naming a deed.
DEED_OF = re.compile(
    r"^(?:the )?(?!reduc|improve|enhance|increas|decreas|declin|attain|reten|satisf|elimin|prevent|protect|recogni|"
    r"avoid|achiev|conversion|recover|restor|participat|expan|strength|stabili|occup|utili|adopt|activat|empower|"
    r"well-?being|unemploy|employ|engag)[a-z]{3,}(?:tion|sion|ment|ing|al|ance|ence|ery|ry|up|out|sis|ture|ion)s? of\b"
)
CHANGE_OF = re.compile(
    r"^(?:a |an |the )?(?:further |marked |clear |greater |increased |lasting |wider |improved )*"
    r"(?:reduction|improvement|enhancement|increase|decrease|decline|growth|attainment|retention|satisfaction|elimination|prevention|protection|"
    r"recognition|access|savings?|achievement|avoidance|drop|rise|"
    r"fall|gain|trust|resilience|recovery|employment)\b"
)
# "40 farmers attended", "120 pupils enrolled in our course": told as if it were a change, and it is what was put on.
TOOK_PART = re.compile(
    r"\b(?:attended|attend|took part|take part|participated|participate|enrolled (?:in|on)|signed up (?:to|for) our|"
    r"(?:were |was )?(?:reached|supported|helped|engaged|assisted|advised|visited|inducted)|received|got a|given|"
    r"came (?:along )?to (?:the|our|a)|took (?:the|our|a)|benefit(?:ed|ted) from)\b"
)
ENSURED = re.compile(r"^(?:ensure|make sure|see to it|see|ensuring|making sure)\b(?: that)?")
COMPARATIVE = re.compile(
    r"^(?!other|under|over|after|per |user|customer|number|never|paper|water|newsletter|order|"
    r"offer|enter|consider|deliver|answer|cover|register|gather|follower|member|driver|owner|cater|filter|monitor|summer|"
    r"winter|september|october|november|december|easter|quarter|another|better|computer|whether|either|neither|later)"
    r"[a-z]+er [a-z]+|^(?:less|fewer|happy|full|empty|calm|safe|dry|warm|strong|steady|loyal|good|great|high|low|"
    r"fair|healthy|reliable|quiet|busy|clean|clear|quick|smooth|easy|relaxed|motivated|satisfied|confident|proud) "
)
MONEY = re.compile(r"[€£$¥]|\b(?:euros?|dollars?|pounds?|pence|cents?|rupees?|grand|bucks|quid|[0-9]+k)\b")
