// Why something is not accepted: one class, a kind for every reason.

/** What was being read or checked. */
export type Area = "file" | "text" | "bundle" | "rejection" | "key-store" | "receipt" | "registry";

/**
 * Something is not accepted. `kind` is `area/Name`; where the Rust verifier has
 * a variant for the reason, the name is that variant's.
 */
export class Rejected extends Error {
  readonly kind: string;
  /** The file that it is about, where there is one. */
  readonly file: string | undefined;

  constructor(area: Area, name: string, message: string, file?: string) {
    super(file === undefined ? message : `${file}: ${message}`);
    this.name = "Rejected";
    this.kind = `${area}/${name}`;
    this.file = file;
  }
}

/** The same reason, with the file that it is about. */
export function inFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Rejected) || error.file !== undefined) throw error;
    const [area, name] = error.kind.split("/") as [Area, string];
    throw new Rejected(area, name, error.message, file);
  }
}
