/**
 * text - floats as decimal text and back, rounded as C does it: exactly, ties to even.
 *
 * Mirrors  Python/dtoa.c and PyOS_double_to_string
 * Mind     JavaScript's toFixed, toExponential and toPrecision are exact but round ties up
 */

/** repr() of a float. */
export function floatRepr(x: number): string {
  if (x === Math.floor(x)) {
    if (x < 1e16 && x > -1e16) return x === 0 && 1 / x < 0 ? "-0.0" : x + ".0";
    if (x === Infinity) return "inf";
    if (x === -Infinity) return "-inf";
  } else if (x !== x) return "nan";
  const text = String(x);
  const size = Math.abs(x);
  if (size >= 1e-4 && size < 1e16) return text;
  const at = text.indexOf("e");
  if (at < 0) return plainToExponent(text);
  // JavaScript writes 1e-7 and 1e+21
  const exponent = text.slice(at + 2);
  return text.slice(0, at + 2) + (exponent.length < 2 ? "0" + exponent : exponent);
}

/** JavaScript keeps 1e-5, 1e-6 and 1e16..1e20 plain, where Python has an exponent. */
function plainToExponent(text: string): string {
  const sign = text[0] === "-" ? "-" : "";
  const [whole, fraction = ""] = (sign ? text.slice(1) : text).split(".") as [string, string?];
  const all = whole + fraction;
  const first = all.search(/[1-9]/);
  const exponent = whole.length - 1 - first;
  const digits = all.slice(first).replace(/0+$/, "");
  return sign + mantissa(digits, false) + exponentText(exponent);
}

function mantissa(digits: string, alternate: boolean): string {
  return digits.length > 1 ? digits[0] + "." + digits.slice(1) : alternate ? digits + "." : digits;
}

function exponentText(exponent: number): string {
  const size = Math.abs(exponent);
  return (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" + size : size);
}

/** Is x exactly halfway between two neighbours with `places` decimals? `places` may be negative. */
function isTie(x: number, places: number): boolean {
  if (places >= 0) {
    if (places > 1074) return false;
    const scaled = places < 1000 ? x * 2 ** (places + 1) : x * 2 ** 1000 * 2 ** (places - 999);
    return Number.isFinite(scaled) && Math.abs(scaled % 2) === 1;
  }
  if (x !== Math.floor(x)) return false;
  const unit = 10n ** BigInt(-places);
  const rest = BigInt(Math.abs(x)) % unit;
  return rest * 2n === unit;
}

/** `%.{places}f` of a finite x >= 0. */
export function fixedText(x: number, places: number): string {
  if (x < 1e6 && places < SCALES.length) {
    const text = fixedShort(x, places);
    if (text !== undefined) return text;
  }
  if (x >= 1e21 || places > 99) return fixedExact(x, places);
  const text = x.toFixed(places);
  if ((x * 2 ** (places + 1)) % 2 !== 1) return text;
  const longer = x.toFixed(places + 1);
  // a tie: the digit before the last 5 decides
  const kept = longer.slice(0, places === 0 ? -2 : -1);
  return (kept.charCodeAt(kept.length - 1) & 1) === 0 ? kept : text;
}

const SCALES: readonly number[] = [1, 10, 100, 1000, 10_000];

/** The same from two ints, where the product is so far from a tie that its error, below 2**-19, does not matter; undefined elsewhere. */
function fixedShort(x: number, places: number): string | undefined {
  const scale = SCALES[places] as number;
  const scaled = x * scale;
  let whole = Math.floor(scaled);
  const rest = scaled - whole;
  if (rest > 0.5) whole++;
  if (Math.abs(rest - 0.5) < 0.0001) return undefined;
  if (places === 0) return `${whole}`;
  const units = Math.floor(whole / scale);
  return `${units}.${`${whole - units * scale + scale}`.slice(1)}`;
}

function fixedExact(x: number, places: number): string {
  const [m, e] = parts(x);
  const scaled = m * 10n ** BigInt(places);
  const rounded = e >= 0 ? scaled << BigInt(e) : halfEven(scaled, BigInt(-e));
  const digits = rounded.toString().padStart(places + 1, "0");
  return places === 0 ? digits : digits.slice(0, -places) + "." + digits.slice(-places);
}

/** x as m * 2**e with an integral m. */
export function parts(x: number): [bigint, number] {
  if (x === 0) return [0n, 0];
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0] as bigint;
  const field = Number((bits >> 52n) & 0x7ffn);
  const low = bits & 0xfffffffffffffn;
  return field === 0 ? [low, -1074] : [low | 0x10000000000000n, field - 1075];
}

