"""The composition root: settings in; opened store, telemetry, clock and mailer out."""
