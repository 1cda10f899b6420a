"""The next round number an appeal is heading for."""

_STEPS = (1, 2, 5)


def next_mark(count: int) -> int:
    """The first of 10, 20, 50, 100, 200, 500, 1,000 ... above `count`; between 1,000 and the next power in steps of half of one."""
    if count >= 1000:
        step = 500 if count < 10_000 else 5000 if count < 100_000 else 50_000
        return (count // step + 1) * step
    mark = 10
    while True:
        for factor in _STEPS:
            if mark * factor > count:
                return mark * factor
        mark *= 10
