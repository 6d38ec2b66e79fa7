package dev.lethe.ui.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/** The passwords of the three roles, made once, in a file that only its owner reads. They guard a loopback port. */
record Passwords(String administrator, String lethe, String vault) {

    static Path file(Path data) {
        return data.resolve("postgres.passwords");
    }

    /** Those of this data directory, durable before they are returned. */
    static Passwords of(Path data) throws IOException {
        Path file = file(data);
        if (!Files.exists(file)) write(data, file);
        var properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        return new Passwords(
                get(properties, file, "administrator"), get(properties, file, "lethe"), get(properties, file, "vault"));
    }

    private static String get(Properties properties, Path file, String name) {
        String password = properties.getProperty(name, "");
        if (password.matches("[0-9a-f]{64}")) return password;
        throw new CannotStartException("The file " + file + " is damaged. Put it back from your copy");
    }

    private static void write(Path data, Path file) throws IOException {
        var random = new SecureRandom();
        var properties = new Properties();
        for (String name : new String[] {"administrator", "lethe", "vault"}) {
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            properties.setProperty(name, HexFormat.of().formatHex(bytes));
        }
        var text = new StringWriter();
        properties.store(text, "Lethe made these. Without them the databases beside this file cannot be reached.");
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(half);
        Files.createFile(half);
        DataDirectory.onlyForOwner(half, "rw-------");
        try (var channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        DataDirectory.sync(data);
    }

    @Override
    public String toString() {
        return "Passwords[…]";
    }
}
