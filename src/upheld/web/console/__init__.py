"""The console: how things stand, for those who keep the promises."""