function halfEven(n: bigint, shift: bigint): bigint {
  const q = n >> shift;
  const rest = n - (q << shift);
  const half = 1n << (shift - 1n);
  return rest > half || (rest === half && (q & 1n) === 1n) ? q + 1n : q;
}

/** `count` significant digits of a finite x >= 0, correctly rounded, and the decimal exponent of the first. */
export function significant(x: number, count: number): [digits: string, exponent: number] {
  if (x === 0) return ["0".repeat(count), 0];
  if (count > 100) {
    const [digits, exponent] = significant(x, 100);
    // 767 significant digits hold any double, so what comes beyond position 1100 is zeros
    const places = Math.min(count - 1 - exponent, 1100);
    const all = fixedExact(x, Math.max(places, 0)).replace(".", "").replace(/^0+/, "");
    if (places < 0) return [digits.padEnd(count, "0"), exponent];
    return all.length > count ? [all.slice(0, count), exponent + 1] : [all.padEnd(count, "0"), exponent];
  }
  let text = x.toExponential(count - 1);
  let at = text.indexOf("e");
  const places = count - 1 - Number(text.slice(at + 1));
  // a carry may have moved the exponent, so both neighbours are looked at
  if (isTie(x, places) || isTie(x, places + 1)) {
    const longer = x.toExponential(Math.min(count, 100));
    const end = longer.indexOf("e");
    if (longer[end - 1] === "5" && isTie(x, count - 1 - Number(longer.slice(end + 1)))) {
      const before = longer.charCodeAt(count === 1 ? 0 : end - 2);
      if ((before & 1) === 0) {
        text = (count === 1 ? longer[0] : longer.slice(0, end - 1)) + longer.slice(end);
        at = text.indexOf("e");
      }
    }
  }
  return [count === 1 ? text.slice(0, at) : text[0] + text.slice(2, at), Number(text.slice(at + 1))];
}

/** The shortest digits that read back as x, and the exponent of the first. */
export function shortest(x: number): [digits: string, exponent: number] {
  const text = x.toExponential();
  const at = text.indexOf("e");
  return [at === 1 ? (text[0] as string) : text[0] + text.slice(2, at), Number(text.slice(at + 1))];
}

/**
 * A finite x >= 0 in one of C's forms.
 *
 * @param code      e, f, g, or r for the shortest text that reads back
 * @param alternate the `#` flag: always a point, and no zeros removed under g
 * @param dotZero   at least one digit after the point, unless there is an exponent
 */
export function floatText(x: number, code: "e" | "f" | "g" | "r", precision: number, alternate = false, dotZero = false): string {
  if (code === "f") {
    const text = fixedText(x, precision);
    return precision === 0 && alternate ? text + "." : text;
  }
  if (code === "e") {
    const [digits, exponent] = significant(x, precision + 1);
    return mantissa(digits, alternate) + exponentText(exponent);
  }
  let digits: string, exponent: number, limit: number;
  if (code === "r") {
    [digits, exponent] = shortest(x);
    limit = 16;
  } else {
    const count = precision === 0 ? 1 : precision;
    [digits, exponent] = significant(x, count);
    if (!alternate) digits = digits.replace(/0+$/, "") || "0";
    limit = count - (dotZero ? 1 : 0);
  }
  if (exponent < -4 || exponent >= limit) return mantissa(digits, alternate) + exponentText(exponent);
  if (exponent < 0) return "0." + "0".repeat(-exponent - 1) + digits;
  if (digits.length > exponent + 1) return digits.slice(0, exponent + 1) + "." + digits.slice(exponent + 1);
  return digits.padEnd(exponent + 1, "0") + (dotZero ? ".0" : alternate ? "." : "");
}

