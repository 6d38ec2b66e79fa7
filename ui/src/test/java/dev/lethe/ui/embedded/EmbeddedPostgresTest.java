package dev.lethe.ui.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.ui.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
class EmbeddedPostgresTest {

    @TempDir
    static Path shared;

    private static Path initialised;
    private static int count;

    /** Making a cluster takes longer than all that is done to it here, so what does not test the making gets a copy. */
    @BeforeAll
    static void initialise() throws IOException {
        initialised = shared.resolve("initialised");
        Programs.linkInto(initialised);
        try (var data = DataDirectory.open(initialised)) {
            EmbeddedPostgres.start(data).close();
        }
    }

    @Test
    void what_was_committed_is_there_after_a_restart() throws Exception {
        try (var data = open("a directory")) {
            try (var postgres = EmbeddedPostgres.start(data)) {
                execute(postgres.lethe(), "CREATE TABLE kept AS SELECT 42 AS answer");
            }
            try (var postgres = EmbeddedPostgres.start(data)) {
                assertThat(query(postgres.lethe(), "SELECT answer FROM kept")).isEqualTo("42");
            }
        }
    }

    /** What came before lacks fixes of security faults: docs/dependencies.md. */
    @Test
    void it_is_no_older_than_the_least_version() throws Exception {
        try (var data = open("data");
                var postgres = EmbeddedPostgres.start(data)) {
            assertThat(Integer.parseInt(query(postgres.lethe(), "SHOW server_version_num")))
                    .isBetween(18_00_06, 18_99_99);
        }
    }

    @Test
    void a_server_that_outlived_its_killed_process_is_stopped_and_started_again() throws Exception {
        try (var data = open("data")) {
            var abandoned = EmbeddedPostgres.start(data);
            execute(abandoned.lethe(), "CREATE TABLE kept AS SELECT 42 AS answer");
            var old = abandoned.lethe();
            long pid = postmaster(data);
            try (var postgres = EmbeddedPostgres.start(data)) {
                assertThat(postmaster(data)).isNotEqualTo(pid);
                assertThatThrownBy(() -> connect(old)).isInstanceOf(SQLException.class);
                assertThat(query(postgres.lethe(), "SELECT answer FROM kept")).isEqualTo("42");
            }
        }
    }

    @Test
    void a_server_that_was_killed_itself_recovers_what_was_committed() throws Exception {
        try (var data = open("data")) {
            var killed = EmbeddedPostgres.start(data);
            execute(killed.lethe(), "CREATE TABLE kept AS SELECT 42 AS answer");
            ProcessHandle postmaster = ProcessHandle.of(postmaster(data)).orElseThrow();
            Stream<ProcessHandle> children = postmaster.children();
            postmaster.destroyForcibly();
            postmaster.onExit().join();
            children.forEach(child -> child.onExit().join());
            try (var postgres = EmbeddedPostgres.start(data)) {
                assertThat(query(postgres.lethe(), "SELECT answer FROM kept")).isEqualTo("42");
            }
        }
    }

