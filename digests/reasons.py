"""Why a digest was not sent, as the history says it."""

NOTHING = "Nothing changed and nothing is due"
NO_REPORT = "There was no report yet"
NO_CLIENTS = "There were no clients"
LATE = "Late: the next one stands for it"
GONE = "No longer in this business"
GONE_PRACTICE = "No longer in this practice"
STOPPED = "Stopped before it was sent"
RESTORED = "A backup was restored: it may have been sent already"
# Not a digest at all: what later ones are compared with, when somebody asks to be told of changes.
WATCHING = "From here on every change of a gap is told"
