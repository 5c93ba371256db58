select count(*) as total from experiments e where e.lifecycle_stage = 'active';

select e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time, e.workspace from experiments e where e.lifecycle_stage = 'active' and 1 = 1 order by case when e.creation_time is null then 1 else 0 end,e.creation_time desc,e.experiment_id desc limit $1;

select r.experiment_id, count(*) as total from runs r where r.experiment_id = any($1) and r.lifecycle_stage = 'active' group by r.experiment_id;

select x.* from (select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri, row_number() over (partition by r.experiment_id order by case when r.start_time is null then 1 else 0 end,r.start_time desc,(r.run_uuid collate "C") asc) as place from runs r where r.experiment_id = any($1) and r.lifecycle_stage = 'active') x where x.place <= $2 order by x.place;
