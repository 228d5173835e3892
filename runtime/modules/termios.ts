/**
 * termios - the settings of terminals.
 *
 * Mirrors     Modules/termios.c of CPython 3.13 on Linux
 */
import type { Suspends } from "../frames/suspend.js";
import { bufferOf } from "../objects/bytes/buffer.js";
import { Bytes } from "../objects/bytes/data.js";
import { Exception, TypeError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { toIndex } from "../objects/protocols/index.js";
import { builtin, pyclass } from "../objects/register.js";
import { Tuple } from "../objects/tuple.js";
import { real } from "../system/descriptors.js";
import { strerror } from "../system/errors.js";
import { errno, ioctl } from "../system/posix.js";
import { constantsOf } from "../system/constants.js";
import { cint, fildes } from "./os/descriptors.js";

@pyclass("termios.error")
export class error extends Exception {}

const TCGETS2 = 0x802c542a;
const TCSETS2 = 0x402c542b;
const [TCSBRK, TCSBRKP, TCXONC, TCFLSH, TIOCGWINSZ, TIOCSWINSZ] = [0x5409, 0x5425, 0x540a, 0x540b, 0x5413, 0x5414];
const CONTROLS = 32;
/** of the kernel's struct termios2: flags, the line discipline, characters, speeds */
const KERNEL_CONTROLS = 19;
const [AT_CONTROLS, AT_INPUT_SPEED, AT_OUTPUT_SPEED, SIZE] = [17, 36, 40, 44];
const [VTIME, VMIN, ICANON] = [5, 6, 2];

const SPEEDS: readonly (readonly [number, number])[] = [
  [0, 0], [1, 50], [2, 75], [3, 110], [4, 134], [5, 150], [6, 200], [7, 300], [8, 600], [9, 1200], [10, 1800], [11, 2400], [12, 4800], [13, 9600],
  [14, 19200], [15, 38400], [4097, 57600], [4098, 115200], [4099, 230400], [4100, 460800], [4101, 500000], [4102, 576000], [4103, 921600],
  [4104, 1000000], [4105, 1152000], [4106, 1500000], [4107, 2000000], [4108, 2500000], [4109, 3000000], [4110, 3500000], [4111, 4000000],
]; // prettier-ignore

function checked(result: number): void {
  if (result >= 0) return;
  const code = errno();
  throw new error(code, strerror(code));
}

const termios = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "termios");

const tcgetattr = termios("tcgetattr(fd, /)", (fd: Value): Suspends<Value> => {
  const n = real(fildes(fd));
  const state = new DataView(new ArrayBuffer(SIZE));
  checked(ioctl(n, TCGETS2, new Uint8Array(state.buffer)));
  const flags = [0, 4, 8, 12].map((at) => state.getUint32(at, true));
  const speed = (at: number): number => SPEEDS.find(([, baud]) => baud === state.getUint32(at, true))?.[0] ?? 0;
  const raw = (flags[3]! & ICANON) === 0;
  const controls: Value[] = [];
  for (let i = 0; i < CONTROLS; i++) {
    const byte = i < KERNEL_CONTROLS ? state.getUint8(AT_CONTROLS + i) : 0;
    controls.push(raw && (i === VMIN || i === VTIME) ? byte : new Bytes(Uint8Array.of(byte)));
  }
  return [...flags, speed(AT_INPUT_SPEED), speed(AT_OUTPUT_SPEED), controls];
});

