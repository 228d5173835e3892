/** iter - iteration, for files outside objects/: `const it = iter(x); for (let v = it.$next(); v !== END; v = it.$next()) ...`. */
export { END, iterate as iter, itemsOf, PyIterator, spread } from "../iterator.js";
