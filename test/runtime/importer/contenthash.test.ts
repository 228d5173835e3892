import test from "ava";
import { contentHash } from "../../../runtime/importer/contenthash.js";

const cases: Record<string, { text: string; hash: string }> = {
  "nothing is zero": { text: "", hash: "00000000000000000000000000000000" },
  "the reference implementation's result": { text: "I will not buy this record, it is scratched.", hash: "a0a9683b25ac5e40d9af2895890dddf5" },
};
for (const [title, { text, hash }] of Object.entries(cases)) test(title, (t) => t.is(contentHash(Buffer.from(text)), hash));

test("each byte and each length counts", (t) => {
  const seen = new Set<string>();
  for (let length = 0; length < 70; length++) {
    const bytes = new Uint8Array(length);
    seen.add(contentHash(bytes));
    for (let at = 0; at < length; at++) {
      bytes[at] = 1;
      seen.add(contentHash(bytes));
      bytes[at] = 0;
    }
  }
  t.is(seen.size, 70 + (69 * 70) / 2);
});
