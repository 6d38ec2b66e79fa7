package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import dev.lethe.ui.Wire;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Six hundred who send slowly, or do not read, keep nobody else waiting. */
class SlowStrangersTest {

    private static final int EACH = 200;
    private static final int FROM_ONE = 90;

    private final List<Wire> wires = new ArrayList<>();

    /** From as many addresses as it takes, so that none of them has too many connections. */
    private Wire stranger(URI site) throws IOException {
        Wire wire = Wire.to(site, "127.0.0." + (2 + wires.size() / FROM_ONE));
        wires.add(wire);
        return wire;
    }

    @Test
    void six_hundred_slow_connections_keep_neither_a_form_nor_the_health_waiting(@TempDir Path root)
            throws IOException {
        // They are to be there for as long as this takes, on whatever machine.
        try (TestLethe lethe = TestLethe.start(
                root,
                "--lethe.connections.patience=10m",
                "--lethe.connections.longest-form=10m",
                "--server.tomcat.connection-timeout=10m")) {
            Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
            URI site = lethe.address();
            String host = " HTTP/1.1\r\nHost: localhost:" + site.getPort() + "\r\n";
            for (int i = 0; i < EACH; i++) {
                stranger(site).say("GET " + form.address() + host + "X-Slow: ");
                stranger(site)
                        .say(
                                "POST " + form.address() + host + "Origin: " + site
                                        + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 50000\r\n\r\nq1=x");
                // So many answers at once fill what the kernel keeps for a reader: the others are waited with.
                stranger(site).say(("GET /assets/govuk-frontend.min.css" + host + "\r\n").repeat(100));
            }

            for (String probe : List.of("/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"))
                assertThat(Wire.ask(site, "GET " + probe + " HTTP/1.1\nHost: 10.1.2.3", "")
                                .status())
                        .as(probe)
                        .isEqualTo(200);
            Client visitor = lethe.visitor().open(form.address()).type("q1", "here");
            assertThat(visitor.press("Send report").heading()).isEqualTo("We have your report");
            // All of them were there all the time.
            for (int i = 1; i < wires.size(); i += 3)
                assertThat(wires.get(i).endsWithin(Duration.ofMillis(1))).isFalse();
        } finally {
            for (Wire wire : wires) wire.close();
        }
    }
}
