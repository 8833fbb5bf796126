"""Backups: all that a service holds in one encrypted file, and a service made from one."""
