/**
 * sourcebytes - how the bytes of a Python source are to be read.
 *
 * Mirrors  check_coding_spec in Parser/tokenizer of CPython 3.13
 */
const DECLARATION = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const NO_CODE = /^[ \t\f]*(?:#.*)?$/;
const LATIN = /^(?:latin[-_]?1|iso[-_]?8859[-_]1|iso[-_]latin[-_]1)(?:[-_]|$)/i;

/** 0x80 to 0x9f of cp1252, which Node's TextDecoder takes for Latin-1. */
const CP1252 = "€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ";

/** The encoding that a comment in the first two lines names. */
export function encodingOf(body: Uint8Array): string | null {
  for (const line of latin(body.subarray(0, 1024)).split(/\r\n?|\n/, 2)) {
    const found = DECLARATION.exec(line);
    if (found !== null) return found[1]!;
    if (!NO_CODE.test(line)) return null;
  }
  return null;
}

export function isUtf8(name: string): boolean {
  const small = name.slice(0, 12).toLowerCase().replaceAll("_", "-");
  return small === "utf-8" || small === "utf8" || small.startsWith("utf-8-");
}

/** Each byte as the character of that number. */
export function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/** The text of a source to be shown: bytes that do not fit are replaced, an encoding that only Python's codecs know is taken for UTF-8. */
export function shownText(bytes: Uint8Array): string {
  const declared = encodingOf(bytes);
  if (declared !== null && !isUtf8(declared)) {
    if (LATIN.test(declared)) return latin(bytes);
    if (/^(?:cp|windows[-_])?1252$/i.test(declared)) return latin(bytes).replace(/[\x80-\x9f]/g, (c) => CP1252[c.charCodeAt(0) - 0x80]!);
    try {
      return new TextDecoder(declared.replace(/^cp(125\d)$/i, "windows-$1").replaceAll("_", "-")).decode(bytes);
    } catch {
      // one of Python's own
    }
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}
