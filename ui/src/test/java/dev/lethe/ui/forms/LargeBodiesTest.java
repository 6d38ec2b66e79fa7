package dev.lethe.ui.forms;

import static dev.lethe.ui.TestForms.asked;
import static dev.lethe.ui.TestForms.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.Layout;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe;
import dev.lethe.ui.TestLethe.Published;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

    /** What the first of them is answered that is answered at all. */
    private static String firstAnswer(Socket... sockets) throws IOException, InterruptedException {
        for (int tries = 0; tries < 300; tries++) {
            for (Socket socket : sockets)
                if (socket.getInputStream().available() > 0)
                    return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            Thread.sleep(50);
        }
        return "nothing";
    }

    @Test
    void a_large_form_that_does_not_come_keeps_other_large_ones_waiting_and_no_small_one(@TempDir Path root)
            throws IOException, InterruptedException {
        try (TestLethe lethe = TestLethe.start(root)) {
            Published form = lethe.publish(form(Layout.ONE_PAGE, asked(1, FieldType.SINGLE_LINE)));
            try (Socket one = announce(lethe, "/sign-in", 8_000_000);
                    Socket two = announce(lethe, form.address(), 8_000_000);
                    Socket three = announce(lethe, form.address(), 8_000_000)) {
                // Two of them, whichever came first, are waited for.
                assertThat(firstAnswer(one, two, three)).isEqualTo("HTTP/1.1 503");
                Client visitor = lethe.visitor().open(form.address()).type("q1", "here");
                assertThat(visitor.press("Send report").heading()).isEqualTo("We have your report");
            }
            // The server notices in its own time that nobody is there any more.
            Client after = lethe.visitor().send(form.address(), "q1", "x".repeat(2_000_000));
            for (int tries = 0; tries < 10 && after.answer().statusCode() == 503; tries++)
                after = lethe.visitor().send(form.address(), "q1", "x".repeat(2_000_000));
            assertThat(after.answer().statusCode()).isEqualTo(413);
        }
    }
}
