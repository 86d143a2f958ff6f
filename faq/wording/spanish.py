"""Spanish: neutral, for all countries, with an informal "tú".

The bot speaks of itself in the first person and of people without gender ("quien hizo la
pregunta", "quienes administran"). Where countries differ, the texts use the word that all of them
know: "tocar" a button, "escribir", "eliminar", "ajustes", "evaluar". "Responder a" a message is
Telegram's reply. Quotation marks are “…”, because « and » are the signs on buttons. The name of a
subject is put in quotation marks, because it may be in another language. `settings_typed` explains
the two words that people type, because they are English.
"""

from __future__ import annotations

from faq.wording.wording import Wording

SPANISH = Wording(
    which="¿A cuál de estas te refieres?",
    pick="Escribe su número, o 0 si no es ninguna de estas, o haz la pregunta de otra manera.",
    nearest="Las preguntas más parecidas que puedo responder:",
    related="Preguntas relacionadas:",
    gone="Esa pregunta ya no está en la lista de preguntas frecuentes.",
    no_text="Ahí no veo ninguna pregunta. Escribe una con palabras, por ejemplo:",
    one_source_silent="La fuente no dice nada sobre “{topic}”.",
    sources_silent="Las fuentes no dicen nada sobre “{topic}”.",
    no_answer="No encuentro respuesta a eso en “{title}”.",
    noted="Gracias por avisar: tomé nota de que no es ninguna de estas. Haz la pregunta de otra "
    "manera o mira /topics.",
    source="Fuente",
    paragraph="párrafo {number}",
    day="{day} de {month} de {year}",
    months=(
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    hello="¡Hola!",
    hello_name="¡Hola, {name}!",
    answers_from="Respondo preguntas a partir de “{title}”.",
    ask_or_pick="Pregunta con tus propias palabras o elige un tema:",
    help="""\
{about}

Escribe una pregunta, por ejemplo: {example}
Cada respuesta viene con la cita que la respalda. Si tengo dudas, te doy a elegir: toca un botón \
o escribe su número. Si editas tu pregunta, edito mi respuesta.

/topics muestra los temas que conozco.
/helpful y /unhelpful me dicen si mi última respuesta fue correcta.
/privacy explica qué guardo y /forget lo elimina.

En un grupo, escribe /ask y tu pregunta, menciona a {bot} o responde a uno de mis mensajes. \
Si respondes a la pregunta de alguien solo con /ask, contesto esa pregunta; /delete elimina mi \
respuesta.
En cualquier otro chat, escribe {bot} y unas palabras, y envía lo que encuentres.""",
    topics="Temas",
    topics_typed="Toca uno, o escribe /topics y su número.",
    questions_typed="Toca una, o escribe su número.",
    page="página {page} de {pages}",
    next_page="Página siguiente: escribe {command}",
    previous="« Anterior",
    next="Siguiente »",
    all_topics="« Todos los temas",
    text_only="Solo puedo leer texto. Escribe tu pregunta con palabras.",
    unknown_command="No conozco ese comando. Escribe directamente tu pregunta, o mira /help.",
    ask_usage="Escribe tu pregunta después del comando, por ejemplo:\n/ask {example}",
    apology="Lo siento, tuve un problema. Vuelve a preguntar en un momento.",
    helpful="👍 Útil",
    unhelpful="👎 No es útil",
    delete="Eliminar",
    none_of_these="0. Ninguna de estas",
    thanks_helpful="Gracias. Anotado: útil.",
    thanks_unhelpful="Gracias. Anotado: no es útil. Prueba con otras palabras o mira /topics.",
    nothing_to_rate="No hay ninguna respuesta mía para evaluar. Responde al mensaje que "
    "quieras evaluar.",
    only_asker_picks="Aquí solo puede elegir quien hizo la pregunta. Haz la tuya con /ask.",
    only_asker_deletes="Solo puede eliminar esto quien hizo la pregunta o quien administra el "
    "grupo.",
    too_old_to_delete="Telegram ya no me deja eliminar esto: es demasiado antiguo.",
    nothing_to_delete="Responde al mensaje mío que quieres que elimine.",
    answered_above="Ya respondí eso más arriba.",
    not_allowed="Me configuraron solo para otros grupos, así que me voy de este.",
    settings="¿Cuándo respondo en “{title}”?",
    settings_typed="Toca una opción, o escribe /settings addressed (solo si se dirigen a mí) o "
    "/settings questions (también si sé la respuesta).",
    mode_addressed="Solo si se dirigen a mí",
    mode_questions="También si sé la respuesta",
    mode_now="Ahora: {mode}",
    privacy_mode="El modo de privacidad de Telegram me oculta los demás mensajes. Desactívalo "
    "con @BotFather (/setprivacy) o hazme administrador.",
    only_admins="Solo quienes administran este grupo pueden hacer eso.",
    only_groups="Los ajustes son para grupos; aquí respondo todo. Envía /settings en un grupo.",
    ask_in_private="Sin resultados. Pregunta en privado",
    type_again="Escribe aquí tu pregunta, por favor.",
    privacy="""\
Lo que guardo:
• Cuántas veces se respondió cada pregunta: solo números.
• Tus votos, durante un año.
• Cuál de mis mensajes responde a cuál de los tuyos, durante dos días: así puedo editarlo o \
eliminarlo.
• {keeping}
En lugar de tu nombre o tu número hay un código que solo este bot puede calcular. Lo último que \
preguntaste queda un rato en memoria, para que pueda entender las preguntas siguientes.

/forget elimina de una vez todo lo que sea tuyo.""",
    keeps_questions="Las preguntas que no pude responder, durante {days} días, sin nombres, "
    "direcciones de correo, números de teléfono ni enlaces: así alguien puede añadir lo que "
    "falta.",
    keeps_no_questions="Tus preguntas no se guardan.",
    forgotten="Listo, ya está eliminado. Votos: {votes}; preguntas: {questions}; vínculos entre "
    "preguntas y respuestas: {answers}.",
    cannot_keep="Ahora no puedo acceder a mis registros, así que no quedó anotado. Inténtalo de "
    "nuevo más tarde, por favor.",
    cannot_forget="Ahora no puedo acceder a mis registros, así que todavía no se eliminó nada. "
    "Inténtalo de nuevo más tarde, por favor.",
    version="faqbot {version}\n“{title}”: {entries} preguntas, revisión {revision}",
    disk_same="Lo que hay en el disco es lo que responde.",
    disk_behind="Lo que hay en el disco tiene errores: esta es la última versión sin ellos.",
    description="Respondo preguntas a partir de “{title}” y respaldo cada respuesta con una "
    "cita. Lo que la fuente no dice, no lo invento.\n\n{about}",
    short_description="Respuestas a partir de “{title}”, cada una respaldada por una cita.",
    command_ask="Pregunta algo; si respondes a un mensaje, contesto ese",
    command_topics="Qué preguntas puedo responder",
    command_help="Cómo preguntar",
    command_helpful="Mi última respuesta fue correcta",
    command_unhelpful="Mi última respuesta no fue correcta",
    command_delete="Elimina mi respuesta",
    command_privacy="Qué guardo y durante cuánto tiempo",
    command_forget="Elimina lo que guardo sobre ti",
    command_version="Qué versión está respondiendo",
    command_settings="Cuándo respondo en este grupo",
)
