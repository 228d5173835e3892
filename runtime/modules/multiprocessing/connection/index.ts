/**
 * multiprocessing.connection - the ends of pipes and sockets, and waiting for several of them.
 *
 * Mirrors     Lib/multiprocessing/connection.py of CPython 3.13
 */
import { pymodule } from "../../../objects/module.js";
import { AuthenticationError, BufferTooShort } from "../context.js";
import { _ConnectionBase, Connection, Pipe } from "./connection.js";
import { rebuild_connection, reduce_connection } from "../reducers.js";
import { answer_challenge, deliver_challenge } from "./auth.js";
import { address_type, arbitrary_address, Client, Listener, SocketClient, SocketListener } from "./listener.js";
import { wait } from "./wait.js";

export default pymodule("multiprocessing.connection", {
  BUFSIZE: 8192,
  default_family: "AF_UNIX",
  families: ["AF_INET", "AF_UNIX"],
  _ConnectionBase,
  Connection,
  Pipe,
  wait,
  Listener,
  Client,
  SocketListener,
  SocketClient,
  address_type,
  arbitrary_address,
  rebuild_connection,
  reduce_connection,
  deliver_challenge,
  answer_challenge,

  AuthenticationError,
  BufferTooShort,
  __all__: ["Client", "Listener", "Pipe", "wait"],
});
