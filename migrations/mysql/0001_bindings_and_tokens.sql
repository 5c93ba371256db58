-- Who may do what, and the API tokens by which programs and people come. Times are Unix milliseconds.
-- compatible-since: 1

create table if not exists gatehouse_migrations (
  version bigint primary key,
  name varchar(200) not null,
  checksum varchar(64) not null,
  compatible_since bigint not null,
  applied_at bigint not null,
  applied_by varchar(1100) not null
) engine = InnoDB default character set utf8mb4 collate utf8mb4_bin;

create table if not exists gatehouse_bindings (
  id varchar(64) primary key,
  principal_kind varchar(32) not null,
  issuer varchar(500) not null,
  subject varchar(500) not null,
  role varchar(32) not null,
  service_role varchar(32),
  effect varchar(32) not null,
  scope_kind varchar(32) not null,
  scope_workspace varchar(500),
  scope_experiment_id varchar(64),
  scope_pattern varchar(500),
  not_before bigint,
  expires_at bigint,
  granted_by varchar(1100) not null,
  reason varchar(1000),
  created_at bigint not null,
  revoked_at bigint,
  revoked_by varchar(1100)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_bin;

create table if not exists gatehouse_tokens (
  id varchar(64) primary key,
  hash varchar(64) not null,
  label varchar(200) not null,
  principal_kind varchar(32) not null,
  issuer varchar(500) not null,
  subject varchar(500) not null,
  role varchar(32) not null,
  scope_kind varchar(32),
  scope_workspace varchar(500),
  scope_experiment_id varchar(64),
  scope_pattern varchar(500),
  created_at bigint not null,
  created_by varchar(1100) not null,
  expires_at bigint not null,
  last_used_at bigint,
  revoked_at bigint,
  revoked_by varchar(1100),
  unique key gatehouse_tokens_by_hash (hash),
  key gatehouse_tokens_by_creation (created_at, id)
) engine = InnoDB default character set utf8mb4 collate utf8mb4_bin;
