"""Messages of OpenTelemetry's metrics, as far as they are read: fields by number (opentelemetry-proto 1)."""

from __future__ import annotations

from upheld.collect.shapes.wire import DOUBLE, FIXED, INTEGER, SIGNED_FIXED, TEXT, TRUTH, Field, Message

_ANY_VALUE: Message = {
    1: Field(name="stringValue", holds=TEXT),
    2: Field(name="boolValue", holds=TRUTH),
    3: Field(name="intValue", holds=INTEGER),
    4: Field(name="doubleValue", holds=DOUBLE),
}
_ATTRIBUTE: Message = {1: Field(name="key", holds=TEXT), 2: Field(name="value", holds=_ANY_VALUE)}
_TIMES: Message = {
    2: Field(name="startTimeUnixNano", holds=FIXED),
    3: Field(name="timeUnixNano", holds=FIXED),
}
_NUMBER_POINT: Message = {
    **_TIMES,
    4: Field(name="asDouble", holds=DOUBLE),
    6: Field(name="asInt", holds=SIGNED_FIXED),
    7: Field(name="attributes", holds=_ATTRIBUTE, is_repeated=True),
    8: Field(name="flags", holds=INTEGER),
}
_HISTOGRAM_POINT: Message = {
    **_TIMES,
    4: Field(name="count", holds=FIXED),
    5: Field(name="sum", holds=DOUBLE),
    6: Field(name="bucketCounts", holds=FIXED, is_repeated=True),
    7: Field(name="explicitBounds", holds=DOUBLE, is_repeated=True),
    9: Field(name="attributes", holds=_ATTRIBUTE, is_repeated=True),
    10: Field(name="flags", holds=INTEGER),
}
_GAUGE: Message = {1: Field(name="dataPoints", holds=_NUMBER_POINT, is_repeated=True)}
_SUM: Message = {
    **_GAUGE,
    2: Field(name="aggregationTemporality", holds=INTEGER),
    3: Field(name="isMonotonic", holds=TRUTH),
}
_HISTOGRAM: Message = {
    1: Field(name="dataPoints", holds=_HISTOGRAM_POINT, is_repeated=True),
    2: Field(name="aggregationTemporality", holds=INTEGER),
}
_METRIC: Message = {
    1: Field(name="name", holds=TEXT),
    3: Field(name="unit", holds=TEXT),
    5: Field(name="gauge", holds=_GAUGE),
    7: Field(name="sum", holds=_SUM),
    9: Field(name="histogram", holds=_HISTOGRAM),
    10: Field(name="exponentialHistogram", holds={}),
    11: Field(name="summary", holds={}),
}
_RESOURCE: Message = {1: Field(name="attributes", holds=_ATTRIBUTE, is_repeated=True)}
_SCOPE_METRICS: Message = {2: Field(name="metrics", holds=_METRIC, is_repeated=True)}
_RESOURCE_METRICS: Message = {
    1: Field(name="resource", holds=_RESOURCE),
    2: Field(name="scopeMetrics", holds=_SCOPE_METRICS, is_repeated=True),
}

REQUEST: Message = {1: Field(name="resourceMetrics", holds=_RESOURCE_METRICS, is_repeated=True)}
"""`ExportMetricsServiceRequest`."""
