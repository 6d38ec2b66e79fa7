package dev.lethe.promises;

import dev.lethe.ui.embedded.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The product as a process of its own, started as an operator starts it, so that it can be killed like one. */
final class RunningLethe implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("Lethe is ready at http://");

    private final Path home;
    private final Process process;
    private final URI address;
    private final List<String> output = Collections.synchronizedList(new ArrayList<>());
    private final Thread reader;

    private RunningLethe(Path home, Process process, int port) {
        this.home = home;
        this.process = process;
        this.address = URI.create("http://localhost:" + port);
        this.reader = Thread.ofPlatform().daemon().name("output of the product").start(this::read);
    }

    /**
     * Starts {@code serve} with its data below {@code home} and returns when it answers. Where there are none yet, and
     * {@code --demo} is asked for, it finds the demonstration's there already.
     *
     * @param properties system properties of the process
     * @throws IllegalStateException when it ends instead; the message holds what it printed
     */
    static RunningLethe serve(Path home, Map<String, String> properties, String... options) {
        if (List.of(options).contains("--demo") && !Files.exists(data(home))) DemoData.copyTo(home);
        linkPrograms(home);
        return ready(begun(home, List.of(), properties, options));
    }

    /** As {@link #serve}, where there is nothing at all yet: PostgreSQL's programs are unpacked first, which takes seconds. */
    static RunningLethe serveFromNothing(Path home) {
        return ready(begun(home, List.of(), Map.of()));
    }

    /** As {@link #serve}, without waiting and from nothing: for starts that are expected to fail or to be killed. */
    static RunningLethe begin(Path home, Map<String, String> properties, String... options) {
        linkPrograms(home);
        return begun(home, List.of(), properties, options);
    }

    /** Fills a new data directory with the demonstration. */
    static RunningLethe fill(Path home, List<String> machineOptions) {
        linkPrograms(home);
        return ready(begun(home, machineOptions, Map.of(), "--demo"));
    }

    private static void linkPrograms(Path home) {
        try {
            if (!Files.exists(data(home))) Programs.linkInto(data(home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunningLethe begun(
            Path home, List<String> machineOptions, Map<String, String> properties, String... options) {
        int port = freePort();
        var arguments = new ArrayList<>(List.of("serve", "--port=" + port));
        arguments.addAll(List.of(options));
        return start(home, machineOptions, properties, arguments, port);
    }

    /**
     * One below those that systems give to whoever asks for any: between now and when the product listens, a connection of
     * another test would get it.
     */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(18_000, 32_000);
            try (var socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Somebody listens there: another one.
            }
        }
    }

    /** Another command on the same data, as an operator gives it while this one serves; ended when this returns. */
    RunningLethe command(String... arguments) {
        RunningLethe command = start(home, List.of(), Map.of(), List.of(arguments), 0);
        command.awaitEnd();
        return command;
    }

    int exitCode() {
        return process.exitValue();
    }

    private static RunningLethe start(
            Path home, List<String> machineOptions, Map<String, String> properties, List<String> arguments, int port) {
        try {
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(
                    List.of("-Xmx512m", "-XX:-HeapDumpOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED"));
            // It lives for seconds: there is nothing to warm up for.
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
            command.addAll(machineOptions.isEmpty() ? SharedClasses.using() : machineOptions);
            command.add("-Dlethe.forms.submissions-from-one-address=0"); // all tests come from one
            command.add("-Dlethe.read-models.patience=60s"); // machines can be slow
            properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
            command.add("-cp");
            command.add(SharedClasses.path());
            command.add(HaltingLethe.class.getName());
            command.addAll(arguments);
            command.add("--data=" + data(home));
            Files.createDirectories(home);
            Files.createDirectories(home.resolve("tmp"));
            var builder = new ProcessBuilder(command).redirectErrorStream(true).directory(home.toFile());
            builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + home.resolve("tmp"));
            return new RunningLethe(home, builder.start(), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path data(Path home) {
        return home.resolve("data");
    }

    static Path root(Path home) {
        return home.resolve("data.root");
    }

    /** Where it listens. */
    URI address() {
        return address;
    }

    /** What it printed so far. */
    List<String> output() {
        synchronized (output) {
            return List.copyOf(output);
        }
    }

    /** The first match of this pattern in what it printed. */
    String printed(String regex) {
        for (String line : output()) {
            Matcher matcher = Pattern.compile(regex).matcher(line);
            if (matcher.find()) return matcher.group(matcher.groupCount());
        }
        throw new IllegalStateException("Nothing like " + regex + " in:\n" + String.join("\n", output()));
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line; (line = lines.readLine()) != null; ) output.add(line);
        } catch (IOException e) {
            output.add("(output ended: " + e.getClass().getSimpleName() + ")");
        }
    }

    private static RunningLethe ready(RunningLethe lethe) {
        lethe.awaitReady();
        return lethe;
    }

    private void awaitReady() {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (System.nanoTime() < end) {
            if (output().stream().anyMatch(line -> READY.matcher(line).find())) return;
            if (!process.isAlive()) {
                awaitEnd();
                throw new IllegalStateException(
                        "It ended with " + process.exitValue() + ":\n" + String.join("\n", output()));
            }
            pause();
        }
        kill();
        throw new IllegalStateException("It did not start:\n" + String.join("\n", output()));
    }

    /** Waits until it printed this. */
    void awaitPrinted(String text) {
        while (output().stream().noneMatch(line -> line.contains(text))) {
            if (!process.isAlive()) {
                throw new IllegalStateException("It ended without " + text + ":\n" + String.join("\n", output()));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for it to end by itself and returns its exit code. */
    int awaitEnd() {
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                kill();
                throw new IllegalStateException("It did not end:\n" + String.join("\n", output()));
            }
            if (!reader.join(Duration.ofMinutes(1))) throw new IllegalStateException("Its output did not end");
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code kill -9}: of the product only; its PostgreSQL is left as it is, as it would be. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends it as an operator does, and waits. */
    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    Path home() {
        return home;
    }
}
