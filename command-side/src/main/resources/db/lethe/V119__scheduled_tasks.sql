-- What runs by itself, in the shape that db-scheduler works on. A task's id is all it holds.
CREATE TABLE scheduled_tasks (
    task_name            text        NOT NULL,
    task_instance        text        NOT NULL,
    task_data            bytea CHECK (task_data IS NULL),
    execution_time       timestamptz NOT NULL,
    picked               boolean     NOT NULL,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint      NOT NULL,
    PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_execution_time ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_last_heartbeat ON scheduled_tasks (last_heartbeat);

-- When what is done again and again is to be done next and was done last, kept beside it: by this a changed row above is told.
CREATE TABLE task_record (
    task          text PRIMARY KEY,
    planned_at    timestamptz NOT NULL,
    done_at       timestamptz,
    failed_at     timestamptz,
    failing_since timestamptz,
    put_right_at  timestamptz
);
