select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid = ?;

select x.* from (
  with ends as (
    select r.run_uuid, r.exact_key, r.total, r.numbers, r.step_low = r.step_high as is_flat, row_number() over (order by r.run_uuid, r.exact_key) as series,
      case when r.step_low = r.step_high then r.time_low else r.step_low end as low,
      case when r.step_low = r.step_high then r.time_high else r.step_high end as high
    from (
      select m.run_uuid, m.key as exact_key, min(m.step) as step_low, max(m.step) as step_high, min(m.timestamp) as time_low, max(m.timestamp) as time_high,
        count(*) as total, sum(case when not m.is_nan then 1 else 0 end) as numbers
      from metrics m where m.run_uuid = ? and m.key in (?,…) group by m.run_uuid, m.key
    ) r
  ), points as (
    select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, e.total, e.numbers, e.series, not m.is_nan as is_number, min(cast((cast(case when e.is_flat then m.timestamp else m.step end as real) - cast(e.low as real)) * ? / (cast(e.high as real) - cast(e.low as real) + 1) as integer), ?) as bucket
    from ends e join metrics m on m.run_uuid = e.run_uuid and m.key = e.exact_key where m.run_uuid = ? and m.key in (?,…)
  ), bounded as (
    select p.*, min(case when p.is_number then p.value end) over (partition by p.series, p.bucket) as low,
      max(case when p.is_number then p.value end) over (partition by p.series, p.bucket) as high
    from points p
  )
  select p.*, row_number() over (partition by p.series, p.bucket, p.value order by p.step, p.timestamp) as place
  from bounded p where p.total <= ? or p.numbers = 0 or (p.is_number and p.value in (p.low, p.high))
) x where x.total <= ? or x.place = 1 order by x.step, x.timestamp, x.value, x.is_nan;
