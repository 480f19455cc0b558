"""Makes the reference prices and Greeks that the engine's tests read.

    pip install mpmath QuantLib     (QuantLib only for the second opinion)
    python make.py                  writes *.csv beside this file; a quarter of an hour
    python make.py heston           only that one

How the figures come about, and why they can be trusted:

- Inputs are doubles, taken exactly. All arithmetic has 50 digits (mpmath).
- Closed forms (Black-Scholes, Merton's series, exchange options) are written as
  in the textbooks. Greeks are differences of these prices with steps so small
  and digits so many that 20 digits of them stand; no formula for a Greek is used.
- Options on two assets are one-dimensional integrals: given the first asset,
  the second is lognormal. No bivariate normal distribution is used.
- Heston and Bates: the integral of Lewis with the characteristic function in
  Heston's original terms, its logarithm followed along the path so that no
  branch can be missed. It is taken on two paths that differ in direction and
  step, which must agree to 1e-15 of spot. Bates is a Poisson mixture of such
  integrals, one for each number of jumps.
- QuantLib prices the cases of bs, heston and bates with its own engines. The largest differences
  are printed. Its Heston quadratures lose digits in corners (short expiries,
  little volatility, far strikes); where the two differ by more than 1e-8, the
  line says so, and mpmath's two paths decide.
"""

import csv
import random
import sys
from pathlib import Path

import mpmath as mp
from mpmath.calculus.quadrature import GaussLegendre

mp.mp.dps = 50
HERE = Path(__file__).parent
mpf, mpc, exp, log, sqrt, ncdf, pi = mp.mpf, mp.mpc, mp.exp, mp.log, mp.sqrt, mp.ncdf, mp.pi
HOUR = 1 / 8766
GREEKS = ["price", "delta", "gamma", "vega", "theta", "rho"]


def rounded(x):
    """Six digits: short to write, and the double nearest to that is the input."""
    return float(f"{x:.6g}")


# ---------------------------------------------------------------- differences

def first(f, x, step):
    return (f(x + step) - f(x - step)) / (2 * step)


def second(f, x, step):
    return (f(x + step) - 2 * f(x) + f(x - step)) / step**2


def greeks(price, case, scale, vega="vol", spot="spot"):
    """Price and Greeks by differences. `scale`: how far a log spot must move
    to change the picture; steps are far below it."""
    p = {k: (mpf(v) if isinstance(v, float) else v) for k, v in case.items()}
    at = lambda **change: price({**p, **change})
    s, h = p[spot], mpf(10) ** -12
    ds = s * scale * h
    out = {
        "price": at(),
        "delta": first(lambda x: at(**{spot: x}), s, ds),
        "gamma": second(lambda x: at(**{spot: x}), s, ds),
        "vega": first(lambda x: at(**{vega: x}), p[vega], p[vega] * h),
        "theta": -first(lambda x: at(t=x), p["t"], p["t"] * h),
        "rho": first(lambda x: at(r=x), p["r"], h),
    }
    if vega == "vol" and spot == "spot":
        out["vanna"] = first(
            lambda v: first(lambda x: at(spot=x, vol=v), s, ds), p["vol"], p["vol"] * h)
        out["volga"] = second(lambda v: at(vol=v), p["vol"], p["vol"] * h)
    return out


# ---------------------------------------------------------------- closed forms

def black(sign, asset, money, deviation):
    """Right to exchange `money` for `asset` (sign 1) or back (sign -1)."""
    d1 = log(asset / money) / deviation + deviation / 2
    d2 = d1 - deviation
    return sign * (asset * ncdf(sign * d1) - money * ncdf(sign * d2))


def sign_of(p):
    return 1 if p["type"] == "C" else -1


def bs(p):
    return black(sign_of(p), p["spot"] * exp(-p["q"] * p["t"]),
                 p["strike"] * exp(-p["r"] * p["t"]), p["vol"] * sqrt(p["t"]))


