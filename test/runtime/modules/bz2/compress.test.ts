/** What libbzip2 makes of some data, byte for byte, and back. */
import test from "ava";
import { BitReader } from "../../../../runtime/modules/bz2/bits.js";
import { Compressor } from "../../../../runtime/modules/bz2/compress.js";
import { readHeader, readPart } from "../../../../runtime/modules/bz2/decompress.js";

const STREAMS: Readonly<Record<string, { data: Uint8Array; packed: string }>> = {
  nothing: { data: new Uint8Array(0), packed: "425a683917724538509000000000" },
  "the same words": {
    data: Buffer.from("hello hello hello"),
    packed: "425a68393141592653599e625bfe000002910040000244a000211460668291ef23470bb9229c28484f312dff00",
  },
  "a long run": {
    data: new Uint8Array(300),
    packed: "425a68393141592653594bf12cad000000d000c00000200008200021264198a80e2ee48a70a12097e2595a",
  },
};

for (const [title, { data, packed }] of Object.entries(STREAMS)) {
  test(title, (t) => {
    const compressor = new Compressor(9);
    compressor.feed(data);
    t.is(Buffer.from(compressor.finish()).toString("hex"), packed);
    const reader = new BitReader(Buffer.from(packed, "hex"));
    const level = readHeader(reader);
    const parts: Uint8Array[] = [];
    for (let part = readPart(reader, level); !("end" in part); part = readPart(reader, level)) parts.push(part.data);
    t.deepEqual(Buffer.concat(parts), Buffer.from(data));
  });
}
