/**
 * strings - text of the script as TypeScript literals.
 */

/** A string in double quotes. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u00a0\u2028\u2029\ue000-\ue002\ufeff]/g, hex4);
}

function hex4(c: string): string {
  return `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The inside of a template literal; line breaks stay if `multiline`. */
export function templateText(text: string, multiline: boolean): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\"/g, '"')
    .replace(/`/g, "\\`")
    .replace(/\$\{/g, "\\${")
    .replace(/[\u007f-\u00a0\u2028\u2029\ue000-\ue002\ufeff]/g, hex4);
  // only an n after an odd number of backslashes is a line break
  return multiline ? escaped.replace(/\\(.)/g, (pair, c: string) => (c === "n" ? "\n" : pair)) : escaped;
}

/** b`...`: one byte a character. */
export function bytesText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const c = String.fromCharCode(byte);
    if (c === "\n") text += "\\n";
    else if (c === "\t") text += "\\t";
    else if (c === "\r") text += "\\r";
    else if (c === "\\" || c === "`") text += "\\" + c;
    else if (c === "$") text += "\\$";
    else if (byte < 32 || byte > 126) text += `\\x${byte.toString(16).padStart(2, "0")}`;
    else text += c;
  }
  return text;
}
