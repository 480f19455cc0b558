"""The fractions of engine/src/random/normal.rs: rational functions through the
inverse normal distribution at Chebyshev points. Needs mpmath.

python3 inverse_normal.py"""
import mpmath as mp

mp.mp.dps = 60


def central(s):
    """x/q, where q = chance - 1/2 and s = 0.425^2 - q^2."""
    q = mp.sqrt(mp.mpf("0.180625") - s)
    return mp.sqrt(2) * mp.erfinv(2 * q) / q if q else mp.sqrt(2 * mp.pi)


def tail(t):
    """x with chance exp(-t^2) above it, by Newton's steps on the logarithm."""
    x = mp.mpf(t) * mp.sqrt(2) - 1
    while True:
        above = mp.erfc(x / mp.sqrt(2)) / 2
        step = (mp.log(above) + t * t) * above / mp.npdf(x)
        x += step
        if abs(step) < mp.mpf(10) ** -50:
            return x


def fit(f, low, high, degree):
    points = 2 * degree + 1
    middle, half = (low + high) / 2, (high - low) / 2
    rows, values = mp.matrix(points, points), mp.matrix(points, 1)
    for i in range(points):
        x = middle + half * mp.cos(mp.pi * (2 * i + 1) / (2 * points))
        y = f(x)
        values[i] = y
        for j in range(degree + 1):
            rows[i, j] = x**j
        for j in range(1, degree + 1):
            rows[i, degree + j] = -y * x**j
    solved = mp.lu_solve(rows, values)
    above = list(solved[: degree + 1])
    below = [mp.mpf(1)] + list(solved[degree + 1 :])
    worst = 0
    for i in range(401):
        x = low + (high - low) * i / 400
        found = mp.polyval(above[::-1], x) / mp.polyval(below[::-1], x)
        worst = max(worst, abs(found / f(x) - 1))
    print("relative error", mp.nstr(worst, 3))
    for name, row in (("above", above), ("below", below)):
        print(name, [mp.nstr(x, 17) for x in row])


number = mp.mpf
fit(central, number(0), number("0.180625"), 8)
fit(lambda u: tail(u + number("1.6")), number(0), number("1.6"), 7)
fit(lambda u: tail(u + number("3.2")), number(0), number("2.9"), 6)
