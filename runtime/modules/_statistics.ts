/**
 * _statistics - the inverse of the normal distribution's cumulative function.
 *
 * Mirrors   Modules/_statisticsmodule.c of CPython 3.13: M. J. Wichura, algorithm AS241 (PPND16), Applied Statistics 37, 1988
 */
import type { Suspends } from "../frames/suspend.js";
import { ValueError } from "../objects/exceptions.js";
import { Float, toDouble } from "../objects/float.js";
import { log } from "../objects/libm/log.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { builtin } from "../objects/register.js";

/** Polynomials by falling powers: of the numerator and the denominator. */
type Quotient = readonly [readonly number[], readonly number[]];
/** Around the middle, in 0.180625 - (p - 1/2)**2. */
const CENTRAL: Quotient = [
  [2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4, 1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e+0],
  [5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4, 5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1.0],
];
/** Out to p = exp(-25), in the root of -log(p), less 1.6. */
const NEAR: Quotient = [
  [7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e+0, 3.64784832476320460504e+0, 5.76949722146069140550e+0, 4.63033784615654529590e+0, 1.42343711074968357734e+0],
  [1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e+0, 2.05319162663775882187e+0, 1.0],
];
/** Beyond, less 5. */
const FAR: Quotient = [
  [2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e+0, 5.46378491116411436990e+0, 6.65790464350110377720e+0],
  [2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0],
];

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const c of coefficients) sum = sum * x + c;
  return sum;
}

function inverse(p: number, mu: number, sigma: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return mu + ((horner(CENTRAL[0], r) * q) / horner(CENTRAL[1], r)) * sigma;
  }
  let r = q <= 0 ? p : 1 - p;
  if (!(r > 0)) throw new ValueError("inv_cdf undefined for these parameters");
  r = Math.sqrt(-log(r));
  const [numerator, denominator] = r <= 5 ? NEAR : FAR;
  r -= r <= 5 ? 1.6 : 5;
  const x = horner(numerator, r) / horner(denominator, r);
  return mu + (q < 0 ? -x : x) * sigma;
}

export default pymodule("_statistics", {
  _normal_dist_inv_cdf: builtin(
    "_normal_dist_inv_cdf(p, mu, sigma, /)",
    (p: Value, mu: Value, sigma: Value): Suspends<Value> => {
      const [a, b, c] = [toDouble(p), toDouble(mu), toDouble(sigma)];
      if (a <= 0 || a >= 1) throw new ValueError("inv_cdf undefined for these parameters");
      return new Float(inverse(a, b, c));
    },
    "_statistics",
  ),
});
