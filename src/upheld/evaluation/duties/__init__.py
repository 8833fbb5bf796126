"""Duties: promises kept or broken one occasion at a time, such as a notice for each incident."""
