"""What happened: values only, as the sources recorded it."""
