select m.run_uuid, min(m.key) as metric_name, count(*) as total, min(m.step) as step_low, max(m.step) as step_high, min(m.timestamp) as time_low, max(m.timestamp) as time_high from metrics m where (m.run_uuid = $1 and m.key = any($2)) group by m.run_uuid, (m.key collate "C");

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid = $1;

select s.run_uuid, s.metric_name, y.* from unnest($1::text[], $2::text[]) as s(run_uuid, metric_name) cross join lateral (select count(*) as listed, '[' || coalesce(string_agg(case when x.step between -9007199254740991 and 9007199254740991 then x.step::text else '"' || x.step::text || '"' end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as steps, '[' || coalesce(string_agg(case when x.timestamp between -9007199254740991 and 9007199254740991 then x.timestamp::text else '"' || x.timestamp::text || '"' end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as timestamps, '[' || coalesce(string_agg(case when x.is_nan or x.value = 'NaN' then '"NaN"' when x.value >= 1.7976931348623157e+308::float8 then '"Infinity"' when x.value <= -1.7976931348623157e+308::float8 then '"-Infinity"' when x.value = 0 and x.value::text = '-0' then '"-0"' else x.value::text end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as metric_values, max(x.total) as total from (select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, row_number() over ( order by m.step asc,m.timestamp asc,m.value asc,m.is_nan asc) as place, count(*) over () as total from metrics m where m.run_uuid = s.run_uuid and m.key = s.metric_name) x where x.total <= $3 or ((x.place - 1) * $4) % case when x.total = 1 then 1 else x.total - 1 end < $5) y where y.listed > 0;

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
  ), alike as materialized (
    select row_number() over () as place, s.run_uuid, s.low, s.last, s.low::float8 as start, s.last::float8 - s.low::float8 + 1 as width, $8::int::float8 as parts, array_agg(s.metric_name) as keys
    from series s where s.low < s.last group by s.run_uuid, s.low, s.last
  ), parts as materialized (
    select a.place, p.*
    from alike a
    cross join lateral (
      select m.key as metric_name, floor((m.step::float8 - a.start) * a.parts / a.width) as part, min(m.value) as lowest, max(m.value) as highest
      from metrics m
      where m.run_uuid = a.run_uuid and m.key = any(a.keys) and (not m.is_nan and m.value <> 'NaN')
      group by 1, 2
    ) p
  ), buckets as materialized (
    select p.place, p.metric_name, min(array[p.lowest, p.part]) as lowest, max(array[p.highest, -p.part]) as highest
    from parts p group by p.place, p.metric_name, least(floor(p.part / $9::int), $10::int - 1)
  ), sought as materialized (
    select a.run_uuid, b.metric_name, a.start, a.width, a.parts, v.value, v.part,
      greatest(a.low, e.low - e.margin)::bigint as low, least(a.last, e.low + e.length + e.margin)::bigint as last
    from buckets b
    join alike a on a.place = b.place
    cross join lateral (
      values (b.lowest[1], b.lowest[2]), (case when b.highest[1] > b.lowest[1] then b.highest[1] end, -b.highest[2])
    ) v(value, part)
    cross join lateral (
      select a.low + div(v.part::int * (a.last::numeric - a.low + 1), $11::int) as low, div(a.last::numeric - a.low + 1, $12::int) as length,
        2 + div(abs(a.last::numeric) + abs(a.low::numeric), 1125899906842624) as margin
      offset 0
    ) e
    where v.value is not null
  )
  select s.run_uuid, s.metric_name, m.step, m.timestamp, m.value, m.is_nan
  from sought s
  cross join lateral (
    select m.step, m.timestamp, m.value, m.is_nan from metrics m
    where m.run_uuid = s.run_uuid and m.key = s.metric_name and m.step between s.low and s.last
      and m.value = s.value and (not m.is_nan and m.value <> 'NaN') and floor((m.step::float8 - s.start) * s.parts / s.width) = s.part
    order by m.step, m.timestamp limit 1
  ) m
) x group by x.run_uuid, (x.metric_name collate "C");

select x.run_uuid, min(x.metric_name) as metric_name, count(*) as listed, '[' || coalesce(string_agg(case when x.step between -9007199254740991 and 9007199254740991 then x.step::text else '"' || x.step::text || '"' end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as steps, '[' || coalesce(string_agg(case when x.timestamp between -9007199254740991 and 9007199254740991 then x.timestamp::text else '"' || x.timestamp::text || '"' end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as timestamps, '[' || coalesce(string_agg(case when x.is_nan or x.value = 'NaN' then '"NaN"' when x.value >= 1.7976931348623157e+308::float8 then '"Infinity"' when x.value <= -1.7976931348623157e+308::float8 then '"-Infinity"' when x.value = 0 and x.value::text = '-0' then '"-0"' else x.value::text end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as metric_values from (select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, row_number() over (partition by b.bucket, m.value order by m.step, m.timestamp) as place
  from (select least(floor(((m.step)::float8 - ($1)::float8) * $2::float8 / (($3)::float8 - ($4)::float8 + 1)), $5::float8) as bucket, min(m.value) as lowest, max(m.value) as highest from metrics m where m.run_uuid = $6 and m.key = $7 and (not m.is_nan and m.value <> 'NaN') group by 1) b
  join metrics m on least(floor(((m.step)::float8 - ($8)::float8) * $9::float8 / (($10)::float8 - ($11)::float8 + 1)), $12::float8) = b.bucket and m.value in (b.lowest, b.highest) where m.run_uuid = $13 and m.key = $14 and (not m.is_nan and m.value <> 'NaN')) x where x.place = 1 group by x.run_uuid, (x.metric_name collate "C");
