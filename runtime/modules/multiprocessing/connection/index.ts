/**
 * multiprocessing.connection - the ends of pipes and sockets, and waiting for several of them.
 *
 * Mirrors     Lib/multiprocessing/connection.py of CPython 3.13
 */
import { pymodule } from "../../../objects/module.js";
import { fromText } from "../../../objects/modulehooks.js";
import { hidden } from "../../../objects/object.js";
import { AuthenticationError, BufferTooShort } from "../context.js";
import { _ConnectionBase, Connection, Pipe } from "./connection.js";
import { rebuild_connection, reduce_connection } from "../reducers.js";
import { answer_challenge, deliver_challenge } from "./auth.js";
import { address_type, arbitrary_address, Client, Listener, SocketClient, SocketListener } from "./listener.js";
import { _xml_dumps, _xml_loads, ConnectionWrapper, XmlClient, XmlListener } from "./xml.js";
import { wait } from "./wait.js";

const connection = pymodule("multiprocessing.connection", {
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
  ConnectionWrapper,
  XmlListener,
  XmlClient,
  _xml_dumps,
  _xml_loads,
  rebuild_connection,
  reduce_connection,
  deliver_challenge,
  answer_challenge,

  AuthenticationError,
  BufferTooShort,
  __all__: ["Client", "Listener", "Pipe", "wait"],
});
fromText(
  connection,
  "_create_response _verify_challenge _get_digest_name_and_payload MESSAGE_LENGTH MESSAGE_MAXLEN _CHALLENGE _WELCOME _FAILURE _ALLOWED_DIGESTS _MAX_DIGEST_LEN _MD5ONLY_MESSAGE_LENGTH _MD5_DIGEST_LEN _LEGACY_LENGTHS",
);
hidden(connection, "$imports", ["multiprocessing.util"]);

export default connection;
