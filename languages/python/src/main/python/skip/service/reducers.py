"""The reducers that a service has itself."""

from __future__ import annotations

from skip.service.functions import NativeReducer

sum = NativeReducer("sum")
"""The sum of numbers; sums of decimals do not depend on the order of what came and went."""

min = NativeReducer("min")
"""The least value, in the order of JSON."""

max = NativeReducer("max")
"""The greatest value, in the order of JSON."""

count = NativeReducer("count")
"""The number of values."""
