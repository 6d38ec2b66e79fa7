package dev.lethe.ui.embedded;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable PostgreSQL of our own, with its data in the data directory and the databases {@code lethe} and
 * {@code lethe_vault}, each reachable by its own role only.
 *
 * <p>It listens on the loopback address alone, at a port that is new at each start, asks everyone for a password
 * (SCRAM-SHA-256), and syncs every commit to disk. Its own log never holds a statement, a parameter or a value. It is a
 * process of its own and outlives a killed JVM: the next start finds it and stops it first.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String ADMINISTRATOR = "lethe_administrator";
    static final String CLUSTER = "postgres";
    private static final int PORTS_TO_TRY = 5;

    /** Says what wrote the databases, in the cluster's own directory. */
    private static final String FORMAT_FILE = "lethe.format";

    private static final String FORMAT = "2";

    private final Path data;
    private final Path cluster;
    private final Path home;
    private final List<String> wrapper;
    private final Passwords passwords;

    /** How long the log was before this start, in bytes: what stands there tells of others. */
    private final long logged;

    private int port;

    /**
     * What a data source needs.
     *
     * @param url without user and password
     */
    public record Database(String url, String username, String password) {
        @Override
        public String toString() {
            return url;
        }
    }

    private EmbeddedPostgres(Path data, Path home, List<String> wrapper, Passwords passwords) {
        this.data = data;
        this.cluster = data.resolve(CLUSTER);
        this.home = home;
        this.wrapper = wrapper;
        this.passwords = passwords;
        this.logged = log(cluster).toFile().length();
    }

    /** Whether this directory holds one already. */
    public static boolean isIn(Path data) {
        return Files.exists(data.resolve(CLUSTER));
    }

    /**
     * Starts it, and creates what is not there yet. Interrupted at any moment, the next call goes on from there.
     *
     * @throws CannotStartException when that is impossible; nothing was damaged
     */
    public static EmbeddedPostgres start(DataDirectory data) {
        Path path = data.path();
        Path cluster = path.resolve(CLUSTER);
        try {
            refuseOtherOwners(cluster);
            if (Files.exists(cluster) && !Files.exists(Passwords.file(path))) {
                throw new CannotStartException(
                        "The file " + Passwords.file(path)
                                + " is missing: without it the databases in this data directory cannot be reached. Put it back from your copy");
            }
            var postgres = new EmbeddedPostgres(path, Binaries.unpackedIn(path), wrapper(), Passwords.of(path));
            postgres.refuseOtherFormats();
            postgres.refuseOtherVersions();
            postgres.stopWhatAKilledProcessLeft();
            if (!Files.exists(cluster)) postgres.initialise();
            postgres.startServer();
            try {
                postgres.createDatabases();
            } catch (SQLException | RuntimeException e) {
                postgres.close();
                throw e;
            }
            return postgres;
        } catch (IOException e) {
            throw DataDirectory.cannotWrite(path, e);
        } catch (SQLException e) {
            throw new CannotStartException(
                    "The databases in " + cluster + " cannot be reached (SQL state " + e.getSQLState() + ")", e);
        }
    }

    /** The database of events and read models. */
    public Database lethe() {
        return new Database(url("lethe"), "lethe", passwords.lethe());
    }

    /** The database of keys. */
    public Database vault() {
        return new Database(url("lethe_vault"), "lethe_vault", passwords.vault());
    }

    /** Stops the server; what was committed is on disk before and after. Calling it twice is no error. */
    @Override
    public synchronized void close() {
        if (!Files.exists(cluster.resolve("postmaster.pid"))) return;
        try {
            if (run("pg_ctl", "stop", "-w", "-t", "60", "-m", "fast", "-D", cluster.toString()) != 0
                    && Files.exists(cluster.resolve("postmaster.pid"))) {
                run("pg_ctl", "stop", "-w", "-t", "30", "-m", "immediate", "-D", cluster.toString());
            }
        } catch (IOException e) {
            LOG.warn(
                    "PostgreSQL could not be stopped ({}). The next start does it",
                    e.getClass().getSimpleName());
        }
    }

    private String url(String database) {
        // Without logServerErrorDetail=false, an exception's message would carry the values of the row at fault.
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?logServerErrorDetail=false";
    }

    /** Before anything is started: what another version of Lethe wrote stays as it is. */
    private void refuseOtherFormats() throws IOException {
        if (!Files.exists(cluster)) return;
        Path file = cluster.resolve(FORMAT_FILE);
        String theirs = Files.exists(file) ? Files.readString(file).strip() : "1";
        if (theirs.equals(FORMAT)) return;
        throw new CannotStartException(
                "The data in " + cluster + " has format " + theirs + ", and this Lethe writes format "
                        + FORMAT + ". It was left as it is. "
                        + (theirs.equals("1")
                                ? "Only builds of November 2026 read it: it was written before the first release. Name another data"
                                        + " directory with --data="
                                : "Start the newer Lethe that wrote it"));
    }

    private void refuseOtherVersions() throws IOException {
        Path file = cluster.resolve("PG_VERSION");
        if (!Files.exists(file)) return;
        int theirs = Integer.parseInt(Files.readString(file).strip());
        int ours = Binaries.MAJOR;
        if (theirs > ours) {
            throw new CannotStartException("The data in " + cluster + " was written by PostgreSQL " + theirs
                    + ", and this Lethe brings PostgreSQL " + ours + ". Start the newer Lethe that wrote it");
        }
        if (theirs < ours) {
            throw new CannotStartException("The data in " + cluster + " was written by PostgreSQL " + theirs
                    + ", and this Lethe brings PostgreSQL " + ours
                    + ". Upgrade it as docs/operations.md describes, or start the Lethe that wrote it");
        }
    }

    private static void refuseOtherOwners(Path cluster) throws IOException {
        if (!Files.exists(cluster)) return;
        String owner = Files.getOwner(cluster).getName();
        String user = System.getProperty("user.name", "");
        if (!owner.equals(user)) {
            throw new CannotStartException(
                    "The data in " + cluster + " belongs to the user " + owner + ". Start Lethe as that user");
        }
    }

    /** PostgreSQL refuses to run as root: a user namespace makes it believe that it does not, with the same files' owner. */
    private static List<String> wrapper() {
        if (!System.getProperty("user.name", "").equals("root")) return List.of();
        if (LinuxUtils.isUnshareAvailable()) return List.of("unshare", "-U");
        throw new CannotStartException(
                "PostgreSQL does not run as root, and this machine allows no user namespaces."
                        + " Start Lethe as an ordinary user, or name your own PostgreSQL with LETHE_DB_URL and LETHE_VAULT_DB_URL");
    }

    private void initialise() throws IOException {
        Path half = cluster.resolveSibling("postgres.new");
        Binaries.delete(half);
        Path file = cluster.resolveSibling("postgres.password");
        Files.deleteIfExists(file);
        Files.createFile(file);
        DataDirectory.onlyForOwner(file, "rw-------");
        Files.writeString(file, passwords.administrator());
        try {
            int result = run(
                    "initdb",
                    "-D",
                    half.toString(),
                    "-U",
                    ADMINISTRATOR,
                    "--pwfile=" + file,
                    "-A",
                    "scram-sha-256",
                    "-E",
                    "UTF8",
                    "--locale=C",
                    "--data-checksums",
                    "--set=scram_iterations=1",
                    "--no-instructions");
            if (result != 0) throw failed();
            Files.writeString(half.resolve(FORMAT_FILE), FORMAT + "\n");
        } finally {
            Files.deleteIfExists(file);
        }
        Files.move(half, cluster, StandardCopyOption.ATOMIC_MOVE);
        DataDirectory.sync(data);
    }

    private void startServer() throws IOException {
        for (int attempt = 1; ; attempt++) {
            port = freePort();
            writeConfiguration();
            int result = run(
                    "pg_ctl",
                    "start",
                    "-w",
                    "-t",
                    "300",
                    "-s",
                    "-D",
                    cluster.toString(),
                    "-l",
                    log(cluster).toString());
            if (result == 0) return;
            // Between finding a free port and listening at it, somebody else may have taken it.
            if (attempt == PORTS_TO_TRY) throw failed();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private CannotStartException failed() {
        Path log = log(cluster);
        try (var words = Files.newInputStream(log)) {
            words.skipNBytes(logged);
            if (new String(words.readAllBytes(), StandardCharsets.ISO_8859_1).contains("No space left on device")) {
                return new CannotStartException(
                        "PostgreSQL did not start: the disk of " + cluster + " is full. Free some space");
            }
        } catch (IOException e) {
            // Then the log cannot tell why.
        }
        return new CannotStartException("PostgreSQL did not start. Its own words are in " + log);
    }

    private static Path log(Path cluster) {
        return cluster.resolveSibling("postgres.log");
    }

    /**
     * Both files are ours and written anew at each start; what an operator wants to tune goes into local.conf. One iteration
     * of SCRAM: more would make a guess dearer, and nobody guesses one of our passwords of 256 random bits, but each
     * connection would pay.
     */
    private void writeConfiguration() throws IOException {
        replace(cluster.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
        replace(cluster.resolve("postgresql.conf"), """
                # Written at each start. Settings of your own go into local.conf beside this file.
                shared_buffers = 256MB
                max_connections = 100
                max_wal_size = 1GB
                include_if_exists = 'local.conf'

                # What follows cannot be changed from local.conf: durability, and who may enter.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                password_encryption = 'scram-sha-256'
                scram_iterations = 1
                fsync = on
                full_page_writes = on
                synchronous_commit = on
                timezone = 'UTC'
                lc_messages = 'C'

                # The log never holds statements, parameters or values: an error's own words may quote a value,
                # so errors of statements are left to the application that sent them.
                log_destination = 'stderr'
                logging_collector = off
                log_timezone = 'UTC'
                log_min_messages = log
                log_min_error_statement = panic
                log_error_verbosity = terse
                log_parameter_max_length = 0
                log_parameter_max_length_on_error = 0
                log_statement = 'none'
                log_duration = off
                log_min_duration_statement = -1
                log_min_duration_sample = -1
                log_transaction_sample_rate = 0
                log_lock_waits = off
                log_checkpoints = off
                debug_print_parse = off
                debug_print_rewritten = off
                debug_print_plan = off
                """.formatted(port));
    }

    private static void replace(Path file, String text) throws IOException {
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(half, text);
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** We hold the data directory's lock, so a server that runs in it belongs to a JVM that is gone. */
    private void stopWhatAKilledProcessLeft() throws IOException {
        Path file = cluster.resolve("postmaster.pid");
        if (!Files.exists(file)) return;
        long pid;
        try {
            pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
        } catch (RuntimeException e) {
            throw new CannotStartException(
                    "The file " + file + " cannot be read. Delete it if no PostgreSQL runs in " + cluster, e);
        }
        if (ProcessHandle.of(pid).filter(this::isOurs).isPresent()) close();
        // A postmaster that was killed leaves its children for a moment; two servers on one directory would destroy it.
        waitFor(ProcessHandle.allProcesses().filter(this::isOurs).toList());
        // The number may be another program's now, which would keep PostgreSQL from starting.
        Files.deleteIfExists(file);
    }

    private void waitFor(List<ProcessHandle> processes) {
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(30, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                throw new CannotStartException(
                        "The process " + process.pid() + " still uses " + cluster + ". Stop it, then start Lethe again",
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CannotStartException("The start was interrupted", e);
            }
        }
    }

    private boolean isOurs(ProcessHandle process) {
        Path directory = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            if (Files.exists(directory)) return Files.isSameFile(directory, cluster);
        } catch (IOException e) {
            return false; // it ended meanwhile, or belongs to someone else
        }
        // No /proc: PostgreSQL's own command line names its directory, those of its children do not.
        List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
        return arguments.contains(cluster.toString());
    }

    private void createDatabases() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(url("postgres"), ADMINISTRATOR, passwords.administrator());
                Statement statement = connection.createStatement()) {
            role(statement, "lethe", passwords.lethe());
            role(statement, "lethe_vault", passwords.vault());
            for (String closed : List.of("postgres", "template1")) {
                statement.execute("REVOKE CONNECT ON DATABASE " + closed + " FROM PUBLIC");
            }
            for (String database : List.of("lethe", "lethe_vault")) {
                if (!exists(statement, "pg_database WHERE datname = '" + database + "'")) {
                    statement.execute("CREATE DATABASE " + database + " OWNER " + database
                            + " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
                }
                statement.execute("REVOKE CONNECT, TEMPORARY ON DATABASE " + database + " FROM PUBLIC");
            }
        }
    }

    private static void role(Statement statement, String name, String password) throws SQLException {
        boolean known = exists(statement, "pg_roles WHERE rolname = '" + name + "'");
        // The password is hexadecimal digits, so it needs no quoting beyond the quotes.
        statement.execute((known ? "ALTER" : "CREATE") + " ROLE " + name
                + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '" + password + "'");
    }

    private static boolean exists(Statement statement, String what) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT 1 FROM " + what)) {
            return rows.next();
        }
    }

    /** Runs one of PostgreSQL's programs; what it says goes to the log file. @return its exit code */
    private int run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(cluster).toFile()))
                .directory(data.toFile());
        // libpq's variables would change what these programs do.
        builder.environment()
                .keySet()
                .removeIf(name -> name.toUpperCase(Locale.ROOT).startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IOException("Interrupted while " + program + " ran", e);
        }
    }
}
