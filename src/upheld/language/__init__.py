"""Text into terms: source with positions, the table of directives, diagnostics, the lock."""
