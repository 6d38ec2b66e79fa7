package dev.lethe.ui.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.lethe.shredding.TestPostgres;
import dev.lethe.shredding.VaultException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What the log's own configuration makes of events that quote what somebody typed. */
class LogTest {

    private static final String CANARY = "canary-58be07c4";

    @Test
    void an_exceptions_words_appear_neither_with_it_nor_in_the_text_about_it() throws Exception {
        var failure =
                new IllegalStateException("Typed: " + CANARY, new NumberFormatException("For \"" + CANARY + "\""));
        String log = logged(
                "org.apache.catalina.core",
                logger -> logger.error(
                        "Servlet.service() threw exception [Request failed: {}] with root cause",
                        failure.getMessage(),
                        failure));
        assertThat(log)
                .contains("Servlet.service() threw exception [Request failed: …]")
                .contains("java.lang.IllegalStateException\n")
                .contains("Caused by: java.lang.NumberFormatException\n")
                .contains("LogTest.an_exceptions_words")
                .doesNotContain(CANARY);
    }

    @Test
    void a_failing_statement_leaves_its_state_and_not_its_values() throws Exception {
        var database = TestPostgres.freshDatabase();
        String log = logged("dev.lethe.test", logger -> {
            try (var connection = database.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE taken (value text PRIMARY KEY)");
                statement.execute("INSERT INTO taken VALUES ('" + CANARY + "')");
                statement.execute("INSERT INTO taken VALUES ('" + CANARY + "')");
            } catch (SQLException e) {
                assertThat(e.getMessage()).contains(CANARY); // or this test could not fail
                logger.error("It could not be stored", e);
            }
        });
        assertThat(log)
                .contains("It could not be stored")
                .contains("[SQL state 23505]")
                .doesNotContain(CANARY);
    }

    @Test
    void our_own_words_are_told() throws Exception {
        String log = logged("dev.lethe.test", logger -> logger.warn("Late", new VaultException("The mirror is away")));
        assertThat(log).contains("WARN  test Late").contains("dev.lethe.shredding.VaultException: The mirror is away");
    }

    @Test
    void nobody_can_forge_a_line() throws Exception {
        String log = logged("dev.lethe.test", logger -> logger.warn("One\r\n2030-01-01 ERROR forged"));
        assertThat(log).contains("One \n    2030-01-01 ERROR forged");
    }

    @Test
    void loggers_that_quote_requests_are_silent() throws Exception {
        for (String name : new String[] {
            "org.springframework.web.servlet.mvc.support.DefaultHandlerExceptionResolver",
            "org.springframework.web.servlet.PageNotFound",
            "org.apache.tomcat.util.http.Parameters",
            "org.apache.tomcat.util.http.parser.Cookie"
        }) {
            assertThat(logged(name, logger -> logger.error("Resolved [{}]", CANARY)))
                    .isEmpty();
        }
    }

    private interface Logging {
        void to(Logger logger) throws Exception;
    }

    private static synchronized String logged(String name, Logging logging) throws Exception {
        var written = new ByteArrayOutputStream();
        PrintStream console = System.err;
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        try {
            var configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(LogTest.class.getResource("/logback.xml"));
            logging.to(context.getLogger(name));
        } finally {
            context.stop();
            System.setErr(console);
        }
        return written.toString(StandardCharsets.UTF_8);
    }
}
