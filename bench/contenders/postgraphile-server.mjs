// Runs on the peers' Node with the peers' packages, neither of which are the repository's.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , folder, connectionString, port] = process.argv;
const require = createRequire(join(folder, "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);

const { postgraphile } = await load("postgraphile");
const { PostGraphileAmberPreset } = await load("postgraphile/presets/amber");
const { makePgService } = await load("postgraphile/adaptors/pg");
const { grafserv } = await load("postgraphile/grafserv/node");
const { jsonPgSmartTags } = await load("postgraphile/utils");
const { PostGraphileConnectionFilterPreset } = await load("postgraphile-plugin-connection-filter");

/** MLflow's relations that its schema does not declare. */
const relations = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      "public.datasets": { tags: { unique: "dataset_uuid" } },
      "public.model_versions": { tags: { foreignKey: "(run_id) references public.runs (run_uuid)|@fieldName run" } },
      "public.registered_model_aliases": {
        tags: {
          foreignKey:
            "(workspace, name, version) references public.model_versions (workspace, name, version)|@foreignFieldName aliases",
        },
      },
      "public.inputs": {
        tags: {
          unique: "input_uuid",
          foreignKey: [
            "(destination_id) references public.runs (run_uuid)|@foreignFieldName inputs",
            "(source_id) references public.datasets (dataset_uuid)|@fieldName dataset",
          ],
        },
      },
      "public.input_tags": {
        tags: { foreignKey: "(input_uuid) references public.inputs (input_uuid)|@foreignFieldName inputTags" },
      },
    },
  },
});

const instance = postgraphile({
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
  plugins: [relations],
  // It would hide the relations and conditions that MLflow has no index for.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [makePgService({ connectionString, schemas: ["public"], poolConfig: { max: 10 } })],
  schema: { connectionFilterRelations: true },
  grafserv: { graphiql: false },
  grafast: { explain: false },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server);
await instance.getSchema();
server.listen(Number(port), "127.0.0.1");
