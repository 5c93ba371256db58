SELECT `main`.`runs`.`run_uuid`, `main`.`runs`.`name`, `main`.`runs`.`user_id`, `main`.`runs`.`status`, `main`.`runs`.`start_time`, `main`.`runs`.`end_time`, `main`.`runs`.`deleted_time`, `main`.`runs`.`lifecycle_stage`, `main`.`runs`.`artifact_uri`, `main`.`runs`.`experiment_id` FROM `main`.`runs` WHERE `main`.`runs`.`run_uuid` IN (?) LIMIT ? OFFSET ?;

select m.run_uuid, min(m.key) as metric_name, count(*) as total from metrics m where m.run_uuid = ? and m.key = ? group by m.run_uuid, m.key;

select x.* from (select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan, row_number() over (partition by m.run_uuid, m.key order by m.step asc,m.timestamp asc,m.value asc,case when m.is_nan then 1 else 0 end asc) as place from metrics m where m.run_uuid = ? and m.key = ?) x where x.place <= ? order by x.place;
