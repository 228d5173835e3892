/**
 * pyexpat.input - the bytes of a document as text, piece by piece.
 *
 * Mirrors  what expat does with encodings; of others than its own it is told what each byte is (PyUnknownEncodingHandler of Modules/pyexpat.c)
 */
import { concatBytes } from "../io/decoding.js";

const OWN: Readonly<Record<string, string>> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "utf-16": "utf-16le",
  "iso-8859-1": "latin1",
  "us-ascii": "latin1",
  "utf-16le": "utf-16le",
  "utf-16be": "utf-16be",
};

export class Input {
  private waiting: Uint8Array = new Uint8Array(0);
  private decoder: InstanceType<typeof TextDecoder> | "latin1" | "table" | undefined;
  private carriage = false;
  /** the name of an encoding that is unknown */
  unknown = "";
  /** where the document says it */
  named = 0;
  private table: string | null = null;
  /** what came before bytes that are no text */
  valid = "";

  constructor(private readonly given: string | null) {}

  /** Text of more bytes, with `\n` for the ends of lines; null: the encoding is unknown, undefined: the bytes are no text in it. */
  take(bytes: Uint8Array, final: boolean): string | null | undefined {
    let all = bytes;
    if (this.table !== null && this.decoder === undefined) {
      for (let code = 0; code < 128; code++) if (this.table.charCodeAt(code) !== code) return null;
      this.decoder = "table";
      all = this.waiting;
    }
    if (this.decoder === undefined) {
      all = concatBytes([this.waiting, bytes]);
      if (!final && !canTell(all)) {
        this.waiting = all.slice();
        return "";
      }
      const decoder = this.choose(all);
      if (decoder === null) {
        this.waiting = all.slice();
        return null;
      }
      this.decoder = decoder;
    }
    if (this.decoder === "table") return this.byTable(all, final);
    try {
      return this.ends(this.decoder === "latin1" ? Buffer.from(all).toString("latin1") : this.decoder.decode(all, { stream: !final }), final);
    } catch {
      // bytes that are no text in this encoding
      const shown = this.decoder === "latin1" ? "" : new TextDecoder(this.decoder.encoding).decode(all);
      this.valid = this.ends(shown.slice(0, shown.indexOf("\ufffd")), false);
      return undefined;
    }
  }

  /** Tells what each byte is. */
  use(table: string): void {
    this.table = table;
  }

  private byTable(bytes: Uint8Array, final: boolean): string | undefined {
    let text = "";
    for (const byte of bytes) text += this.table![byte]!;
    const wrong = text.indexOf("\ufffd");
    if (wrong < 0) return this.ends(text, final);
    this.valid = this.ends(text.slice(0, wrong), false);
    return undefined;
  }

  /** The same for text that is text already. */
  ends(text: string, final: boolean): string {
    let all = this.carriage ? `\r${text}` : text;
    this.carriage = !final && all.endsWith("\r");
    if (this.carriage) all = all.slice(0, -1);
    return all.includes("\r") ? all.replace(/\r\n?/g, "\n") : all;
  }

  private choose(bytes: Uint8Array): InstanceType<typeof TextDecoder> | "latin1" | null {
    let name = this.given;
    if (name === null) {
      if (bytes[0] === 0xff && bytes[1] === 0xfe) name = "utf-16le";
      else if (bytes[0] === 0xfe && bytes[1] === 0xff) name = "utf-16be";
      else if (bytes[0] === 0x3c && bytes[1] === 0) name = "utf-16le";
      else if (bytes[0] === 0 && bytes[1] === 0x3c) name = "utf-16be";
      else {
        const found = /^(<\?xml[^>]*?\sencoding\s*=\s*["'])([A-Za-z][A-Za-z0-9._-]*)["']/.exec(Buffer.from(bytes.subarray(0, 300)).toString("latin1"));
        name = found?.[2] ?? "utf-8";
        this.named = found?.[1]?.length ?? 0;
      }
    }
    this.unknown = name;
    const own = OWN[name.toLowerCase()];
    if (own === undefined) return null;
    return own === "latin1" ? "latin1" : new TextDecoder(own, { fatal: true });
  }
}

/** Whether there is enough of a document to tell its encoding. */
function canTell(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const head = Buffer.from(bytes.subarray(0, 5)).toString("latin1");
  return !"<?xml".startsWith(head) || bytes.includes(0x3e) || bytes.length > 300;
}
