import { z } from "zod";
import type { Limits } from "../gateway/limits.js";
import { parseClaimPath } from "../rules/claim-path.js";
import { isIssuerUrl, isSafeUrl, signatureAlgorithms } from "../rules/issuer.js";
import type { StoreMode } from "../stores/store-options.js";
import {
  filePath,
  flag,
  oneOf,
  originList,
  someOf,
  someWholeNumber,
  text,
  textList,
  wholeNumber,
} from "./key-types.js";

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
/** Stores and issuers are called like this. */
export const ENTRY_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
export const STORE_MODES = ["READ_ONLY", "READ_WRITE"] as const satisfies readonly StoreMode[];
export const TLS_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
export const TOKEN_LENGTH_MIN = 16;

const urlText = () => text(/^.{1,8192}$/, "must be a database URL on one line");

const limitKeys = {
  depthMax: wholeNumber(1, 15).describe("Nesting of selections."),
  aliasesMax: wholeNumber(0, 50).describe("Aliased fields in one operation."),
  directivesMax: wholeNumber(0, 50).describe("Directives in one operation."),
  tokensMax: wholeNumber(1, 5_000).describe("Lexical tokens in one document."),
  bodyBytesMax: wholeNumber(1_024, 1_048_576).describe("Bytes in the body of one request."),
  batchMax: wholeNumber(1, 10).describe("Operations in one batched request; 1 turns batching off."),
  costMax: wholeNumber(1, 200_000).describe("Estimated cost of one operation: `first` times the cost of each."),
  deadlineMs: wholeNumber(1, 30_000).describe("Time for one whole request; then its SQL is cancelled."),
  pageSizeMax: wholeNumber(1, 100).describe("Largest `first` of a connection of things."),
  keyValuePageSizeMax: wholeNumber(1, 1_000).describe("Largest `first` of params, tags and metrics."),
  idsMax: wholeNumber(1, 100).describe("Ids in one `nodes(ids:)`, keys in one `keys:`."),
  entitiesMax: wholeNumber(1, 1_000).describe("Representations in one `_entities(representations:)`."),
  historyPointsMax: wholeNumber(1, 100_000).describe("Points of one metric series in one answer."),
  lineageTimeMs: wholeNumber(1, 2_000).describe("Time for the walks of one lineage; then it shows what it has found."),
  filterDepthMax: wholeNumber(0, 10).describe("Nesting of `and`, `or` and `not` in one filter."),
  filterConditionsMax: wholeNumber(1, 100).describe("Comparisons in one filter, each value of a list counted."),
  exportsMax: wholeNumber(0, 4).describe(
    "Exports that run at once; each uses one of a store's connections at a time. 0 turns exports off.",
  ),
  exportDeadlineMs: wholeNumber(1, 600_000).describe("Time for one whole export; then it is broken off."),
} satisfies Record<keyof Limits, z.ZodType<number>>;

const tlsKeys = {
  mode: oneOf(TLS_MODES)
    .optional()
    .describe(
      "As in libpq: `disable`, `prefer` (default), `require`, `verify-ca`, `verify-full` (default with `caFile`); `allow` acts as `prefer`.",
    ),
  caFile: filePath().optional().describe("The certificate authority in PEM; without it the system's."),
};

const entryName = () =>
  text(ENTRY_NAME, "must be 1 to 63 of a-z, 0-9, _ and -, and start with a letter or digit").optional();

const claimPath = () =>
  text(
    /^[^\0\r\n]{1,1024}$/,
    String.raw`must be names with dots between, as in realm_access.roles; a dot in a name is written \.`,
  ).refine((path) => parseClaimPath(path) !== null, {
    error: String.raw`must be names with dots between, as in realm_access.roles; a dot in a name is written \.`,
  });

const claimKeys = {
  user: claimPath()
    .refine((path) => path !== "email", { error: "must not be an address, which can pass to another person" })
    .default("sub")
    .describe("Where a token has the user's lasting name at this issuer."),
  groups: claimPath().default("groups").describe("Where a token has the user's groups: a list, or the text of one."),
};

export const issuerKeys = z.strictObject({
  name: entryName().describe("Short name, for the variables and flags that change this issuer."),
  issuer: text(/^.*$/, "must be a URL on one line")
    .refine(isIssuerUrl, {
      error: "must be an https:// URL (http:// only for this machine) without query and fragment",
    })
    .optional()
    .describe("The URL that its tokens have as `iss`, letter by letter."),
  audience: textList(/^[\x20-\x7e]{1,1024}$/, "must be one or more names, of which a token must have one as `aud`")
    .optional()
    .describe("What a token must have as `aud`; of several, one. Separated by commas in the variable."),
  algorithms: someOf(signatureAlgorithms)
    .default(["RS256"])
    .describe("Signatures that are accepted: RS, PS or ES with 256, 384 or 512, EdDSA, Ed25519."),
  jwksUri: text(/^.{1,2048}$/, "must be a URL on one line")
    .refine(isSafeUrl, { error: "must be an https:// URL (http:// only for this machine)" })
    .optional()
    .describe("Where its keys are; without it, its discovery document says so."),
  clockSkewSeconds: wholeNumber(0, 30, 600).describe("How far its clock and this machine's may be apart."),
  tokenAgeMaxSeconds: someWholeNumber(1).describe("Oldest `iat` of a token, whatever its expiry; any without it."),
  claims: z.strictObject(claimKeys),
});

