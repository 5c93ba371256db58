import type { TokenDesk } from "../tokens.js";
import { CommandError, exitCodes } from "./command.js";

type Created = Awaited<ReturnType<TokenDesk["create"]>>;
type Token = Created["apiToken"];

const shape = `id label principal { kind issuer subject } role scope { kind workspace experimentId pattern }
  createdAt createdBy expiresAt lastUsedAt revokedAt revokedBy`;
const errors = "errors { ... on UserError { message } }";
const documents = {
  create: `mutation ($input: ApiTokenCreateInput!) { payload: apiTokenCreate(input: $input) { apiToken { ${shape} } text ${errors} } }`,
  revoke: `mutation ($input: ApiTokenRevokeInput!) { payload: apiTokenRevoke(input: $input) { apiToken { ${shape} } ${errors} } }`,
  list: `query ($store: String!, $after: String) { store(name: $store) {
    apiTokens(first: 100, after: $after) { nodes { ${shape} } pageInfo { hasNextPage endCursor } } } }`,
} as const;

/** How to ask a Gatehouse that serves. */
export interface Graph {
  readonly url: string;
  readonly token: string;
  readonly store: string;
}

/** Works through the graph, as the person of the token. */
export function graphDesk(graph: Graph): TokenDesk {
  const { store } = graph;
  return {
    async create({ scope, expiresAt, ...grant }) {
      const input = {
        store,
        ...grant,
        scope: scope && graphScope(scope),
        expiresAt: new Date(expiresAt).toISOString(),
      };
      const { apiToken, text } = await payload<{ apiToken: ShownToken; text: string }>(graph, documents.create, {
        input,
      });
      return { apiToken: tokenOf(store, apiToken), text };
    },
    async revoke(id) {
      const input = { store, id };
      return tokenOf(store, (await payload<{ apiToken: ShownToken }>(graph, documents.revoke, { input })).apiToken);
    },
    async *list() {
      for (let after: string | null = null; ; ) {
        const { nodes, pageInfo }: TokenPage = (await ask<TokenList>(graph, documents.list, { store, after })).store
          .apiTokens;
        yield* nodes.map((node) => tokenOf(store, node));
        if (!pageInfo.hasNextPage) return;
        after = pageInfo.endCursor;
      }
    },
  };
}

type Times = "createdAt" | "expiresAt" | "lastUsedAt" | "revokedAt";
interface ShownToken extends Omit<Token, "store" | "scope" | Times> {
  readonly scope: ShownScope | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}
interface ShownScope {
  readonly kind: string;
  readonly workspace: string | null;
  readonly experimentId: string | null;
  readonly pattern: string | null;
}
interface TokenPage {
  readonly nodes: readonly ShownToken[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
interface TokenList {
  readonly store: { readonly apiTokens: TokenPage };
}

function graphScope(scope: NonNullable<Token["scope"]>): object {
  if (!("id" in scope)) return scope;
  const { id, ...rest } = scope;
  return { ...rest, experimentId: id };
}

function tokenOf(store: string, { scope, createdAt, expiresAt, lastUsedAt, revokedAt, ...same }: ShownToken): Token {
  return {
    ...same,
    store,
    scope: scope && scopeOfShown(scope),
    createdAt: Date.parse(createdAt),
    expiresAt: Date.parse(expiresAt),
    lastUsedAt: lastUsedAt === null ? null : Date.parse(lastUsedAt),
    revokedAt: revokedAt === null ? null : Date.parse(revokedAt),
  };
}

function scopeOfShown({ experimentId, ...parts }: ShownScope): Token["scope"] {
  const named = Object.entries({ ...parts, id: experimentId }).filter(([, text]) => text !== null);
  return Object.fromEntries(named) as unknown as Token["scope"];
}

async function payload<Effect>(graph: Graph, document: string, variables: object): Promise<Effect> {
  type Answered = { readonly payload: Effect & { readonly errors: readonly { readonly message: string }[] } };
  const { payload: answered } = await ask<Answered>(graph, document, variables);
  if (answered.errors.length > 0) throw refusal(answered.errors);
  return answered;
}

/** @throws CommandError with what the server says, which holds no token */
async function ask<Data>(graph: Graph, query: string, variables: object): Promise<Data> {
  const answer = await send<Data>(graph, JSON.stringify({ query, variables })).catch((cause: unknown) => {
    throw new CommandError(exitCodes.unavailable, "--url: nothing answers there as Gatehouse does", { cause });
  });
  if (answer.errors !== undefined || !answer.data) throw refusal(answer.errors ?? [{ message: "an empty answer" }]);
  return answer.data;
}

interface Answer<Data> {
  readonly data?: Data;
  readonly errors?: readonly { readonly message: string }[];
}

async function send<Data>({ url, token }: Graph, body: string): Promise<Answer<Data>> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  // A redirect would carry the token to another address.
  const response = await fetch(url, { method: "POST", redirect: "error", headers, body });
  return (await response.json()) as Answer<Data>;
}

function refusal(errors: readonly { readonly message: string }[]): CommandError {
  return new CommandError(exitCodes.unexpected, errors.map(({ message }) => message).join("\n"));
}
