import { type Command, exitCodes } from "./command.js";
import { configOfStores, storesOptions } from "./stores-option.js";
import { withoutSecrets } from "./without-secrets.js";

export const doctor: Command = {
  name: "doctor",
  summary: "Look into each store: what it is, what Gatehouse may do there, and what would help.",
  details: [
    "Reads only; statements that would help are printed, never run. Needs no token. Settings come from where",
    "serve has them. Ends with 1 when a store has a problem. docs/doctor.md explains every line and --json.",
  ],
  options: [...storesOptions, { name: "json", summary: "Print JSON in place of text." }],
  async run(call) {
    const config = await configOfStores(call);
    process.on("uncaughtException", (error) => {
      process.stderr.write(`gatehouse: ${withoutSecrets(error, config).message}\n`);
      process.exit(exitCodes.unexpected);
    });
    const [{ examineStores }, { doctorText }] = await Promise.all([import("../doctor.js"), import("./doctor-text.js")]);
    try {
      const report = await examineStores(config);
      process.stdout.write(call.has("json") ? `${JSON.stringify(report, null, 2)}\n` : doctorText(report));
      return report.severity === "problem" ? exitCodes.problem : exitCodes.ok;
    } catch (error) {
      throw withoutSecrets(error, config);
    }
  },
};