const somebody = () => text(/^[^\0\r\n]{1,500}$/, "must be text of 1 to 500 characters on one line").optional();

const timeError = "must be a time with a zone, such as 2027-01-31T12:00:00Z";

const timeText = () =>
  text(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/, timeError)
    .refine((time) => !Number.isNaN(Date.parse(time)), { error: timeError })
    .optional();

export const bindingKeys = z.strictObject({
  principal: z.strictObject({
    kind: oneOf(["USER", "GROUP", "SERVICE"]).optional().describe("Who it is for: USER, GROUP or SERVICE."),
    issuer: somebody().describe("Who vouches for the subject: the `iss` of its tokens; `gatehouse` for a service."),
    subject: somebody().describe("The issuer's lasting name for it; a group's as the issuer tells it."),
  }),
  role: oneOf(["VIEWER", "CONTRIBUTOR", "APPROVER", "ADMIN", "AUDITOR", "SERVICE"])
    .optional()
    .describe("What it gives or takes; SERVICE for a service."),
  serviceRole: oneOf(["VIEWER", "CONTRIBUTOR", "ADMIN", "AUDITOR"]).optional().describe("What a SERVICE may do."),
  effect: oneOf(["ALLOW", "DENY"]).default("ALLOW").describe("DENY takes away, and wins over every ALLOW."),
  scope: z.strictObject({
    kind: oneOf(["STORE", "WORKSPACE", "EXPERIMENT", "REGISTERED_MODEL"])
      .optional()
      .describe("How wide it is: STORE, WORKSPACE, EXPERIMENT or REGISTERED_MODEL."),
    workspace: somebody().describe("The workspace's name; `default` for EXPERIMENT and REGISTERED_MODEL without it."),
    experimentId: somebody().describe("MLflow's id of one experiment, in quotes; in place of `pattern`."),
    pattern: somebody().describe("Names of experiments or models; `*` stands for any text."),
  }),
  notBefore: timeText().describe("From when; from the beginning without it."),
  expiresAt: timeText().describe("Until when; for ever without it."),
  reason: text(/^[^\0]{1,1000}$/, "must be text of at most 1000 characters")
    .optional()
    .describe("Why."),
});

export const storeKeys = z.strictObject({
  name: entryName().describe("Short name, part of every id: changing it changes the ids."),
  url: urlText().optional().describe("The database, as MLflow's `--backend-store-uri` has it."),
  mode: oneOf(STORE_MODES)
    .default("READ_WRITE")
    .describe("`READ_ONLY` keeps Gatehouse from ever writing to the store, its ledger included."),
  password: text(/^[^\0]{1,1024}$/, "must be text of at most 1024 characters")
    .optional()
    .describe("Instead of a password in `url`."),
  passwordFile: filePath().optional().describe("A file that holds the password; a line break at its end is dropped."),
  directUrl: urlText().optional().describe("The same database without the transaction pooler (PgBouncer)."),
  tls: z.strictObject(tlsKeys),
  poolSizeMax: wholeNumber(1, 10, 1_000).describe("Connections to this store."),
  statementTimeoutMs: wholeNumber(1, 30_000).describe("Longest time one SQL statement may take."),
  connectTimeoutMs: wholeNumber(1, 5_000).describe("Wait for a connection before the store counts as unavailable."),
  bindings: z.array(bindingKeys),
});

/** Every key of the configuration, with its default and one sentence of explanation. */
export const configKeys = z.strictObject({
  host: text(/^[A-Za-z0-9.:%_-]{1,255}$/, "must be a host name or an IP address, without a port")
    .default("127.0.0.1")
    .describe("Address to listen on; `0.0.0.0` for every interface."),
  port: wholeNumber(0, 4000, 65_535).describe("Port to listen on; 0 takes a free one."),
  token: text(/^[\x21-\x7e]*$/, "must be printable ASCII without spaces")
    .min(TOKEN_LENGTH_MIN, {
      error: `must have at least ${TOKEN_LENGTH_MIN} characters; \`openssl rand -hex 24\` makes one`,
    })
    .max(1_024, { error: "must have at most 1024 characters" })
    .optional()
    .describe("The bootstrap token, admin on every store."),
  tokenFile: filePath().optional().describe("A file that holds the bootstrap token."),
  bootstrap: flag(true).describe("Whether the bootstrap token is accepted; without it, none is needed."),
  corsOrigins: originList().describe("Web origins whose pages may ask; separated by commas in the variable."),
  introspection: flag(true).describe("Whether clients may ask for the schema."),
  graphiql: flag(true).describe("Whether the GraphiQL page is served."),
  drainTimeoutMs: wholeNumber(0, 10_000).describe("Time running requests get to finish at shutdown."),
  schemaRecheckMs: wholeNumber(1, 10_000).describe("How often a store's MLflow schema version is read again."),
  logLevel: oneOf(LOG_LEVELS)
    .default("info")
    .describe(`One of ${LOG_LEVELS.join(", ")}.`),
  limits: z.strictObject(limitKeys),
  stores: z.array(storeKeys),
  issuers: z.array(issuerKeys),
});

export type LogLevel = (typeof LOG_LEVELS)[number];

/** The shape of the YAML file: every key may be left out. */
export type ConfigInput = DeepPartial<z.input<typeof configKeys>>;

type DeepPartial<Value> = Value extends readonly (infer Item)[]
  ? DeepPartial<Item>[]
  : Value extends object
    ? { [Key in keyof Value]?: DeepPartial<Value[Key]> }
    : Value;
