import { print } from "gilt";
import type { Value } from "gilt";

let B!: Value, h!: Value;
function f(): void {
  B = class B {
    m(): void {
    }
  };
  h = function h(): void {
  };
  print(B.__qualname__, h.__qualname__, (B as Value).m.__qualname__);
}
f();
