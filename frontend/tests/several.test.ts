import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Job } from "../src/model";
import { Several } from "../src/several";
import { EMPTY, Store } from "../src/store";

const project = { id: "p", name: "p", state: "ready", engine: null, language: null, notices: [], duration_ms: 9, slide_count: 1, job: null };
const now = (state: Job["state"], message: string | null = null): Job => ({ id: "", state, stage: "", percent: 0, seconds_left: null, message });

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
      follow: (job, _, seen) => new Promise((_done, fail) => {
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
    answers([{ id: "a", job: "j", name: "gold" }, { id: "b", job: "lost", name: "night" }]);
    await several.make(["gold", "night"], []);
    steps.get("j")!(now("running"));
    await vi.waitFor(() => expect(states()).toEqual([["a", "running"], ["b", "failed"]]));
    expect(store.state.several[1]?.job.message).toBe("The server does not answer.");
    expect(failed).not.toHaveBeenCalled();
  });

  it("brings back what was finished, the newest first, beside what goes on", async () => {
    answers([{ id: "a", job: "j", name: "gold" }]);
    await several.make(["gold"], []);
    answers([{ id: "x", name: "dim", url: "/x" }, { id: "y", name: "9x16", url: "/y" }, { id: "z", name: "", url: null }, { id: "a", name: "gold", url: "/a" }]);
    await several.recall("p");
    expect(states()).toEqual([["a", "queued"], ["y", "done"], ["x", "done"]]);
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
