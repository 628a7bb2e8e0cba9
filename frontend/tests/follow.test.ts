import { describe, expect, it } from "vitest";
import { type FollowOptions, follow } from "../src/follow";
import type { Job } from "../src/model";
import { there } from "./there";

const job = (change: Partial<Job>): Job => ({
  id: "j",
  state: "running",
  stage: "listening",
  percent: 0,
  seconds_left: null,
  message: null,
  ...change,
});

/** Follows scripted answers; an Error among them is thrown. */
function following(answers: (Job | Error)[], change: Partial<FollowOptions> = {}) {
  const waits: number[] = [];
  const seen: Job[] = [];
  const end = follow({
    ask: async () => {
      const answer = there(answers.shift());
      if (answer instanceof Error) throw answer;
      return answer;
    },
    seen: (now) => seen.push(now),
    wait: async (ms) => void waits.push(ms),
    hidden: () => false,
    temporary: (error) => (error as Error).message === "offline",
    signal: new AbortController().signal,
    ...change,
  });
  return { end, waits, seen };
}

describe("follow", () => {
  it("tells every answer and ends with the last", async () => {
    const { end, seen } = following([
      job({ state: "queued" }),
      job({ percent: 40 }),
      job({ state: "done", percent: 100 }),
    ]);
    expect((await end).state).toBe("done");
    expect(seen.map((now) => now.percent)).toEqual([0, 40, 100]);
  });

  it.each(["failed", "cancelled"] as const)("ends when a job is %s", async (state) => {
    expect((await following([job({ state })]).end).state).toBe(state);
  });

  it("asks less often while nothing moves, and again soon when it does", async () => {
    const { end, waits } = following([job({}), job({}), job({}), job({ percent: 9 }), job({ state: "done" })]);
    await end;
    expect(waits).toEqual([400, 520, 676, 400]);
  });

  it("never waits longer than three seconds on a page that is looked at", async () => {
    const { end, waits } = following([...Array.from({ length: 30 }, () => job({})), job({ state: "done" })]);
    await end;
    expect(Math.max(...waits)).toBe(3000);
  });

  it("asks rarely on a hidden page", async () => {
    const { end, waits } = following([job({}), job({ state: "done" })], { hidden: () => true });
    await end;
    expect(waits).toEqual([5000]);
  });

  it("goes on after an answer that got lost", async () => {
    const { end } = following([new Error("offline"), job({ state: "done" })]);
    expect((await end).state).toBe("done");
  });

  it("gives up at an error that will not pass", async () => {
    await expect(following([new Error("gone")]).end).rejects.toThrow("gone");
  });

  it("gives up when the server stays away", async () => {
    await expect(following(Array.from({ length: 20 }, () => new Error("offline"))).end).rejects.toThrow("offline");
  });

  it("stops as soon as it is aborted", async () => {
    const life = new AbortController();
    const { end, waits } = following([new Error("offline"), job({ state: "done" })], {
      signal: life.signal,
      ask: async () => {
        life.abort();
        throw new Error("offline");
      },
    });
    await expect(end).rejects.toThrow("offline");
    expect(waits).toEqual([]);
  });
});
