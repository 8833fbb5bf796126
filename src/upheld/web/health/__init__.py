"""For machines that watch the service: whether it lives, whether it is ready, and its figures."""
