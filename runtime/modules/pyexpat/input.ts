/**
 * pyexpat.input - the bytes of a document as text, piece by piece.
 *
 * Mirrors  what expat does with encodings; others than its own are Node's
 * Differs  encodings that Node does not know are unknown
 */
import { concatBytes } from "../io/decoding.js";

const OWN: Readonly<Record<string, string>> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "utf-16": "utf-16le",
  "iso-8859-1": "latin1",
  "us-ascii": "latin1",
  ascii: "latin1",
  latin1: "latin1",
};

export class Input {
  private waiting: Uint8Array = new Uint8Array(0);
  private decoder: InstanceType<typeof TextDecoder> | "latin1" | undefined;
  private carriage = false;
  /** the name of an encoding that is unknown */
  unknown = "";
  /** what came before bytes that are no text */
  valid = "";

  constructor(private readonly given: string | null) {}

  /** Text of more bytes, with `\n` for the ends of lines; null: the encoding is unknown, undefined: the bytes are no text in it. */
  take(bytes: Uint8Array, final: boolean): string | null | undefined {
    let all = bytes;
    if (this.decoder === undefined) {
      all = concatBytes([this.waiting, bytes]);
      if (!final && !canTell(all)) {
        this.waiting = all.slice();
        return "";
      }
      const decoder = this.choose(all);
      if (decoder === null) return null;
      this.decoder = decoder;
    }
    try {
      return this.ends(this.decoder === "latin1" ? Buffer.from(all).toString("latin1") : this.decoder.decode(all, { stream: !final }), final);
    } catch {
      // bytes that are no text in this encoding
      const shown = this.decoder === "latin1" ? "" : new TextDecoder(this.decoder.encoding).decode(all);
      this.valid = this.ends(shown.slice(0, shown.indexOf("\ufffd")), false);
      return undefined;
    }
  }

  /** The same for text that is text already. */
  ends(text: string, final: boolean): string {
    let all = this.carriage ? `\r${text}` : text;
    this.carriage = !final && all.endsWith("\r");
    if (this.carriage) all = all.slice(0, -1);
    return all.includes("\r") ? all.replace(/\r\n?/g, "\n") : all;
  }

  private choose(bytes: Uint8Array): InstanceType<typeof TextDecoder> | "latin1" | null {
    let name = this.given?.toLowerCase() ?? null;
    if (name === null) {
      if (bytes[0] === 0xff && bytes[1] === 0xfe) name = "utf-16le";
      else if (bytes[0] === 0xfe && bytes[1] === 0xff) name = "utf-16be";
      else if (bytes[0] === 0x3c && bytes[1] === 0) name = "utf-16le";
      else if (bytes[0] === 0 && bytes[1] === 0x3c) name = "utf-16be";
      else
        name =
          /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']/.exec(Buffer.from(bytes.subarray(0, 300)).toString("latin1"))?.[1]?.toLowerCase() ??
          "utf-8";
    }
    this.unknown = name;
    name = OWN[name] ?? name;
    if (name === "latin1") return "latin1";
    try {
      return new TextDecoder(name, { fatal: true });
    } catch {
      return null; // no encoding of that name
    }
  }
}

/** Whether there is enough of a document to tell its encoding. */
function canTell(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const head = Buffer.from(bytes.subarray(0, 5)).toString("latin1");
  return !"<?xml".startsWith(head) || bytes.includes(0x3e) || bytes.length > 300;
}
