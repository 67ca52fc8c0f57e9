"""`make run`: one machine, everything embedded, bound to this computer, without DEBUG."""

from .base import *  # noqa: F403

# Static files are served from where they lie, so that a first start needs no copying step.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None
WHITENOISE_MAX_AGE = 300
