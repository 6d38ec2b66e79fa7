package dev.lethe.shredding.vault;

import static dev.lethe.shredding.vault.Notes.MONTH;
import static dev.lethe.shredding.vault.Notes.anonymous;
import static dev.lethe.shredding.vault.Notes.erase;
import static dev.lethe.shredding.vault.Notes.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lethe.shredding.Adversary;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.CannotBeOpenedException.Why;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.ErasureProof;
import dev.lethe.shredding.FileLabel;
import dev.lethe.shredding.FilePlace;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Opened.Known;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.sealing.FileHeader;
import dev.lethe.shredding.sealing.SealedFiles;
import dev.lethe.shredding.vault.Notes.Id;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SealedFilesTest {

    private static final FileLabel LABEL = FileLabel.of("test.file");
    private static final JsonNode VECTORS = read();
    /** What the first segment holds of a file, and what each other one does. */
    private static final int FIRST = 65_536 - 40 - 16;

    private static final int NEXT = 65_536 - 16;

    private static TestVault test;

    @BeforeAll
    static void create() {
        test = TestVault.create();
    }

    @AfterAll
    static void close() {
        test.close();
    }

    private record Stored(FilePlace place, byte[] sealed) {
        UUID keyId() {
            return FileHeader.of(sealed).keyId();
        }
    }

    private static Stored store(byte[] content) {
        return store(anonymous(MONTH), content);
    }

    private static Stored store(Owner owner, byte[] content) {
        FilePlace place = LABEL.in(new Id(UUID.randomUUID()));
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (RecordKeys keys = test.vault().newKeys(List.of(owner))) {
            assertThat(keys.sealFile(0, place, new ByteArrayInputStream(content), sealed))
                    .isEqualTo(content.length);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new Stored(place, sealed.toByteArray());
    }

    private static Opened<InputStream> open(FilePlace place, byte[] sealed) {
        try {
            return test.vault().openFile(place, new ByteArrayInputStream(sealed));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] content(FilePlace place, byte[] sealed) throws IOException {
        try (InputStream plain = ((Known<InputStream>) open(place, sealed)).value()) {
            return plain.readAllBytes();
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Why alarm(FilePlace place, byte[] sealed) {
        return catchThrowableOfType(CannotBeOpenedException.class, () -> content(place, sealed))
                .why();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, FIRST - 1, FIRST, FIRST + 1, 65_535, 65_536, 65_537, FIRST + NEXT, FIRST + NEXT + 1, 5_000_000
            })
    void a_file_of_any_length_comes_back(int length) throws IOException {
        byte[] content = random(length);

        Stored file = store(content);

        assertThat(content(file.place(), file.sealed())).isEqualTo(content);
        int segments = length <= FIRST ? 1 : 1 + (length - FIRST + NEXT - 1) / NEXT;
        assertThat(file.sealed()).hasSize(FileHeader.LENGTH + 40 + length + 16 * segments);
    }

    @Test
    void the_same_file_is_never_sealed_to_the_same_bytes() throws IOException {
        FilePlace place = LABEL.in(new Id(UUID.randomUUID()));
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        try (RecordKeys keys = test.vault().newKeys(List.of(anonymous(MONTH)))) {
            keys.sealFile(0, place, new ByteArrayInputStream(random(100)), one);
            keys.sealFile(0, place, new ByteArrayInputStream(random(100)), two);
        }

        assertThat(Arrays.copyOfRange(one.toByteArray(), 57, 157))
                .isNotEqualTo(Arrays.copyOfRange(two.toByteArray(), 57, 157));
        assertThat(content(place, two.toByteArray())).isEqualTo(random(100));
    }

    @Test
    void a_file_opens_at_its_own_place_and_under_its_own_key_only() {
        Stored one = store(random(100));
        Stored other = store(random(100));
        FilePlace place = one.place();

        assertThat(alarm(other.place(), one.sealed())).isEqualTo(Why.TAMPERED);
        assertThat(alarm(LABEL.part(2).in(place.record()), one.sealed())).isEqualTo(Why.TAMPERED);
        assertThat(alarm(FileLabel.of("test.file/2").in(place.record()), one.sealed()))
                .isEqualTo(Why.TAMPERED);
        byte[] underAnother = one.sealed().clone();
        System.arraycopy(other.sealed(), 0, underAnother, 0, FileHeader.LENGTH);
        assertThat(alarm(place, underAnother)).isEqualTo(Why.TAMPERED);
    }

    @Test
    void a_file_that_was_moved_is_an_alarm_before_any_of_it_is_given_out() {
        Stored file = store(random(200_000));

        assertThatThrownBy(() -> open(LABEL.in(new Id(UUID.randomUUID())), file.sealed()))
                .isInstanceOf(CannotBeOpenedException.class)
                .hasMessageContaining(file.keyId().toString())
                .message()
                .doesNotContain("\n");
    }

    @Test
    void a_file_that_was_cut_never_looks_complete() throws IOException {
        Stored file = store(random(FIRST + 2 * NEXT + 5));
        int first = FileHeader.LENGTH + 65_536;
        int second = first + 65_536;
        int third = second + 65_536;

        for (int length : new int[] {
            0,
            1,
            16,
            17,
            18,
            56,
            57,
            58,
            73,
            74,
            first - 1,
            first,
            first + 1,
            second - 1,
            second,
            second + 1,
            third - 1,
            third,
            third + 1,
            file.sealed().length - 1
        }) {
            byte[] cut = Arrays.copyOf(file.sealed(), length);
            assertThat(alarm(file.place(), cut)).as("%d bytes", length).isEqualTo(Why.TAMPERED);
        }
        assertThat(alarm(file.place(), Arrays.copyOf(file.sealed(), file.sealed().length + 1)))
                .isEqualTo(Why.TAMPERED);
    }

    @Test
    void whoever_reads_on_after_an_alarm_is_told_again_and_never_reaches_an_end() throws IOException {
        Stored file = store(random(FIRST + NEXT + 5));
        byte[] cut = Arrays.copyOf(file.sealed(), FileHeader.LENGTH + 65_536 + 65_536);

        try (InputStream plain = ((Known<InputStream>) open(file.place(), cut)).value()) {
            assertThat(plain.readNBytes(FIRST)).isEqualTo(Arrays.copyOf(random(FIRST + NEXT + 5), FIRST));
            for (int i = 0; i < 3; i++) assertThatThrownBy(plain::read).isInstanceOf(CannotBeOpenedException.class);
        }
    }

    @Test
    void a_flipped_bit_anywhere_is_an_alarm() {
        Stored small = store(random(20));
        for (int bit = 0; bit < small.sealed().length * 8; bit++) {
            byte[] damaged = small.sealed().clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Why expected = bit >= 8 && bit < FileHeader.LENGTH * 8 ? Why.MISSING : Why.TAMPERED;
            if (bit % 3 == 0 || bit < 160)
                assertThat(alarm(small.place(), damaged)).as("bit %d", bit).isEqualTo(expected);
        }
        Stored large = store(random(3 * NEXT));
        for (int at = FileHeader.LENGTH; at < large.sealed().length; at += 7_919) {
            byte[] damaged = large.sealed().clone();
            damaged[at] ^= 1;
            assertThat(alarm(large.place(), damaged)).as("byte %d", at).isEqualTo(Why.TAMPERED);
        }
    }

    @Test
    void segments_that_change_places_are_an_alarm() {
        Stored file = store(random(4 * NEXT));
        byte[] swapped = file.sealed().clone();
        int second = FileHeader.LENGTH + 65_536;
        System.arraycopy(file.sealed(), second, swapped, second + 65_536, 65_536);
        System.arraycopy(file.sealed(), second + 65_536, swapped, second, 65_536);

        assertThat(alarm(file.place(), swapped)).isEqualTo(Why.TAMPERED);
    }

    @Test
    void the_file_of_an_erased_person_is_erased_and_not_missing() throws IOException {
        Stored file = store(person(Lane.PEOPLE, "ada@example.org"), random(100));
        Stored other = store(person(Lane.PEOPLE, "bob@example.org"), random(100));
        ErasureProof proof = erase(test.vault(), "ada@example.org");

        assertThat(open(file.place(), file.sealed())).isEqualTo(new Opened.Erased<>(proof.destroyedAt(), Notes.GROUND));
        assertThat(content(other.place(), other.sealed())).isEqualTo(random(100));
        test.vault().sweep();
        assertThat(open(file.place(), file.sealed())).isInstanceOf(Opened.Erased.class);
        // What is erased is erased: the rest of the file is not looked at.
        assertThat(open(file.place(), Arrays.copyOf(file.sealed(), FileHeader.LENGTH)))
                .isInstanceOf(Opened.Erased.class);
    }

    @Test
    void old_copies_of_an_erased_file_and_of_every_row_give_nothing() throws Exception {
        byte[] content = random(100_000);
        Stored lasting = store(person(Lane.PEOPLE, "eve@example.org"), content);
        Stored expiring = store(person(MONTH, "eve@example.org"), content);
        Stored upload = store(anonymous(Lane.MINUTES), content);
        Stored other = store(anonymous(Lane.MINUTES), content);
        List<Adversary.StolenKey> stolen = test.sql(Adversary::keys);
        Map<UUID, byte[]> before =
                Adversary.holding(test.roots().toArray(Path[]::new)).open(stolen);
        for (Stored each : List.of(lasting, expiring, upload, other))
            assertThat(Adversary.openFile(before, each.place(), each.sealed())).hasValue(content);

        erase(test.vault(), "eve@example.org");
        erase(
                test.vault(),
                new ErasureOrder(
                        UUID.randomUUID(),
                        new ErasureOrder.Records(Set.of(upload.keyId())),
                        Notes.GROUND,
                        Notes.OFFICER,
                        Instant.now()));

        Map<UUID, byte[]> after =
                Adversary.holding(test.roots().toArray(Path[]::new)).open(stolen);
        for (Stored each : List.of(lasting, expiring, upload))
            assertThat(Adversary.openFile(after, each.place(), each.sealed())).isEmpty();
        assertThat(Adversary.openFile(after, other.place(), other.sealed())).hasValue(content);
    }

    @Test
    void a_file_whose_key_never_was_is_missing() {
        Stored file = store(random(100));
        test.update("DELETE FROM vault.key WHERE key_id = ?", file.keyId());

        assertThat(alarm(file.place(), file.sealed())).isEqualTo(Why.MISSING);
    }

    @Test
    void a_file_names_its_key_as_a_token_does() throws IOException {
        FilePlace place = LABEL.in(new Id(UUID.randomUUID()));
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (RecordKeys keys = test.vault().newKeys(List.of(anonymous(MONTH), anonymous(MONTH)))) {
            keys.sealFile(1, place, InputStream.nullInputStream(), sealed);
            assertThat(FileHeader.read(new ByteArrayInputStream(sealed.toByteArray())))
                    .isEqualTo(new FileHeader(keys.keyId(1)));
        }
        assertThatThrownBy(() -> FileHeader.of(new byte[] {1, 2, 3})).isInstanceOf(IllegalArgumentException.class);
        byte[] token = sealed.toByteArray();
        token[0] = 1;
        assertThatThrownBy(() -> FileHeader.of(token)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_file_that_breaks_off_while_it_is_sealed_is_no_file() throws IOException {
        FilePlace place = LABEL.in(new Id(UUID.randomUUID()));
        for (int length : new int[] {0, 1, FIRST, FIRST + NEXT, 200_000}) {
            ByteArrayOutputStream sealed = new ByteArrayOutputStream();
            try (RecordKeys keys = test.vault().newKeys(List.of(anonymous(MONTH)))) {
                assertThatThrownBy(() -> keys.sealFile(0, place, breakingOff(length), sealed))
                        .isInstanceOf(IOException.class)
                        .hasMessage("broken off");
            }
            assertThat(alarm(place, sealed.toByteArray())).isEqualTo(Why.TAMPERED);
        }
    }

    private static InputStream breakingOff(int length) {
        return new SequenceInputStream(new ByteArrayInputStream(random(length)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken off");
            }
        });
    }

    @Test
    void a_disk_that_fails_is_a_failure_and_no_alarm() throws IOException {
        Stored file = store(random(200_000));
        InputStream failing =
                new SequenceInputStream(new ByteArrayInputStream(file.sealed(), 0, 100_000), breakingOff(0));

        try (InputStream plain = ((Known<InputStream>) test.vault().openFile(file.place(), failing)).value()) {
            assertThatThrownBy(plain::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessage("broken off");
            assertThatThrownBy(plain::read).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> test.vault()
                        .openFile(
                                file.place(),
                                new SequenceInputStream(
                                        new ByteArrayInputStream(file.sealed(), 0, 30), breakingOff(0))))
                .isInstanceOf(IOException.class)
                .hasMessage("broken off");
    }

    @Test
    void closing_ends_the_reading_and_closes_the_sealed_file() throws IOException {
        Stored file = store(random(100));
        AtomicBoolean closed = new AtomicBoolean();
        InputStream sealed = new ByteArrayInputStream(file.sealed()) {
            @Override
            public void close() {
                closed.set(true);
            }
        };

        InputStream plain = ((Known<InputStream>) test.vault().openFile(file.place(), sealed)).value();
        plain.close();

        assertThat(closed).isTrue();
        assertThatThrownBy(plain::read).isInstanceOf(IOException.class);
        assertThat(plain.toString()).doesNotContain("plain");
    }

    @Test
    void sealing_leaves_the_target_open_and_flushed() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        AtomicBoolean flushed = new AtomicBoolean();
        OutputStream target = new OutputStream() {
            @Override
            public void write(int b) {
                flushed.set(false);
            }

            @Override
            public void flush() {
                flushed.set(true);
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };
        try (RecordKeys keys = test.vault().newKeys(List.of(anonymous(MONTH)))) {
            keys.sealFile(0, LABEL.in(new Id(UUID.randomUUID())), new ByteArrayInputStream(random(9)), target);
        }

        assertThat(closed).isFalse();
        assertThat(flushed).isTrue();
    }

    @Test
    void keys_that_were_cleared_seal_no_file() {
        RecordKeys keys = test.vault().newKeys(List.of(anonymous(MONTH)));
        keys.close();

        assertThatThrownBy(() -> keys.sealFile(
                        0,
                        LABEL.in(new Id(UUID.randomUUID())),
                        InputStream.nullInputStream(),
                        OutputStream.nullOutputStream()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_large_file_goes_through_without_being_collected_anywhere() throws Exception {
        long length = 64L << 20;
        FilePlace place = LABEL.in(new Id(UUID.randomUUID()));
        Reader reader = new Reader(place);
        Endless content = new Endless(length, reader);
        try (RecordKeys keys = test.vault().newKeys(List.of(anonymous(MONTH)));
                OutputStream piped = reader.start()) {
            assertThat(keys.sealFile(0, place, content, piped)).isEqualTo(length);
        }

        assertThat(reader.await()).isEqualTo(length);
        assertThat(reader.digest.digest()).isEqualTo(content.digest.digest());
        assertThat(content.farthestAhead)
                .as("bytes between what was taken from the file and what was read of it again")
                .isLessThan(1 << 20);
    }

    /** Bytes that nobody has all of at once. */
    private static final class Endless extends InputStream {

        final MessageDigest digest = sha256();
        long farthestAhead;
        private final long length;
        private final Reader reader;
        private long given;

        Endless(long length, Reader reader) {
            this.length = length;
            this.reader = reader;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int most) {
            if (given == length) return -1;
            int count = (int) Math.min(length - given, most);
            Arrays.fill(bytes, from, from + count, (byte) (given >>> 13));
            digest.update(bytes, from, count);
            given += count;
            farthestAhead = Math.max(farthestAhead, given - reader.read);
            return count;
        }
    }

    /** Opens, on a thread of its own, what is sealed at the same time. */
    private static final class Reader {

        final MessageDigest digest = sha256();
        volatile long read;
        private final FilePlace place;
        private final PipedInputStream in = new PipedInputStream(1 << 17);
        private final FutureTask<Long> reading = new FutureTask<>(this::readAll);

        Reader(FilePlace place) {
            this.place = place;
        }

        OutputStream start() throws IOException {
            OutputStream out = new PipedOutputStream(in);
            Thread.ofPlatform().daemon().start(reading);
            return out;
        }

        private long readAll() throws IOException {
            byte[] small = new byte[8_192];
            long all = 0;
            try (InputStream plain = ((Known<InputStream>) test.vault().openFile(place, in)).value()) {
                for (int count = plain.read(small); count >= 0; count = plain.read(small)) {
                    digest.update(small, 0, count);
                    all += count;
                    read = all;
                }
            }
            return all;
        }

        long await() throws Exception {
            return reading.get();
        }
    }

    // --- The format, pinned ---

    private static final byte[] VECTORS_KEY =
            HexFormat.of().parseHex("404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f");

    static Stream<JsonNode> files() {
        return VECTORS.get("files").valueStream();
    }

    static Stream<JsonNode> longFiles() {
        return VECTORS.get("longFiles").valueStream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_file_that_the_independent_implementation_sealed_opens(JsonNode vector) throws IOException {
        byte[] content = vector.get("value").asString().getBytes(StandardCharsets.UTF_8);
        byte[] sealed = HexFormat.of().parseHex(vector.get("sealed").asString());

        assertThat(plain(vector, content)).isEqualTo(sealed);
        assertThat(opened(vector, sealed)).isEqualTo(content);
    }

    @ParameterizedTest
    @MethodSource("longFiles")
    void so_does_one_of_several_segments(JsonNode vector) throws IOException {
        byte[] content = new byte[vector.get("length").asInt()];
        for (int i = 0; i < content.length; i++) content[i] = (byte) (i % 251);

        byte[] sealed = plain(vector, content);

        assertThat(HexFormat.of().formatHex(sha256().digest(sealed)))
                .isEqualTo(vector.get("sha256").asString());
        assertThat(opened(vector, sealed)).isEqualTo(content);
    }

    private static byte[] plain(JsonNode vector, byte[] content) {
        return PlainStreaming.seal(
                VECTORS_KEY,
                id(vector, "keyId"),
                vector.get("label").asString(),
                id(vector, "record"),
                HexFormat.of().parseHex(vector.get("salt").asString()),
                HexFormat.of().parseHex(vector.get("noncePrefix").asString()),
                content);
    }

    private static byte[] opened(JsonNode vector, byte[] sealed) throws IOException {
        InputStream in = new ByteArrayInputStream(sealed);
        UUID keyId = FileHeader.read(in).keyId();
        assertThat(keyId).isEqualTo(id(vector, "keyId"));
        FilePlace place = FileLabel.of(vector.get("label").asString()).in(new Id(id(vector, "record")));
        return SealedFiles.open(VECTORS_KEY, keyId, place, in).readAllBytes();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, FIRST, FIRST + 1, 300_000})
    void what_we_seal_opens_with_nothing_but_the_documented_format(int length) throws IOException {
        UUID keyId = UUID.randomUUID();
        FilePlace place = LABEL.part(3).in(new Id(UUID.randomUUID()));
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        SealedFiles.seal(VECTORS_KEY, keyId, place, new ByteArrayInputStream(random(length)), sealed);

        assertThat(PlainStreaming.open(
                        VECTORS_KEY, "test.file#3", place.record().value(), sealed.toByteArray()))
                .isEqualTo(random(length));
    }

    private static UUID id(JsonNode vector, String name) {
        return UUID.fromString(vector.get(name).asString());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode read() {
        try (InputStream file = SealedFilesTest.class.getResourceAsStream("/file-vectors.json")) {
            return JsonMapper.shared().readTree(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
