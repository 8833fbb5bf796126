"""The agent: a program that probes from elsewhere; it knows neither the records nor Django."""
