select e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time, e.workspace from experiments e where e.experiment_id = $1;

select o.run_uuid as owner_0,o.key as item_key,o.value from tags o where o.run_uuid = $1 and o.key = any($2) order by (o.key collate "C") asc limit $3;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid = $1;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri, t.value as parent_run_id from tags t join runs r on r.run_uuid = t.run_uuid where t.key = 'mlflow.parentRunId' and t.value = $1 and r.lifecycle_stage = 'active' order by case when r.start_time is null then 1 else 0 end,r.start_time desc,(r.run_uuid collate "C") asc limit $2;

select s.run_uuid, s.metric_name, y.* from unnest($1::text[], $2::text[]) as s(run_uuid, metric_name) cross join lateral (select count(*) as listed, '[' || coalesce(string_agg(case when x.step between -9007199254740991 and 9007199254740991 then x.step::text else '"' || x.step::text || '"' end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as steps, '[' || coalesce(string_agg(case when x.timestamp between -9007199254740991 and 9007199254740991 then x.timestamp::text else '"' || x.timestamp::text || '"' end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as timestamps, '[' || coalesce(string_agg(case when x.is_nan or x.value = 'NaN' then '"NaN"' when x.value >= 1.7976931348623157e+308::float8 then '"Infinity"' when x.value <= -1.7976931348623157e+308::float8 then '"-Infinity"' when x.value = 0 and x.value::text = '-0' then '"-0"' else x.value::text end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as metric_values, max(x.total) as total from (select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, row_number() over ( order by m.step asc,m.timestamp asc,m.value asc,m.is_nan asc) as place, count(*) over () as total from metrics m where m.run_uuid = s.run_uuid and m.key = s.metric_name) x where x.total <= $3 or ((x.place - 1) * $4) % case when x.total = 1 then 1 else x.total - 1 end < $5) y where y.listed > 0;

select x.owner_0, count(*) as listed, '[' || coalesce(string_agg('{' || $1::text || coalesce(to_json(x.item_key)::text, 'null') || $2::text || coalesce(to_json(x.value)::text, 'null') || '}', ',' order by x.place) filter (where x.place <= $3), '') || ']' as nodes, min((x.item_key collate "C")) as first_key, max((x.item_key collate "C")) filter (where x.place <= $4) as last_key from (select o.run_uuid as owner_0,o.key as item_key,o.value, row_number() over (partition by o.run_uuid order by (o.key collate "C") asc) as place from params o where o.run_uuid = $5) x where x.place <= $6 group by x.owner_0;

select x.owner_0, count(*) as listed, case when bool_and((x.timestamp is null or x.timestamp between -62135596800000 and 253402300799999)) is not false then '[' || coalesce(string_agg('{' || $1::text || coalesce(to_json(x.item_key)::text, 'null') || $2::text || case when x.is_nan or x.value = 'NaN' then '"NaN"' when x.value >= 1.7976931348623157e+308::float8 then '"Infinity"' when x.value <= -1.7976931348623157e+308::float8 then '"-Infinity"' when x.value = 0 and x.value::text = '-0' then '"-0"' else x.value::text end || $3::text || case when x.step between -9007199254740991 and 9007199254740991 then x.step::text else '"' || x.step::text || '"' end || $4::text || case when x.timestamp between -62135596800000 and 253402300799999 then '"' || to_char(to_timestamp(x.timestamp / 1000.0) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"' else 'null' end || '}', ',' order by x.place) filter (where x.place <= $5), '') || ']' end as nodes, min((x.item_key collate "C")) as first_key, max((x.item_key collate "C")) filter (where x.place <= $6) as last_key from (select o.run_uuid as owner_0,o.key as item_key,o.value,o.timestamp,o.step,o.is_nan, row_number() over (partition by o.run_uuid order by (o.key collate "C") asc) as place from latest_metrics o where o.run_uuid = $7) x where x.place <= $8 group by x.owner_0;

select x.run_uuid, min(x.metric_name) as metric_name, count(*) as listed, '[' || coalesce(string_agg(case when x.step between -9007199254740991 and 9007199254740991 then x.step::text else '"' || x.step::text || '"' end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as steps, '[' || coalesce(string_agg(case when x.timestamp between -9007199254740991 and 9007199254740991 then x.timestamp::text else '"' || x.timestamp::text || '"' end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as timestamps, '[' || coalesce(string_agg(case when x.is_nan or x.value = 'NaN' then '"NaN"' when x.value >= 1.7976931348623157e+308::float8 then '"Infinity"' when x.value <= -1.7976931348623157e+308::float8 then '"-Infinity"' when x.value = 0 and x.value::text = '-0' then '"-0"' else x.value::text end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as metric_values from (
  with series as materialized (
    select p.run_uuid, p.metric_name, f.step as low, b.step as behind, l.step as last, l.timestamp as last_timestamp, l.value as last_value, l.is_nan as last_is_nan
    from unnest($1::text[], $2::text[]) as p(run_uuid, metric_name)
    cross join lateral (
      select m.step from metrics m
      where m.run_uuid = p.run_uuid and m.key = p.metric_name and m.step >= $3
      order by m.step limit 1
    ) f
    cross join lateral (
      select m.step from metrics m
      where m.run_uuid = p.run_uuid and m.key = p.metric_name and m.step >= $4
      order by m.step limit 1 offset $5
    ) b
    cross join lateral (
      select m.step, m.timestamp, m.value, m.is_nan from metrics m
      where m.run_uuid = p.run_uuid and m.key = p.metric_name and m.step = (
        select n.step from metrics n
        where n.run_uuid = p.run_uuid and n.key = p.metric_name and n.step <= $6
        order by n.step desc limit 1
      )
      order by m.timestamp desc, m.value desc, m.is_nan desc limit 1
    ) l
    where b.step <= $7
  ), grids as materialized (
    select s.*, $8::int as parts, least(g.gap, 9223372036854775807)::bigint as gap, g.rest::bigint as rest, least(g.spacing, g.gap, 4611686018427387904)::bigint as width
    from series s
    cross join lateral (
      select div(s.last::numeric - s.low, $9::int) as gap, mod(s.last::numeric - s.low, $10::int) as rest,
        div(s.behind::numeric - s.low - 1, $11::int) + 1 as spacing
      offset 0
    ) g
  ), targets as (
    select s.*, i, s.low + (i / 2) * s.gap + (i - i / 2) * s.gap + i * s.rest / s.parts as target
    from grids s cross join unnest(array(select generate_series(0, $12::int))) i
    offset 0
  ), found as (
    select t.run_uuid, t.metric_name, t.last, t.last_timestamp, t.last_value, t.last_is_nan, alone.*,
      case when alone.found <> 1 then (
        select m from metrics m
        where m.run_uuid = t.run_uuid and m.key = t.metric_name and m.step = (
          select n.step from metrics n
          where n.run_uuid = t.run_uuid and n.key = t.metric_name and n.step >= t.target
            and n.step <= case when t.i = t.parts - 1 then t.last else nullif(t.low + ((t.i + 1) / 2) * t.gap + ((t.i + 1) - (t.i + 1) / 2) * t.gap + (t.i + 1) * t.rest / t.parts, t.target) - 1 end
          order by n.step limit 1
        )
        order by m.timestamp, m.value, m.is_nan limit 1
      ) end as first
    from targets t
    cross join lateral (
      select count(*) as found, min(m.step) as step, min(m.timestamp) as timestamp, min(m.value) as value, bool_and(m.is_nan) as is_nan
      from (
        select m.step, m.timestamp, m.value, m.is_nan from metrics m
        where m.run_uuid = t.run_uuid and m.key = t.metric_name and m.step >= t.target and m.step < t.target + t.width
        limit 2
      ) m
    ) alone
    offset 0
  ), points as (
    select f.run_uuid, f.metric_name, f.last, f.last_timestamp, f.last_value, f.last_is_nan,
      case when f.found = 1 then f.step else (f.first).step end as step, case when f.found = 1 then f.timestamp else (f.first).timestamp end as timestamp,
      case when f.found = 1 then f.value else (f.first).value end as value, case when f.found = 1 then f.is_nan else (f.first).is_nan end as is_nan
    from found f
  )
  select p.run_uuid, p.metric_name, p.step, p.timestamp, p.value, p.is_nan from points p
  where p.step <> p.last or (p.timestamp, p.value, p.is_nan) <> (p.last_timestamp, p.last_value, p.last_is_nan)
  union all
  select s.run_uuid, s.metric_name, s.last, s.last_timestamp, s.last_value, s.last_is_nan from series s
) x group by x.run_uuid, (x.metric_name collate "C");
