"""Collecting evidence: tables in a folder, what binds them to points, importers, calendars."""
