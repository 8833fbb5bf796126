"""Scenes find the stage beside this file, in whatever folder they are played."""
