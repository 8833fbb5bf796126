"""Alarms: when somebody is to be told that a promise is about to be broken, or can't be watched."""
