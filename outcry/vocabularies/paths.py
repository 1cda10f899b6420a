"""The place of a term as text, so that "this term and all beneath it" is one range of an index, on any database.

A path is the number of the list and then the numbers of the terms from the top down, six digits each. Digits alone: every
collation puts them in the same order, which letters and punctuation do not promise.
"""

SEGMENT = 6
DEPTH_LIMIT = 200
PATH_LENGTH = SEGMENT * (DEPTH_LIMIT + 1)


def root_path(vocabulary_id: int) -> str:
    """What the paths of a list's terms begin with."""
    return f"{vocabulary_id:0{SEGMENT}d}"


def path_below(parent_path: str, number: int) -> str:
    """The path of the term with this number directly beneath."""
    return f"{parent_path}{number:0{SEGMENT}d}"


def end_of_subtree(path: str) -> str:
    """The first path that lies no longer beneath."""
    return f"{int(path) + 1:0{len(path)}d}"


def depth_of(path: str) -> int:
    """0 for a term at the top of its list."""
    return len(path) // SEGMENT - 2


def paths_above(path: str) -> list[str]:
    """The paths of the terms above, the topmost first, without the term itself."""
    return [path[:length] for length in range(2 * SEGMENT, len(path), SEGMENT)]


def is_below(path: str, other: str) -> bool:
    """Whether the first lies beneath the second, or is it."""
    return path.startswith(other)


TOP_LENGTH = 2 * SEGMENT
