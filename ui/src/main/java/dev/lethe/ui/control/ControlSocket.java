package dev.lethe.ui.control;

import dev.lethe.ui.control.Message.Reply;
import dev.lethe.ui.control.Message.Request;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The socket in the data directory. Whoever may open it may do what the command line can; only the owner of the files may. */
public final class ControlSocket implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

    /** What the shortest of the usual systems takes as a socket's address, in bytes. */
    private static final int LONGEST_ADDRESS = 103;

    private final Path file;
    private final ServerSocketChannel server;
    private final Tasks tasks;

    private ControlSocket(Path file, ServerSocketChannel server, Tasks tasks) {
        this.file = file;
        this.server = server;
        this.tasks = tasks;
    }

    /**
     * Listens, until closed.
     *
     * @param data a directory that only its owner may enter, and that this process has locked
     * @return null, with a warning in the log, when the directory's path is too long for a socket
     */
    public static @Nullable ControlSocket open(Path data, Tasks tasks) {
        Path file = file(data);
        if (file.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_ADDRESS) {
            LOG.warn(
                    "The path of the data directory is too long for a socket: commands need Lethe to be stopped first");
            return null;
        }
        try {
            Files.deleteIfExists(file); // left by a process that was killed
            var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(file));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            var socket = new ControlSocket(file, server, tasks);
            Thread.ofPlatform().daemon().name("control").start(socket::accept);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Asks the Lethe that serves from this data directory, and waits for the end.
     *
     * @throws TaskFailedException when it failed, or nobody answers
     */
    public static void ask(Path data, String task, List<String> arguments, Output output) {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(file(data)));
                var in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
                var out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
            send(out, new Request(task, arguments));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Reply reply = Message.read(line, Reply.class);
                if (reply.failure() != null) throw new TaskFailedException(reply.failure());
                if (reply.line() != null) output.line(reply.line());
                else if (reply.progress() != null) output.progress(reply.progress());
                else return;
            }
            throw new TaskFailedException("Lethe stopped before it was done. Start it, then try again");
        } catch (IOException | IllegalArgumentException e) {
            throw new TaskFailedException("Lethe is starting or stopping on the data directory " + data
                    + ", or its path is too long for a socket. Wait a moment, or stop it, then try again");
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The next start deletes it.
        }
    }

    private static Path file(Path data) {
        return data.resolve("control");
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                Thread.ofVirtual().name("control-task").start(() -> serve(channel));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("A command could not connect ({})", e.getClass().getSimpleName());
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel;
                var in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
                var out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
            @Nullable String line = in.readLine();
            if (line == null) return;
            Request request = Message.read(line, Request.class);
            var listening = new AtomicBoolean(true);
            var output = new Output() {
                @Override
                public void line(String text) {
                    tell(new Reply(text, null, null));
                }

                @Override
                public void progress(String text) {
                    tell(new Reply(null, text, null));
                }

                private void tell(Reply reply) {
                    if (!listening.get()) return;
                    try {
                        send(out, reply);
                    } catch (IOException e) {
                        listening.set(false); // who asked has gone; what was begun goes on
                    }
                }
            };
            try {
                tasks.run(request.task(), request.arguments(), output);
                send(out, new Reply(null, null, null));
            } catch (TaskFailedException e) {
                send(out, new Reply(null, null, e.getMessage()));
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("A command could not be served ({})", e.getClass().getSimpleName());
        }
    }

    private static void send(BufferedWriter out, Object message) throws IOException {
        out.write(Message.write(message));
        out.newLine();
        out.flush();
    }
}
