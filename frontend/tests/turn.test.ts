import { describe, expect, it } from "vitest";
import type { Job } from "../src/model";
import { withTurns } from "../src/turn";
import { there } from "./there";

const job = (change: Partial<Job>): Job => ({
  id: "a",
  state: "queued",
  stage: "",
  percent: 0,
  seconds_left: null,
  message: null,
  ...change,
});
const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

/** A line that moves by one place whenever somebody waits. */
function line(places: number[]) {
  const seen: unknown[] = [];
  let asked = 0;
  const hear = withTurns({
    ask: async () => job({ queue_position: there(places[asked++]) }),
    seen: ({ state, queue_position }) => seen.push(queue_position ?? state),
    wait: () => (asked < places.length ? Promise.resolve() : new Promise(() => undefined)),
    signal: new AbortController().signal,
  });
  return { seen, hear, asked: () => asked };
}

describe("withTurns", () => {
  it("tells how the line before a waiting job grows shorter", async () => {
    const { seen, hear } = line([3, 2, 1]);
    hear(job({}));
    await settled();
    expect(seen).toEqual(["queued", 3, 2, 1]);
  });

  it("tells no place of a job that began meanwhile", async () => {
    const { seen, hear } = line([2]);
    hear(job({}));
    hear(job({ state: "running" }));
    await settled();
    expect(seen).toEqual(["queued", "running"]);
  });

  it("asks for nothing that it was told", async () => {
    const { hear, asked } = line([1]);
    hear(job({ queue_position: 4 }));
    hear(job({ state: "running" }));
    await settled();
    expect(asked()).toBe(0);
  });
});
