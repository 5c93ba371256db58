select e.experiment_id, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time from experiments e where e.experiment_id = ?;

select r.run_uuid, r.experiment_id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.deleted_time, r.lifecycle_stage, r.artifact_uri from runs r where r.experiment_id = ? and r.lifecycle_stage = 'active' order by case when r.start_time is null then 1 else 0 end,r.start_time desc,r.run_uuid asc limit ?;

select x.* from (select o.run_uuid as owner_0,o.key as item_key,o.value, row_number() over (partition by o.run_uuid order by o.key asc) as place from tags o where o.run_uuid in (?,…) and o.key = ?) x where x.place <= ? order by x.place;

select x.* from (select t.request_id, t.experiment_id, t.timestamp_ms, t.execution_time_ms, t.status, l.run_id, row_number() over (partition by l.run_id order by t.timestamp_ms desc,t.request_id asc) as place from (select m.value as run_id, m.request_id as trace_id from trace_request_metadata m where m.key = ? and m.value in (?,…)) l join trace_info t on t.request_id = l.trace_id where exists (select 1 from trace_tags x where x.request_id = t.request_id and x.key = ? and x.value = ?) and (t.status is not null and t.status = ?) and (t.timestamp_ms is not null and t.timestamp_ms >= ?)) x where x.place <= ? order by x.place;
