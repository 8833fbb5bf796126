"""Static files under names that carry their digest, served by the process itself for as long as you like."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path, PurePosixPath

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.middleware import WhiteNoiseMiddleware


@cache
def hashed_name(name: str) -> str:
    """Give the name of a static file with its digest in it; ValueError where there is no such file."""
    found: str | None = finders.find(name)
    if found is None:
        raise ValueError(f"there is no static file {name}")
    digest = hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12]
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}.{digest}{path.suffix}"))


class HashedNames(StaticFilesStorage):
    """Tells the address of a static file; nothing has to be collected first."""

    def url(self, name: str | None) -> str:
        """Give the address, which changes with the content."""
        return super().url(hashed_name(name or ""))


class Statics(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves every static file under its hashed name, and under no other."""

    def add_files_from_finders(self) -> None:
        """List what there is; called where `use_finders` is set."""
        for finder in finders.get_finders():
            for name, storage in finder.list([]):
                url = self.static_prefix + hashed_name(name)
                self.add_file_to_dictionary(url, storage.path(name))

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Tell that content under a name never changes."""
        return url.startswith(self.static_prefix)
