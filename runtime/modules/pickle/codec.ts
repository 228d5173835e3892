/** codec - `_codecs.encode`, by which protocols before 3 carry bytes. */
import { codecs } from "../_codecs/index.js";

export const codecEncode = codecs.encode;
