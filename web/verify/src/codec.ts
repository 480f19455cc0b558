// Forms of files: each can be read from JSON and written in its one form, so
// that a text is taken only if writing what was read gives the same bytes.

import { equal, fromHex, toHex, utf8 } from "./bytes.js";
import { type Json, parseJson } from "./json.js";
import { Rejected } from "./rejected.js";

/** A form of values. */
export interface Codec<T> {
  read(json: Json, path: string): T;
  write(value: T): string;
}

export type Of<C> = C extends Codec<infer T> ? T : never;

function form(path: string, expected: string): never {
  throw new Rejected("text", "Form", `not of its form: \`${path}\` must be ${expected}`);
}

/** A value is not one that its field can have. */
export function wrong(field: string, what: string): Rejected {
  return new Rejected("text", "Value", `\`${field}\`: ${what}`);
}

export const text: Codec<string> = {
  read: (json, path) => (typeof json === "string" ? json : form(path, "text")),
  write: (value) => JSON.stringify(value),
};

export const bool: Codec<boolean> = {
  read: (json, path) => (typeof json === "boolean" ? json : form(path, "true or false")),
  write: String,
};

/** A whole number within bounds, as a bigint. */
export function integer(least: bigint, most: bigint): Codec<bigint> {
  return {
    read: (json, path) =>
      typeof json === "bigint" && least <= json && json <= most
        ? json
        : form(path, `a whole number from ${least} to ${most}`),
    write: String,
  };
}

/** A whole number that a JavaScript number holds. */
function small(bits: bigint): Codec<number> {
  const wide = integer(0n, (1n << bits) - 1n);
  return { read: (json, path) => Number(wide.read(json, path)), write: String };
}

export const u8 = small(8n);
export const u16 = small(16n);
export const u32 = small(32n);
export const u64 = integer(0n, (1n << 64n) - 1n);
export const i64 = integer(-(1n << 63n), (1n << 63n) - 1n);

/** A whole number as text: it may be beyond what others' JSON can hold. */
export function decimal(signed: boolean, bits: bigint): Codec<bigint> {
  const most = (1n << (signed ? bits - 1n : bits)) - 1n;
  const least = signed ? -most - 1n : 0n;
  const pattern = signed ? /^[-+]?[0-9]{1,80}$/ : /^\+?[0-9]{1,80}$/;
  return {
    read(json, path) {
      if (typeof json !== "string" || !pattern.test(json)) return form(path, "a whole number as text");
      const value = BigInt(json.replace(/^\+/, ""));
      return least <= value && value <= most ? value : form(path, "a whole number of its width, as text");
    },
    write: (value) => `"${value}"`,
  };
}

/** So many bytes as `0x` and hexadecimal digits. */
export function hex(length: number): Codec<Uint8Array> {
  return {
    read(json, path) {
      const bytes = typeof json === "string" ? fromHex(json, length) : null;
      return bytes ?? form(path, `0x and ${2 * length} digits`);
    },
    write: (value) => `"${toHex(value)}"`,
  };
}

export function list<T>(item: Codec<T>, length?: number): Codec<T[]> {
  return {
    read(json, path) {
      if (!Array.isArray(json)) return form(path, "a list");
      if (length !== undefined && json.length !== length) return form(path, `a list of ${length}`);
      return json.map((value, i) => item.read(value, `${path}[${i}]`));
    },
    write: (values) => `[${values.map((value) => item.write(value)).join(",")}]`,
  };
}

export function pair<A, B>(first: Codec<A>, second: Codec<B>): Codec<[A, B]> {
  return {
    read(json, path) {
      if (!Array.isArray(json) || json.length !== 2) return form(path, "a list of 2");
      return [first.read(json[0] as Json, `${path}[0]`), second.read(json[1] as Json, `${path}[1]`)];
    },
    write: ([a, b]) => `[${first.write(a)},${second.write(b)}]`,
  };
}

/** A value or null. */
export function nullable<T>(inner: Codec<T>): Codec<T | null> {
  return {
    read: (json, path) => (json === null ? null : inner.read(json, path)),
    write: (value) => (value === null ? "null" : inner.write(value)),
  };
}

/** A field that may be missing, and is left out where it has its default. */
export interface Optional<T> extends Codec<T> {
  readonly byDefault: T;
  readonly leftOut: (value: T) => boolean;
}

export function optional<T>(inner: Codec<T>, byDefault: T, leftOut: (value: T) => boolean): Optional<T> {
  return { read: inner.read, write: inner.write, byDefault, leftOut };
}

/** A text that may be missing; null is taken for missing, and never written. */
export function maybe<T>(inner: Codec<T>): Optional<T | null> {
  return optional(nullable(inner), null, (value) => value === null);
}

export type Fields = Record<string, Codec<any>>;
export type Record_<F extends Fields> = { [K in keyof F]: Of<F[K]> };

/** An object with exactly these fields, written in this order. */
export function record<F extends Fields>(fields: F): Codec<Record_<F>> {
  const entries = Object.entries(fields);
  return {
    read(json, path) {
      if (!(json instanceof Map)) return form(path, "an object");
      for (const name of json.keys()) {
        if (!Object.hasOwn(fields, name)) form(`${path}.${name}`, "left out: no such field is known");
      }
      const out: Record<string, unknown> = {};
      for (const [name, codec] of entries) {
        const value = json.get(name);
        if (value !== undefined) out[name] = codec.read(value, `${path}.${name}`);
        else if ("byDefault" in codec) out[name] = (codec as Optional<unknown>).byDefault;
        else form(`${path}.${name}`, "there");
      }
      return out as Record_<F>;
    },
    write(value) {
      const written = entries.flatMap(([name, codec]) => {
        const field = value[name];
        if ("leftOut" in codec && (codec as Optional<unknown>).leftOut(field)) return [];
        return [`"${name}":${codec.write(field)}`];
      });
      return `{${written.join(",")}}`;
    },
  };
}

/** Reads a text of version 1 in its only form. */
export function readText<T>(bytes: Uint8Array, codec: Codec<T>): T {
  const json = parseJson(bytes);
  const version = json instanceof Map ? json.get("version") : undefined;
  if (typeof version === "bigint" && version !== 1n && version >= 0n && version < 1n << 64n) {
    throw new Rejected("text", "Version", `version ${version} is not known; this program reads version 1`);
  }
  const value = codec.read(json, "$");
  if (!equal(utf8(codec.write(value)), bytes)) {
    throw new Rejected(
      "text",
      "NotCanonical",
      "not in the canonical form: fields in order, no white space, numbers plain, hex lower",
    );
  }
  return value;
}
