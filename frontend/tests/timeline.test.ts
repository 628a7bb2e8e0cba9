import { describe, expect, it } from "vitest";
import type { Slide } from "../src/model";
import { seekTarget, shown, slideAt } from "../src/timeline";

const slides = [
  { id: "a", text: "One", start_ms: 400, end_ms: 1000 },
  { id: "b", text: "Two", start_ms: 1000, end_ms: 1010 },
  { id: "c", text: "Three", start_ms: 1010, end_ms: 5000 },
];

describe("slideAt", () => {
  it("is -1 before the first slide", () => expect(slideAt(slides, 399)).toBe(-1));
  it("changes exactly at a slide's start", () =>
    expect([400, 999, 1000, 1009, 1010].map((ms) => slideAt(slides, ms))).toEqual([0, 0, 1, 1, 2]));
  it("keeps the last slide to the end", () => expect(slideAt(slides, 9999)).toBe(2));
  it("is -1 where there are no slides", () => expect(slideAt([], 0)).toBe(-1));
});

describe("a hidden slide", () => {
  const [a, b, c] = slides as [Slide, Slide, Slide];
  it("leaves the one before it on the screen", () => expect(slideAt([a, { ...b, hidden: true }, c], 1005)).toBe(0));
  it("leaves the screen empty where none is before it", () =>
    expect(slideAt([{ ...a, hidden: true }, b, c], 500)).toBe(-1));
  it("is stepped over", () =>
    expect([shown([a, { ...b, hidden: true }, c], 1, 1), shown([a, b, { ...c, hidden: true }], 2, 1)]).toEqual([
      2, -1,
    ]));
});

describe("seekTarget", () => {
  it("lands on the slide it was asked for", () =>
    expect(slides.map((_, index) => slideAt(slides, seekTarget(slides, index)))).toEqual([0, 1, 2]));
  it("stops at both ends", () => expect([seekTarget(slides, -4), seekTarget(slides, 9)]).toEqual([425, 1035]));
  it("is the beginning where there are no slides", () => expect(seekTarget([], 3)).toBe(0));
});
