"""What is owed for a breach: `settle(agreement, statement, fee)` and what it says."""