def black76(p):
    discount = exp(-p["r"] * p["t"])
    return black(sign_of(p), p["spot"] * discount, p["strike"] * discount, p["vol"] * sqrt(p["t"]))


def merton(p):
    m, dev, t = p["mean_log_jump"], p["log_jump_vol"], p["t"]
    mean = exp(m + dev**2 / 2) - 1
    count, total, n = p["lambda"] * t, mpf(0), 0
    money = p["strike"] * exp(-p["r"] * t)
    weight = exp(-count)
    while n < 20 or weight > mpf(10) ** -60:
        asset = p["spot"] * exp(-p["q"] * t - count * mean + n * (m + dev**2 / 2))
        total += weight * black(sign_of(p), asset, money, sqrt(p["vol"] ** 2 * t + n * dev**2))
        n += 1
        weight *= count / n
        if n > 3000:
            raise ValueError("series")
    return total


def margrabe(p):
    t, (v1, v2) = p["t"], (p["vol1"], p["vol2"])
    vol = sqrt(v1**2 + v2**2 - 2 * p["rho"] * v1 * v2)
    return black(1, p["s1"] * exp(-p["q1"] * t), p["s2"] * exp(-p["q2"] * t), vol * sqrt(t))


GAUSS = GaussLegendre(mp.mp).calc_nodes(4, 200)   # 24 nodes


def rainbow(p):
    """Options on the better or worse of two: given x, the first asset's normal,
    the second asset is lognormal, and the payoff's mean over it is in closed form.
    Gauss-Legendre between marks that no step or kink falls between."""
    t, rho, strike = p["t"], p["rho"], p["strike"]
    d1, d2 = p["vol1"] * sqrt(t), p["vol2"] * sqrt(t)
    f1 = p["s1"] * exp((p["r"] - p["q1"]) * t - d1**2 / 2)
    f2 = p["s2"] * exp((p["r"] - p["q2"]) * t - d2**2 / 2)
    rest = d2 * sqrt(1 - rho**2)
    best, call = p["model"].startswith("max"), p["model"].endswith("call")

    def given(x):
        a = f1 * exp(d1 * x)
        b = f2 * exp(rho * d2 * x + rest**2 / 2)
        if best and call:       # max(a, b, K) − K = max(a, K) − K + (b − max(a, K))⁺
            top = max(a, strike)
            return top - strike + black(1, b, top, rest)
        if best:                # (K − a)⁺ less what b takes of it: (b − a)⁺ − (b − K)⁺
            return mpf(0) if a >= strike else (
                strike - a - black(1, b, a, rest) + black(1, b, strike, rest))
        if call:                # min(a, b) − K above 0: (b − K)⁺ − (b − a)⁺ where a > K
            return mpf(0) if a <= strike else black(1, b, strike, rest) - black(1, b, a, rest)
        low = min(a, strike)    # K − min(b, low)
        return strike - low + black(-1, b, low, rest)

    kink = log(strike / f1) / d1
    # Where b meets a, and where b meets the strike: steps of width `rest` there.
    # Where the integrand is felt: the asset's weight shifts the normal by d1.
    least = -14 - int(mp.ceil(max(0, -rho * d2)))
    most = 14 + int(mp.ceil(max(d1, rho * d2)))
    marks = {kink}
    width = []
    if abs(d1 - rho * d2) > 0:
        width.append((log(f2 / f1) / (d1 - rho * d2), rest / abs(d1 - rho * d2)))
    if rho != 0:
        width.append((log(strike / f2) / (rho * d2), rest / abs(rho * d2)))
    for where, wide in width:
        marks |= {where + k * wide for k in (-12, -6, -3, 0, 3, 6, 12)}
    marks |= {mpf(k) for k in [*range(least, most, 2), most]}
    marks = sorted(x for x in marks if least <= x <= most)
    total = mpf(0)
    for low, high in zip(marks, marks[1:]):
        middle, half = (low + high) / 2, (high - low) / 2
        total += half * sum(
            w * given(middle + half * x) * mp.npdf(middle + half * x) for x, w in GAUSS)
    return exp(-p["r"] * t) * total


