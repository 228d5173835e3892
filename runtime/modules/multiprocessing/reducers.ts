/**
 * multiprocessing.reducers - how this package sends what pickle cannot: connections, sockets, and partials in a form of their own.
 *
 * Mirrors     Lib/multiprocessing/reduction.py: DupFd, _reduce_partial, _reduce_socket; Lib/multiprocessing/connection.py: reduce_connection
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule, modules } from "../../importer/importer.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { $callx } from "../../objects/call.js";
import type { Dict } from "../../objects/dict.js";
import type { Kw } from "../../objects/function.js";
import type { Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { spread } from "../../objects/protocols/iter.js";
import { builtin } from "../../objects/register.js";
import { $mapkw } from "../../objects/keywords.js";
import { Tuple } from "../../objects/tuple.js";
import { partial } from "../functools/partial.js";
import { Connection } from "./connection/connection.js";
import { get_spawning_popen } from "./context.js";
import { DupShared } from "./resource_sharer.js";

const reduction = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "multiprocessing.reduction");

/** A descriptor for another process: kept open for a child that is being started, else duplicated. */
export function DupFd(fd: Value): Suspends<Value> {
  const popen: Value = get_spawning_popen();
  if (popen !== null) return call($getattr(popen, "DupFd"), callMethod(popen, "duplicate_for_child", fd));
  return new DupShared(fd);
}

export const _rebuild_partial = reduction("_rebuild_partial(func, args, keywords)", (func: Value, args: Value, keywords: Value): Suspends<Value> =>
  $callx(partial, [func, ...spread(args)], $mapkw(keywords) as Kw),
);
export const _reduce_partial = reduction(
  "_reduce_partial(p)",
  (p: Value): Suspends<Value> => new Tuple([_rebuild_partial, new Tuple([$getattr(p, "func"), $getattr(p, "args"), $getattr(p, "keywords")])]),
);

export const rebuild_connection = builtin(
  "rebuild_connection(df, readable, writable, ahead=0)",
  (df: Value, readable: Value, writable: Value, ahead: Value): Suspends<Value> => {
    const connection = new Connection(callMethod(df, "detach"), readable, writable) as Connection;
    connection.$ahead = (ahead ?? 0) as number;
    return connection;
  },
  "multiprocessing.connection",
);
export const reduce_connection = builtin(
  "reduce_connection(conn)",
  (conn: Value): Suspends<Value> => {
    const parts: Value[] = [DupFd(callMethod(conn, "fileno")), conn._readable, conn._writable];
    if (conn.$ahead !== 0) parts.push(conn.$ahead);
    return new Tuple([rebuild_connection, new Tuple(parts)]);
  },
  "multiprocessing.connection",
);

export const _rebuild_socket = reduction("_rebuild_socket(df, family, type, proto)", (df: Value, family: Value, type: Value, proto: Value): Suspends<Value> => {
  const fd = callMethod(df, "detach");
  return call($getattr(importModule("socket"), "socket"), family, type, proto, fd);
});
export const _reduce_socket = reduction("_reduce_socket(s)", (s: Value): Suspends<Value> => {
  const df = DupFd(callMethod(s, "fileno"));
  return new Tuple([_rebuild_socket, new Tuple([df, $getattr(s, "family"), $getattr(s, "type"), $getattr(s, "proto")])]);
});

/** CPython's reduction imports socket; here its class gets its reducer once a script has imported it. Whether it has. */
export function addSockets(table: Dict): Suspends<boolean> {
  const module: Value = modules.$named("socket");
  const cls = module === undefined ? undefined : getattrOr(module, "socket");
  if (cls === undefined) return false;
  if (!table.$has(cls)) table.$set(cls, _reduce_socket);
  return true;
}

/** Puts the reducers above into a table. */
export function addReducers(table: Dict): Suspends<void> {
  table.$set(partial, _reduce_partial);
  table.$set(Connection, reduce_connection);
}
