"""What was promised: values only, no text and no judgement."""
