"""Times QuantLib's engines on the cases of pricing.rs, one thread, and prints
`name nanoseconds` lines. Run by that bench, with QuantLib installed by pip.

Each price is a new one: a quote is set, and the option asked for its NPV. The
calls from Python cost time too, so the same calls are timed on an option that
has nothing to compute, and taken off. What is left is QuantLib's own work:
its engine, its curves and its notifications. The best of several rounds counts.
"""

import time

import QuantLib as ql

TODAY = ql.Date(1, 1, 2026)
ql.Settings.instance().evaluationDate = TODAY
DAYS = ql.Actual365Fixed()
STRIKES = [60.0 + 4.0 * i for i in range(21)]
ROUNDS = 7


def flat(rate):
    return ql.YieldTermStructureHandle(ql.FlatForward(TODAY, rate, DAYS))


def priced(make_engine, calls):
    """Nanoseconds of a price, calls from Python taken off."""
    spot, idle = ql.SimpleQuote(100.0), ql.SimpleQuote(100.0)
    engine = make_engine(ql.QuoteHandle(spot))
    options = []
    for strike in STRIKES:
        payoff = ql.PlainVanillaPayoff(ql.Option.Call, strike)
        option = ql.VanillaOption(payoff, ql.EuropeanExercise(TODAY + 182))
        option.setPricingEngine(engine)
        options.append(option)
    best = [float("inf")] * 2
    for _ in range(ROUNDS):
        for which, quote in enumerate((spot, idle)):
            total, n = 0.0, 0
            for option in options:
                set_value, npv = quote.setValue, option.NPV
                npv()
                start = time.perf_counter()
                for i in range(calls):
                    set_value(90.0 + 20.0 * (i % 97) / 97.0 + 1e-9 * i)
                    npv()
                total += time.perf_counter() - start
                n += calls
            best[which] = min(best[which], total / n)
    return 1e9 * (best[0] - best[1])


def black_scholes(spot):
    vol = ql.BlackVolTermStructureHandle(
        ql.BlackConstantVol(TODAY, ql.NullCalendar(), 0.4, DAYS))
    return ql.AnalyticEuropeanEngine(
        ql.BlackScholesMertonProcess(spot, flat(0.01), flat(0.03), vol))


def bates(spot):
    process = ql.BatesProcess(flat(0.03), flat(0.01), spot, 0.16, 2.0, 0.2, 0.9, -0.6,
                              0.5, -0.1, 0.2)
    return ql.BatesEngine(ql.BatesModel(process), 144)


def heston(spot):
    process = ql.HestonProcess(flat(0.03), flat(0.01), spot, 0.16, 2.0, 0.2, 0.9, -0.6)
    return ql.AnalyticHestonEngine(ql.HestonModel(process), 144)


print("version", ql.__version__)
print("black_scholes", priced(black_scholes, 2000))
print("heston", priced(heston, 40))
print("bates", priced(bates, 40))
