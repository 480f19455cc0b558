// JSON, read strictly and without losing digits: numbers stay whole, text is
// well-formed, and no field comes twice.

import { Rejected } from "./rejected.js";

/** A value: whole numbers are bigints; others are of no use here. */
export type Json = null | boolean | bigint | string | Fraction | Json[] | JsonObject;
export type JsonObject = Map<string, Json>;

/** A number with a fraction or an exponent, or minus zero. */
export class Fraction {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const DEEPEST = 127;

function wrong(what: string): never {
  throw new Rejected("text", "Form", `not of its form: ${what}`);
}

export function parseJson(bytes: Uint8Array): Json {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return wrong("it is not UTF-8");
  }
  return new Parser(text).whole();
}

class Parser {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  whole(): Json {
    const value = this.value(0);
    this.space();
    if (this.at !== this.text.length) wrong(`something follows at character ${this.at}`);
    return value;
  }

  private value(depth: number): Json {
    if (depth > DEEPEST) wrong("it is nested too deeply");
    this.space();
    switch (this.text[this.at]) {
      case "{":
        return this.object(depth);
      case "[":
        return this.list(depth);
      case '"':
        return this.string();
      case "t":
        return this.word("true", true);
      case "f":
        return this.word("false", false);
      case "n":
        return this.word("null", null);
      default:
        return this.number();
    }
  }

  private object(depth: number): JsonObject {
    const fields: JsonObject = new Map();
    this.at++;
    if (this.next("}")) return fields;
    do {
      this.space();
      if (this.text[this.at] !== '"') wrong(`a name is missing at character ${this.at}`);
      const name = this.string();
      if (fields.has(name)) wrong(`field \`${name}\` comes twice`);
      if (!this.next(":")) wrong(`a colon is missing at character ${this.at}`);
      fields.set(name, this.value(depth + 1));
    } while (this.next(","));
    if (!this.next("}")) wrong(`an object does not end at character ${this.at}`);
    return fields;
  }

  private list(depth: number): Json[] {
    const values: Json[] = [];
    this.at++;
    if (this.next("]")) return values;
    do values.push(this.value(depth + 1));
    while (this.next(","));
    if (!this.next("]")) wrong(`a list does not end at character ${this.at}`);
    return values;
  }

  private string(): string {
    // JSON.parse knows escapes and refuses control characters.
    let end = this.at + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === "\\" ? 2 : 1;
    if (end >= this.text.length) return wrong("a text does not end");
    const found = this.text.slice(this.at, end + 1);
    this.at = end + 1;
    let text: string;
    try {
      text = JSON.parse(found) as string;
    } catch {
      return wrong("a text has characters that must be escaped, or an escape that does not exist");
    }
    if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)) {
      wrong("a text has half a character");
    }
    return text;
  }

  private number(): bigint | Fraction {
    const pattern = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return wrong(`no value at character ${this.at}`);
    this.at += found[0].length;
    const whole = found[1] === undefined && found[2] === undefined && found[0] !== "-0";
    // A text of digits takes time to turn into a number, and none here has as many.
    return whole && found[0].length <= 40 ? BigInt(found[0]) : new Fraction(found[0]);
  }

  private word<T extends Json>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) wrong(`no value at character ${this.at}`);
    this.at += word.length;
    return value;
  }

  /** Goes past a mark, if it comes next. */
  private next(mark: string): boolean {
    this.space();
    if (this.text[this.at] !== mark) return false;
    this.at++;
    return true;
  }

  private space(): void {
    while (this.at < this.text.length && " \t\n\r".includes(this.text[this.at] as string)) this.at++;
  }
}
