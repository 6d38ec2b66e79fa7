package dev.lethe.ui;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One connection on which a test says what it likes, in whatever pieces, and what comes back. */
public final class Wire implements AutoCloseable {

    /** How long is waited for anything: machines can be slow. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *([0-9]+)");

    /** An answer; the body as far as it came. */
    public record Answer(int status, String head, String body) {

        public @Nullable String header(String name) {
            Matcher line = Pattern.compile("(?im)^" + Pattern.quote(name) + ": *([^\r\n]*)")
                    .matcher(head);
            return line.find() ? line.group(1) : null;
        }
    }

    private final Socket socket;
    private final InputStream in;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    public static Wire to(URI site) throws IOException {
        return to(site, "127.0.0.1");
    }

    /** As {@link #to(URI)}, from one of this machine's addresses, {@code 127.0.0.2} say. */
    public static Wire to(URI site, String from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.setReceiveBufferSize(16 * 1024); // before it connects: a reader that is slow has no room
        socket.connect(new InetSocketAddress("127.0.0.1", site.getPort()));
        return new Wire(socket);
    }

    /** One request whose connection ends with the answer. */
    public static Answer ask(URI site, String head, String body) throws IOException {
        try (Wire wire = to(site)) {
            wire.say(head.stripTrailing().replace("\n", "\r\n") + "\r\nConnection: close\r\n\r\n" + body);
            return wire.answer();
        }
    }

    /** Sends this, one byte for each character. */
    public Wire say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** What comes next; status 0 when the connection ends instead. */
    public Answer answer() throws IOException {
        var head = new ByteArrayOutputStream();
        try {
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) return new Answer(0, head.toString(StandardCharsets.ISO_8859_1), "");
                head.write(next);
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException reset) {
            return new Answer(0, head.toString(StandardCharsets.ISO_8859_1), "");
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        int status = Integer.parseInt(text.split(" ")[1].strip());
        return new Answer(status, text, body(text, status));
    }

    private String body(String head, int status) throws IOException {
        if (status == 204 || status == 304) return "";
        var body = new ByteArrayOutputStream();
        Matcher length = LENGTH.matcher(head);
        if (length.find()) body.write(in.readNBytes(Integer.parseInt(length.group(1))));
        else if (head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked"))
            for (int size; (size = Integer.parseInt(line(), 16)) > 0; line()) body.write(in.readNBytes(size));
        else body.write(in.readAllBytes());
        return body.toString(StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next; (next = in.read()) >= 0 && next != '\n'; ) if (next != '\r') line.append((char) next);
        return line.isEmpty() ? "0" : line.toString();
    }

    /** Whether the other side ends it within this time. */
    public boolean endsWithin(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            while (in.read() >= 0) {}
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        } finally {
            socket.setSoTimeout((int) PATIENCE.toMillis());
        }
    }

    /** Says no more, and still listens. */
    public Wire stop() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
