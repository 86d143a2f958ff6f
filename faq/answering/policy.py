"""Every threshold that decides what a person gets: when to answer, offer, decline or be silent.

A confidence is calibrated: of the answers with a confidence of 0.8, 8 in 10 are right. So the
thresholds follow from what a mistake costs, and each one says what it trades.
"""

from __future__ import annotations

from faq.answering.replies import Answer, Choices, ConversationReply

# What a question gets (`faq.answering.edition`)

COST_OF_WRONG = 4.0
"""What a wrong answer costs, where declining a question that has an answer costs 1.

Higher: fewer wrong answers, and more questions that are only offered a choice or declined.
"""

ANSWER_AT = 1 - 1 / COST_OF_WRONG
"""Confidence from which answering costs less than declining: COST_OF_WRONG · (1 - p) < 1."""

OFFER_AT = 0.5
"""Probability that one of the entries of a choice is right, from which the choice is offered.

A choice without the right entry costs somebody more reading than declining would, and a choice
with it saves them about as much: so it is offered when it is more likely to hold the right entry
than not. Higher: fewer useless choices, and more questions declined that had an answer.
"""

NAMED_AT = 0.3
"""Confidence above which a subject is declined by its name.

Lower: more declines say what the source is silent about, and more of them name a subject that was
not meant. A subject must also be likelier than all entries of the choice together.
"""

CHOICES = 3
"""Entries in a choice: the right one is among the best three for 87 to 97 % of the questions of
the six public sets that `tools/fit_weights.py` names. More are more to read."""

RELATED = 3
"""Related entries under an answer: more would push the answer off a phone's screen."""

SHOWN_AT = 0.01
"""Confidence from which a search in inline mode shows an entry: people see it before they send
it, so an entry that is not meant costs a glance, and one that is missing costs the search."""

# What a conversation remembers, and when the bot speaks unasked (`faq.answering.conversations`)

FOLLOW_UP_S = 300.0
"""Seconds for which a question may depend on the one before: five minutes, a pause in a chat.
Longer: more new questions are mistaken for follow-ups."""

REMEMBERED = 10_000
"""Conversations that are remembered, 5 MB (measured); the oldest is forgotten first."""

VOLUNTEER_AT = 0.95
"""Confidence from which a question in a group is answered although nobody asked the bot, where
the group's administrators allow it: a wrong answer there is noise for everybody, and silence
costs nothing."""

VOLUNTEER_EVERY_S = 60.0
"""Seconds between two such answers in one chat, so that the bot does not dominate a group."""

REPEAT_S = 60.0
"""Seconds in which a group gets a link to an answer instead of the same answer again: within a
minute the answer is still on the screen (`faq.usage.recorder` remembers it)."""

BUTTON_CHARACTERS = 60
"""About what a phone shows of a button before it cuts the text."""


def is_silent(reply: ConversationReply, *, in_group: bool) -> bool:
    """Whether a reply is sent without a notification.

    In a group, a reply that answers nothing concerns the person who asked, and nobody else.
    """
    return in_group and not isinstance(reply, Answer | Choices)
