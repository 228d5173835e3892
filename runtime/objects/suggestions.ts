/**
 * suggestions - the nearest of some names, for "Did you mean".
 *
 * Mirrors     Python/suggestions.c
 */
const MOVE = 2;
const CASE = 1;
const MAX_CANDIDATES = 750;
const MAX_STRING = 40;

/** The name most like `wrong`; null if none is near enough. */
export function suggest(wrong: string, names: readonly string[]): string | null {
  if (names.length >= MAX_CANDIDATES) return null;
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const name of names) {
    if (name === wrong) continue;
    // at most a third of the characters may change
    let limit = Math.floor(((name.length + wrong.length + 3) * MOVE) / 6);
    limit = Math.min(limit, bestDistance - 1);
    const distance = distanceOf(wrong, name, limit);
    if (distance > limit) continue;
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

function substitution(a: string, b: string): number {
  if (a === b) return 0;
  return a.toLowerCase() === b.toLowerCase() ? CASE : MOVE;
}

/** Levenshtein distance with half-price case changes; more than `limit` means only "too far". */
function distanceOf(a: string, b: string, limit: number): number {
  if (a === b) return 0;
  while (a.length > 0 && b.length > 0 && a[0] === b[0]) {
    a = a.slice(1);
    b = b.slice(1);
  }
  while (a.length > 0 && b.length > 0 && a.at(-1) === b.at(-1)) {
    a = a.slice(0, -1);
    b = b.slice(0, -1);
  }
  if (a.length === 0 || b.length === 0) return (a.length + b.length) * MOVE;
  if (a.length > MAX_STRING || b.length > MAX_STRING) return limit + 1;
  if (b.length < a.length) [a, b] = [b, a];
  if ((b.length - a.length) * MOVE > limit) return limit + 1;
  const row: number[] = [];
  for (let i = 0, d = MOVE; i < a.length; i++, d += MOVE) row.push(d);
  let result = 0;
  for (let bi = 0; bi < b.length; bi++) {
    let diagonal = bi * MOVE;
    result = diagonal;
    let minimum = Infinity;
    for (let ai = 0; ai < a.length; ai++) {
      const substitute = diagonal + substitution(b[bi]!, a[ai]!);
      diagonal = row[ai]!;
      const insertDelete = Math.min(result, diagonal) + MOVE;
      result = Math.min(insertDelete, substitute);
      row[ai] = result;
      if (result < minimum) minimum = result;
    }
    if (minimum > limit) return limit + 1;
  }
  return result;
}
