"""Promise held against evidence: `evaluate(agreement, evidence, period, as_of)` and what it says."""
