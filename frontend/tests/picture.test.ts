import { expect, it } from "vitest";
import { lookOf } from "../src/picture";

const slide = { id: "a", text: "One thought", start_ms: 0, end_ms: 1000 };
const theme = { name: "classic", width_px: 1920, height_px: 1080, background: "#FFFFFF" };

it("a picture's address stays while the slide looks the same", () =>
  expect(lookOf({ ...slide, id: "b", start_ms: 5 }, theme)).toBe(lookOf(slide, theme)));

it.each([
  [{ ...slide, text: "One thing" }, theme],
  [{ ...slide, emphasis: [{ token: 1, kind: "script" }] }, theme],
  [slide, { ...theme, background: "#000000" }],
])("a picture's address changes with what it shows", (changed, look) =>
  expect(lookOf(changed, look)).not.toBe(lookOf(slide, theme)),
);
