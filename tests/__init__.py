"""Tests of the product: real files, engines, databases and browsers."""

from hypothesis import settings

settings.register_profile("here", deadline=None, derandomize=True)
settings.load_profile("here")
