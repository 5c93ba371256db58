const { existsSync } = require("node:fs");
const { resolve } = require("node:path");

/** Our sources import `./name.js`, as Node will see it after the build; where a `name.ts` lies there instead, Jest takes that. */
module.exports = function resolveModule(request, options) {
  // Apollo's compatibility tests ask fixed addresses; ours asks those of the run.
  if (request === "../utils/client" && options.basedir.includes("federation-subgraph-compatibility-tests"))
    return resolve(__dirname, "../federation/client.cjs");
  if (request.startsWith(".") && request.endsWith(".js")) {
    const source = resolve(options.basedir, `${request.slice(0, -".js".length)}.ts`);
    if (!source.includes("/node_modules/") && existsSync(source)) return source;
  }
  return options.defaultResolver(request, options);
};
