/** What a fork takes along of the ends of objects, and what a worker has to have made itself. */
import test from "ava";
import "../../../runtime/objects/all.js";
import { disown, lives, own, owned, quiet, refer } from "../../../runtime/lifetimes/tracked.js";
import { carriedState } from "../../../runtime/snapshot/carried.js";

const any = carriedState.get("objects with an end, any")!;

test.serial("what came along is looked for, but does not keep a worker from becoming another process", (t) => {
  any.write(true);
  t.deepEqual([lives.any, lives.madeWeak], [true, false]);
  any.write(false);
  t.deepEqual([lives.any, lives.madeWeak], [false, false]);
});

test.serial("there is something to look for while there are such objects", (t) => {
  const one = {};
  const other = {};
  own(one, () => null);
  own(other, () => null, true);
  t.deepEqual([lives.any, owned.size, quiet.size, any.read()], [true, 1, 1, true]);
  disown(one);
  t.true(lives.any);
  disown(other);
  t.deepEqual([lives.any, lives.madeWeak], [false, false]);
});

test.serial("weak references of its own are not put back", (t) => {
  refer({});
  t.deepEqual([lives.any, lives.madeWeak], [true, true]);
});