const tcsetattr = termios("tcsetattr(fd, when, attributes, /)", (fd: Value, when: Value, attributes: Value): Suspends<Value> => {
  const n = real(fildes(fd));
  const moment = cint(when);
  if (!Array.isArray(attributes) || attributes.length !== 7) throw new TypeError("tcsetattr, arg 3: must be 7 element list");
  if (moment < 0 || moment > 2) throw new error(22, strerror(22));
  const state = new DataView(new ArrayBuffer(SIZE));
  checked(ioctl(n, TCGETS2, new Uint8Array(state.buffer)));
  for (let i = 0; i < 4; i++) state.setUint32(4 * i, Number(BigInt.asUintN(32, BigInt(toIndex(attributes[i])))), true);
  const controls: Value = attributes[6];
  if (!Array.isArray(controls) || controls.length !== CONTROLS) throw new TypeError(`tcsetattr: attributes[6] must be ${CONTROLS} element list`);
  for (let i = 0; i < KERNEL_CONTROLS; i++) {
    const data = bufferOf(controls[i]);
    if (data !== undefined && data.length === 1) state.setUint8(AT_CONTROLS + i, data[0]!);
    else if (typeof controls[i] === "number") state.setUint8(AT_CONTROLS + i, controls[i] as number);
    else throw new TypeError("tcsetattr: elements of attributes must be characters or integers");
  }
  const baud = (code: Value): number => SPEEDS.find(([number]) => number === code)?.[1] ?? 38400;
  state.setUint32(AT_INPUT_SPEED, baud(attributes[4]), true);
  state.setUint32(AT_OUTPUT_SPEED, baud(attributes[5]), true);
  checked(ioctl(n, TCSETS2 + moment, new Uint8Array(state.buffer)));
  return null;
});

/** A function that asks the terminal for one thing. */
function request(signature: string, code: number, argument: (given: number) => number): Value {
  return termios(signature, (fd: Value, given: Value): Suspends<Value> => {
    const n = real(fildes(fd));
    checked(ioctl(n, code, BigInt(argument(given === undefined ? 0 : cint(given)))));
    return null;
  });
}

const tcgetwinsize = termios("tcgetwinsize(fd, /)", (fd: Value): Suspends<Value> => {
  const size = new Uint16Array(4);
  checked(ioctl(real(fildes(fd)), TIOCGWINSZ, new Uint8Array(size.buffer)));
  return new Tuple([size[0], size[1]]);
});

const tcsetwinsize = termios("tcsetwinsize(fd, winsize, /)", (fd: Value, winsize: Value): Suspends<Value> => {
  const n = real(fildes(fd));
  const items: Value[] | undefined = Array.isArray(winsize) ? winsize : winsize instanceof Tuple ? winsize.items : undefined;
  if (items === undefined || items.length !== 2) throw new TypeError("tcsetwinsize, arg 2: must be a two-item sequence");
  const size = Uint16Array.of(cint(items[0]), cint(items[1]), 0, 0);
  checked(ioctl(n, TIOCSWINSZ, new Uint8Array(size.buffer)));
  return null;
});

