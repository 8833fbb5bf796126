"""The table of directives, concept by concept: what may be written, and the terms it becomes."""
