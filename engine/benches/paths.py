"""Seconds of the processor for each price of QuantLib's MultiPathGenerator: 20 correlated assets.

Prints two numbers, for its Black-Scholes-Merton process and for its plain
geometric Brownian motion. The time of a path of 104 steps less that of one of 52
is 52 steps alone: whatever a call from Python costs is in both and drops out.
Of a few rounds of each the least counts."""
import time

import QuantLib as ql

ASSETS, STEPS, PATHS, ROUNDS = 20, 52, 300, 3

today = ql.Date(21, 11, 2026)
ql.Settings.instance().evaluationDate = today
day = ql.Actual365Fixed()


def black_scholes(number):
    return ql.BlackScholesMertonProcess(
        ql.QuoteHandle(ql.SimpleQuote(100.0)),
        ql.YieldTermStructureHandle(ql.FlatForward(today, 0.0, day)),
        ql.YieldTermStructureHandle(ql.FlatForward(today, 0.02, day)),
        ql.BlackVolTermStructureHandle(
            ql.BlackConstantVol(today, ql.NullCalendar(), 0.2 + 0.03 * number, day)
        ),
    )


def geometric(number):
    return ql.GeometricBrownianMotionProcess(100.0, 0.02, 0.2 + 0.03 * number)


def seconds(process, steps):
    """For a path of so many weekly steps."""
    correlation = [[1.0 if i == j else 0.5 for j in range(ASSETS)] for i in range(ASSETS)]
    array = ql.StochasticProcessArray([process(i) for i in range(ASSETS)], correlation)
    times = [(week + 1) / 52 for week in range(steps)]
    uniform = ql.UniformRandomSequenceGenerator(ASSETS * steps, ql.UniformRandomGenerator(1))
    normal = ql.GaussianRandomSequenceGenerator(uniform)
    paths = ql.GaussianMultiPathGenerator(array, times, normal, False)
    paths.next()
    start = time.process_time()
    for _ in range(PATHS):
        paths.next()
    return (time.process_time() - start) / PATHS


for process in (black_scholes, geometric):
    short, long = (min(seconds(process, n) for _ in range(ROUNDS)) for n in (STEPS, 2 * STEPS))
    print((long - short) / (STEPS * ASSETS))
