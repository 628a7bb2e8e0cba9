import { expect, test } from "vitest";
import { idOf, isPassing, partsOf } from "../src/upload";

const MB = 1 << 20;

test("a small file travels whole, a large one in a few parts", () => {
  const way = { chunkBytes: 50 * MB, parallel: true };
  expect([1, 50, 100, 5000].map((size) => partsOf(size * MB, way))).toEqual([1, 1, 2, 3]);
  expect(partsOf(5000 * MB, { ...way, parallel: false })).toBe(1);
});

test("an upload's id ends its address", () => {
  expect(idOf("http://host/api/uploads/abc123")).toBe("abc123");
});

test("only what passes is tried again", () => {
  expect([0, 409, 423, 502].every(isPassing)).toBe(true);
  expect([404, 410, 413, 422, 460].some(isPassing)).toBe(false);
});
