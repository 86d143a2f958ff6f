"""Filipino: modern and everyday, friendly without "po", spelled as the KWF's manual says.

The bot calls itself "ako" and addresses one person as "ikaw". Usual loanwords stay (FAQ, bot,
chat, button, admin, command, link, settings, privacy mode, "i-type", "i-mention"). So does
"mag-reply" for Telegram's reply, because "sagot" is the answer. The other terms are: question
"tanong", topic "paksa", source "sanggunian", quote "sipi", delete "burahin", edit "baguhin", and
keep "itinatabi" ("itinatago" would also mean "hide"). The name of a subject is put in quotation
marks, because it may be in another language. `settings_typed` explains the two words that people
type, because they are English.
"""

from __future__ import annotations

from faq.wording.wording import Wording

FILIPINO = Wording(
    which="Alin sa mga ito ang ibig mong sabihin?",
    pick="I-type ang numero nito, o 0 kung wala sa mga ito, o magtanong sa ibang paraan.",
    nearest="Ang mga pinakamalapit na tanong na masasagot ko:",
    related="Mga kaugnay na tanong:",
    gone="Wala na sa FAQ ang tanong na iyon.",
    no_text="Wala akong makitang tanong diyan. Mag-type ng tanong gamit ang mga salita, "
    "halimbawa:",
    one_source_silent="Walang sinasabi ang sanggunian tungkol sa “{topic}”.",
    sources_silent="Walang sinasabi ang mga sanggunian tungkol sa “{topic}”.",
    no_answer="Wala akong makita sa “{title}” na sagot diyan.",
    noted="Salamat. Naitala ko na wala sa mga ito ang hinahanap mo. Subukang magtanong sa ibang "
    "paraan, o tingnan ang /topics.",
    source="Sanggunian",
    paragraph="talata {number}",
    day="{month} {day}, {year}",
    months=(
        "Enero",
        "Pebrero",
        "Marso",
        "Abril",
        "Mayo",
        "Hunyo",
        "Hulyo",
        "Agosto",
        "Setyembre",
        "Oktubre",
        "Nobyembre",
        "Disyembre",
    ),
    hello="Kumusta!",
    hello_name="Kumusta, {name}!",
    answers_from="Sumasagot ako sa mga tanong batay sa “{title}”.",
    ask_or_pick="Magtanong gamit ang sarili mong mga salita, o pumili ng paksa:",
    help="""\
{about}

Mag-type ng tanong, halimbawa: {example}
May kasamang siping nagpapatunay ang bawat sagot. Kapag hindi ako sigurado, papipiliin kita: \
pindutin ang isang button o i-type ang numero nito. Kapag binago mo ang tanong mo, babaguhin ko \
rin ang sagot ko.

Makikita sa /topics ang mga alam kong paksa.
Gamitin ang /helpful o /unhelpful para sabihin kung tama ang huli kong sagot.
Nakasaad sa /privacy ang mga itinatabi ko, at binubura ng /forget ang mga iyon.

Sa isang grupo, isulat ang /ask at ang tanong mo, o i-mention ang {bot}, o mag-reply sa isa sa \
mga mensahe ko. Kapag /ask lang ang ini-reply mo sa tanong ng iba, ang tanong na iyon ang \
sasagutin ko; binubura ng /delete ang sagot ko.
Sa iba pang chat, i-type ang {bot} at ilang salita, saka ipadala ang makita mo.""",
    topics="Mga paksa",
    topics_typed="Pumindot ng isa, o i-type ang /topics at ang numero nito.",
    questions_typed="Pumindot ng isa, o i-type ang numero nito.",
    page="pahina {page} ng {pages}",
    next_page="Susunod na pahina: i-type ang {command}",
    previous="« Nakaraan",
    next="Susunod »",
    all_topics="« Lahat ng paksa",
    text_only="Teksto lang ang nababasa ko. I-type ang tanong mo gamit ang mga salita.",
    unknown_command="Hindi ko alam ang command na iyan. I-type na lang ang tanong mo, o tingnan "
    "ang /help.",
    ask_usage="Isulat ang tanong mo pagkatapos ng command, halimbawa:\n/ask {example}",
    apology="Paumanhin, nagkaproblema ako. Pakiulit ang tanong mo maya-maya.",
    helpful="👍 Nakatulong",
    unhelpful="👎 Hindi nakatulong",
    delete="Burahin",
    none_of_these="0. Wala sa mga ito",
    thanks_helpful="Salamat. Naitala: nakatulong.",
    thanks_unhelpful="Salamat. Naitala: hindi nakatulong. Sumubok ng ibang salita, o tingnan ang "
    "/topics.",
    nothing_to_rate="Wala akong makitang sagot ko na puwede mong i-rate. Mag-reply sa sagot na "
    "tinutukoy mo.",
    only_asker_picks="Ang nagtanong lang ang puwedeng pumili rito. Para sa sarili mong tanong, "
    "gamitin ang /ask.",
    only_asker_deletes="Ang nagtanong o isang admin lang ang puwedeng magbura nito.",
    too_old_to_delete="Hindi na ako pinapayagan ng Telegram na burahin ito dahil masyado na "
    "itong luma.",
    nothing_to_delete="Mag-reply sa sagot ko na gusto mong ipabura.",
    answered_above="Nasagot ko na iyan sa itaas.",
    not_allowed="Nakalaan lang ako para sa ibang grupo, kaya aalis na ako rito.",
    settings="Kailan ako sasagot sa “{title}”?",
    settings_typed="Pumindot ng isa, o i-type ang /settings addressed (kapag kinakausap lang "
    "ako) o /settings questions (pati kapag alam ko ang sagot).",
    mode_addressed="Kapag kinakausap lang ako",
    mode_questions="Pati kapag alam ko ang sagot",
    mode_now="Ngayon: {mode}",
    privacy_mode="Dahil sa privacy mode ng Telegram, hindi ko nakikita ang ibang mensahe. I-off "
    "ito sa @BotFather (/setprivacy), o gawin akong admin.",
    only_admins="Mga admin lang ng grupong ito ang puwedeng gumawa niyan.",
    only_groups="Para sa mga grupo ang settings; dito, sinasagot ko ang lahat. Ipadala ang "
    "/settings sa isang grupo.",
    ask_in_private="Walang nahanap. Magtanong nang pribado",
    type_again="Paki-type dito ang tanong mo.",
    privacy="""\
Ang mga itinatabi ko:
• Kung ilang beses nasagot ang bawat tanong: bilang lang.
• Ang mga boto mo, sa loob ng isang taon.
• Kung aling mensahe ko ang sagot sa aling mensahe mo, sa loob ng dalawang araw: para mabago \
o mabura ko ang sagot.
• {keeping}
Kapalit ng pangalan o numero mo ang isang code na tanging ang bot na ito ang makakakuwenta. \
Pansamantala ring nasa memorya ang huli mong itinanong, para maintindihan ko ang mga kasunod na \
tanong.

Sabay-sabay na binubura ng /forget ang lahat ng tungkol sa iyo.""",
    keeps_questions="Ang mga tanong na hindi ko nasagot, sa loob ng {days} araw, nang walang "
    "pangalan, email address, numero ng telepono, at link: para may makapagdagdag ng kulang.",
    keeps_no_questions="Hindi itinatabi ang mga tanong mo.",
    forgotten="Tapos na, nabura na. Mga boto: {votes}; mga tanong: {questions}; mga ugnayan ng "
    "tanong at sagot: {answers}.",
    cannot_keep="Hindi ko mabuksan ngayon ang mga talaan ko, kaya hindi ito naitala. "
    "Pakisubukan ulit mamaya.",
    cannot_forget="Hindi ko mabuksan ngayon ang mga talaan ko, kaya wala pang nabubura. "
    "Pakisubukan ulit mamaya.",
    version="faqbot {version}\n“{title}”: {entries} tanong, rebisyon {revision}",
    disk_same="Ang nasa disk ang siyang sumasagot.",
    disk_behind="May mga mali sa nasa disk: ito ang huling bersiyon na walang mali.",
    description="Sumasagot ako sa mga tanong batay sa “{title}”, at may kasamang siping "
    "nagpapatunay ang bawat sagot. Hindi ko hinuhulaan ang hindi sinasabi ng sanggunian."
    "\n\n{about}",
    short_description="Mga sagot mula sa “{title}”, bawat isa may siping nagpapatunay.",
    command_ask="Magtanong; kung reply ito, sasagutin ko ang mensaheng iyon",
    command_topics="Mga kaya kong sagutin",
    command_help="Paano magtanong",
    command_helpful="Tama ang huli kong sagot",
    command_unhelpful="Hindi tama ang huli kong sagot",
    command_delete="Burahin ang sagot ko",
    command_privacy="Ano ang mga itinatabi ko, at gaano katagal",
    command_forget="Burahin ang mga itinatabi ko tungkol sa iyo",
    command_version="Aling bersiyon ang sumasagot",
    command_settings="Kailan ako sasagot sa grupong ito",
)
