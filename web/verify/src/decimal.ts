// Exact decimals, as venues write lot sizes and quantities.

/** `mantissa · 10^exponent`, without a trailing zero in the mantissa. */
export interface Decimal {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const MOST_DIGITS = 10n ** 36n;
const MOST_EXPONENT = 40;

/** A decimal in lowest terms; null beyond the bounds. */
function decimal(mantissa: bigint, exponent: number): Decimal | null {
  if (mantissa === 0n) return { mantissa, exponent: 0 };
  while (mantissa % 10n === 0n) {
    mantissa /= 10n;
    exponent++;
  }
  const held = mantissa < MOST_DIGITS && -mantissa < MOST_DIGITS;
  return held && Math.abs(exponent) <= MOST_EXPONENT ? { mantissa, exponent } : null;
}

/** Reads a decimal; null if the text is none, or minus zero, or too long. */
export function readDecimal(text: string): Decimal | null {
  const found = /^([-+]?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([-+]?)0*([0-9]+))?$/.exec(text);
  if (found === null) return null;
  const [, sign, whole, fraction = "", powerSign, power = "0"] = found as unknown as [string, string, string, string?, string?, string?];
  if (power.length > 4 || Number(power) > 1000) return null;
  const kept = fraction.replace(/0+$/, "");
  const zeros = kept === "" ? whole.length - whole.replace(/0+$/, "").length : 0;
  const digits = (whole.slice(0, whole.length - zeros) + kept).replace(/^0+/, "");
  if (digits.length > 36) return null;
  const mantissa = BigInt(digits || "0");
  if (sign === "-" && mantissa === 0n) return null;
  const shift = (powerSign === "-" ? -1 : 1) * Number(power);
  return decimal(sign === "-" ? -mantissa : mantissa, shift + zeros - kept.length);
}

/** A decimal so many times; null if that has too many digits. */
export function times(size: Decimal, count: bigint): Decimal | null {
  const mantissa = size.mantissa * count;
  const wide = mantissa >= 1n << 127n || mantissa < -(1n << 127n);
  return wide ? null : decimal(mantissa, size.exponent);
}

/** Plain notation, without an exponent. */
export function showDecimal({ mantissa, exponent }: Decimal): string {
  const sign = mantissa < 0n ? "-" : "";
  const digits = String(mantissa < 0n ? -mantissa : mantissa);
  if (exponent >= 0) return sign + digits + "0".repeat(exponent);
  const padded = digits.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

/** Units of 1e-8 USD in dollars, with as many decimals as there are. */
export function showMoney(units: bigint): string {
  const size = units < 0n ? -units : units;
  const fraction = String(size % 100_000_000n).padStart(8, "0").replace(/0+$/, "");
  return `${units < 0n ? "-" : ""}${size / 100_000_000n}${fraction === "" ? "" : "."}${fraction}`;
}
