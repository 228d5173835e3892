/**
 * writer - collects the lines of the emitted text with their indentation.
 */
import { wrapLine } from "./wrap.js";

export class Writer {
  readonly #lines: string[] = [];
  #depth = 0;

  get depth(): number {
    return this.#depth;
  }

  /** Whether anything was written. */
  get empty(): boolean {
    return this.#lines.length === 0;
  }

  /** A line; line breaks inside stay as they are (template literals). */
  line(text: string): void {
    const [first, ...rest] = wrapLine(text, 2 * this.#depth);
    this.#lines.push("  ".repeat(this.#depth) + first!, ...rest);
  }

  /** One empty line, unless there is one already or a block has just begun. */
  blank(): void {
    const last = this.#lines.at(-1);
    if (last === undefined || last === "" || /\{(?:\s*\/\/.*)?$/.test(last)) return;
    this.#lines.push("");
  }

  /** Adds to the end of the last line. */
  append(text: string): void {
    this.#lines[this.#lines.length - 1] += text;
  }

  /** `head {` body `}` */
  block(head: string, body: () => void, tail = "}"): void {
    this.line(`${head} {`);
    this.indented(body);
    this.line(tail);
  }

  indented(body: () => void): void {
    this.#depth++;
    body();
    this.#depth--;
  }

  /** Lines that have their indentation. */
  raw(lines: readonly string[]): void {
    for (const line of lines) this.#lines.push(line);
  }

  /** Takes back the last line. */
  dropLine(): void {
    this.#lines.pop();
  }

  /** Takes out the lines `body` writes and gives them. */
  capture(body: () => void): string[] {
    const start = this.#lines.length;
    body();
    return this.#lines.splice(start);
  }

  text(): string {
    return this.#lines.join("\n") + "\n";
  }
}
