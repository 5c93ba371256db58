import { scopeOf } from "../rules/binding-input.js";
import { Failure } from "../rules/failure.js";
import { principalId } from "../rules/principal.js";
import type { Role, RoleScope } from "../rules/role.js";
import type { LedgerToken } from "../tokens.js";
import { type Command, type CommandCall, CommandError, exitCodes } from "./command.js";
import { deskOptions, withDesk } from "./token-desk.js";

const roles: readonly Role[] = ["VIEWER", "CONTRIBUTOR", "APPROVER", "ADMIN", "AUDITOR"];
const daysDefault = 90;
const daysMax = 3_650;
const dayMs = 86_400_000;

export const tokenCreate: Command = {
  name: "token create",
  summary: "Make an API token for a person or a service; prints its text, once.",
  details: [
    "On a store's ledger it acts as the store's database user, with --url as the person of the token.",
    "Only the token's text goes to standard output. docs/permissions.md has more.",
  ],
  options: [
    ...deskOptions,
    { name: "label", value: "TEXT", summary: "What the token is for." },
    { name: "role", value: "ROLE", summary: "The most it allows: viewer, contributor, approver, admin or auditor." },
    { name: "user", value: "SUBJECT", summary: "For this person of --issuer; with --url, for oneself without it." },
    { name: "service", value: "NAME", summary: "For this service." },
    { name: "issuer", value: "URL", summary: "Who vouches for the person or service (gatehouse, for a service)." },
    { name: "workspace", value: "NAME", summary: "Only in this workspace." },
    { name: "experiment-id", value: "ID", summary: "Only in this experiment." },
    { name: "experiments", value: "PATTERN", summary: "Only in experiments of such names; * stands for any text." },
    { name: "models", value: "PATTERN", summary: "Only in registered models of such names." },
    { name: "days", value: "N", summary: `How long it is accepted: 1 to ${daysMax} days (${daysDefault}).` },
  ],
  async run(call) {
    const grant = {
      label: required(call, "label"),
      principal: principalOf(call),
      role: roleOf(call),
      scope: scopeOfCall(call),
      expiresAt: Date.now() + daysOf(call) * dayMs,
    };
    const { apiToken, text } = await withDesk(call, (desk) => desk.create(grant));
    process.stderr.write(`gatehouse: ${lineOf(apiToken)}\ngatehouse: the token is shown this once\n`);
    process.stdout.write(`${text}\n`);
    return exitCodes.ok;
  },
};

export const tokenList: Command = {
  name: "token list",
  summary: "List the API tokens of a store, newest first, revoked ones too; never their text.",
  options: deskOptions,
  async run(call) {
    await withDesk(call, async (desk) => {
      for await (const token of desk.list()) process.stdout.write(`${lineOf(token)}\n`);
    });
    return exitCodes.ok;
  },
};

export const tokenRevoke: Command = {
  name: "token revoke",
  summary: "Revoke API tokens by their ids, as token list shows them.",
  options: deskOptions,
  operands: "ID ...",
  async run(call) {
    if (call.operands.length === 0) throw usage("say which token: gatehouse token revoke ID");
    await withDesk(call, async (desk) => {
      for (const id of call.operands) process.stderr.write(`gatehouse: ${lineOf(await desk.revoke(id))}\n`);
    });
    return exitCodes.ok;
  },
};

/** Tab-separated: id, state, role, scope, whose, label, last use. */
function lineOf({ id, label, principal, role, scope, expiresAt, lastUsedAt, revokedAt }: LedgerToken): string {
  const state =
    revokedAt === null ? `until ${new Date(expiresAt).toISOString()}` : `revoked ${new Date(revokedAt).toISOString()}`;
  const used = lastUsedAt === null ? "never used" : `used ${new Date(lastUsedAt).toISOString()}`;
  const cells = [id, state, role, scopeText(scope), `${principal.kind} ${principalId(principal)}`, label, used];
  // What was written past Gatehouse must not steer the terminal.
  return cells.map((cell) => cell.replace(/\p{Cc}/gu, " ")).join("\t");
}

function scopeText(scope: RoleScope | null): string {
  if (scope === null || scope.kind === "STORE") return "STORE";
  const name = "id" in scope ? scope.id : "pattern" in scope ? scope.pattern : "";
  return `${scope.kind} ${scope.workspace}${name === "" ? "" : `/${name}`}`;
}

function required(call: CommandCall, name: string): string {
  const value = call.option(name);
  if (value === undefined) throw usage(`--${name} is missing`);
  return value;
}

function roleOf(call: CommandCall): Role {
  const given = required(call, "role").toUpperCase();
  const role = roles.find((known) => known === given);
  if (role === undefined) throw usage(`--role must be one of ${roles.join(", ").toLowerCase()}`);
  return role;
}

function principalOf(call: CommandCall) {
  const [user, service, issuer] = [call.option("user"), call.option("service"), call.option("issuer")];
  if (user !== undefined && service !== undefined) throw usage("give one of --user and --service");
  if (service !== undefined) return { kind: "SERVICE", issuer: issuer ?? "gatehouse", subject: service } as const;
  if (user !== undefined) return { kind: "USER", issuer: required(call, "issuer"), subject: user } as const;
  if (call.has("url")) return null;
  throw usage("say whose token it is: --issuer URL --user SUBJECT, or --service NAME");
}

function scopeOfCall(call: CommandCall): RoleScope | null {
  const [workspace, experimentId] = [call.option("workspace"), call.option("experiment-id")];
  const [experiments, models] = [call.option("experiments"), call.option("models")];
  const isExperiment = experimentId !== undefined || experiments !== undefined;
  if (isExperiment && models !== undefined) throw usage("give one of --experiment-id, --experiments and --models");
  if (!isExperiment && models === undefined && workspace === undefined) return null;
  const kind = isExperiment ? "EXPERIMENT" : models === undefined ? "WORKSPACE" : "REGISTERED_MODEL";
  try {
    return scopeOf({ kind, workspace, experimentId, pattern: experiments ?? models });
  } catch (error) {
    throw error instanceof Failure ? usage("give one of --experiment-id and --experiments") : error;
  }
}

function daysOf(call: CommandCall): number {
  const days = Number(call.option("days") ?? daysDefault);
  if (Number.isInteger(days) && days >= 1 && days <= daysMax) return days;
  throw usage(`--days must be a whole number from 1 to ${daysMax}`);
}

function usage(message: string): CommandError {
  return new CommandError(exitCodes.usage, message);
}
