/** unfinished - how much at the end of a piece of bytes is the beginning of a character, as decoders that go on need to know. */

/** The number of these bytes, for an encoding by its canonical name. */
export function unfinished(encoding: string, data: Uint8Array): number {
  if (encoding.startsWith("utf-16")) return unfinishedPair(encoding, data);
  if (encoding.startsWith("utf-32")) return data.length % 4;
  return encoding === "utf-8" ? unfinishedUtf8(data) : 0;
}

function unfinishedPair(encoding: string, data: Uint8Array): number {
  const odd = data.length % 2;
  const last = data.length - odd - 2;
  const high = last < 0 ? 0 : data[encoding.endsWith("be") ? last : last + 1]!;
  return odd + (high >= 0xd8 && high <= 0xdb ? 2 : 0);
}

/** What no more bytes can make valid is no beginning; the first two of a surrogate are, since an error handler may let it pass. */
function unfinishedUtf8(data: Uint8Array): number {
  const n = data.length;
  for (let back = 1; back <= 3 && back <= n; back++) {
    const byte = data[n - back]!;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const size = byte >= 0xf5 || byte < 0xc2 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    if (size <= back) return 0;
    const second = back === 1 ? 0x9f : data[n - back + 1]!;
    const isPrefix = back === 1 || (byte === 0xe0 ? second >= 0xa0 : byte === 0xf0 ? second >= 0x90 : byte === 0xf4 ? second < 0x90 : true);
    return isPrefix ? back : 0;
  }
  return 0;
}
