"""Live state: what promises have come to so far, and the clocks that go on."""
