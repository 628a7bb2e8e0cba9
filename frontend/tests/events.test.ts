import { beforeAll, describe, expect, it, vi } from "vitest";
import { EventStream, NoStream } from "../src/events";
import type { Job } from "../src/model";
import { there } from "./there";

const job = (id: string, change: Partial<Job> = {}): Job => ({
  id,
  state: "running",
  stage: "drawing",
  percent: 0,
  seconds_left: null,
  message: null,
  ...change,
});

class FakeSource extends EventTarget {
  readyState = 1;
  closed = false;
  readonly address: string;
  constructor(address: string) {
    super();
    this.address = address;
  }
  close(): void {
    this.closed = true;
  }
  tell(told: Job): void {
    this.dispatchEvent(new MessageEvent("job", { data: JSON.stringify(told) }));
  }
  breakDown(readyState: number): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event("error"));
  }
}

function stream() {
  const sources: FakeSource[] = [];
  const made = new EventStream((address) => {
    sources.push(new FakeSource(address));
    return sources.at(-1) as unknown as EventSource;
  });
  return { made, sources, last: () => there(sources.at(-1)) };
}

const opened = (): Promise<void> => Promise.resolve(); // streams open once all that begins together has begun
const alive = (): AbortSignal => new AbortController().signal;

beforeAll(() => vi.stubGlobal("EventSource", { CLOSED: 2 }));

describe("EventStream", () => {
  it("tells every step of a job and ends with the last", async () => {
    const { made, last } = stream();
    const seen: number[] = [];
    const end = made.follow("a", (now) => seen.push(now.percent), alive());
    await opened();
    last().tell(job("a", { percent: 40 }));
    last().tell(job("other", { percent: 50 }));
    last().tell(job("a", { percent: 100, state: "done" }));
    expect((await end).state).toBe("done");
    expect(seen).toEqual([40, 100]);
    expect(last().closed).toBe(true);
  });

  it("follows several jobs in one stream", async () => {
    const { made, sources } = stream();
    void made.follow("a", () => undefined, alive());
    void made.follow("b", () => undefined, alive());
    await opened();
    expect(sources.map(({ address }) => address)).toEqual(["/api/events?job=a,b"]);
  });

  it("keeps its stream while others go on, and takes a later job in", async () => {
    const { made, sources, last } = stream();
    void made.follow("a", () => undefined, alive());
    const second = made.follow("b", () => undefined, alive());
    await opened();
    last().tell(job("b", { state: "done" }));
    await second;
    expect(sources.map(({ closed }) => closed)).toEqual([false]);
    void made.follow("c", () => undefined, alive());
    await opened();
    expect(last().address).toBe("/api/events?job=a,c");
    expect(sources.filter((source) => !source.closed)).toHaveLength(1);
  });

  it("names no more jobs in a stream than the server takes", async () => {
    const { made, sources } = stream();
    for (let number = 0; number < 60; number++) void made.follow(`j${number}`, () => undefined, alive());
    await opened();
    expect(sources.map(({ address }) => address.split(",").length)).toEqual([50, 10]);
  });

  it("waits while the browser connects again, and gives up when it does not", async () => {
    const { made, last } = stream();
    const end = made.follow("a", () => undefined, alive());
    await opened();
    last().breakDown(0);
    last().breakDown(2);
    await expect(end).rejects.toBeInstanceOf(NoStream);
  });

  it("stops when it is told to", async () => {
    const { made, last } = stream();
    const life = new AbortController();
    const end = made.follow("a", () => undefined, life.signal);
    await opened();
    life.abort(new Error("stop"));
    await expect(end).rejects.toThrow("stop");
    expect(last().closed).toBe(true);
  });
});
