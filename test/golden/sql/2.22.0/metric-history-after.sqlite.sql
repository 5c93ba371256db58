select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.run_uuid = ?;

select x.* from (select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan from metrics m where m.run_uuid = ? and m.key = ? and m.step >= ? and (m.step,m.timestamp,m.value,m.is_nan) > (?,…) order by m.step asc,m.timestamp asc,m.value asc,m.is_nan asc limit ?) x order by x.step, x.timestamp, x.value, x.is_nan;
