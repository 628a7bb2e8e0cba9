import { expect, test } from "vitest";
import type { Staging } from "../src/model";
import { speakerOf, summaryOf } from "../src/views/stage";

const BARE: Staging = {
  transition: { kind: "cut" },
  first_slide: "start",
  speaker: null,
  over_source: false,
  music: null,
  intro: null,
  end: null,
  call_to_action: null,
};

test("a bare stage needs no words, a full one a few", () => {
  expect(summaryOf(BARE)).toBe("");
  const full: Staging = {
    ...BARE,
    transition: { kind: "crossfade" },
    speaker: { corner: "top-left" },
    end: { text: "Bye" },
  };
  expect(summaryOf(full)).toBe("cards, crossfade, speaker");
});

test("the speaker stands in a corner, or the slides over the speaker", () => {
  const framed: Staging = { ...BARE, speaker: { corner: "top-left", shape: "rectangle" } };
  expect(speakerOf("bottom-right", framed)).toEqual({
    over_source: false,
    speaker: { corner: "bottom-right", shape: "rectangle" },
  });
  expect(speakerOf("over", framed)).toEqual({ over_source: true, speaker: null });
  expect(speakerOf("", framed)).toEqual({ over_source: false, speaker: null });
});
