"""Settings of hypothesis for all unit tests."""

from hypothesis import settings

settings.register_profile("unit", deadline=None)  # a busy machine is no failure
settings.load_profile("unit")
