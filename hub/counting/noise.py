"""Exact two-sided geometric noise (the discrete Laplace distribution) from a cryptographic source.

The algorithms are those of C. Canonne, G. Kamath, T. Steinke, "The Discrete Gaussian for Differential
Privacy", NeurIPS 2020 (Algorithms 1 and 2). No floating point number takes part in a draw: floats have gaps
between their values through which the true count could be told (I. Mironov, "On significance of the least
significant bits for differential privacy", CCS 2012).
"""

from __future__ import annotations

import secrets
from decimal import Decimal
from fractions import Fraction
from functools import cache


def two_sided_geometric(epsilon: Fraction) -> int:
    """Draw an integer x with probability proportional to exp(-epsilon * abs(x)).

    ``epsilon`` is the privacy loss for a change of the count by one; it must be an exact, positive
    ``Fraction``, otherwise ``TypeError`` or ``ValueError`` is raised.

    Why the draw is exact, with epsilon = s/t in lowest terms:

    1. ``u`` is uniform on 0..t-1 and kept with probability exp(-u/t); so a kept ``u`` has weight exp(-u/t).
    2. ``v`` counts successes of probability exp(-1) before the first failure; it has weight exp(-v).
    3. ``u + t*v`` therefore runs over every whole number n >= 0 exactly once, with weight
       exp(-u/t - v) = exp(-n/t): a geometric distribution.
    4. ``(u + t*v) // s`` gathers s neighbours, which multiplies every weight by the same constant: magnitude
       m has weight exp(-m*s/t) = exp(-epsilon*m).
    5. A fair sign makes it two-sided. "Minus zero" is thrown away and drawn again, as zero would otherwise
       come twice as often as it should.

    Two neighbouring counts c and c+1 then give any output y with weights exp(-epsilon*abs(y-c)) and
    exp(-epsilon*abs(y-c-1)), whose quotient is at most exp(epsilon): that is epsilon-differential privacy.
    """
    if not isinstance(epsilon, Fraction):
        raise TypeError("epsilon must be an exact Fraction")
    if epsilon <= 0:
        raise ValueError("epsilon must be positive")
    s, t = epsilon.numerator, epsilon.denominator
    while True:
        u = secrets.randbelow(t)
        if not _bernoulli_exp(Fraction(u, t)):
            continue
        v = 0
        while _bernoulli_exp(Fraction(1)):
            v += 1
        magnitude = (u + t * v) // s
        negative = secrets.randbelow(2) == 1
        if negative and magnitude == 0:
            continue
        return -magnitude if negative else magnitude


@cache
def standard_deviation(epsilon: Fraction) -> float:
    """The standard deviation of :func:`two_sided_geometric`: sqrt(2a) / (1-a) with a = exp(-epsilon).

    For documents and margins only; no draw uses it.
    """
    a = (-Decimal(epsilon.numerator) / Decimal(epsilon.denominator)).exp()
    return float((2 * a).sqrt() / (1 - a))


def _bernoulli_exp(gamma: Fraction) -> bool:
    """True with probability exp(-gamma), for 0 <= gamma <= 1 (Algorithm 1 of the paper).

    Flip coins of probability gamma/1, gamma/2, gamma/3 … until one fails. The first k coins all succeed with
    probability gamma**k / k!, so the number of successes is even with probability
    1 - gamma + gamma**2/2! - gamma**3/3! + … = exp(-gamma).
    """
    k = 1
    while secrets.randbelow(gamma.denominator * k) < gamma.numerator:
        k += 1
    return k % 2 == 1