const NUMBERS =
  "B0:0 B1000000:4104 B110:3 B115200:4098 B1152000:4105 B1200:9 B134:4 B150:5 B1500000:4106 B1800:10 B19200:14 B200:6 B2000000:4107 " +
  "B230400:4099 B2400:11 B2500000:4108 B300:7 B3000000:4109 B3500000:4110 B38400:15 B4000000:4111 B460800:4100 B4800:12 B50:1 B500000:4101 " +
  "B57600:4097 B576000:4102 B600:8 B75:2 B921600:4103 B9600:13 BRKINT:2 BS0:0 BS1:8192 BSDLY:8192 CBAUD:4111 CBAUDEX:4096 CDSUSP:25 CEOF:4 " +
  "CEOL:0 CEOT:4 CERASE:127 CFLUSH:15 CIBAUD:269418496 CINTR:3 CKILL:21 CLNEXT:22 CLOCAL:2048 CQUIT:28 CR0:0 CR1:512 CR2:1024 CR3:1536 " +
  "CRDLY:1536 CREAD:128 CRPRNT:18 CRTSCTS:2147483648 CS5:0 CS6:16 CS7:32 CS8:48 CSIZE:48 CSTART:17 CSTOP:19 CSTOPB:64 CSUSP:26 CWERASE:23 " +
  "ECHO:8 ECHOCTL:512 ECHOE:16 ECHOK:32 ECHOKE:2048 ECHONL:64 ECHOPRT:1024 EXTA:14 EXTB:15 EXTPROC:65536 FF0:0 FF1:32768 FFDLY:32768 " +
  "FIOASYNC:21586 FIOCLEX:21585 FIONBIO:21537 FIONCLEX:21584 FIONREAD:21531 FLUSHO:4096 HUPCL:1024 ICANON:2 ICRNL:256 IEXTEN:32768 IGNBRK:1 " +
  "IGNCR:128 IGNPAR:4 IMAXBEL:8192 INLCR:64 INPCK:16 IOCSIZE_MASK:1073676288 IOCSIZE_SHIFT:16 ISIG:1 ISTRIP:32 IUCLC:512 IUTF8:16384 IXANY:2048 " +
  "IXOFF:4096 IXON:1024 NCC:8 NCCS:32 NL0:0 NL1:256 NLDLY:256 NOFLSH:128 N_MOUSE:2 N_PPP:3 N_SLIP:1 N_STRIP:4 N_TTY:0 OCRNL:8 OFDEL:128 " +
  "OFILL:64 OLCUC:2 ONLCR:4 ONLRET:32 ONOCR:16 OPOST:1 PARENB:256 PARMRK:8 PARODD:512 PENDIN:16384 TAB0:0 TAB1:2048 TAB2:4096 TAB3:6144 " +
  "TABDLY:6144 TCFLSH:21515 TCGETA:21509 TCGETS:21505 TCIFLUSH:0 TCIOFF:2 TCIOFLUSH:2 TCION:3 TCOFLUSH:1 TCOOFF:0 TCOON:1 TCSADRAIN:1 " +
  "TCSAFLUSH:2 TCSANOW:0 TCSBRK:21513 TCSBRKP:21541 TCSETA:21510 TCSETAF:21512 TCSETAW:21511 TCSETS:21506 TCSETSF:21508 TCSETSW:21507 " +
  "TCXONC:21514 TIOCCONS:21533 TIOCEXCL:21516 TIOCGETD:21540 TIOCGICOUNT:21597 TIOCGLCKTRMIOS:21590 TIOCGPGRP:21519 TIOCGSERIAL:21534 " +
  "TIOCGSOFTCAR:21529 TIOCGWINSZ:21523 TIOCINQ:21531 TIOCLINUX:21532 TIOCMBIC:21527 TIOCMBIS:21526 TIOCMGET:21525 TIOCMIWAIT:21596 " +
  "TIOCMSET:21528 TIOCM_CAR:64 TIOCM_CD:64 TIOCM_CTS:32 TIOCM_DSR:256 TIOCM_DTR:2 TIOCM_LE:1 TIOCM_RI:128 TIOCM_RNG:128 TIOCM_RTS:4 TIOCM_SR:16 " +
  "TIOCM_ST:8 TIOCNOTTY:21538 TIOCNXCL:21517 TIOCOUTQ:21521 TIOCPKT:21536 TIOCPKT_DATA:0 TIOCPKT_DOSTOP:32 TIOCPKT_FLUSHREAD:1 " +
  "TIOCPKT_FLUSHWRITE:2 TIOCPKT_NOSTOP:16 TIOCPKT_START:8 TIOCPKT_STOP:4 TIOCSCTTY:21518 TIOCSERCONFIG:21587 TIOCSERGETLSR:21593 " +
  "TIOCSERGETMULTI:21594 TIOCSERGSTRUCT:21592 TIOCSERGWILD:21588 TIOCSERSETMULTI:21595 TIOCSERSWILD:21589 TIOCSER_TEMT:1 TIOCSETD:21539 " +
  "TIOCSLCKTRMIOS:21591 TIOCSPGRP:21520 TIOCSSERIAL:21535 TIOCSSOFTCAR:21530 TIOCSTI:21522 TIOCSWINSZ:21524 TOSTOP:256 VDISCARD:13 VEOF:4 " +
  "VEOL:11 VEOL2:16 VERASE:2 VINTR:0 VKILL:3 VLNEXT:15 VMIN:6 VQUIT:1 VREPRINT:12 VSTART:8 VSTOP:9 VSUSP:10 VSWTC:7 VSWTCH:7 VT0:0 VT1:16384 " +
  "VTDLY:16384 VTIME:5 VWERASE:14 XCASE:4 XTABS:6144";

export default pymodule("termios", {
  ...constantsOf(NUMBERS),
  error,
  tcgetattr,
  tcsetattr,
  tcsendbreak: request("tcsendbreak(fd, duration, /)", TCSBRKP, (duration) => duration),
  tcdrain: request("tcdrain(fd, /)", TCSBRK, () => 1),
  tcflush: request("tcflush(fd, queue, /)", TCFLSH, (queue) => queue),
  tcflow: request("tcflow(fd, action, /)", TCXONC, (action) => action),
  tcgetwinsize,
  tcsetwinsize,
});
