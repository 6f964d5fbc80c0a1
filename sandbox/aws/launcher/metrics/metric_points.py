"""Points of a metric, alike ones of one second as one: a metric that counts every log event has as many seconds as
points.

CloudWatch keeps statistics of a minute, never single values. MiniStack keeps each value for ever and adds all up at
each read.
"""

import threading
import time

from ministack.services import cloudwatch

_lock = threading.Lock()


def record(namespace, name, value, unit="None", dimensions=None):
    """Records a value of a metric now; a value that its last point has too is counted there."""
    dimensions = dict(dimensions or {})
    point = {"Timestamp": time.time(), "Value": float(value), "Unit": unit, "Dimensions": dimensions}
    with _lock:
        points = cloudwatch._metric_bucket((namespace, name, cloudwatch._dims_key(dimensions)))
        last = points[-1] if points else None
        if last is not None and _alike(last, point):
            last["Count"] = last.get("Count", 1.0) + 1.0
        else:
            points.append(point)


def _alike(one, other):
    same = all(one.get(member) == other[member] for member in ("Value", "Unit", "Dimensions"))
    return same and "_stat" not in one and int(one["Timestamp"]) == int(other["Timestamp"])