def rainbow_greeks(case):
    """The integral is good to about 30 digits, so steps are larger."""
    p = {k: (mpf(v) if isinstance(v, float) else v) for k, v in case.items()}
    with mp.workdps(34):
        at = lambda **change: rainbow({**p, **change})
        s, t = p["s1"], p["t"]
        scale = min(p["vol1"] * sqrt(t), 1)
        # By the spot a five-point rule, with an error of h^4; by the others three.
        h, small = s * scale * mpf(10) ** -5, mpf(10) ** -9
        f = {k: at(s1=s + k * h) for k in (-2, -1, 0, 1, 2)}
        return {
            "price": f[0],
            "delta": (8 * (f[1] - f[-1]) - (f[2] - f[-2])) / (12 * h),
            "gamma": (16 * (f[1] + f[-1]) - (f[2] + f[-2]) - 30 * f[0]) / (12 * h**2),
            "vega": first(lambda v: at(vol1=v), p["vol1"], p["vol1"] * small),
            "theta": -first(lambda v: at(t=v), t, t * small),
            "rho": first(lambda v: at(r=v), p["r"], small),
        }


# ---------------------------------------------------------------- Heston, Bates

def heston_path(p, angle, step, x):
    """Nodes u and characteristic function at u − i/2 along ½ sinh(y + i angle),
    as far as a wave e^(iux) is felt there."""
    kappa, theta, sigma, rho, v0, t = (
        p[k] for k in ("kappa", "theta", "sigma_vv", "rho", "v0", "t"))
    nodes, last, turns, j, peak = [], None, 0, 0, mpf(0)
    while True:
        y = mpc(j * step, angle)
        u, du = mp.sinh(y) / 2, mp.cosh(y) / 2
        w = u - mpc(0, 0.5)
        b = kappa - mpc(0, 1) * rho * sigma * w
        d = sqrt(b * b + sigma**2 * w * (w + mpc(0, 1)))
        g = (b - d) / (b + d)
        e = exp(-d * t)
        inside = log((1 - g * e) / (1 - g))
        if last is not None:    # follow the logarithm
            while (inside.imag + 2 * pi * turns) - last > pi:
                turns -= 1
            while (inside.imag + 2 * pi * turns) - last < -pi:
                turns += 1
        last = inside.imag + 2 * pi * turns
        inside = mpc(inside.real, last)
        c = kappa * theta / sigma**2 * ((b - d) * t - 2 * inside)
        dd = (b - d) / sigma**2 * (1 - e) / (1 - g * e)
        nodes.append((u, exp(c + dd * v0) * du / (u * u + mpf(1) / 4) * (step if j else step / 2)))
        j += 1
        if j * step > 95:
            raise ValueError("path")
        size = abs(nodes[-1][1] * exp(mpc(0, 1) * u * x))
        peak = max(peak, size)
        if size < mpf(10) ** -34 * peak and j * step > 1:
            return nodes


PATHS = {}


def heston_waves(p, waves, angle, step):
    key = tuple(p[k] for k in ("kappa", "theta", "sigma_vv", "rho", "v0", "t")) + (angle, step)
    if key not in PATHS:
        # The wave that decays most slowly, and a little more slowly still.
        x = min((w[1] for w in waves), key=abs) * mpf("0.999")
        PATHS[key] = heston_path(p, angle, step, x)
    nodes, i = PATHS[key], mpc(0, 1)
    return sum(weight * sum((f * exp(i * u * x - extra * u * u / 2)).real for u, f in nodes)
               for weight, x, extra in waves)


