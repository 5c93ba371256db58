select e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time from experiments e where e.experiment_id = ?;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.experiment_id = ? and r.lifecycle_stage = 'active' and ((r.start_time < ? or r.start_time is null) or r.start_time = ? and r.run_uuid > ?) order by case when r.start_time is null then 1 else 0 end,r.start_time desc,r.run_uuid asc limit ?;
