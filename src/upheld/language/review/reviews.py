"""The table of reviews."""

from __future__ import annotations

from collections.abc import Callable

from upheld.language.draft import Draft
from upheld.language.reader import Reader
from upheld.language.review.defaults import review_defaults
from upheld.language.review.sampling import review_sampling
from upheld.language.review.usage import review_usage

Review = Callable[[Draft, Reader], None]
"""Looks at a draft and reports what it finds."""

REVIEWS: tuple[Review, ...] = (review_sampling, review_usage, review_defaults)
