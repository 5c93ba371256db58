SELECT `main`.`runs`.`run_uuid`, `main`.`runs`.`name`, `main`.`runs`.`user_id`, `main`.`runs`.`status`, `main`.`runs`.`start_time`, `main`.`runs`.`end_time`, `main`.`runs`.`deleted_time`, `main`.`runs`.`lifecycle_stage`, `main`.`runs`.`artifact_uri`, `main`.`runs`.`experiment_id` FROM `main`.`runs` WHERE `main`.`runs`.`run_uuid` IN (?) LIMIT ? OFFSET ?;

select m.run_uuid, min(m.key) as metric_name, count(*) as total from metrics m where m.run_uuid = ? and m.key = ? group by m.run_uuid, m.key;

select x.* from (select m.run_uuid, m.key as metric_name, m.step, m.timestamp, m.value, m.is_nan from metrics m where m.run_uuid = ? and m.key = ? order by m.step asc,m.timestamp asc,m.value asc,m.is_nan asc limit ?) x order by x.step, x.timestamp, x.value, x.is_nan;
