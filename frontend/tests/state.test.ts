import { describe, expect, it } from "vitest";
import { projectAddress, projectIn } from "../src/flow";
import { Latest } from "../src/scope";
import { EMPTY, type State, Store, screenOf } from "../src/store";

describe("address", () => {
  it("brings back the project it was made for", () => expect(projectIn(projectAddress("a b/ü"))).toBe("a b/ü"));
  it.each(["", "#", "#/", "#/projects/", "#/other/x", "#/projects/a/b"])("finds no project in %j", (hash) =>
    expect(projectIn(hash)).toBeNull(),
  );
});

describe("Store", () => {
  it("shows a new frozen state for every change and leaves the old one alone", () => {
    const shown: State[] = [];
    const store = new Store((state) => shown.push(state));
    store.set({ name: "pitch" });
    store.set({ slide: 3 });
    expect(shown.map(({ name, slide }) => [name, slide])).toEqual([
      ["pitch", -1],
      ["pitch", 3],
    ]);
    expect(shown.every(Object.isFrozen)).toBe(true);
  });
});

describe("screenOf", () => {
  const job = { id: "j", state: "running", stage: "", percent: 0, seconds_left: null, message: null } as const;
  const deck = {
    media: { duration_ms: 1 },
    slides: [],
    theme: { name: "classic", width_px: 1, height_px: 1, background: "#FFFFFF" },
  };
  it("starts empty", () => expect(screenOf(EMPTY)).toBe("start"));
  it("shows nothing while a stored project is on its way", () =>
    expect(screenOf({ ...EMPTY, opening: true })).toBe("none"));
  it("shows work before a deck, and a deck before all else", () =>
    expect([screenOf({ ...EMPTY, opening: true, job }), screenOf({ ...EMPTY, job, deck })]).toEqual(["work", "deck"]));
});

describe("Latest", () => {
  it("aborts the older task when a newer one begins", () => {
    const lane = new Latest();
    const older = lane.next();
    const newer = lane.next();
    expect([older.aborted, newer.aborted]).toEqual([true, false]);
  });
});