def bates(p, angles=None, step=mpf(1) / 24):
    """Strikes above and below turn opposite ways, so waves are taken by sign."""
    t = p["t"]
    x = log(p["spot"] / p["strike"]) + (p["r"] - p["q"]) * t
    waves = [(mpf(1), x, mpf(0))]
    if p["model"] == "bates":
        m, dev, count = p["mean_log_jump"], p["log_jump_vol"], p["lambda"] * t
        mean = exp(m + dev**2 / 2) - 1
        waves, n, weight = [], 0, exp(-count)
        while n < 8 or weight > mpf(10) ** -36:
            waves.append((weight * exp(n * (m / 2 + dev**2 / 8) - count * mean / 2),
                          x - count * mean + n * (m + dev**2 / 2), n * dev**2))
            n += 1
            weight *= count / n
    # Far out in u the characteristic function turns like this.
    shift = p["rho"] * (p["v0"] + p["kappa"] * p["theta"] * t) / p["sigma_vv"]
    up, down = angles or (mpf("0.36"), -mpf("0.36"))
    total = mpf(0)
    for angle, which in ((up, True), (down, False)):
        some = [w for w in waves if (w[1] - p["turn"] > 0) == which]
        if some:
            total += heston_waves(p, some, angle, step)
    asset, money = p["spot"] * exp(-p["q"] * t), p["strike"] * exp(-p["r"] * t)
    held = asset if p["type"] == "C" else money
    return held - sqrt(asset * money) / pi * total


def fourier_greeks(case):
    p = {k: (mpf(v) if isinstance(v, float) else v) for k, v in case.items()}
    p["root"] = sqrt(p["v0"])
    shift = p["rho"] * (p["v0"] + p["kappa"] * p["theta"] * p["t"]) / p["sigma_vv"]
    x = log(p["spot"] / p["strike"])
    PATHS.clear()
    with mp.workdps(45):
        # The turn may be anywhere between the plain strike and the far one: take
        # what makes the two paths agree.
        for turn in (mpf(0), shift, shift / 2):
            p["turn"] = turn
            try:
                one = bates(p)
                two = bates(p, (mpf("0.27"), -mpf("0.27")), mpf(1) / 31)
            except ValueError:
                continue
            if abs(one - two) < mpf(10) ** -15 * p["spot"]:
                break
        else:
            raise ValueError(f"paths differ: {case}")
        def at(**change):
            q = {**p, **change}
            q["v0"] = q["root"] ** 2
            return bates(q)
        s = p["spot"]
        scale = min(sqrt((p["v0"] + p["theta"]) * p["t"]), 1)
        ds, h = s * scale * mpf(10) ** -9, mpf(10) ** -12
        f = {k: at(spot=s + k * ds) for k in (-1, 0, 1)}
        return {
            "price": f[0],
            "delta": (f[1] - f[-1]) / (2 * ds),
            "gamma": (f[1] - 2 * f[0] + f[-1]) / ds**2,
            "vega": first(lambda v: at(root=v), p["root"], p["root"] * h),
            "theta": -first(lambda v: at(t=v), p["t"], p["t"] * h),
            "rho": first(lambda v: at(r=v), p["r"], h),
        }


# ---------------------------------------------------------------- cases

MONEYNESS = [0.1, 0.5, 0.8, 0.95, 1.0, 1.05, 1.3, 2.0, 10.0]
TIMES = [HOUR, 1 / 365, 7 / 365, 0.25, 1.0, 5.0]
VOLS = [0.01, 0.1, 0.6, 1.5, 5.0]


def base(rng, model, near=None):
    """Some market; `near`: a deviation that some strikes stay within reach of."""
    spot = rng.choice([100.0, 1.0, 95_000.0])
    ratio = rng.choice(MONEYNESS)
    if near is not None and rng.random() < 0.6:
        ratio = float(mp.exp(near * rng.uniform(-4, 4)))
        ratio = min(max(ratio, 0.1), 10.0)
    return {
        "model": model, "type": rng.choice("CP"), "spot": spot,
        "strike": rounded(spot * ratio),
        "r": rng.choice([0.0, 0.03, -0.01, 0.12]), "q": rng.choice([0.0, 0.02, 0.05]),
    }


