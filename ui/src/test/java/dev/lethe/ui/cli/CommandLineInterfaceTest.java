package dev.lethe.ui.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lethe.shredding.VaultRefusedException;
import dev.lethe.ui.Lethe;
import dev.lethe.ui.embedded.CannotStartException;
import dev.lethe.ui.embedded.DataDirectory;
import dev.lethe.ui.web.Proxies;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.PortInUseException;

class CommandLineInterfaceTest {

    @TempDir
    Path temporary;

    @Test
    void a_taken_port_is_one_clear_line_before_anything_is_begun() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Path data = temporary.resolve("data");
            var ran = run("serve", "--port=" + taken.getLocalPort(), "--data=" + data);
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err())
                    .isEqualTo("lethe: Port " + taken.getLocalPort()
                            + " is taken. Stop what listens there, or choose another with --port=\n");
            assertThat(data).doesNotExist();
        }
    }

    @Test
    void a_data_directory_that_is_in_use_is_one_clear_line() {
        try (var data = DataDirectory.open(temporary.resolve("data"))) {
            var ran = run("serve", "--port=0", "--data=" + data.path());
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err())
                    .contains("lethe: Another Lethe is running on the data directory " + data.path())
                    .doesNotContain("\tat ");
            // Nobody answers at its socket: a command says so instead of waiting.
            assertThat(run("rebuild", "--data=" + data.path()).err())
                    .startsWith("lethe: Lethe is starting or stopping");
        }
    }

    @Test
    void a_command_for_a_lethe_that_is_not_there_is_one_clear_line_and_founds_none() {
        Path mistyped = temporary.resolve("dta");
        for (var ran : List.of(
                run("rebuild", "--data=" + mistyped),
                run("expire", "--data=" + mistyped),
                run("expire", "--preview", "--data=" + mistyped),
                run("create-account", "--name=A", "--email=a@example.org", "--data=" + mistyped))) {
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err())
                    .isEqualTo("lethe: There is no Lethe in " + mistyped + ". Name its data directory with --data=\n");
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void the_address_that_is_printed_is_one_to_go_to() {
        assertThat(Serve.url("127.0.0.1", 8080)).isEqualTo("http://localhost:8080");
        assertThat(Serve.url("0.0.0.0", 8080)).isEqualTo("http://localhost:8080");
        assertThat(Serve.url("::", 8080)).isEqualTo("http://localhost:8080");
        assertThat(Serve.url("[::]", 8080)).isEqualTo("http://localhost:8080");
        assertThat(Serve.url("192.0.2.7", 8080)).isEqualTo("http://localhost:8080");
        assertThat(Serve.url("::1", 8080)).isEqualTo("http://[::1]:8080");
        assertThat(Serve.url("[::1]", 8080)).isEqualTo("http://[::1]:8080");
    }

    @Test
    void what_is_misunderstood_says_what_and_where_to_read_on() {
        var option = run("serve", "--prot=80");
        assertThat(option.code()).isEqualTo(2);
        assertThat(option.err()).contains("lethe: Unknown option: '--prot=80'").contains("./lethe help serve");
        assertThat(run("fly").code()).isEqualTo(2);
        assertThat(run("serve", "--port=many").code()).isEqualTo(2);
        assertThat(run("create-account", "--name=A", "--email=a@example.org", "--role=king")
                        .err())
                .contains("--role takes editor, privacy-officer or administrator");
        assertThat(run("create-account", "--name=A").err()).contains("--email is missing");
        assertThat(run("expire", "--preview", "--confirm=3").err()).contains("mutually exclusive");
        assertThat(run("expire", "--confirm=many").code()).isEqualTo(2);
        assertThat(run().code()).isEqualTo(2);
        assertThat(run("help").code()).isZero();
    }

    @Test
    void a_failed_start_is_told_by_the_first_cause_that_has_words() {
        assertThat(Reason.of(wrapped(new VaultRefusedException("The root state is missing"))))
                .isEqualTo("The root state is missing");
        assertThat(Reason.of(wrapped(new CannotStartException("The disk is full"))))
                .isEqualTo("The disk is full");
        assertThat(Reason.of(wrapped(new PortInUseException(8080)))).startsWith("Port 8080 is taken.");
        assertThat(Reason.of(wrapped(new SQLException("secret", "28P01"))))
                .contains("refuses Lethe's user or password")
                .doesNotContain("secret");
        assertThat(Reason.of(wrapped(new SQLException("secret", "08001")))).contains("cannot be reached");
        assertThat(Reason.of(wrapped(new SQLException("secret"))))
                .startsWith("A database gave no connection.")
                .doesNotContain("null");
        assertThat(Reason.of(wrapped(Status.UNAVAILABLE.asRuntimeException())))
                .startsWith("The Axon Server cannot be reached.");
        assertThat(Reason.of(wrapped(Status.UNAUTHENTICATED.asRuntimeException())))
                .startsWith("The Axon Server refuses Lethe.");
        assertThat(Reason.of(wrapped(new IllegalStateException("secret"))))
                .isEqualTo("It failed (IllegalStateException)");
    }

    /** Says whether it is ending: while it runs, and while it ends. */
    static final class Ending {
        public static void main(String[] arguments) {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> System.out.println(CommandLineInterface.isStopping())));
            System.out.println(CommandLineInterface.isStopping());
        }
    }

    @Test
    void a_process_that_ends_knows_it_and_does_not_blame_what_it_closed_itself() throws Exception {
        Process ending = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ending.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(new String(ending.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly("false", "true");
    }

    record Patient(
            @Value("${lethe.read-models.patience:2s}") Duration patience) {}

    record Limited(
            @Value("${lethe.retention.limit-percent:10}") int percent) {
        Limited {
            if (percent > 100) throw new IllegalArgumentException("lethe.retention.limit-percent is at most 100");
        }
    }

    @ConfigurationProperties("lethe.specimen")
    record Bound(Duration longest) {}

    @EnableConfigurationProperties(Bound.class)
    static class Binding {}

    @Test
    void a_setting_that_cannot_be_used_is_named_and_its_value_is_not_shown() {
        assertThat(failing(Patient.class, "lethe.read-models.patience=soon"))
                .isEqualTo(
                        "The setting lethe.read-models.patience (LETHE_READ_MODELS_PATIENCE) has a value that cannot be"
                                + " used: it takes a length of time, like 500ms or 5s");
        assertThat(failing(Limited.class, "lethe.retention.limit-percent=many"))
                .startsWith("The setting lethe.retention.limit-percent (LETHE_RETENTION_LIMIT_PERCENT) has")
                .endsWith(": it takes a whole number");
        assertThat(failing(Limited.class, "lethe.retention.limit-percent=101"))
                .isEqualTo("lethe.retention.limit-percent is at most 100");
        assertThat(failing(Binding.class, "lethe.specimen.longest=soon"))
                .startsWith("The setting lethe.specimen.longest (LETHE_SPECIMEN_LONGEST) has")
                .endsWith(": it takes a length of time, like 500ms or 5s");
        assertThat(failing(Proxies.class, "lethe.proxies=192.0.2.1,proxy.example"))
                .startsWith("lethe.proxies takes addresses")
                .doesNotContain("proxy.example");
    }

    private static String failing(Class<?> part, String setting) {
        var start = new SpringApplicationBuilder(part)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .properties(setting);
        return Reason.of(catchThrowable(start::run));
    }

    private static Throwable wrapped(Exception cause) {
        return new BeanCreationException("a bean", new RuntimeException(cause));
    }

    private record Ran(int code, String err) {}

    private static synchronized Ran run(String... arguments) {
        var err = new ByteArrayOutputStream();
        PrintStream console = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return new Ran(CommandLineInterface.run(Lethe.class, arguments), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(console);
        }
    }
}
