select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid = $1;

select x.run_uuid, min(x.metric_name) as metric_name, count(*) as listed, '[' || coalesce(string_agg(case when x.step between -9007199254740991 and 9007199254740991 then x.step::text else '"' || x.step::text || '"' end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as steps, '[' || coalesce(string_agg(case when x.timestamp between -9007199254740991 and 9007199254740991 then x.timestamp::text else '"' || x.timestamp::text || '"' end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as timestamps, '[' || coalesce(string_agg(case when x.is_nan or x.value = 'NaN' then '"NaN"' when x.value >= 1.7976931348623157e+308::float8 then '"Infinity"' when x.value <= -1.7976931348623157e+308::float8 then '"-Infinity"' when x.value = 0 and x.value::text = '-0' then '"-0"' else x.value::text end, ',' order by x.step, x.timestamp, x.value, x.is_nan), '') || ']' as metric_values, max(x.total) as total from (
  with ends as (
    select r.run_uuid, r.exact_key, r.total, r.numbers, r.step_low = r.step_high as is_flat, row_number() over (order by r.run_uuid, r.exact_key) as series,
      case when r.step_low = r.step_high then r.time_low else r.step_low end as low,
      case when r.step_low = r.step_high then r.time_high else r.step_high end as high
    from (
      select m.run_uuid, (m.key collate "C") as exact_key, min(m.step) as step_low, max(m.step) as step_high, min(m.timestamp) as time_low, max(m.timestamp) as time_high,
        count(*) as total, sum(case when (not m.is_nan and m.value <> 'NaN') then 1 else 0 end) as numbers
      from metrics m where m.run_uuid = $1 and m.key = any($2) group by m.run_uuid, (m.key collate "C")
    ) r
  ), points as (
    select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, e.total, e.numbers, e.series, (not m.is_nan and m.value <> 'NaN') as is_number, least(floor(((case when e.is_flat then m.timestamp else m.step end)::float8 - (e.low)::float8) * $3::float8 / ((e.high)::float8 - (e.low)::float8 + 1)), $4::float8) as bucket
    from ends e join metrics m on m.run_uuid = e.run_uuid and (m.key collate "C") = e.exact_key where m.run_uuid = $5 and m.key = any($6)
  ), bounded as (
    select p.*, min(case when p.is_number then p.value end) over (partition by p.series, p.bucket) as low,
      max(case when p.is_number then p.value end) over (partition by p.series, p.bucket) as high
    from points p
  )
  select p.*, row_number() over (partition by p.series, p.bucket, p.value order by p.step, p.timestamp) as place
  from bounded p where p.total <= $7 or p.numbers = 0 or (p.is_number and p.value in (p.low, p.high))
) x where x.total <= $8 or x.place = 1 group by x.run_uuid, (x.metric_name collate "C");
