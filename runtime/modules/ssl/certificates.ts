/**
 * ssl.certificates - certificates of files and texts, as dictionaries; forms of text.
 *
 * Mirrors     Modules/_ssl.c (_decode_certificate), Lib/ssl.py of CPython 3.13; node:crypto reads them
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { Dict } from "../../objects/dict.js";
import { ValueError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { stringOf } from "../../objects/str.js";
import { structItems } from "../../objects/structseq.js";
import { Tuple } from "../../objects/tuple.js";
import { nodeModule } from "../../system/nodemodules.js";

export interface Certificate {
  readonly der: Uint8Array;
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly subjectAltName: string | undefined;
  readonly ca: boolean;
}

const HEADER = "-----BEGIN CERTIFICATE-----";
const FOOTER = "-----END CERTIFICATE-----";

/** A certificate in DER, or as text; undefined if it is none. */
export function readCertificate(data: Uint8Array | string): Certificate | undefined {
  const { X509Certificate } = nodeModule("node:crypto");
  try {
    const read = new X509Certificate(data);
    return {
      der: new Uint8Array(read.raw),
      subject: read.subject ?? "",
      issuer: read.issuer ?? "",
      serialNumber: read.serialNumber,
      validFrom: read.validFrom,
      validTo: read.validTo,
      subjectAltName: read.subjectAltName,
      ca: read.ca,
    };
  } catch {
    return undefined; // the caller says what was to be read
  }
}

/** Those of a text with several. */
export function certificatesIn(text: string): Certificate[] {
  const found: Certificate[] = [];
  for (const [part] of text.matchAll(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g)) {
    const one = readCertificate(part);
    if (one !== undefined) found.push(one);
  }
  return found;
}

const LONG_NAMES: Readonly<Record<string, string>> = {
  CN: "commonName",
  O: "organizationName",
  OU: "organizationalUnitName",
  C: "countryName",
  ST: "stateOrProvinceName",
  L: "localityName",
  DC: "domainComponent",
  SN: "surname",
  GN: "givenName",
  UID: "userId",
};

function nameOf(text: string): Tuple {
  const parts = text.split("\n").filter((line) => line !== "");
  return new Tuple(
    parts.map((line) => {
      const at = line.indexOf("=");
      const short = line.slice(0, at);
      return new Tuple([new Tuple([LONG_NAMES[short] ?? short, line.slice(at + 1)])]);
    }),
  );
}

/** `getpeercert()`'s dictionary. */
export function shown(one: Certificate): Dict {
  const dict = new Dict();
  dict.$setNamed("subject", nameOf(one.subject));
  dict.$setNamed("issuer", nameOf(one.issuer));
  dict.$setNamed("version", 3);
  dict.$setNamed("serialNumber", one.serialNumber);
  dict.$setNamed("notBefore", one.validFrom);
  dict.$setNamed("notAfter", one.validTo);
  if (one.subjectAltName !== undefined) {
    const names = one.subjectAltName.split(", ").map((part) => {
      const at = part.indexOf(":");
      return new Tuple([part.slice(0, at), part.slice(at + 1)]);
    });
    dict.$setNamed("subjectAltName", new Tuple(names));
  }
  return dict;
}

export function pemOf(der: Value): Value {
  const text = Buffer.from(toBuffer(der)).toString("base64");
  const lines = text.match(/.{1,64}/g) ?? [];
  return [HEADER, ...lines, `${FOOTER}\n`].join("\n");
}

export function derOf(pem: Value): Value {
  const text = stringOf(pem) ?? "";
  if (!text.startsWith(HEADER)) throw new ValueError(`Invalid PEM encoding; must start with ${HEADER}`);
  if (!text.trim().endsWith(FOOTER)) throw new ValueError(`Invalid PEM encoding; must end with ${FOOTER}`);
  return new Bytes(Buffer.from(text.trim().slice(HEADER.length, -FOOTER.length), "base64"));
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const FORM = " %d %H:%M:%S %Y GMT";

/** The seconds of `notBefore` and its like. */
export function secondsOf(time: Value): Suspends<Value> {
  const text = stringOf(time) ?? "";
  const start = text.slice(0, 3);
  const month = MONTHS.indexOf(start.charAt(0).toUpperCase() + start.slice(1).toLowerCase());
  if (month < 0) throw new ValueError(`time data ${repr(time)} does not match format "%b${FORM}"`);
  const parsed = callMethod(importModule("time"), "strptime", text.slice(3), FORM);
  const [year, , day, hour, minute, second] = structItems(parsed) as [Value, Value, Value, Value, Value, Value];
  return call((importModule("calendar") as Value).timegm, new Tuple([year, month + 1, day, hour, minute, second]));
}
