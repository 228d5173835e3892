/**
 * threading._dangling - the threads that live, as a set that CPython's own tests count.
 *
 * Mirrors  _dangling in Lib/threading.py of CPython 3.13
 * Differs  threads that have ended are not in it, whether or not somebody still has them
 */
import { PyObject, type Value } from "../../objects/object.js";
import { iterate } from "../../objects/iterator.js";
import { call } from "../../objects/protocols/call.js";
import { set } from "../../objects/set.js";
import { pyclass } from "../../objects/register.js";
import { active, limbo, main_thread } from "./thread.js";
import type { Suspends } from "../../frames/suspend.js";

@pyclass("threading._dangling", { builtin: true })
class LivingThreads extends PyObject {
  $living(): Value[] {
    main_thread();
    return [...active.values(), ...limbo];
  }

  __len__(): number {
    return this.$living().length;
  }

  __iter__(): Suspends<Value> {
    return iterate(this.$living() as Value);
  }

  __contains__(thread: Value): boolean {
    return this.$living().includes(thread);
  }

  copy(): Suspends<Value> {
    return call(set, this.$living());
  }
}

export const _dangling: Value = new LivingThreads();
