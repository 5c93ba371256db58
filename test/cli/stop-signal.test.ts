import { EventEmitter } from "node:events";
import { expect, test } from "@jest/globals";
import { watchStopSignals } from "../../src/cli/stop-signal.js";

function watched() {
  const source = new EventEmitter();
  const forced: number[] = [];
  const clock = { ms: 1_000 };
  const stop = watchStopSignals({ source, now: () => clock.ms, force: (exitCode) => forced.push(exitCode) });
  return { source, forced, clock, stop };
}

test("the first signal is told apart from those that follow", async () => {
  const { source, stop, forced } = watched();
  source.emit("SIGTERM", "SIGTERM");
  source.emit("SIGINT", "SIGINT");
  expect(await stop.first).toBe("SIGTERM");
  expect(forced).toEqual([]);
});

test("a second signal at once is the same Ctrl-C seen twice; half a second later it forces the end", () => {
  const { source, clock, forced } = watched();
  source.emit("SIGINT", "SIGINT");
  clock.ms += 499;
  source.emit("SIGINT", "SIGINT");
  expect(forced).toEqual([]);
  clock.ms += 1;
  source.emit("SIGINT", "SIGINT");
  source.emit("SIGTERM", "SIGTERM");
  expect(forced).toEqual([130, 143]);
});

test("after the end nothing is listened to any more", () => {
  const { source, stop } = watched();
  stop.unwatch();
  expect(source.eventNames()).toEqual([]);
});
