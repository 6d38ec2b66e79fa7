package dev.lethe.command.submissions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Sealed bytes in a table, cut into pieces, so that no more of a file than one piece is ever in memory. Each piece is
 * written and read by itself: nothing holds a connection while somebody's slow upload or download goes on.
 */
final class Chunks {

    static final int LONGEST = 256 * 1024;

    private final JdbcClient database;
    private final String table;

    /** @param table one with the columns {@code key_id, id, number, bytes} */
    Chunks(JdbcClient database, String table) {
        this.database = database;
        this.table = table;
    }

    /** Stores what is written, durably once it was flushed. */
    OutputStream writing(UUID keyId, UUID id) {
        return new Writing(keyId, id);
    }

    /** What was stored, from its first byte. Empty when nothing was. */
    InputStream reading(UUID keyId, UUID id) {
        return new Reading(keyId, id);
    }

    boolean exists(UUID keyId, UUID id) {
        return database.sql("SELECT EXISTS (SELECT 1 FROM " + table + " WHERE key_id = ? AND id = ? AND number = 0)")
                .params(keyId, id)
                .query(Boolean.class)
                .single();
    }

    private final class Writing extends OutputStream {

        private final UUID keyId;
        private final UUID id;
        private final byte[] piece = new byte[LONGEST];
        private int length;
        private int number;

        Writing(UUID keyId, UUID id) {
            this.keyId = keyId;
            this.id = id;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            Objects.checkFromIndexSize(from, count, bytes.length);
            int next = from;
            int left = count;
            while (left > 0) {
                if (length == LONGEST) store();
                int some = Math.min(left, LONGEST - length);
                System.arraycopy(bytes, next, piece, length, some);
                length += some;
                next += some;
                left -= some;
            }
        }

        /** The last piece may be shorter, so this ends the writing. */
        @Override
        public void flush() {
            if (length > 0) store();
        }

        private void store() {
            byte[] stored = length == LONGEST ? piece : java.util.Arrays.copyOf(piece, length);
            database.sql("INSERT INTO " + table + " (key_id, id, number, bytes) VALUES (?, ?, ?, ?)")
                    .params(keyId, id, number++, stored)
                    .update();
            length = 0;
        }
    }

    private final class Reading extends InputStream {

        private final UUID keyId;
        private final UUID id;
        private byte @Nullable [] piece = new byte[0];
        private int at;
        private int number;

        Reading(UUID keyId, UUID id) {
            this.keyId = keyId;
            this.id = id;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            Objects.checkFromIndexSize(from, count, bytes.length);
            if (count == 0) return 0;
            while (piece != null && at == piece.length) {
                piece = database.sql("SELECT bytes FROM " + table + " WHERE key_id = ? AND id = ? AND number = ?")
                        .params(keyId, id, number++)
                        .query(byte[].class)
                        .optional()
                        .orElse(null);
                at = 0;
            }
            if (piece == null) return -1;
            int some = Math.min(count, piece.length - at);
            System.arraycopy(piece, at, bytes, from, some);
            at += some;
            return some;
        }
    }
}
