/**
 * special - erf and erfc as GNU libc has them, gamma and lgamma as CPython has them.
 *
 * Mirrors  fdlibm s_erf; Modules/mathmodule.c: lanczos_sum, m_tgamma, m_lgamma
 */
import { exp } from "./exp.js";
import { log } from "./log.js";
import { pow } from "./pow.js";
import { cos, sin } from "./trigonometry.js";

const ERX = 8.45062911510467529297e-1;
const EFX = 1.28379167095512586316e-1;

function nearOne(s: number): number {
  const s2 = s * s;
  const s4 = s2 * s2;
  const s6 = s4 * s2;
  const p =
    -2.36211856075265944077e-3 +
    s * 4.14856118683748331666e-1 +
    s2 * (-3.72207876035701323847e-1 + s * 3.18346619901161753674e-1) +
    s4 * (-1.10894694282396677476e-1 + s * 3.54783043256182359371e-2) +
    s6 * -2.166375594868790843e-3;
  const q =
    1 +
    s * 1.06420880400844228286e-1 +
    s2 * (5.40397917702171048937e-1 + s * 7.18286544141962662868e-2) +
    s4 * (1.26171219808761642112e-1 + s * 1.36370839120290507362e-2) +
    s6 * 1.1984499846799107417e-2;
  return p / q;
}

/** erfc(x) for x = |x| >= 1.25 */
function tail(x: number): number {
  const s = 1 / (x * x);
  const s2 = s * s;
  const s4 = s2 * s2;
  const s6 = s4 * s2;
  let r: number, q: number;
  if (x < 1 / 0.35) {
    const s8 = s4 * s4;
    r =
      -9.86494403484714822705e-3 +
      s * -6.93858572707181764372e-1 +
      s2 * (-1.05586262253232909814e1 + s * -6.23753324503260060396e1) +
      s4 * (-1.62396669462573470355e2 + s * -1.84605092906711035994e2) +
      s6 * (-8.12874355063065934246e1 + s * -9.81432934416914548592);
    q =
      1 +
      s * 1.96512716674392571292e1 +
      s2 * (1.376577541435190426e2 + s * 4.34565877475229228821e2) +
      s4 * (6.45387271733267880336e2 + s * 4.29008140027567833386e2) +
      s6 * (1.08635005541779435134e2 + s * 6.57024977031928170135) +
      s8 * -6.04244152148580987438e-2;
  } else {
    r =
      -9.86494292470009928597e-3 +
      s * -7.99283237680523006574e-1 +
      s2 * (-1.77579549177547519889e1 + s * -1.60636384855821916062e2) +
      s4 * (-6.37566443368389627722e2 + s * -1.02509513161107724954e3) +
      s6 * -4.83519191608651397019e2;
    q =
      1 +
      s * 3.03380607434824582924e1 +
      s2 * (3.25792512996573918826e2 + s * 1.53672958608443695994e3) +
      s4 * (3.19985821950859553908e3 + s * 2.55305040643316442583e3) +
      s6 * (4.74528541206955367215e2 + s * -2.24409524465858183362e1);
  }
  words[1] = 0;
  bits[0] = x;
  words[0] = 0;
  const z = bits[0] as number;
  return (exp(-z * z - 0.5625) * exp((z - x) * (z + x) + r / q)) / x;
}
const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

function small(x: number): number {
  const z = x * x;
  const z2 = z * z;
  const z4 = z2 * z2;
  const r =
    1.28379167095512558561e-1 +
    z * -3.2504210724700149937e-1 +
    z2 * (-2.84817495755985104766e-2 + z * -5.77027029648944159157e-3) +
    z4 * -2.37630166566501626084e-5;
  const s =
    1 +
    z * 3.97917223959155352819e-1 +
    z2 * (6.50222499887672944485e-2 + z * 5.08130628187576562776e-3) +
    z4 * (1.32494738004321644526e-4 + z * -3.9602282787753681232e-6);
  return r / s;
}

export function erf(x: number): number {
  if (x !== x) return x;
  const size = Math.abs(x);
  if (size < 0.84375) {
    if (size < 2 ** -28) return size < 2 ** -1000 ? 0.0625 * (16 * x + 16 * EFX * x) : x + EFX * x;
    return x + x * small(x);
  }
  let value: number;
  if (size < 1.25) value = ERX + nearOne(size - 1);
  else if (size >= 6) value = 1;
  else value = 1 - tail(size);
  return x < 0 ? -value : value;
}

