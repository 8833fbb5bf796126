"""The end of a month in the store: a period closed for everybody, in parts that can be taken up again."""
