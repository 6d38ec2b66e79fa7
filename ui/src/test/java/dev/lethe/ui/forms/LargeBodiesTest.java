package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is announced and never sent takes no more memory than there is to spare, and no form from anybody. */
class LargeBodiesTest {

    private static Socket announce(TestLethe lethe, String path, int length) throws IOException {
        Socket socket = new Socket("localhost", lethe.address().getPort());
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: localhost:"
                                + lethe.address().getPort() + "\r\nOrigin: "
                                + lethe.address() + "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                                + "Content-Length: " + length + "\r\n\r\nq1=begun")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void large_forms_that_do_not_come_keep_neither_large_nor_small_ones_waiting(@TempDir Path root) throws IOException {
        try (TestLethe lethe = TestLethe.start(root)) {
            Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
            try (Socket one = announce(lethe, "/sign-in", 8_000_000);
                    Socket two = announce(lethe, form.address(), 8_000_000);
                    Socket three = announce(lethe, form.address(), 8_000_000)) {
                Client large = lethe.visitor().send(form.address(), "q1", "x".repeat(2_000_000));
                assertThat(large.answer().statusCode()).isEqualTo(413);
                Client visitor = lethe.visitor().open(form.address()).type("q1", "here");
                assertThat(visitor.press("Send report").heading()).isEqualTo("We have your report");
                for (Socket socket : List.of(one, two, three))
                    assertThat(socket.getInputStream().available()).isZero();
            }
        }
    }
}
