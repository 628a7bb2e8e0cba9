import { describe, expect, it } from "vitest";
import { walkOf } from "../src/keys";

const press = (key: string, ...held: string[]) => ({
  key,
  ctrlKey: held.includes("ctrl"),
  metaKey: held.includes("meta"),
  shiftKey: held.includes("shift"),
  altKey: held.includes("alt"),
});

describe("walkOf", () => {
  it.each([
    ["z", ["ctrl"], "undo"],
    ["z", ["meta"], "undo"],
    ["Z", ["ctrl"], "undo"], // caps lock
    ["Z", ["ctrl", "shift"], "redo"],
    ["z", ["meta", "shift"], "redo"],
    ["y", ["ctrl"], "redo"],
    ["z", [], null],
    ["z", ["ctrl", "alt"], null],
    ["z", ["ctrl", "meta"], null],
    ["Y", ["ctrl", "shift"], null],
    ["x", ["ctrl"], null],
  ] as const)("reads %s with %j as %s", (key, held, walk) => expect(walkOf(press(key, ...held))).toBe(walk));
});
