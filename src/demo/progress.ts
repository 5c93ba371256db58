/** Numbered steps with their times: `[3/6] build ... 4.2 s`. */
export interface Progress {
  /** Runs `work`; what `remark` makes of its result stands behind the time. */
  step<T>(title: string, work: () => Promise<T>, remark?: (result: T) => string): Promise<T>;
}

export interface ProgressOptions {
  /** Steps that somebody else has done and shown before. */
  readonly stepsBefore: number;
  readonly steps: number;
  readonly print: (text: string) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

export function createProgress({ stepsBefore, steps, print, now }: ProgressOptions): Progress {
  let number = stepsBefore;
  return {
    async step(title, work, remark = () => "") {
      number += 1;
      print(`[${number}/${stepsBefore + steps}] ${title} … `);
      const startedAt = now();
      try {
        const result = await work();
        const note = remark(result);
        print(`${((now() - startedAt) / 1_000).toFixed(1)} s${note === "" ? "" : ` (${note})`}\n`);
        return result;
      } catch (error) {
        print("failed\n");
        throw error;
      }
    },
  };
}
