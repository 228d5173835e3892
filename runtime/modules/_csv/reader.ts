/**
 * _csv.reader - lines to rows.
 *
 * Mirrors     Reader of Modules/_csv.c of CPython 3.13
 * Suspends    the lines come from an iterator
 */
import type { Suspends } from "../../frames/suspend.js";
import { END, iterate as $iter, iteratorType } from "../../objects/iterator.js";
import { PyIterator } from "../../objects/iteratorbase.js";
import type { Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { getset } from "../../objects/register.js";
import { isAstral, pointsOf } from "../../objects/str/points.js";
import { stringOf } from "../../objects/str.js";
import { typeName } from "../../objects/typename.js";
import { carriedContents } from "../../snapshot/carried.js";
import { float } from "../../objects/float.js";
import { Error, QUOTE_NONE, QUOTE_NONNUMERIC, QUOTE_NOTNULL, QUOTE_STRINGS, type Dialect } from "./dialect.js";

export const limit = { size: 131072 };
carriedContents("csv field limit", limit);

type State =
  "start record" | "start field" | "escaped" | "in field" | "in quoted" | "escape in quoted" | "quote in quoted" | "eat newline" | "after escaped newline";

export class Reader extends PyIterator {
  $lines: Value;
  $dialect: Dialect;
  line_num = 0;
  $state: State = "start record";
  $field = "";
  /** characters of it */
  $count = 0;
  $fields: Value[] = [];
  /** the field stood without quotes */
  $plain = false;

  constructor(lines: Value, dialect: Dialect) {
    super();
    this.$lines = lines;
    this.$dialect = dialect;
  }

  $next(): Suspends<Value> {
    this.$fields = [];
    this.$field = "";
    this.$count = 0;
    this.$state = "start record";
    this.$plain = false;
    do {
      const line = this.$lines.$next();
      if (line === END) {
        if (this.$count !== 0 || (this.$state as State) === "in quoted") {
          if (this.$dialect.$strict) throw new Error("unexpected end of data");
          save(this);
          break;
        }
        return END;
      }
      const text = stringOf(line);
      if (text === undefined) throw new Error(`iterator should return strings, not ${typeName(line)} (the file should be opened in text mode)`);
      this.line_num++;
      if (isAstral(text)) for (const char of pointsOf(text)) step(this, char);
      else takeLine(this, text);
      step(this, null);
    } while (this.$state !== "start record");
    const row = this.$fields;
    this.$fields = [];
    return row;
  }
}

function add(self: Reader, char: string): void {
  addRun(self, char, 1);
}

/** Adds so many characters. */
function addRun(self: Reader, text: string, count: number): void {
  if (self.$count + count > limit.size) throw new Error(`field larger than field limit (${limit.size})`);
  self.$field += text;
  self.$count += count;
}

/** A line whose characters are code units: what is nothing but text of a field is taken at one go. */
function takeLine(self: Reader, text: string): Suspends<void> {
  const { $delimiter, $quotechar, $escapechar } = self.$dialect;
  for (let i = 0; i < text.length;) {
    const from = i;
    if (self.$state === "in field") {
      for (; i < text.length; i++) {
        const char = text[i] as string;
        if (char === $delimiter || char === "\n" || char === "\r" || char === $escapechar) break;
      }
    } else if (self.$state === "in quoted") {
      for (; i < text.length; i++) {
        const char = text[i] as string;
        if (char === $quotechar || char === $escapechar) break;
      }
    }
    if (i > from) addRun(self, text.slice(from, i), i - from);
    else step(self, text[i++] as string);
  }
}

function save(self: Reader): Suspends<void> {
  const { $quoting } = self.$dialect;
  const text = self.$field;
  self.$field = "";
  self.$count = 0;
  if (self.$plain && text === "" && ($quoting === QUOTE_NOTNULL || $quoting === QUOTE_STRINGS)) {
    self.$fields.push(null);
    return;
  }
  const numeric = self.$plain && text !== "" && ($quoting === QUOTE_NONNUMERIC || $quoting === QUOTE_STRINGS);
  self.$fields.push(numeric ? call(float, text) : text);
}

/** One character, or the end of the line. */
function step(self: Reader, char: string | null): Suspends<void> {
  const { $delimiter, $quotechar, $escapechar, $quoting, $doublequote, $strict } = self.$dialect;
  const newline = char === "\n" || char === "\r" || char === null;
  switch (self.$state) {
    case "start record":
      if (char === null) return;
      if (newline) {
        self.$state = "eat newline";
        return;
      }
      startField(self, char);
      return;
    case "start field":
      startField(self, char);
      return;
    case "escaped":
      if (char === "\n" || char === "\r") {
        add(self, char);
        self.$state = "after escaped newline";
        return;
      }
      add(self, char ?? "\n");
      self.$state = "in field";
      return;
    case "after escaped newline":
      if (char === null) return;
      inField(self, char);
      return;
    case "in field":
      inField(self, char);
      return;
    case "in quoted":
      if (char === null) return;
      if (char === $escapechar) self.$state = "escape in quoted";
      else if (char === $quotechar && $quoting !== QUOTE_NONE) self.$state = $doublequote ? "quote in quoted" : "in field";
      else add(self, char);
      return;
    case "escape in quoted":
      add(self, char ?? "\n");
      self.$state = "in quoted";
      return;
    case "quote in quoted":
      if ($quoting !== QUOTE_NONE && char === $quotechar) {
        add(self, char as string);
        self.$state = "in quoted";
      } else if (char === $delimiter) {
        save(self);
        self.$state = "start field";
        begin(self);
      } else if (newline) {
        save(self);
        self.$state = char === null ? "start record" : "eat newline";
      } else if (!$strict) {
        add(self, char as string);
        self.$state = "in field";
      } else throw new Error(`'${$delimiter}' expected after '${$quotechar ?? ""}'`);
      return;
    case "eat newline":
      if (char === null) self.$state = "start record";
      else if (!newline) throw new Error("new-line character seen in unquoted field - do you need to open the file with newline=''?");
  }
}

function begin(self: Reader): void {
  self.$plain = false;
}

function startField(self: Reader, char: string | null): Suspends<void> {
  const { $delimiter, $quotechar, $escapechar, $quoting, $skipinitialspace } = self.$dialect;
  self.$plain = true;
  if (char === "\n" || char === "\r" || char === null) {
    save(self);
    self.$state = char === null ? "start record" : "eat newline";
  } else if (char === $quotechar && $quoting !== QUOTE_NONE) {
    self.$plain = false;
    self.$state = "in quoted";
  } else if (char === $escapechar) self.$state = "escaped";
  else if (char === " " && $skipinitialspace) self.$state = "start field";
  else if (char === $delimiter) {
    save(self);
    self.$state = "start field";
  } else {
    add(self, char);
    self.$state = "in field";
  }
}

function inField(self: Reader, char: string | null): Suspends<void> {
  const { $delimiter, $escapechar } = self.$dialect;
  if (char === "\n" || char === "\r" || char === null) {
    save(self);
    self.$state = char === null ? "start record" : "eat newline";
  } else if (char === $escapechar) self.$state = "escaped";
  else if (char === $delimiter) {
    save(self);
    self.$state = "start field";
  } else {
    add(self, char);
    self.$state = "in field";
  }
}
export const readerType = iteratorType("reader", Reader);
readerType.$module = "_csv";
getset(readerType, { dialect: [(self: Reader) => self.$dialect as Value], line_num: [(self: Reader) => self.line_num] });

export function makeReader(lines: Value, dialect: Dialect): Suspends<Value> {
  return new Reader($iter(lines), dialect);
}
