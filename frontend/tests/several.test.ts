import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Job, Project } from "../src/model";
import { Several } from "../src/several";
import { EMPTY, Store } from "../src/store";
import { there } from "./there";

const project: Project = {
  id: "p",
  name: "p",
  state: "ready",
  engine: null,
  listener: null,
  language: null,
  notices: [],
  duration_ms: 9,
  slide_count: 1,
  job: null,
};
const now = (state: Job["state"], message: string | null = null): Job => ({
  id: "",
  state,
  stage: "",
  percent: 0,
  seconds_left: null,
  message,
});

describe("Several", () => {
  let store: Store;
  let several: Several;
  const failed = vi.fn();
  const steps = new Map<string, (job: Job) => void>();

  beforeEach(() => {
    failed.mockClear();
    store = new Store(() => undefined);
    store.set({ ...EMPTY, project });
    several = new Several(store, {
      follow: (job, _, seen) =>
        new Promise((_done, fail) => {
          steps.set(job, seen);
          if (job === "lost") fail(new Error("The server does not answer."));
        }),
      failed,
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  const answers = (variants: unknown): void => vi.stubGlobal("fetch", async () => Response.json({ variants })) as never;
  const states = (): unknown[] => store.state.several.map(({ id, job }) => [id, job.state]);

  it("follows each video by itself, and one that fails leaves the others alone", async () => {
    answers([
      { id: "a", job: "j", name: "gold" },
      { id: "b", job: "lost", name: "night" },
    ]);
    await several.make(["gold", "night"], []);
    there(steps.get("j"))(now("running"));
    await vi.waitFor(() =>
      expect(states()).toEqual([
        ["a", "running"],
        ["b", "failed"],
      ]),
    );
    expect(store.state.several[1]?.job.message).toBe("The server does not answer.");
    expect(failed).not.toHaveBeenCalled();
  });

  it("brings back what was finished, the newest first, beside what goes on", async () => {
    answers([{ id: "a", job: "j", name: "gold" }]);
    await several.make(["gold"], []);
    const variants = [
      { id: "x", name: "dim", created: 1, url: "/x" },
      { id: "y", name: "9x16", created: 3, url: "/y" },
      { id: "z", name: "", created: 3, url: null },
      { id: "a", name: "gold", created: 3, url: "/a" },
    ];
    const versions = [{ number: 1, what: "", created: 2, current: true }];
    vi.stubGlobal("fetch", async (path: string) =>
      Response.json(path.includes("/versions") ? { versions, next: null } : { variants }),
    );
    await several.recall("p");
    expect(states()).toEqual([
      ["a", "queued"],
      ["y", "done"],
      ["x", "done"],
    ]);
    expect(store.state.several.map(({ outdated }) => outdated)).toEqual([false, false, true]);
  });

  it("knows which videos show slides that were changed since", async () => {
    answers([
      { id: "a", job: "j", name: "gold" },
      { id: "b", job: "k", name: "night" },
    ]);
    await several.make(["gold", "night"], []);
    there(steps.get("j"))(now("running"));
    several.outdate();
    expect(store.state.several.map(({ outdated }) => outdated)).toEqual([true, false]);
  });

  it("shows nothing of a project that was left", async () => {
    answers([{ id: "a", job: "j", name: "gold" }]);
    const late = several.make(["gold"], []);
    several.stop();
    await late;
    expect([states(), failed.mock.calls]).toEqual([[], []]);
  });

  it("tells a refusal and keeps what there is", async () => {
    vi.stubGlobal("fetch", async () => Response.json({ message: "No." }, { status: 422 }));
    await several.make([], ["5:3"]);
    expect(failed).toHaveBeenCalledOnce();
  });
});