def black_scholes_cases(rng):
    for model in ("bs", "black76"):
        for t in TIMES:
            for vol in VOLS:
                for _ in range(3 if model == "bs" else 1):
                    case = base(rng, model, vol * t**0.5)
                    if model == "black76":
                        case["q"] = ""
                    yield {**case, "t": rounded(t), "vol": vol}


def jumps(rng):
    return {"lambda": rng.choice([0.1, 0.5, 2.0, 8.0]),
            "mean_log_jump": rng.choice([-0.4, -0.15, -0.02, 0.1]),
            "log_jump_vol": rng.choice([0.02, 0.1, 0.3])}


def merton_cases(rng):
    for t in TIMES:
        for vol in VOLS:
            for _ in range(2):
                yield {**base(rng, "merton", vol * t**0.5), "t": rounded(t), "vol": vol, **jumps(rng)}


def variance(rng, t, vol):
    sigma = rng.choice([0.1, 0.5, 1.0, 3.0])
    return {"t": rounded(t), "v0": rounded(vol**2), "kappa": rng.choice([0.3, 1.5, 6.0]),
            "theta": rounded((vol * rng.choice([0.7, 1.0, 1.4])) ** 2), "sigma_vv": sigma,
            "rho": rng.choice([-0.999, -0.7, -0.3, 0.0, 0.4, 0.999])}


def heston_cases(rng):
    for t in TIMES:
        for vol in VOLS:
            for _ in range(2):
                yield {**base(rng, "heston", vol * t**0.5), **variance(rng, t, vol)}


def bates_cases(rng):
    for t in TIMES:
        for vol in VOLS:
            yield {**base(rng, "bates", vol * t**0.5), **variance(rng, t, vol), **jumps(rng)}


def two_asset_cases(rng):
    rainbows = ["max_call", "min_put", "min_call", "max_put"]
    for i, t in enumerate(TIMES):
        for j, vol in enumerate(VOLS):
            # A rainbow takes ten seconds, so only every fourth market has one.
            models = ["margrabe"]
            if (2 * i + j) % 4 == 0:
                models.append(rainbows[(i + j) % 4])
            for model in models:
                s1 = rng.choice([100.0, 1.0, 95_000.0])
                reach = min(vol * t**0.5, 1.0)
                near = lambda: rounded(s1 * float(mp.exp(reach * rng.uniform(-3, 3))))
                case = {"model": model, "s1": s1, "s2": near(),
                        "strike": "" if model == "margrabe" else near(),
                        "r": rng.choice([0.0, 0.03, 0.12]), "t": rounded(t), "vol1": vol,
                        "vol2": rng.choice([0.7, 1.0, 1.6]) * vol if vol < 5 else 3.0,
                        "q1": rng.choice([0.0, 0.04]), "q2": rng.choice([0.0, 0.03]),
                        "rho": rng.choice([-0.999, -0.9, -0.3, 0.0, 0.5, 0.95, 0.999])}
                case["vol2"] = rounded(case["vol2"])
                yield case


def rainbow_cases(rng):
    """Every tenor with every volatility, models and correlations in turn."""
    models = ["max_call", "min_put", "min_call", "max_put"]
    correlations = [-0.999, -0.9, -0.3, 0.0, 0.5, 0.95, 0.999]
    for i, t in enumerate(TIMES):
        for j, vol in enumerate(VOLS):
            s1 = rng.choice([100.0, 1.0, 95_000.0])
            reach = min(vol * t**0.5, 1.0)
            near = lambda: rounded(s1 * float(mp.exp(reach * rng.uniform(-3, 3))))
            vol2 = rng.choice([0.7, 1.0, 1.6]) * vol if vol < 5 else 3.0
            yield {"model": models[(5 * i + j) % 4], "s1": s1, "s2": near(), "strike": near(),
                   "r": rng.choice([0.0, 0.03, 0.12]), "t": rounded(t), "vol1": vol,
                   "vol2": rounded(vol2), "q1": rng.choice([0.0, 0.04]),
                   "q2": rng.choice([0.0, 0.03]), "rho": correlations[(5 * i + j) % 7]}


