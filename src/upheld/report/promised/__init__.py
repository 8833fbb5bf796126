"""Promises in words, kind by kind: each module says what objectives of its kinds promise."""
