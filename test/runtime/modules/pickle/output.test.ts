/** Frames of pickles and the memo, as the C pickler cuts and counts them. */
import test from "ava";
import { rawUnicode } from "../../../../runtime/modules/pickle/rawunicode.js";
import { Memo } from "../../../../runtime/modules/pickle/memo.js";
import { FRAME_HEADER_SIZE, FRAME_SIZE_TARGET, Op } from "../../../../runtime/modules/pickle/opcodes.js";
import { Output } from "../../../../runtime/modules/pickle/output.js";

function framed(...sizes: number[]): Uint8Array {
  const out = new Output();
  out.startFraming();
  for (const size of sizes) {
    if (out.at >= out.frameEnd) out.closeFrame();
    out.bytes(new Uint8Array(size).fill(0x4e));
  }
  out.closeFrame();
  return out.finish();
}

test("a frame of fewer than four bytes loses its header", (t) => {
  t.deepEqual([...framed(3)], [0x4e, 0x4e, 0x4e]);
});

test("a frame begins with its length", (t) => {
  t.deepEqual([...framed(4)], [Op.FRAME, 4, 0, 0, 0, 0, 0, 0, 0, 0x4e, 0x4e, 0x4e, 0x4e]);
});

test("a frame that has the full size is closed before the next object", (t) => {
  const data = framed(FRAME_SIZE_TARGET, 5);
  t.is(data.length, FRAME_SIZE_TARGET + 5 + 2 * FRAME_HEADER_SIZE);
  t.is(data[FRAME_HEADER_SIZE + FRAME_SIZE_TARGET], Op.FRAME);
  t.is(data[FRAME_HEADER_SIZE + FRAME_SIZE_TARGET + 1], 5);
});

test("P3: numbers are places, before and after the memo gets its index", (t) => {
  const memo = new Memo();
  const objects = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? {} : `text ${i}`));
  objects.forEach((object, i) => {
    t.is(memo.find(object), -1);
    t.is(memo.add(object), i);
  });
  t.is(memo.addUnseen(), 40);
  t.is(memo.add("last"), 41);
  objects.forEach((object, i) => t.is(memo.find(object), i));
  t.is(memo.items()[41], "last");
});

const raw: Record<string, { text: string; line: string }> = {
  "Latin-1 stays": { text: "caf\xe9 'x'", line: "caf\xe9 'x'" },
  "what ends a line is escaped": { text: "a\nb\r\0\x1a\\", line: "a\\u000ab\\u000d\\u0000\\u001a\\u005c" },
  "a pair is one escape of eight digits": { text: "\u4e2d\u{1f40d}", line: "\\u4e2d\\U0001f40d" },
  "a lone surrogate is escaped": { text: "\ud812", line: "\\ud812" },
};
for (const [title, { text, line }] of Object.entries(raw)) {
  test(`raw unicode: ${title}`, (t) => {
    t.is(rawUnicode(text), line);
  });
}
