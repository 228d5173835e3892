(function ($gilt, $module) { "use strict";
const { $def, $badargs, $class, $getattr, S, $c, $save, $take, $fn, $enter } = $gilt.abi;
const { print } = $gilt.builtins;
const $F9 = $fn({ name: "B", file: "/tmp/pickle/g.py", counts: true, spans: [3,4,4,25,3,4,4,25], twin: function B$twin($fr) {
let $pc = $fr.pc; const $l = $fr.l; let $ns1;
$ns1 = $l[0];
let $s = 0;
$S: {
if ($pc === 0) { $ns1.set("m", $def($mk1(), $f2, null, null)); if (S.mode !== 0) { $s = 1; break $S; }; } else if ($pc === 1) { $pc = 0; $take(); }
return null;
return;
}
return $save($F9, $s, null, [$ns1]);
} });
const $F8 = $fn({ name: "f", file: "/tmp/pickle/g.py", counts: true, spans: [1,0,6,59,3,4,4,25,6,10,6,24,6,26,6,40,6,42,6,45,6,42,6,58,6,4,6,59], twin: function f$twin($fr) {
let $pc = $fr.pc; const $l = $fr.l; let $v, $e1, $t2, $t3, $t1, $e2;
$t2 = $l[0]; $t3 = $l[1];
let $s = 0;
$S: {
if ($pc === 0) {
$v = undefined;
}
if ($pc === 0) { $e1 = $class($c_1, [], null, $mk2()); if (S.mode !== 0) { $s = 1; break $S; }; } else if ($pc === 1) { $pc = 0; $e1 = $take(); }
if ($pc === 0) {
B = $e1;
h = $def($mk3(), $f3, null, null);
}
if ($pc === 0) { $t2 = $getattr(B, "__qualname__"); if (S.mode !== 0) { $s = 2; break $S; }; } else if ($pc === 2) { $pc = 0; $t2 = $take(); }
if ($pc === 0) { $t3 = $getattr(h, "__qualname__"); if (S.mode !== 0) { $s = 3; break $S; }; } else if ($pc === 3) { $pc = 0; $t3 = $take(); }
if ($pc === 0) { $t1 = ($v = B.m) !== undefined && typeof $v !== "function" ? $v : $getattr(B, "m"); if (S.mode !== 0) { $s = 4; break $S; }; } else if ($pc === 4) { $pc = 0; $t1 = $take(); }
if ($pc === 0) { $e2 = $getattr($t1, "__qualname__"); if (S.mode !== 0) { $s = 5; break $S; }; } else if ($pc === 5) { $pc = 0; $e2 = $take(); }
if ($pc === 0) { print($t2, $t3, $e2); if (S.mode !== 0) { $s = 6; break $S; }; } else if ($pc === 6) { $pc = 0; $take(); }
return null;
return;
}
switch ($s) { case 1: case 2: case 6: return $save($F8, $s, null, []); case 3: return $save($F8, $s, null, [$t2]); case 4: case 5: return $save($F8, $s, null, [$t2, $t3]); }
} });
const $F7 = $fn({ name: "<module>", file: "/tmp/pickle/g.py", counts: true, spans: [0,0,0,0,7,0,7,3], twin: function $body$twin($fr) {
let $pc = $fr.pc; const $l = $fr.l;

let $s = 0;
$S: {
if ($pc === 0) {
f = $def($mk4(), $f1, null, null);
}
if ($pc === 0) { f(); if (S.mode !== 0) { $s = 1; break $S; }; } else if ($pc === 1) { $pc = 0; $take(); }
return;
}
return $save($F7, $s, null, []);
} });
function $mk1() { return $c(function () {
if (arguments.length > 0) {
$badargs($f2, this, arguments);
}
return null;
}, $mk1); }
function $mk2() { return $c(function ($ns1) {
const $d = S.depth + 1; if ($d > --S.depthLimit && $enter($d)) return $save($F9, 0, null, [$ns1]); S.depth = $d;
$ns1.set("m", $def($mk1(), $f2, null, null)); if (S.mode !== 0) return $save($F9, 1, null, [$ns1]);
{ S.depth = $d - 1; return null; }
}, $mk2); }
function $mk3() { return $c(function () {
if (arguments.length > 0) {
$badargs($f3, this, arguments);
}
return null;
}, $mk3); }
function $mk4() { return $c(function () {
if (arguments.length > 0) {
$badargs($f1, this, arguments);
}
const $d = S.depth + 1; if ($d > --S.depthLimit && $enter($d)) return $save($F8, 0, null, []); S.depth = $d;
let $v;
const $e1 = $class($c_1, [], null, $mk2()); if (S.mode !== 0) return $save($F8, 1, null, []);
B = $e1;
h = $def($mk3(), $f3, null, null);
const $t2 = $getattr(B, "__qualname__"); if (S.mode !== 0) return $save($F8, 2, null, []);
const $t3 = $getattr(h, "__qualname__"); if (S.mode !== 0) return $save($F8, 3, null, [$t2]);
const $t1 = ($v = B.m) !== undefined && typeof $v !== "function" ? $v : $getattr(B, "m"); if (S.mode !== 0) return $save($F8, 4, null, [$t2, $t3]);
const $e2 = $getattr($t1, "__qualname__"); if (S.mode !== 0) return $save($F8, 5, null, [$t2, $t3]);
print($t2, $t3, $e2); if (S.mode !== 0) return $save($F8, 6, null, []);
{ S.depth = $d - 1; return null; }
}, $mk4); }
let B, h, f;
const $name = $module.module.__name__;
const $f1 = { name: "f", qualname: "f", module: $name, params: [], posonly: 0, required: 0, kwonly: [], kwrequired: 0, varargs: null, varkw: null, doc: null, kind: "function", method: false, line: 1 };
const $c_1 = { name: "B", qualname: "f.<locals>.B", module: $name, doc: null, line: 3 };
const $f2 = { name: "m", qualname: "f.<locals>.B.m", module: $name, params: ["self"], posonly: 0, required: 1, kwonly: [], kwrequired: 0, varargs: null, varkw: null, doc: null, kind: "function", method: true, line: 3 };
const $f3 = { name: "h", qualname: "f.<locals>.h", module: $name, params: [], posonly: 0, required: 0, kwonly: [], kwrequired: 0, varargs: null, varkw: null, doc: null, kind: "function", method: false, line: 5 };
$module.$bind({ B: [function () {
return B;
}, function ($v) {
B = $v;
}], h: [function () {
return h;
}, function ($v) {
h = $v;
}], f: [function () {
return f;
}, function ($v) {
f = $v;
}] });
function $body() {
const $d = S.depth + 1; if ($d > --S.depthLimit && $enter($d)) return $save($F7, 0, null, []); S.depth = $d;
f = $def($mk4(), $f1, null, null);
f(); if (S.mode !== 0) return $save($F7, 1, null, []);
S.depth = $d - 1;
}
$module.$own(() => ({ $body, $name, $f1, $c_1, $f2, $f3, $F9, $F8, $F7, $mk1, $mk2, $mk3, $mk4 }), 4);
return $body;
})