"""How a database of any earlier version becomes one of this version.

One file of `versions` is one step. A new step is written by hand after the last one, is never
changed once it was released, and is named by `faq.usage.store.tables.REVISION`; a test tells in
what the tables that all steps make differ from those that the code uses.
"""
