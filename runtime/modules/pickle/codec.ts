/** codec - `_codecs.encode`, by which protocols before 3 carry bytes. */
import { codecs } from "../_codecs.js";

export const codecEncode = codecs.encode;
