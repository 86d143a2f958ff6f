"""English, from which the other languages are translated."""

from __future__ import annotations

from faq.wording.wording import Wording

ENGLISH = Wording(
    which="Which of these do you mean?",
    pick="Type its number, or 0 for none of these, or put the question another way.",
    nearest="The nearest questions that I can answer:",
    related="Related questions:",
    gone="That question is no longer in the FAQ.",
    no_text="There is no question in that. Type one in words, such as:",
    one_source_silent="The source does not say anything about {topic}.",
    sources_silent="The sources do not say anything about {topic}.",
    no_answer="I find no answer to that in “{title}”.",
    noted="Thank you: that none of these fits is noted. Put the question another way, "
    "or see /topics.",
    source="Source",
    paragraph="paragraph {number}",
    day="{day} {month} {year}",
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    hello="Hello!",
    hello_name="Hello, {name}!",
    answers_from="I answer questions from “{title}”.",
    ask_or_pick="Ask in your own words, or pick a topic:",
    help="""\
{about}

Type a question, such as: {example}
Every answer comes with the quote that proves it. When I am not sure I offer a choice: press a \
button or type its number. If you edit your question, I edit my answer.

/topics lists what I know.
/helpful and /unhelpful tell me whether my last answer was right.
/privacy says what I keep, and /forget deletes it.

In a group, write /ask and your question, or mention {bot}, or reply to one of my messages. \
/ask alone, as a reply to somebody's question, answers that one; /delete takes my answer away.
In any other chat, type {bot} and a few words, and send what you find.""",
    topics="Topics",
    topics_typed="Press one, or type /topics and its number.",
    questions_typed="Press one, or type its number.",
    page="page {page} of {pages}",
    next_page="Next page: type {command}",
    previous="« Previous",
    next="Next »",
    all_topics="« All topics",
    text_only="I can only read text. Type your question in words.",
    unknown_command="I do not know that command. Just type your question, or see /help.",
    ask_usage="Write your question after the command, such as:\n/ask {example}",
    apology="Something went wrong on my side. Please ask again in a moment.",
    helpful="👍 Helpful",
    unhelpful="👎 Not helpful",
    delete="Delete",
    none_of_these="0. None of these",
    thanks_helpful="Thank you. Noted: helpful.",
    thanks_unhelpful="Thank you. Noted: not helpful. Try other words, or see /topics.",
    nothing_to_rate="There is no answer of mine to rate. Reply to the one you mean.",
    only_asker_picks="Only the person who asked can pick here. Ask yourself with /ask.",
    only_asker_deletes="Only the person who asked, or an administrator, can delete this.",
    too_old_to_delete="Telegram does not let me delete this any more: it is too old.",
    nothing_to_delete="Reply to the answer of mine that you want deleted.",
    answered_above="I answered that above.",
    not_allowed="I am set up for other groups only, so I am leaving this one.",
    settings="When do I answer in “{title}”?",
    settings_typed="Press one, or type /settings addressed or /settings questions.",
    mode_addressed="Only when addressed",
    mode_questions="Also confident questions",
    mode_now="Now: {mode}",
    privacy_mode="Telegram's privacy mode hides other messages from me. Let @BotFather turn it "
    "off (/setprivacy), or make me an administrator.",
    only_admins="Only administrators of this group can do that.",
    only_groups="Groups have settings; here I answer everything. Send /settings in a group.",
    ask_in_private="Nothing found. Ask me in private",
    type_again="Please type your question here.",
    privacy="""\
What I keep:
• How often each question was answered: numbers only.
• Your votes, for a year.
• Which of my messages answers which of yours, for two days: so I can edit or delete it.
• {keeping}
In place of your name or number there is a code that only this bot can compute. What you asked \
just before is kept in memory for a while, so that follow-up questions work.

/forget deletes what is about you, all at once.""",
    keeps_questions="Questions that I could not answer, for {days} days, without names, e-mail "
    "addresses, phone numbers and links: so that somebody can add what is missing.",
    keeps_no_questions="Your questions are not kept.",
    forgotten="Done. Deleted: votes: {votes}, questions: {questions}, links between questions "
    "and answers: {answers}.",
    cannot_keep="I cannot reach my records now, so that is not noted. Please try again later.",
    cannot_forget="I cannot reach my records now, so nothing is deleted yet. "
    "Please try again later.",
    version="faqbot {version}\n“{title}”: {entries} questions, revision {revision}",
    disk_same="What is on disk is what is answering.",
    disk_behind="What is on disk has problems: this is the last version without.",
    description="I answer questions from “{title}” and prove every answer with a quote. "
    "What the source does not say, I do not guess.\n\n{about}",
    short_description="Answers from “{title}”, each proved by a quote.",
    command_ask="Ask a question; as a reply, answer that message",
    command_topics="What I can answer",
    command_help="How to ask",
    command_helpful="My last answer was right",
    command_unhelpful="My last answer was not right",
    command_delete="Delete my answer",
    command_privacy="What I keep, and for how long",
    command_forget="Delete what I keep about you",
    command_version="Which version is answering",
    command_settings="When I answer in this group",
)
