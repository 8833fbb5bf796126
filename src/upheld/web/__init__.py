"""The web: pages and answers, cut by what a person does there."""
