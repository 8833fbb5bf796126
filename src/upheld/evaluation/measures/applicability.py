"""Applicability: whether there was anything for a promise to be kept or broken by."""

from __future__ import annotations

from upheld.agreement.statistic import TooFew
from upheld.evaluation.measures.inquiry import Inquiry
from upheld.evaluation.measures.material import Material
from upheld.evaluation.measures.mean import sum_of
from upheld.evaluation.measures.reckoning import Reckoned
from upheld.evaluation.measures.scale import floor_of
from upheld.evaluation.wording import counted


def nothing_to_judge(inquiry: Inquiry, material: Material) -> str:
    """Say why nothing could be kept or broken; nothing where something could, whether or not it is known.

    That is so where no time counts, where all that was recorded was taken under another load, and where the
    records say that there was nothing to count.
    """
    if not inquiry.counted_time:
        return "none of the time counts"
    if material.doubts:
        return ""
    if inquiry.load is not None and not material.records:
        left_out, load = material.left_out, inquiry.load
        if left_out[load.under_another] and not left_out[load.unnamed]:
            return f"no record was taken under {load.load.name}"
    return _nothing_counted(inquiry, material)


def too_few(inquiry: Inquiry, material: Material, reckoned: Reckoned) -> str:
    """Say that there were too few values for a promise that does not apply then; nothing where it is open."""
    promise, docket = inquiry.promise, material.docket if material.out_of is None else material.out_of
    if promise.with_fewer is not TooFew.NOT_APPLICABLE or material.doubts or not docket.records:
        return ""
    if not reckoned.is_number_known or reckoned.number >= promise.at_least:
        return ""
    return f"{counted(reckoned.number, 'value')}, and with fewer than {promise.at_least} it does not apply"


def _nothing_counted(inquiry: Inquiry, material: Material) -> str:
    docket = material.docket if material.out_of is None else material.out_of
    if material.is_published or not docket.records:
        return ""
    total, _ = sum_of(docket.values, floor_of(docket.measure))
    is_nothing = not docket.values if material.out_of is None else total == 0
    return f"the records say that there was no value of `{docket.measure.name}`" if is_nothing else ""
