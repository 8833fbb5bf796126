"""Alarms: looked for in the live state, raised once each, told of and acknowledged."""
