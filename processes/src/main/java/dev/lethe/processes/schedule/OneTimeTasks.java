package dev.lethe.processes.schedule;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Where what is to be done once is put down. */
@Component
public class OneTimeTasks {

    private final JdbcClient database;
    private final Clock clock;
    private final AtomicReference<Runnable> added = new AtomicReference<>(() -> {});

    OneTimeTasks(DataSource database, Clock clock) {
        this.database = JdbcClient.create(database);
        this.clock = clock;
    }

    /**
     * Has it done as soon as a node is free. In the transaction of its caller, where there is one: an event's processor asks for it
     * together with its token, or not at all. One that waits already, or is under way, is not put down again.
     */
    public void add(OneTimeWork work, String id) {
        add(work.name(), id);
    }

    /** The same on a node that knows of the work by its name alone. */
    public void add(String work, String id) {
        int unused = database.sql("""
                        INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                        VALUES (?, ?, ?, false, 1) ON CONFLICT DO NOTHING
                        """)
                .params(work, id, clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            added.get().run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                added.get().run();
            }
        });
    }

    /** Whether any of these waits or is under way. */
    public boolean isAnyLeft(OneTimeWork work) {
        return database.sql("SELECT EXISTS (SELECT FROM scheduled_tasks WHERE task_name = ?)")
                .param(work.name())
                .query(Boolean.class)
                .single();
    }

    /** Who is to be told that there is something to do. */
    void onAdded(Runnable listener) {
        added.set(listener);
    }
}