/** round(x, places) for a finite x. */
export function roundTo(x: number, places: number): number {
  if (places > 323 || x === 0) return x;
  if (places < -308) return x * 0;
  if (places >= 0) return places > 22 && Math.abs(x) >= 1 ? x : Math.sign(x) * Number(fixedText(Math.abs(x), places));
  const size = Math.abs(x);
  if (size < 1e21 && size === Math.floor(size)) {
    const unit = 10n ** BigInt(-places);
    const n = BigInt(size);
    let q = n / unit;
    const twice = (n - q * unit) * 2n;
    if (twice > unit || (twice === unit && (q & 1n) === 1n)) q++;
    return (x < 0 ? -1 : 1) * Number(q * unit);
  }
  const unit = 10n ** BigInt(-places);
  const [m, e] = parts(size);
  const scaled = e >= 0 ? m << BigInt(e) : m;
  const denominator = e >= 0 ? unit : unit << BigInt(-e);
  let q = scaled / denominator;
  const twice = (scaled - q * denominator) * 2n;
  if (twice > denominator || (twice === denominator && (q & 1n) === 1n)) q++;
  return (x < 0 ? -1 : 1) * Number(q * unit);
}

const NUMBER = /^[+-]?(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;
const SPECIAL = /^([+-]?)(?:(inf|infinity)|nan)$/i;

/** The float that stripped ASCII text denotes; undefined if none. */
export function parseFloatText(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text.indexOf("_") < 0 ? text : text.replaceAll("_", ""));
  const special = SPECIAL.exec(text);
  if (!special) return undefined;
  return special[2] === undefined ? NaN : special[1] === "-" ? -Infinity : Infinity;
}

/** float.hex() */
export function floatHex(x: number): string {
  if (x !== x) return "nan";
  if (!Number.isFinite(x)) return x < 0 ? "-inf" : "inf";
  const sign = x < 0 || Object.is(x, -0) ? "-" : "";
  const [m, e] = parts(Math.abs(x));
  if (m === 0n) return sign + "0x0.0p+0";
  const normal = m >= 1n << 52n;
  const exponent = e + 52;
  return `${sign}0x${normal ? 1 : 0}.${(m & 0xfffffffffffffn).toString(16).padStart(13, "0")}p${exponent < 0 ? "" : "+"}${exponent}`;
}

const HEX = /^([+-]?)(?:0x)?([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([+-]?\d+))?$/i;

/** float.fromhex(): the value, undefined for malformed text, null for one too large. */
export function parseHexFloat(text: string): number | undefined | null {
  const special = SPECIAL.exec(text);
  if (special) return special[2] === undefined ? NaN : special[1] === "-" ? -Infinity : Infinity;
  const found = HEX.exec(text);
  if (!found) return undefined;
  const whole = found[2] ?? "";
  const fraction = found[3] ?? "";
  if (whole + fraction === "") return undefined;
  const negative = found[1] === "-";
  const m = BigInt("0x" + whole + fraction);
  if (m === 0n) return negative ? -0 : 0;
  const exponent = BigInt(found[4] ?? "0") - 4n * BigInt(fraction.length);
  const size = scale(m, exponent);
  return size === Infinity ? null : negative ? -size : size;
}

/** m * 2**exponent, m > 0, rounded once, ties to even; Infinity beyond the range. */
export function scale(m: bigint, exponent: bigint): number {
  const length = BigInt(bitLengthOf(m));
  const top = length + exponent;
  if (top > 1024n) return Infinity;
  if (top < -1075n) return 0;
  const lowest = top - 53n > -1074n ? top - 53n : -1074n;
  const drop = lowest - exponent;
  const kept = drop > 0n ? halfEven(m, drop) : m;
  const e = Number(drop > 0n ? lowest : exponent);
  // kept has at most 53 bits (54 after a carry, then even), so both steps are exact
  const half = Math.trunc(e / 2);
  return Number(kept) * 2 ** half * 2 ** (e - half);
}

/** Bits of n > 0. */
export function bitLengthOf(n: bigint): number {
  const text = n.toString(16);
  return text.length * 4 - (Math.clz32(parseInt(text[0] as string, 16)) - 28);
}

/** float.as_integer_ratio() of a finite x. */
export function integerRatio(x: number): [bigint, bigint] {
  let [m, e] = parts(Math.abs(x));
  if (m === 0n) return [0n, 1n];
  while (e < 0 && (m & 1n) === 0n) {
    m >>= 1n;
    e++;
  }
  if (x < 0) m = -m;
  return e >= 0 ? [m << BigInt(e), 1n] : [m, 1n << BigInt(-e)];
}
