import { describe, expect, it } from "vitest";
import type { Difference, Finding, Report } from "../src/model";
import {
  choiceTitles,
  differenceTitle,
  fixTitle,
  grouped,
  isHole,
  openCount,
  reportLine,
  sectionTitle,
  untold,
  verdictLine,
} from "../src/review";

const difference = (change: Partial<Difference>): Difference => ({
  id: "d",
  kind: "changed",
  script: "$47",
  heard: "forty nine dollars",
  start_ms: 8_000,
  end_ms: 12_000,
  line: 3,
  follows_voice: null,
  shown: "script",
  ...change,
});
const report = (...differences: Difference[]): Report => ({ heard_share: 0.978, differences });
const finding = (change: Partial<Finding>): Finding => ({
  rule: "too short",
  at_ms: 0,
  reason: "",
  weight: 0.5,
  slide: "a",
  fix: null,
  ...change,
});

describe("a difference", () => {
  it.each([
    [difference({}), ["Keep the script", "Follow the voice"]],
    [difference({ kind: "unspoken", heard: "" }), ["Bring it back", "Leave it out"]],
    [difference({ kind: "ad_lib", script: "" }), ["Take it off the slides", "Show what is said"]],
    [difference({ kind: "ad_lib", script: "", heard: "" }), ["Nothing is missing", ""]],
  ])("offers what can be done about it", (given, titles) => expect(choiceTitles(given)).toEqual(titles));
  it("in which nothing was recognised asks whether the script lacks something", () => {
    const hole = difference({ kind: "ad_lib", script: "", heard: "" });
    expect(isHole(hole)).toBe(true);
    expect(differenceTitle(hole)).toBe("No word was recognised for 4 s. Does the script lack something?");
    expect(differenceTitle(difference({}))).toBe("Said in other words");
  });
});

describe("a report", () => {
  const open = difference({});
  const decided = difference({ follows_voice: false });
  it("counts what waits for a decision", () => expect(openCount(report(open, decided))).toBe(1));
  it.each([
    [report(), "97 % heard, nothing differs"],
    [report(open, decided), "97 % heard, 1 to decide"],
    [report(decided), "97 % heard, all decided"],
    [{ ...report(), heard_share: 0.29 }, "29 % heard, nothing differs"],
    [{ ...report(), heard_share: 0.9999 }, "99 % heard, nothing differs"],
    [{ ...report(), heard_share: 1 }, "100 % heard, nothing differs"],
  ])("is one line", (given, line) => expect(reportLine(given)).toBe(line));
  it("tells its own moments; other notices stay", () =>
    expect(
      untold(
        ["Heard at 0:08 but not in the script: “x”.", "3 more places differ; see the report.", "Base was used."],
        report(open),
      ),
    ).toEqual(["Base was used."]));
});

describe("findings", () => {
  it("are grouped by rule, what hurts most first", () => {
    const groups = grouped([finding({}), finding({ rule: "name split", weight: 0.7 }), finding({ at_ms: 9 })]);
    expect(groups.map(({ title, findings }) => [title, findings.length])).toEqual([
      ["Too short", 2],
      ["Name split", 1],
    ]);
  });
  it("are counted in one line", () =>
    expect([[], [finding({})]].map((findings) => verdictLine({ score: 100, findings }))).toEqual([
      "nothing to mend",
      "1 finding",
    ]));
  it("say what their fix does", () =>
    expect([{ edit: "merge" }, { edit: "set_reveal" }].map(fixTitle)).toEqual([
      "join it with the next slide",
      "set reveal",
    ]));
});

it("a section is called by its title, or else by its kind", () =>
  expect(
    [
      { kind: "call_to_action", slide: "a" },
      { kind: "hook", slide: "a", title: "The leaf" },
    ].map(sectionTitle),
  ).toEqual(["Call to action", "The leaf"]));
