"""What processes remember together for a while, such as how often a code was tried; see Django's cache."""

from __future__ import annotations

from django.db import models


class Cached(models.Model):
    """A row of Django's database cache, which finds its table here."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cached"
