"""How numbers are said: words for probabilities, and digits that follow the Monte Carlo standard
error.
"""

from decimal import ROUND_HALF_EVEN, Decimal
from math import isfinite

from markupsafe import Markup, escape

EVEN, LIKELY = 0.45, 0.55  # from which a chance is roughly even, from which it is likely
SCALE = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (EVEN, "unlikely"),
    (LIKELY, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
)
CERTAIN = "almost certain"
MISSING = "–"
NOT_TOLD_APART = "not told apart"
COARSE = 0.03  # of the width of an interval, to which its ends are said
FINEST = -8  # power of ten of the last digit worth writing out
_FIGURES = 3  # significant digits of a number whose error is nil or not known


class Shown(str):
    """A number as a reader sees it, with the unrounded value behind it and, where it has one, its
    path in ``decision.json``.
    """

    value: object
    key: str

    def __new__(cls, text: str, value: object, key: str = "") -> "Shown":
        made = super().__new__(cls, text)
        made.value, made.key = value, key
        return made

    def __html__(self) -> Markup:
        key = Markup(' data-key="{}"').format(self.key) if self.key else Markup("")
        raw = self.value if isinstance(self.value, str) else repr(self.value)
        return Markup('<span class="number"{} data-value="{}">{}</span>').format(
            key, raw, escape(str(self))
        )


def likelihood(probability: float) -> str:
    """Word for a probability, on the scale of ICD 203.

    Almost no chance below 0.05, very unlikely below 0.20, unlikely below 0.45, roughly even chance
    below 0.55, likely below 0.80, very likely below 0.95, almost certain from there: a boundary
    belongs to the word above it.

    Raises
    ------
    ValueError
        If `probability` is not inside [0, 1].

    References
    ----------
    Office of the Director of National Intelligence (2015). Intelligence Community Directive 203:
    Analytic Standards.

    Examples
    --------
    >>> likelihood(0.62), likelihood(0.80), likelihood(0.01)
    ('likely', 'very likely', 'almost no chance')
    """
    if not 0 <= probability <= 1:
        raise ValueError(f"a probability lies in [0, 1], not at {probability}")
    return next((word for limit, word in SCALE if probability < limit), CERTAIN)


def likelihoods(probability: float, margin: float) -> tuple[str, ...]:
    """Words for a probability that is known up to a margin: all that apply within it, from the
    least likely.

    Examples
    --------
    >>> likelihoods(0.79, 0.02), likelihoods(0.7, 0.02)
    (('likely', 'very likely'), ('likely',))
    """
    lowest, highest = (
        likelihood(max(probability - margin, 0.0)),
        likelihood(min(probability + margin, 1.0)),
    )
    words = [*(word for _, word in SCALE), CERTAIN]
    return tuple(words[words.index(lowest) : words.index(highest) + 1])


def chance(probability: float, number: str, event: str, margin: float = 0.0) -> str:
    """Predicate that says how likely a subject is to do `event`: the word, or words within a
    margin, the number, the event.

    Examples
    --------
    >>> chance(0.62, "62 %", "be the best")
    'is likely (62 %) to be the best'
    >>> chance(0.01, "1 %", "be the best")
    'has almost no chance (1 %) to be the best'
    >>> chance(0.79, "79 %", "be the best", 0.02)
    'is likely or very likely (79 %) to be the best'
    >>> chance(0.55, "55 %", "be the best", 0.02)
    'has a roughly even chance or is likely (55 %) to be the best'
    """
    said, before = [], ""
    for word in likelihoods(probability, margin):
        verb = {"almost no chance": "has", "roughly even chance": "has a"}.get(word, "is")
        said.append(word if verb == before else f"{verb} {word}")
        before = verb
    return f"{' or '.join(said)} ({number}) to {event}"


def percent(probability: float) -> str:
    """Probability as whole percent; what would round to 0 or 100 without being it is given as a
    bound.

    Examples
    --------
    >>> percent(0.624), percent(0.001), percent(0.9996), percent(1.0)
    ('62 %', 'under 1 %', 'over 99 %', '100 %')
    """
    whole = round(100 * probability)
    if whole == 0 and probability > 0:
        return "under 1 %"
    return "over 99 %" if whole == 100 and probability < 1 else f"{whole} %"


