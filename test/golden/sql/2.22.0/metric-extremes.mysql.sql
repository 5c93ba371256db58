select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid = ?;

select x.run_uuid, min(x.metric_name) as metric_name, count(*) as listed, concat('[', group_concat(case when x.step between -9007199254740991 and 9007199254740991 then cast(x.step as char(400)) else concat('"', x.step, '"') end order by x.step, x.timestamp, x.value, x.is_nan separator ','), ']') as steps, concat('[', group_concat(case when x.timestamp between -9007199254740991 and 9007199254740991 then cast(x.timestamp as char(400)) else concat('"', x.timestamp, '"') end order by x.step, x.timestamp, x.value, x.is_nan separator ','), ']') as timestamps, concat('[', group_concat(case when x.is_nan then '"NaN"' when x.value >= 1.7976931348623157e+308 then '"Infinity"' when x.value <= -1.7976931348623157e+308 then '"-Infinity"' when cast(x.value as char(400)) = '-0' then '"-0"' else cast(x.value as char(400)) end order by x.step, x.timestamp, x.value, x.is_nan separator ','), ']') as metric_values, max(x.total) as total from (
  with ends as (
    select r.run_uuid, r.exact_key, r.total, r.numbers, r.step_low = r.step_high as is_flat, row_number() over (order by r.run_uuid, r.exact_key) as series,
      case when r.step_low = r.step_high then r.time_low else r.step_low end as low,
      case when r.step_low = r.step_high then r.time_high else r.step_high end as high
    from (
      select m.run_uuid, cast(convert(m.key using utf8mb4) as binary) as exact_key, min(m.step) as step_low, max(m.step) as step_high, min(m.timestamp) as time_low, max(m.timestamp) as time_high,
        count(*) as total, sum(case when not m.is_nan then 1 else 0 end) as numbers
      from metrics m where m.run_uuid = ? and m.key in (?,…) and cast(convert(m.key using utf8mb4) as binary) in (cast(convert(? using utf8mb4) as binary),…) group by m.run_uuid, cast(convert(m.key using utf8mb4) as binary)
    ) r
  ), points as (
    select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, e.total, e.numbers, e.series, not m.is_nan as is_number, least(floor((cast(case when e.is_flat then m.timestamp else m.step end as double) - cast(e.low as double)) * ? / (cast(e.high as double) - cast(e.low as double) + 1)), ?) as bucket
    from ends e join metrics m on m.run_uuid = e.run_uuid and cast(convert(m.key using utf8mb4) as binary) = e.exact_key where m.run_uuid = ? and m.key in (?,…) and cast(convert(m.key using utf8mb4) as binary) in (cast(convert(? using utf8mb4) as binary),…)
  ), bounded as (
    select p.*, min(case when p.is_number then p.value end) over (partition by p.series, p.bucket) as low,
      max(case when p.is_number then p.value end) over (partition by p.series, p.bucket) as high
    from points p
  )
  select p.*, row_number() over (partition by p.series, p.bucket, p.value order by p.step, p.timestamp) as place
  from bounded p where p.total <= ? or p.numbers = 0 or (p.is_number and p.value in (p.low, p.high))
) x where x.total <= ? or x.place = 1 group by x.run_uuid, cast(convert(x.metric_name using utf8mb4) as binary);
