"""Live state: kept from what changes, held against what a recomputation says."""