    @Test
    void a_stale_process_number_that_belongs_to_another_program_now_does_no_harm() throws Exception {
        Process other = new ProcessBuilder("sleep", "600").start();
        try (var data = open("data")) {
            EmbeddedPostgres.start(data).close();
            Files.writeString(
                    data.path().resolve("postgres/postmaster.pid"),
                    other.pid() + "\n" + data.path().resolve("postgres") + "\n1\n54321\n\n127.0.0.1\n");
            EmbeddedPostgres.start(data).close();
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void neither_role_may_enter_the_others_database_or_is_more_than_a_role() throws Exception {
        try (var data = open("data");
                var postgres = EmbeddedPostgres.start(data)) {
            var lethe = postgres.lethe();
            var vault = postgres.vault();
            assertThatThrownBy(() -> query(
                            new EmbeddedPostgres.Database(vault.url(), lethe.username(), lethe.password()), "SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> query(
                            new EmbeddedPostgres.Database(lethe.url(), vault.username(), vault.password()), "SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> query(
                            new EmbeddedPostgres.Database(
                                    lethe.url().replace("/lethe?", "/postgres?"), lethe.username(), lethe.password()),
                            "SELECT 1"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() ->
                            query(new EmbeddedPostgres.Database(lethe.url(), lethe.username(), "a guess"), "SELECT 1"))
                    .isInstanceOf(SQLException.class);
            assertThat(query(vault, "SELECT count(*) FROM pg_roles WHERE rolsuper AND rolname LIKE 'lethe' || '%'"))
                    .isEqualTo("1");
            assertThat(query(vault, "SHOW is_superuser")).isEqualTo("off");
        }
    }

    @Test
    void it_syncs_asks_for_passwords_and_is_alone_on_the_loopback_address() throws Exception {
        try (var data = openNew();
                var postgres = EmbeddedPostgres.start(data)) {
            var lethe = postgres.lethe();
            assertThat(query(lethe, "SHOW fsync")).isEqualTo("on");
            assertThat(query(lethe, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(query(lethe, "SHOW data_checksums")).isEqualTo("on");
            assertThat(query(lethe, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(lethe, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(Files.readString(data.path().resolve("postgres/pg_hba.conf")))
                    .isEqualTo("host all all 127.0.0.1/32 scram-sha-256\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.path())))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Passwords.file(data.path()))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void values_never_reach_its_log() throws Exception {
        String canary = "canary-7c1d9e2b";
        try (var data = open("data")) {
            try (var postgres = EmbeddedPostgres.start(data)) {
                execute(postgres.lethe(), "CREATE TABLE taken (value text PRIMARY KEY)");
                execute(postgres.lethe(), "INSERT INTO taken VALUES ('" + canary + "')");
                try (Connection connection = connect(postgres.lethe());
                        var insert = connection.prepareStatement("INSERT INTO taken VALUES (?)")) {
                    insert.setString(1, canary);
                    assertThatThrownBy(insert::execute).hasMessageNotContaining(canary);
                }
                assertThatThrownBy(() -> execute(postgres.lethe(), "SELECT '" + canary + "'::uuid"))
                        .isInstanceOf(SQLException.class);
                assertThatThrownBy(
                                () -> execute(postgres.lethe(), "DO $$ BEGIN RAISE EXCEPTION '" + canary + "'; END $$"))
                        .isInstanceOf(SQLException.class);
                // The log does hold what it should, or this test could not fail.
                execute(postgres.lethe(), "DO $$ BEGIN RAISE LOG 'a line'; END $$");
            }
            assertThat(data.path().resolve("postgres.log"))
                    .content()
                    .contains("a line")
                    .doesNotContain(canary);
        }
    }

    @Test
    void data_of_a_newer_postgresql_is_refused_and_left_alone() throws Exception {
        try (var data = open("data")) {
            EmbeddedPostgres.start(data).close();
            Path version = data.path().resolve("postgres/PG_VERSION");
            Files.writeString(version, "99\n");
            assertThatThrownBy(() -> EmbeddedPostgres.start(data))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContaining("PostgreSQL 99");
            Files.writeString(version, "18\n");
            EmbeddedPostgres.start(data).close();
        }
    }

    @Test
    void data_without_its_passwords_is_refused() throws Exception {
        try (var data = open("data")) {
            EmbeddedPostgres.start(data).close();
            Files.delete(Passwords.file(data.path()));
            assertThatThrownBy(() -> EmbeddedPostgres.start(data))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageContaining("postgres.passwords is missing");
            assertThat(Passwords.file(data.path())).doesNotExist();
        }
    }

    @Test
    void a_start_that_fails_is_blamed_on_a_full_disk_only_when_the_disk_was_full_this_time() throws Exception {
        try (var data = open("data")) {
            EmbeddedPostgres.start(data).close();
            Path log = data.path().resolve("postgres.log");
            Files.writeString(log, "PANIC: No space left on device\n", StandardOpenOption.APPEND);
            Path settings = data.path().resolve("postgres/local.conf");

            Files.writeString(settings, "wal_level = 'nonsense'\n");
            assertThatThrownBy(() -> EmbeddedPostgres.start(data))
                    .hasMessage("PostgreSQL did not start. Its own words are in " + log);
            // PostgreSQL repeats in its log what it does not understand: a disk that is full for the test.
            Files.writeString(settings, "wal_level = 'No space left on device'\n");
            assertThatThrownBy(() -> EmbeddedPostgres.start(data)).hasMessageContaining("is full. Free some space");

            Files.delete(settings);
            EmbeddedPostgres.start(data).close();
        }
    }

    @Test
    void a_first_start_that_was_interrupted_is_taken_up_again() throws Exception {
        try (var data = openNew()) {
            Files.createDirectories(data.path().resolve("postgres.new/base"));
            try (var postgres = EmbeddedPostgres.start(data)) {
                assertThat(query(postgres.vault(), "SELECT current_database()")).isEqualTo("lethe_vault");
            }
            assertThat(data.path().resolve("postgres.new")).doesNotExist();
        }
    }

    private static DataDirectory open(String name) throws IOException {
        return DataDirectory.open(Directories.copy(initialised, shared.resolve(++count + name)));
    }

    private static DataDirectory openNew() throws IOException {
        Path fresh = shared.resolve(++count + "new");
        Programs.linkInto(fresh);
        return DataDirectory.open(fresh);
    }

    private static long postmaster(DataDirectory data) throws IOException {
        return Long.parseLong(Files.readAllLines(data.path().resolve("postgres/postmaster.pid"))
                .getFirst()
                .strip());
    }

    private static Connection connect(EmbeddedPostgres.Database database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.username(), database.password());
    }

    private static void execute(EmbeddedPostgres.Database database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedPostgres.Database database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