def two_asset_greeks(case):
    if case["model"] != "margrabe":
        return rainbow_greeks(case)
    scale = case["vol1"] * case["t"] ** 0.5
    return greeks(margrabe, case, scale, vega="vol1", spot="s1")


def closed(price):
    def make(case):
        return greeks(price, case, case["vol"] * case["t"] ** 0.5)
    return make


SETS = {
    "black_scholes": (black_scholes_cases, lambda c: closed(bs if c["model"] == "bs" else black76)(c)),
    "merton": (merton_cases, closed(merton)),
    "two_assets": (two_asset_cases, two_asset_greeks),
    "rainbow": (rainbow_cases, rainbow_greeks),
    "heston": (heston_cases, fourier_greeks),
    "bates": (bates_cases, fourier_greeks),
}


# ---------------------------------------------------------------- QuantLib

def quantlib_price(case):
    """QuantLib's price, or None where it has no engine for the case."""
    import QuantLib as ql
    if case["model"] not in ("bs", "heston", "bates"):
        return None
    today = ql.Date(1, 1, 2026)
    ql.Settings.instance().evaluationDate = today
    days = ql.Actual365Fixed()
    # Whole days only, so an expiry of t years is one of a year and rates t times.
    t, c = case["t"], case
    flat = lambda rate: ql.YieldTermStructureHandle(ql.FlatForward(today, rate * t, days))
    spot = ql.QuoteHandle(ql.SimpleQuote(c["spot"]))
    kind = ql.Option.Call if c["type"] == "C" else ql.Option.Put
    option = ql.VanillaOption(ql.PlainVanillaPayoff(kind, c["strike"]),
                              ql.EuropeanExercise(today + 365))
    if c["model"] == "bs":
        vol = ql.BlackVolTermStructureHandle(
            ql.BlackConstantVol(today, ql.NullCalendar(), c["vol"] * t**0.5, days))
        engine = ql.AnalyticEuropeanEngine(
            ql.BlackScholesMertonProcess(spot, flat(c["q"]), flat(c["r"]), vol))
    else:
        # Time runs t times as fast: speeds and variances scale with it.
        args = (flat(c["r"]), flat(c["q"]), spot, c["v0"] * t, c["kappa"] * t,
                c["theta"] * t, c["sigma_vv"] * t, c["rho"])
        if c["model"] == "heston":
            engine = ql.AnalyticHestonEngine(ql.HestonModel(ql.HestonProcess(*args)), 1e-12, 100_000)
        else:
            process = ql.BatesProcess(*args, c["lambda"] * t, c["mean_log_jump"], c["log_jump_vol"])
            engine = ql.BatesEngine(ql.BatesModel(process), 1e-12, 100_000)
    option.setPricingEngine(engine)
    try:
        return option.NPV()
    except RuntimeError as error:
        print("  QuantLib gives up:", str(error)[:90])
        return None


def main(wanted):
    for name, (cases, make) in SETS.items():
        if wanted and name not in wanted:
            continue
        rows, worst = [], (0.0, None)
        for case in cases(random.Random(f"plimsoll {name}")):
            found = make(case)
            rows.append({**case, **{f"true_{k}": mp.nstr(v, 20, min_fixed=0, max_fixed=0)
                                    for k, v in found.items()}})
            theirs = quantlib_price(case)
            if theirs is not None:
                off = abs(theirs - float(found["price"])) / case["spot"]
                worst = max(worst, (off, str(case)), key=lambda w: w[0])
                if off > 1e-8:
                    print(f"  QuantLib is off by {off:.1e} of spot: {case}")
        columns = list(dict.fromkeys(k for row in rows for k in row))
        with open(HERE / f"{name}.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        print(f"{name}: {len(rows)} cases; QuantLib's largest difference {worst[0]:.1e} of spot",
              flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
