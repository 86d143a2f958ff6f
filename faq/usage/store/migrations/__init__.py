"""How a database of any earlier version becomes one of this version.

Each file of `versions` is one step. A new step is written by hand to follow the last one, is
never changed once it was released, and is named in `faq.usage.store.tables.REVISION`. A test shows
how the tables that all steps make differ from those that the code uses.
"""
