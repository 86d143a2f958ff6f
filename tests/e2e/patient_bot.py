"""`faqbot`, whose answers wait for the database however long a busy machine takes.

A bot gives up a look-up in its database after a second, and answers without it. On a machine that
runs other tests as well, a look-up can take that long though nothing is wrong.
"""

from functools import partial

from bot import run
from bot.__main__ import main
from faq.usage.store_thread import StoreThread

PATIENCE_S = 60.0

vars(run)["StoreThread"] = partial(StoreThread, read_s=PATIENCE_S)

main()
