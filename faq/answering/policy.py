"""Every threshold that decides what a person gets: when to answer, offer, decline or be silent.

A confidence is calibrated: of the answers with a confidence of 0.8, 8 in 10 are right. So the
thresholds follow from what a mistake costs, and each one says what it trades.
"""

from __future__ import annotations

WRONG = 4.0
"""What a wrong answer costs; a declined question costs 1."""

ANSWER_AT = 1 - 1 / WRONG
"""Confidence from which an answer costs less than declining: WRONG · (1 - p) < 1."""

OFFER_AT = 0.5
"""Chance that a choice holds the answer from which it is offered: likelier than not. A list
without the answer costs more than declining, and a list with it about as much less."""

NAMED_AT = 0.3
"""Chance of a subject from which it is declined by its name."""

CHOICES = 3
"""Offered at once: the right entry is among the best three for 87 to 97 % of the questions of the
six public sets that `tools/fit_weights.py` names."""

RELATED = 3
"""Related questions under an answer: more would hide it on a phone."""

SHOWN_AT = 0.01
"""Confidence from which an entry is shown to somebody who searches: they see it before it is
sent, so a miss costs a glance."""

FOLLOW_UP_S = 300.0
"""Seconds in which a question may lean on the one before: five minutes, a pause in a chat."""

REMEMBERED = 10_000
"""Conversations whose last list is kept; the oldest is forgotten first."""

UNASKED_AT = 0.95
"""Confidence from which a question in a group is answered although nobody asked the bot: the
group's administrators have allowed it, and a wrong answer there is noise for everybody."""

UNASKED_EVERY_S = 60.0
"""Seconds between two such answers in one chat."""

REPEAT_S = 60
"""Seconds in which the same answer is not sent to a group again: a link to it does."""
