"""How far two or more people who coded the same things agree, beyond what chance alone would give.

Cohen's kappa is for two people who both coded everything that counts; Krippendorff's alpha (nominal) is for any number of
people, with gaps. 1 is full agreement, 0 what chance gives, below 0 worse than chance. Sources: J. Cohen, A coefficient of
agreement for nominal scales (1960); K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011).
"""

from collections import Counter
from collections.abc import Hashable, Sequence

Code = Hashable | None


def observed_agreement(first: Sequence[Code], second: Sequence[Code]) -> float | None:
    """The share of things that both coded alike, of those that both coded. None when there are none."""
    pairs = _both(first, second)
    return sum(one == other for one, other in pairs) / len(pairs) if pairs else None


def cohens_kappa(first: Sequence[Code], second: Sequence[Code]) -> float | None:
    """Kappa of two people over the same things in the same order; a thing that one of them left out (None) does not count.

    None where it has no meaning: nothing was coded by both, or both gave one and the same code to everything.
    """
    pairs = _both(first, second)
    ours, theirs = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(ours[code] * theirs[code] for code in ours)
    if by_chance == len(pairs) ** 2:
        return None
    alike = sum(one == other for one, other in pairs)
    # Whole numbers up to the last step, so that full agreement is 1 and nothing beside it.
    return (alike * len(pairs) - by_chance) / (len(pairs) ** 2 - by_chance)


def krippendorffs_alpha(coders: Sequence[Sequence[Code]]) -> float | None:
    """Alpha, nominal, of any number of people over the same things in the same order; None stands for what somebody left out.

    None where it has no meaning: nothing was coded by two, or everything got the same code.
    """
    things = [Counter(code for code in codes if code is not None) for codes in zip(*coders, strict=True)]
    paired = [codes for codes in things if codes.total() > 1]
    total = Counter[Hashable]()
    for codes in paired:
        total.update(codes)
    values = total.total()
    differing_by_chance = values**2 - sum(count**2 for count in total.values())
    if not differing_by_chance:
        return None
    differing = sum((codes.total() ** 2 - sum(count**2 for count in codes.values())) / (codes.total() - 1) for codes in paired)
    return 1 - (values - 1) * differing / differing_by_chance


def _both(first: Sequence[Code], second: Sequence[Code]) -> list[tuple[Hashable, Hashable]]:
    return [(one, other) for one, other in zip(first, second, strict=True) if one is not None and other is not None]
