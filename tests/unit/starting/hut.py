"""A text that answers many kinds of questions, and the FAQ that is made from a text."""

from pathlib import Path

from faq.starting import make_draft, read_source, write_folder

HUT = """\
The Kestrel Hut

The Kestrel Hut is a mountain hut at 2,140 metres. The house was built in 1931 by the Alpine Club
(AC). The hut is open from June to September.

Rooms
-----
There are 42 beds in four rooms. Sleeping bags must be brought along. Guests may stay for at most
three nights. Dinner costs 24 euros. You must not light fires outside.
"""


def written(text: str | bytes, folder: Path, name: str = "hut.txt") -> Path:
    """The folder of the FAQ made from a text."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    source = read_source(path)
    write_folder(make_draft(source.text, source.name, None), source, folder / "made")
    return folder / "made"
