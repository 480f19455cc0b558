"""Figures that the tests of engine/src/simulation, special and backtest compare
with, by quadrature and high-precision closed forms. Needs mpmath.

python3 simulation.py"""
import mpmath as mp

mp.mp.dps = 40
n = mp.mpf


def show(name, *values):
    print(name, *[mp.nstr(value, 17) for value in values])


# A Bates factor: the cumulants of its logarithm's move, and calls.
drift, v0, kappa, theta, sigma, rho = n("0.03"), n("0.3"), n(2), n("0.4"), n("0.8"), n("-0.6")
jumps, mean_log, log_vol = n(3), n("-0.05"), n("0.1")
years = n("0.25")


def log_transform(u, jumps=jumps):
    """ln E exp(u·ln(S/S0))."""
    b = kappa - rho * sigma * u
    d = mp.sqrt(b * b + sigma**2 * (u - u * u))
    g = (b - d) / (b + d)
    e = mp.e ** (-d * years)
    c = kappa * theta / sigma**2 * ((b - d) * years - 2 * mp.log((1 - g * e) / (1 - g)))
    dv = (b - d) / sigma**2 * (1 - e) / (1 - g * e)
    jump = mp.e ** (u * mean_log + u * u * log_vol**2 / 2) - 1
    mean = mp.e ** (mean_log + log_vol**2 / 2) - 1
    return u * drift * years + c + dv * v0 + jumps * years * (jump - u * mean)


show("bates cumulants", *[mp.diff(log_transform, mp.mpf("1e-30"), k) for k in (1, 2, 3, 4)])


def call(strike):
    """Undiscounted, on a spot of 1: Gil-Pelaez."""
    forward = mp.e ** (drift * years)
    k = mp.log(strike)
    phi = lambda u: mp.e ** log_transform(mp.mpc(0, 1) * u)
    first = lambda u: (mp.e ** (-1j * u * k) * phi(u - 1j) / (1j * u * forward)).real
    second = lambda u: (mp.e ** (-1j * u * k) * phi(u) / (1j * u)).real
    bounds = [mp.mpf("1e-12"), 5, 20, 60, 150, 400]
    p1 = n("0.5") + mp.quad(first, bounds) / mp.pi
    p2 = n("0.5") + mp.quad(second, bounds) / mp.pi
    return forward * p1 - strike * p2


mp.mp.dps = 20
show("bates calls 0.9 1.0 1.15", *[call(n(k)) for k in ("0.9", "1", "1.15")])
mp.mp.dps = 30

# Two lognormal prices, half a year.
s1, s2, vol1, vol2, r, q1, q2 = n(100), n(95), n("0.35"), n("0.5"), n("0.02"), n("0.01"), n(0)
half = n("0.5")
discount = mp.e ** (-r * half)


def black(forward, strike, deviation, sign):
    if strike <= 0:
        return forward - strike if sign > 0 else n(0)
    d1 = mp.log(forward / strike) / deviation + deviation / 2
    return sign * (forward * mp.ncdf(sign * d1) - strike * mp.ncdf(sign * (d1 - deviation)))


def two(correlation, given):
    """E of a payoff whose mean, given the first price, is
    given(a, forward of the second, its deviation)."""
    c = n(correlation)
    dev1, dev2 = vol1 * mp.sqrt(half), vol2 * mp.sqrt(half)
    f1, f2 = s1 * mp.e ** ((r - q1) * half), s2 * mp.e ** ((r - q2) * half)
    rest = dev2 * mp.sqrt(1 - c * c)

    def integrand(z):
        a = f1 * mp.e ** (-dev1**2 / 2 + dev1 * z)
        forward = f2 * mp.e ** (-((c * dev2) ** 2) / 2 + c * dev2 * z)
        return mp.npdf(z) * given(a, forward, rest)

    kink = (mp.log(strike / f1) + dev1**2 / 2) / dev1
    return discount * mp.quad(integrand, [-14, -6, -3, kink, 3, 6, 14])


strike = n(100)
max_call = lambda a, f, d: (a - strike + black(f, a, d, 1)) if a > strike else black(f, strike, d, 1)
min_call = lambda a, f, d: (f - black(f, a, d, 1) - (f - black(f, strike, d, 1))) if a > strike else n(0)
max_put = lambda a, f, d: (black(f, strike, d, -1) - black(f, a, d, -1)) if a < strike else n(0)
min_put = lambda a, f, d: (strike - a + black(f, a, d, -1)) if a < strike else black(f, strike, d, -1)
spread = lambda a, f, d: black(f, a - 5, d, -1)
margrabe = lambda a, f, d: black(f, a, d, -1)
basket = lambda a, f, d: black(f, 2 * strike - a, d, 1)
for correlation in ("0.4", "-0.95", "0.99"):
    for name in ("max_call", "min_call", "max_put", "min_put", "spread", "margrabe", "basket"):
        show(name + " " + correlation, two(correlation, globals()[name]))

# Tails of chi-square and binomial.
for df, x in ((1, "3.841458820694124"), (2, "9.21"), (3, "0.5"), (2, "80"), (1, "200")):
    show(f"chi-square {df} {x}", mp.gammainc(n(df) / 2, n(x) / 2) / mp.gamma(n(df) / 2))
mp.mp.dps = 50
for k, trials, chance in ((5, 250, "0.01"), (10, 250, "0.01"), (30, 1000, "0.025"), (300, 10000, "0.025"), (1, 250, "1e-9"), (249, 250, "0.5")):
    p = mp.mpf(float(chance))
    total = mp.fsum(mp.binomial(trials, i) * p**i * (1 - p) ** (trials - i) for i in range(k, trials + 1))
    show(f"binomial at least {k} of {trials} at {chance}", total)