export function erfc(x: number): number {
  if (x !== x) return x;
  const size = Math.abs(x);
  if (size < 0.84375) {
    if (size < 2 ** -56) return 1 - x;
    const y = small(x);
    if (x < 0.25) return 1 - (x + x * y);
    return 0.5 - (x - 0.5 + x * y);
  }
  if (size < 1.25) return x >= 0 ? 1 - ERX - nearOne(size - 1) : 1 + (ERX + nearOne(size - 1));
  if (size < 28) {
    if (x > 0) return tail(size);
    return x <= -6 ? 2 : 2 - tail(size);
  }
  return x > 0 ? 0 : 2;
}

const LANCZOS_G = 6.024680040776729583740234375;
const LANCZOS_G_HALF = 5.524680040776729583740234375;
const NUMERATOR = [
  23531376880.41075968857200767445163675473484680494, 42919803642.649098768957899047001988850926355848959, 35711959237.355668049440185451547166705960488635843,
  17921034426.03720969991975575445893111267140326539, 6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372,
  248874557.86205415651146038641322942321632125127801, 31426415.58540019438061423162831820536287468498764, 2876370.6289353724412254090516208496135991145378768,
  186056.26539522349504029498971604569928220784236328, 8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291,
  2.5066282746310002701649081771338373386264310793408,
];
const DENOMINATOR = [0, 39916800, 120543840, 150917976, 105258076, 45995730, 13339535, 2637558, 357423, 32670, 1925, 66, 1];

function lanczos(x: number): number {
  let n = 0;
  let d = 0;
  if (x < 5) {
    for (let i = 12; i >= 0; i--) {
      n = n * x + (NUMERATOR[i] as number);
      d = d * x + (DENOMINATOR[i] as number);
    }
  } else {
    for (let i = 0; i < 13; i++) {
      n = n / x + (NUMERATOR[i] as number);
      d = d / x + (DENOMINATOR[i] as number);
    }
  }
  return n / d;
}

/** sin(pi * x) without loss for large x. */
function sinPi(x: number): number {
  const y = Math.abs(x) % 2;
  const n = Math.round(2 * y);
  let r: number;
  switch (n) {
    case 0:
      r = sin(Math.PI * y);
      break;
    case 1:
      r = cos(Math.PI * (y - 0.5));
      break;
    case 2:
      r = sin(Math.PI * (1 - y));
      break;
    case 3:
      r = -cos(Math.PI * (y - 1.5));
      break;
    default:
      r = sin(Math.PI * (y - 2));
  }
  return x < 0 ? -r : r;
}

/** gamma(1) ... gamma(23) */
const FACTORIALS = [
  1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 39916800, 479001600, 6227020800, 87178291200, 1307674368000, 20922789888000, 355687428096000,
  6402373705728000, 121645100408832000, 2432902008176640000, 51090942171709440000, 1124000727777607680000,
];

/** NaN where C sets EDOM, Infinity where it sets ERANGE (x = 0: ±Infinity, EDOM too). */
export function gamma(x: number): number {
  if (!Number.isFinite(x)) return x === -Infinity ? NaN : x;
  if (x === 0) return 1 / x;
  if (x === Math.floor(x)) {
    if (x < 0) return NaN;
    if (x <= FACTORIALS.length) return FACTORIALS[x - 1] as number;
  }
  const size = Math.abs(x);
  if (size < 1e-20) return 1 / x;
  if (size > 200) return x < 0 ? 0 / sinPi(x) : Infinity;
  const y = size + LANCZOS_G_HALF;
  // the rounding error of y
  let z: number;
  if (size > LANCZOS_G_HALF) {
    const q = y - size;
    z = q - LANCZOS_G_HALF;
  } else {
    const q = y - LANCZOS_G_HALF;
    z = q - size;
  }
  z = (z * LANCZOS_G) / y;
  let r: number;
  if (x < 0) {
    r = ((-Math.PI / sinPi(size) / size) * exp(y)) / lanczos(size);
    r -= z * r;
    if (size < 140) r /= pow(y, size - 0.5);
    else {
      const root = pow(y, size / 2 - 0.25);
      r /= root;
      r /= root;
    }
  } else {
    r = lanczos(size) / exp(y);
    r += z * r;
    if (size < 140) r *= pow(y, size - 0.5);
    else {
      const root = pow(y, size / 2 - 0.25);
      r *= root;
      r *= root;
    }
  }
  return r;
}

const LOG_PI = 1.144729885849400174143427351353058711647;

/** Infinity at the poles (EDOM). */
export function lgamma(x: number): number {
  if (!Number.isFinite(x)) return x !== x ? x : Infinity;
  if (x === Math.floor(x) && x <= 2) return x <= 0 ? Infinity : 0;
  const size = Math.abs(x);
  if (size < 1e-20) return -log(size);
  let r = log(lanczos(size)) - LANCZOS_G;
  r += (size - 0.5) * (log(size + LANCZOS_G - 0.5) - 1);
  if (x < 0) r = LOG_PI - log(Math.abs(sinPi(size))) - log(size) - r;
  return r;
}
