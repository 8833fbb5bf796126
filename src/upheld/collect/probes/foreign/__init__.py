"""Lists of points from elsewhere, made into probes; what can't be carried over is named."""
