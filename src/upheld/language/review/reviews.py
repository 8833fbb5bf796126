"""The table of reviews."""

from __future__ import annotations

from collections.abc import Callable

from upheld.language.draft import Draft
from upheld.language.reader import Reader
from upheld.language.review.calendars import review_calendars
from upheld.language.review.claims import review_claims
from upheld.language.review.classes import review_classes
from upheld.language.review.clock_hours import review_clock_hours
from upheld.language.review.credit_bands import review_credit_bands
from upheld.language.review.credits import review_credits
from upheld.language.review.defaults import review_defaults
from upheld.language.review.downtimes import review_downtimes
from upheld.language.review.exclusions import review_exclusions
from upheld.language.review.figure_targets import review_figure_targets
from upheld.language.review.figures import review_figures
from upheld.language.review.force import review_force
from upheld.language.review.grounds import review_grounds
from upheld.language.review.hours import review_hours
from upheld.language.review.named_fees import review_named_fees
from upheld.language.review.network_figures import review_network_figures
from upheld.language.review.nouns import review_nouns
from upheld.language.review.orders import review_orders
from upheld.language.review.percentiles import review_percentiles
from upheld.language.review.points import review_points, review_quorums
from upheld.language.review.priorities import review_priorities
from upheld.language.review.sampling import review_sampling
from upheld.language.review.unwritten import review_unwritten
from upheld.language.review.usage import review_usage
from upheld.language.review.words import review_words

Review = Callable[[Draft, Reader], None]
"""Looks at a draft and reports what it finds."""

REVIEWS: tuple[Review, ...] = (
    review_words,
    review_force,
    review_figures,
    review_figure_targets,
    review_hours,
    review_clock_hours,
    review_calendars,
    review_exclusions,
    review_classes,
    review_priorities,
    review_credits,
    review_credit_bands,
    review_claims,
    review_grounds,
    review_points,
    review_quorums,
    review_sampling,
    review_downtimes,
    review_percentiles,
    review_orders,
    review_usage,
    review_nouns,
    review_named_fees,
    review_network_figures,
    review_defaults,
    review_unwritten,
)

ASKING: tuple[Review, ...] = (
    review_force,
    review_figures,
    review_hours,
    review_clock_hours,
    review_credits,
    review_credit_bands,
)
"""Those that ask what the words leave open, in the same order; the others only report."""
