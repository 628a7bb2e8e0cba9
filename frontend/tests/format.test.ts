import { describe, expect, it } from "vitest";
import {
  about,
  clock,
  counted,
  fileSize,
  jobTitle,
  languageName,
  moment,
  oneLine,
  stageTitle,
  timeLeft,
  variantTitle,
  wholePercent,
} from "../src/format";

describe("clock", () => {
  it.each([
    [0, "0:00"],
    [-5, "0:00"],
    [59_999, "0:59"],
    [60_000, "1:00"],
    [3_599_999, "59:59"],
    [3_723_000, "1:02:03"],
  ])("reads %i ms as %s", (ms, text) => expect(clock(ms)).toBe(text));
});

describe("oneLine", () => {
  it.each([
    [" two \n words ", "two words"],
    ["一行目\n二行目。\n\n三", "一行目二行目。三"],
    ["今日は 元気", "今日は 元気"],
    ["iPhone\nを買う", "iPhone を買う"],
    ["ราคา\nเพียง", "ราคา เพียง"],
  ])("reads %j as %j", (typed, text) => expect(oneLine(typed)).toBe(text));
});

describe("fileSize", () => {
  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1000, "1.0 kB"],
    [1_536_000, "1.5 MB"],
    [48_200_000, "48 MB"],
    [5e9, "5.0 GB"],
  ])("reads %i as %s", (bytes, text) => expect(fileSize(bytes)).toBe(text));
});

describe("wholePercent", () => {
  it("says 100 only when all is done", () => expect(wholePercent(99.99)).toBe(99));
  it("stays between 0 and 100", () => expect([wholePercent(-3), wholePercent(140)]).toEqual([0, 100]));
});

describe("timeLeft", () => {
  it.each([
    [null, ""],
    [Infinity, ""],
    [1, "a moment left"],
    [3, "about 5 seconds left"],
    [41, "about 45 seconds left"],
    [50, "about a minute left"],
    [95, "about 2 minutes left"],
    [3600, "about an hour left"],
    [9000, "about 3 hours left"],
  ])("reads %s seconds as %s", (seconds, text) => expect(timeLeft(seconds)).toBe(text));
});

describe("names", () => {
  it("counts one and many", () =>
    expect([counted(1, "slide"), counted(1800, "slide")]).toEqual(["1 slide", "1,800 slides"]));
  it("names a language, and leaves an unknown one out", () =>
    expect(["pt", "und", null, "!"].map(languageName)).toEqual(["Portuguese", "", "", "!"]));
  it("writes a stage as a heading", () =>
    expect(["", "upload", "drawing the slides"].map(stageTitle)).toEqual([
      "Starting",
      "Uploading",
      "Drawing the slides",
    ]));
});

describe("about", () => {
  it.each([
    [0, "about 5 s"],
    [41, "about 40 s"],
    [57.4, "about 55 s"],
    [58, "about 1 min"],
    [545, "about 9 min"],
    [3600, "about 1 h"],
    [5400, "about 1 h 30 min"],
  ])("says %d s as %s", (seconds, text) => expect(about(seconds)).toBe(text));
});

describe("jobTitle", () => {
  const job = { id: "j", state: "queued", stage: "", percent: 0, seconds_left: null, message: null } as const;
  it.each([
    [1, "Waiting for its turn: next in line"],
    [2, "Waiting for its turn: 2nd in line"],
    [3, "Waiting for its turn: 3rd in line"],
    [11, "Waiting for its turn: 11th in line"],
    [21, "Waiting for its turn: 21st in line"],
    [null, "Waiting for its turn"],
  ])("says that %s waits as %s", (queue_position, text) => expect(jobTitle({ ...job, queue_position })).toBe(text));
  it("names the stage of one that runs", () =>
    expect(jobTitle({ ...job, state: "running", stage: "drawing" })).toBe("Drawing"));
});

describe("moment", () => {
  const now = new Date(2026, 4, 9, 15, 30).getTime();
  it.each([
    [now, "just now"],
    [now + 5000, "just now"],
    [new Date(2026, 4, 9, 15, 25).getTime(), "5 min ago"],
    [new Date(2026, 4, 9, 8, 5).getTime(), "08:05"],
    [new Date(2026, 4, 8, 8, 5).getTime(), "8 May, 08:05"],
    [new Date(2025, 11, 31, 23, 59).getTime(), "31 Dec 2025, 23:59"],
  ])("reads %d as %s", (ms, text) => expect(moment(ms, now)).toBe(text));
});

describe("variantTitle", () => {
  it.each([
    ["gold-9x16", "Gold, 9:16"],
    ["gold", "Gold"],
    ["1x1", "1:1"],
    ["my-brand-4x5", "My brand, 4:5"],
  ])("reads %s as %s", (name, title) => expect(variantTitle(name)).toBe(title));
});