def rounded(value: float, error: float) -> str:
    """`value` to the last digit that its standard error leaves standing.

    That is the position of the error's first significant digit, or of its second if the first is a
    1. Without an error (0 or not finite) three significant digits are given, and a value that is
    not finite is a dash.

    Examples
    --------
    >>> rounded(0.12345, 0.034), rounded(0.12345, 0.012), rounded(-1234.5, 21.0), rounded(2.0, 0.0)
    ('0.12', '0.123', '−1,230', '2.00')
    """
    if not isfinite(value):
        return MISSING
    return significant(value) if not _usable(error) else _at(value, _position(error))


def interval_ends(lower: float, upper: float) -> tuple[str, str]:
    """Both ends of an interval of draws, to about a hundredth of its width: quantiles are less sure
    than means.

    Examples
    --------
    >>> interval_ends(-0.45704, 0.27518), interval_ends(0.0, 0.0)
    (('−0.46', '0.28'), ('0', '0'))
    """
    if upper == lower:
        return plain(lower), plain(upper)
    step = COARSE * (upper - lower)
    return rounded(lower, step), rounded(upper, step)


def with_error(value: float, error: float) -> str:
    """`value` ± its standard error, both rounded as in `rounded`; 0 where it is none within three
    errors and these are under a hundred-millionth.

    Examples
    --------
    >>> with_error(0.12345, 0.034), with_error(0.12345, 0.012), with_error(5.0, 0.0996)
    ('0.12 ± 0.03', '0.123 ± 0.012', '5.00 ± 0.10')
    >>> with_error(5.8e-9, 1.1e-8)
    '0'
    """
    if abs(value) <= 3 * error and _usable(error) and _position(error) < FINEST:
        return "0"
    return (
        f"{rounded(value, error)} ± {rounded(error, error)}"
        if isfinite(value) and _usable(error)
        else rounded(value, error)
    )


def money(value: float, error: float, unit: str) -> str:
    """Amount with its standard error and unit.

    Examples
    --------
    >>> money(0.5312, 0.043, "million euros")
    '0.53 ± 0.04 million euros'
    """
    return f"{with_error(value, error)} {unit}"


def significant(value: float, digits: int = _FIGURES) -> str:
    """`value` to a number of significant digits; a power of ten is written out below 0.0001 and
    from a million.

    Examples
    --------
    >>> significant(0.0020345), significant(1234567.0), significant(0.0, 2), significant(0.000012)
    ('0.00203', '1.23 × 10⁶', '0', '1.20 × 10⁻⁵')
    """
    if not isfinite(value):
        return MISSING
    if value == 0:
        return "0"
    near = Decimal(1).scaleb(_leading(value, digits))
    size = (
        Decimal(repr(float(value))).quantize(near, ROUND_HALF_EVEN).adjusted()
    )  # 0.9996 becomes 1.00
    if -4 <= size < 6:
        return _at(value, size + 1 - digits)
    power = str(size).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{_at(value / 10.0**size, 1 - digits)} × 10{power}"


def plain(value: float) -> str:
    """`value` to three significant digits without closing zeros, for counts, quantiles and axes.

    Examples
    --------
    >>> plain(18.0), plain(0.2), plain(1234.5), plain(0.000012)
    ('18', '0.2', '1,230', '1.2 × 10⁻⁵')
    """
    amount, times, power = significant(value).partition(" × ")
    return (amount.rstrip("0").rstrip(".") if "." in amount else amount) + times + power


def _usable(error: float) -> bool:
    return isfinite(error) and error > 0


def _leading(value: float, digits: int) -> int:
    """Exponent of the last of `digits` significant digits."""
    return Decimal(repr(float(value))).adjusted() + 1 - digits


def _position(error: float) -> int:
    """Exponent of the last digit to show: rounding to two digits first makes 0.0196 a 0.02 and
    0.0996 a 0.10.
    """
    two = Decimal(repr(float(error))).quantize(
        Decimal(1).scaleb(_leading(error, 2)), ROUND_HALF_EVEN
    )
    return two.adjusted() - (1 if str(two.as_tuple().digits[0]) == "1" else 0)


def _at(value: float, step: int) -> str:
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(step), ROUND_HALF_EVEN)
    text = f"{exact:,.{max(-step, 0)}f}"
    return text.removeprefix("-") if exact == 0 else text.replace("-", "−")
