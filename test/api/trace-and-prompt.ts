import type { MlflowVersion } from "../support/fixtures.js";
import type { Oracle } from "../support/oracle.js";
import { insertPrompts } from "./prompt-rows.js";
import { insertTraces } from "./trace-rows.js";

/** Adds to a copy of a fixture, which has neither, a trace of a run of its and the prompt "greeting" that both used. */
export async function addTraceAndPrompt(url: string, version: MlflowVersion, { runs }: Oracle): Promise<void> {
  const run = runs.findLast(({ metrics }) => Number(metrics.loss) > 0);
  const chat = { "mlflow.prompt.text": '[{"role": "user", "content": "Hi"}]', _mlflow_prompt_type: "chat" };
  const versions = [{ tags: { author: "ada", ...chat } }];
  await insertPrompts(url, [{ name: "greeting", createdAt: 1, versions, tags: { team: "a" }, aliases: { first: 1 } }]);
  const trace = {
    id: "tr-1",
    experiment: run?.experimentId ?? "",
    at: 1,
    tokens: '{"total_tokens": 3}',
    cost: '{"total_cost": 0.5}',
    sourceRun: run?.runId ?? "",
    tags: { "mlflow.linkedPrompts": '[{"name": "greeting", "version": "1"}]' },
  };
  await insertTraces(url, version, [trace]);
}
