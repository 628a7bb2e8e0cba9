/** A value that a test relies on. */
export function there<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("What the test relies on is missing.");
  return value;
}
