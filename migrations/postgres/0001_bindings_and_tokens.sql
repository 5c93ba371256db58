-- Who may do what, and the API tokens by which programs and people come. Times are Unix milliseconds.
-- compatible-since: 1

create table gatehouse_migrations (
  version bigint primary key,
  name text not null,
  checksum text not null,
  compatible_since bigint not null,
  applied_at bigint not null,
  applied_by text not null
);

create table gatehouse_bindings (
  id text primary key,
  principal_kind text not null,
  issuer text not null,
  subject text not null,
  role text not null,
  service_role text,
  effect text not null,
  scope_kind text not null,
  scope_workspace text,
  scope_experiment_id text,
  scope_pattern text,
  not_before bigint,
  expires_at bigint,
  granted_by text not null,
  reason text,
  created_at bigint not null,
  revoked_at bigint,
  revoked_by text
);

create table gatehouse_tokens (
  id text primary key,
  hash text not null unique,
  label text not null,
  principal_kind text not null,
  issuer text not null,
  subject text not null,
  role text not null,
  scope_kind text,
  scope_workspace text,
  scope_experiment_id text,
  scope_pattern text,
  created_at bigint not null,
  created_by text not null,
  expires_at bigint not null,
  last_used_at bigint,
  revoked_at bigint,
  revoked_by text
);

create index gatehouse_tokens_by_creation on gatehouse_tokens (created_at, id);
