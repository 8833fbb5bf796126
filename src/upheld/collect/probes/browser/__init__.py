"""Pages loaded in a browser, in a process of its own, so that what hangs or dies there harms nothing here."""
