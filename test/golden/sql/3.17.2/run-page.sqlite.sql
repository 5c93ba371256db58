select e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time, e.workspace from experiments e where e.experiment_id = ?;

select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan
from json_each(?) p
join metrics m on m.rowid = (
  select s.rowid from metrics s
  where s.run_uuid = p.value->>0 and s.key = p.value->>1 and s.step <= cast(p.value->>2 as integer)
  order by s.step desc, s.timestamp desc, s.value desc, s.is_nan desc limit 1
);

select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan
from json_each(?) p
join metrics m on m.rowid = (
  select s.rowid from metrics s
  where s.run_uuid = p.value->>0 and s.key = p.value->>1 and s.step >= cast(p.value->>2 as integer)
  order by s.step, s.timestamp, s.value, s.is_nan limit 1
);

select o.run_uuid as owner_0,o.key as item_key,o.value from params o where o.run_uuid = ? order by o.key asc limit ?;

select o.run_uuid as owner_0,o.key as item_key,o.value from tags o where o.run_uuid = ? and o.key in (?,…) order by o.key asc limit ?;

select o.run_uuid as owner_0,o.key as item_key,o.value,o.timestamp,o.step,o.is_nan from latest_metrics o where o.run_uuid = ? order by o.key asc limit ?;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid = ?;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri, t.value as parent_run_id from tags t join runs r on r.run_uuid = t.run_uuid where t.key = 'mlflow.parentRunId' and t.value = ? and r.lifecycle_stage = 'active' order by case when r.start_time is null then 1 else 0 end,r.start_time desc,r.run_uuid asc limit ?;

select x.* from (
  select p.value->>0 as run_uuid, p.value->>1 as metric_name, (
    select s.step from metrics s
    where s.run_uuid = p.value->>0 and s.key = p.value->>1 and s.step >= cast(p.value->>2 as integer)
    order by s.step limit 1 offset ?
  ) as step
  from json_each(?) p
) x where x.step is not null;

select x.* from (select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, row_number() over (partition by m.run_uuid, m.key order by m.step asc,m.timestamp asc,m.value asc,m.is_nan asc) as place, count(*) over (partition by m.run_uuid, m.key) as total from metrics m where (m.run_uuid = ? and m.key = ?)) x where x.total <= ? or ((x.place - 1) * ?) % case when x.total = 1 then 1 else x.total - 1 end < ? order by x.step, x.timestamp, x.value, x.is_nan;
