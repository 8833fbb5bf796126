"""Time: instants, intervals, timelines, zones, service hours and periods."""
