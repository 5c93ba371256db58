// A person with grants of their own in a store's ledger, and an API token for them.

const granting =
  "mutation ($input: BindingGrantInput!) { bindingGrant(input: $input) { errors { ... on UserError { message } } } }";
const making =
  "mutation ($input: ApiTokenCreateInput!) { apiTokenCreate(input: $input) { text errors { ... on UserError { message } } } }";
const existing = '{ store(name: "main") { bindings(first: 100) { nodes { id } } } }';
const principal = { kind: "USER", issuer: "bench", subject: "viewer" };
const grants = 50;

/** Grants what is given and makes a token. @returns the token's text */
export async function viewerWithGrants(ask, scopes) {
  for (const scope of scopes) {
    const input = { store: "main", principal, role: "VIEWER", scope: { workspace: "default", ...scope } };
    refuseErrors((await ask(granting, { input })).bindingGrant);
  }
  return tokenOfViewer(ask);
}

/** Everything that the benchmark's store holds, in 50 grants: each experiment, and models by name. They are made once. */
export async function ensureViewer(ask, { experiments, size }) {
  const known = (await ask(existing, {})).store.bindings.nodes.length > 0;
  const models = Math.min(size.models, grants - experiments.length);
  const scopes = [
    ...experiments.map((experimentId) => ({ kind: "EXPERIMENT", experimentId })),
    ...Array.from({ length: models }, (_, at) => ({ kind: "REGISTERED_MODEL", pattern: `model-${at}` })),
  ];
  return viewerWithGrants(ask, known ? [] : scopes);
}

async function tokenOfViewer(ask) {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const { apiTokenCreate } = await ask(making, {
    input: { store: "main", label: "bench", principal, role: "VIEWER", expiresAt },
  });
  refuseErrors(apiTokenCreate);
  return apiTokenCreate.text;
}

function refuseErrors({ errors }) {
  if (errors.length > 0) throw new Error(errors[0].message);
}
