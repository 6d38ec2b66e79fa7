package dev.lethe.shredding.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Restore;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import dev.lethe.shredding.tree.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RootFileTest {

    /** One lane, one identifier key, one epoch with two seeds: small enough to count the bytes by hand. */
    private static final RootState SMALL = small();

    private static final int LANES = 8 + 2 + 16 + 8 + 8 + 32;
    private static final int EPOCHS = LANES + 2 + 2 * (1 + 8 + 2 + 1) + 6 + 6;
    private static final int SEEDS = EPOCHS + 1 + 4 + 32 + 4;
    private static final int MARKS = SEEDS + 2 * 40;
    private static final int CHECKSUM = MARKS + 32 + 2 + 25 + 2 + 35 + 4 + 2 + 11 + 4;

    @Provide
    Arbitrary<RootState> states() {
        Arbitrary<byte[]> secrets = Arbitraries.bytes().array(byte[].class).ofSize(32);
        Arbitrary<SeedTree> trees = Combinators.combine(
                        secrets,
                        Arbitraries.strings()
                                .withChars("01f")
                                .ofMaxLength(10)
                                .map(Prefix::new)
                                .list()
                                .ofMaxSize(4))
                .as((seed, gone) -> SeedTree.fresh(seed).puncture(gone));
        Arbitrary<RootState.Epoch> each =
                Combinators.combine(trees, secrets).as((tree, book) -> new RootState.Epoch(tree, new Book(book)));
        Arbitrary<SortedMap<Integer, RootState.Epoch>> epochs = Arbitraries.maps(
                        Arbitraries.integers().greaterOrEqual(1), each)
                .ofMinSize(1)
                .ofMaxSize(2)
                .map(TreeMap::new);
        Arbitrary<RootState.NumberedLane> lane = Combinators.combine(
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .ofMinLength(1)
                                .ofMaxLength(40),
                        Arbitraries.longs().between(0, 1L << 32))
                .as((purpose, mark) -> new RootState.NumberedLane(new Lane(purpose), mark, null));
        Arbitrary<SortedMap<Integer, RootState.NumberedLane>> lanes = Arbitraries.maps(
                        Arbitraries.integers().between(0, 255), lane)
                .ofMaxSize(256)
                .map(TreeMap::new);
        return Combinators.combine(
                        Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                                .as(UUID::new),
                        Arbitraries.longs().greaterOrEqual(1),
                        epochs,
                        lanes,
                        Arbitraries.longs().greaterOrEqual(0),
                        secrets)
                .as((instance, version, trees1, lanes1, number, hash) -> new RootState(
                        instance,
                        version,
                        trees1,
                        lanes1,
                        number,
                        number == 0 ? new byte[32] : hash,
                        version % 3 == 0
                                ? RootState.Marks.NONE
                                : new RootState.Marks(
                                        new UUID(3, version), version % 2 == 0 ? null : new UUID(5, version)),
                        version % 5 == 0
                                ? List.of()
                                : List.of(
                                        new Restore(Restore.Store.EVENTS, TIME, null, null),
                                        new Restore(Restore.Store.VAULT, TIME, TIME, TIME)),
                        version % 7 == 0
                                ? java.util.Map.of()
                                : java.util.Map.of(
                                        new UUID(-1, version),
                                        new RootState.Mirror("/m\u00fcnz/" + number, version % 2 == 0, number, TIME),
                                        new UUID(1, version),
                                        new RootState.Mirror("", true, 0, TIME)),
                        List.of(new RootState.Elsewhere(
                                RootState.Elsewhere.Kind.SNAPSHOT, TIME, "in the safe " + number))));
    }

    private static final java.time.Instant TIME = java.time.Instant.parse("2026-11-30T01:02:03.000004Z");

    @Property
    void every_state_comes_back_as_it_was(@ForAll("states") RootState state) throws IOException {
        byte[] file = RootFile.encode(state);
        assertThat(file).hasSize((int) RootFile.length(state));
        assertThat(RootFile.decode(file)).isEqualTo(state);
        assertThat(RootFile.encode(RootFile.decode(file))).isEqualTo(file);
    }

    @Property(tries = 20)
    void a_file_with_any_byte_changed_is_refused(@ForAll("states") RootState state, @ForAll byte flip) {
        byte[] file = RootFile.encode(state);
        for (int i = 0; i < file.length; i += file.length > 4000 ? 7 : 1) {
            file[i] ^= flip == 0 ? 1 : flip;
            byte[] damaged = file;
            assertThatThrownBy(() -> RootFile.decode(damaged)).isInstanceOf(IOException.class);
            file[i] ^= flip == 0 ? 1 : flip;
        }
    }

    @Example
    void a_small_file_with_any_bit_flipped_cut_anywhere_or_longer_is_refused() {
        byte[] file = RootFile.encode(SMALL);
        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] damaged = file.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            refused(damaged);
        }
        for (int length = 0; length < file.length; length++) refused(Arrays.copyOf(file, length));
        refused(Arrays.copyOf(file, file.length + 1));
    }

    @Example
    void the_bytes_are_those_of_the_document() throws Exception {
        ByteBuffer expected = ByteBuffer.allocate(CHECKSUM + 32);
        expected.put("lethe/rs".getBytes(StandardCharsets.US_ASCII)).putShort((short) 2);
        expected.put(HexFormat.of().parseHex("00000000000000010000000000000002"))
                .putLong(3);
        expected.putLong(4).put(filled(5));
        expected.putShort((short) 2);
        expected.put((byte) 6)
                .putLong(7)
                .putShort((short) 13)
                .put((byte) 6)
                .put("people".getBytes(StandardCharsets.US_ASCII));
        expected.put((byte) 13)
                .putLong(0)
                .putShort((short) -1)
                .put((byte) 6)
                .put("people".getBytes(StandardCharsets.US_ASCII));
        expected.put((byte) 1).putInt(10).put(filled(9)).putInt(2);
        expected.put(HexFormat.of().parseHex("0100000000000002")).put(filled(11));
        expected.put(HexFormat.of().parseHex("020000000300000a")).put(filled(12));
        expected.putLong(14).putLong(15).putLong(0).putLong(0); // the present mark, and no next one
        expected.putShort((short) 1).put((byte) 1).putLong(16).putLong(17).putLong(18);
        expected.putShort((short) 1)
                .putLong(19)
                .putLong(20)
                .put((byte) 1)
                .putLong(21)
                .putLong(22);
        expected.putShort((short) 4).put("/m\u00fc".getBytes(StandardCharsets.UTF_8));
        expected.putShort((short) 1).put((byte) 1).putLong(23).putShort((short) 4);
        expected.put("safe".getBytes(StandardCharsets.US_ASCII));
        expected.put(MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(expected.array(), CHECKSUM)));
        assertThat(RootFile.encode(SMALL)).isEqualTo(expected.array());
    }

    @Example
    void what_does_not_hold_together_is_refused_even_with_a_right_checksum() {
        refusedWith(bytes -> bytes[0] = 'L', "not a root state");
        refusedWith(bytes -> bytes[9] = 1, "format is 1, which only");
        refusedWith(bytes -> bytes[9] = 3, "format is 3, which this version");
        refusedWith(bytes -> bytes[26 + 7] = 0, "Versions are numbered from 1"); // the version, 3
        refusedWith(bytes -> bytes[34] = -1, "Ledger entries"); // the ledger number, negative
        refusedWith(bytes -> bytes[LANES + 1] = 3, ""); // three lanes, but the bytes of two
        refusedWith(bytes -> bytes[LANES + 3] = 1, "No such lane or mark"); // beyond 2^32
        refusedWith(bytes -> bytes[LANES + 2 + 9 + 1] = 14, "is not followed by lane 14");
        refusedWith(bytes -> bytes[LANES + 2 + 12] = 'P', "Not a lane's purpose");
        refusedWith(bytes -> bytes[LANES + 2 + 18] = 5, "out of order"); // the second lane's number
        refusedWith(bytes -> bytes[EPOCHS] = 0, "");
        refusedWith(bytes -> bytes[EPOCHS] = 3, "");
        refusedWith(bytes -> bytes[EPOCHS + 1] = -1, "epochs");
        refusedWith(bytes -> bytes[EPOCHS + 40] = 1, ""); // one seed less
        refusedWith(bytes -> bytes[EPOCHS + 40] = 3, "Not a prefix"); // what follows is none
        refusedWith(bytes -> bytes[EPOCHS + 39] = 1, "more seeds than bytes");
        refusedWith(bytes -> bytes[EPOCHS + 37] = -1, "more seeds than bytes");
        refusedWith(bytes -> bytes[SEEDS + 7] = 11, "Not a prefix"); // longer than a subject
        refusedWith(bytes -> bytes[SEEDS + 6] = 1, "Not a prefix"); // digits beyond its length
        refusedWith(bytes -> bytes[SEEDS] = 3, "out of order");
        refusedWith(bytes -> bytes[SEEDS] = 2, "lies inside"); // 02 contains 0200000003
        refusedWith(bytes -> bytes[MARKS + 32 + 2] = 2, "an unknown kind"); // the store that was restored
        refusedWith(
                bytes -> ByteBuffer.wrap(bytes).putLong(MARKS + 32 + 2 + 1, Long.MIN_VALUE),
                "a time is missing"); // when it was told
        refusedWith(bytes -> bytes[MARKS + 32 + 27 + 2 + 16] = 2, "a flag");
        refusedWith(bytes -> bytes[MARKS + 32 + 27 + 2 + 35 + 3] = 'x', "not UTF-8");
        refusedWith(bytes -> bytes[CHECKSUM - 1 - 4 - 2 - 8 - 1 - 1] = 2, ""); // two copies elsewhere, the bytes of one
        refusedWith(bytes -> bytes[CHECKSUM - 5] = 3, "something follows its end"); // a text that is a letter shorter
        refusedWith(bytes -> System.arraycopy(bytes, SEEDS, bytes, SEEDS + 40, 8), "out of order"); // the same twice
    }

    @Example
    void no_epoch_and_more_than_two_are_refused() {
        RootState.Epoch epoch = SMALL.epochs().get(10);
        for (SortedMap<Integer, RootState.Epoch> epochs : List.of(
                new TreeMap<Integer, RootState.Epoch>(), new TreeMap<>(java.util.Map.of(1, epoch, 2, epoch, 3, epoch))))
            assertThatThrownBy(() -> new RootState(
                            new UUID(1, 2),
                            3,
                            epochs,
                            SMALL.lanes(),
                            4,
                            filled(5),
                            RootState.Marks.NONE,
                            List.of(),
                            java.util.Map.of(),
                            List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
    }

    private static void refusedWith(Consumer<byte[]> change, String reason) {
        byte[] file = RootFile.encode(SMALL);
        change.accept(file);
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(file, CHECKSUM));
            System.arraycopy(sum, 0, file, CHECKSUM, 32);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        assertThatThrownBy(() -> RootFile.decode(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }

    private static void refused(byte[] file) {
        assertThatThrownBy(() -> RootFile.decode(file)).isInstanceOf(IOException.class);
    }

    private static RootState small() {
        SortedMap<Prefix, byte[]> seeds = new TreeMap<>();
        seeds.put(new Prefix("01"), filled(11));
        seeds.put(new Prefix("0200000003"), filled(12));
        return new RootState(
                new UUID(1, 2),
                3,
                new TreeMap<>(java.util.Map.of(10, new RootState.Epoch(Seeds.tree(seeds), new Book(filled(9))))),
                new TreeMap<>(java.util.Map.of(
                        6,
                        new RootState.NumberedLane(Lane.PEOPLE, 7, 13),
                        13,
                        new RootState.NumberedLane(Lane.PEOPLE, 0, null))),
                4,
                filled(5),
                new RootState.Marks(new UUID(14, 15), null),
                List.of(new Restore(Restore.Store.EVENTS, micros(16), micros(17), micros(18))),
                java.util.Map.of(new UUID(19, 20), new RootState.Mirror("/m\u00fc", true, 21, micros(22))),
                List.of(new RootState.Elsewhere(RootState.Elsewhere.Kind.SNAPSHOT, micros(23), "safe")));
    }

    private static java.time.Instant micros(long micros) {
        return java.time.Instant.EPOCH.plus(micros, java.time.temporal.ChronoUnit.MICROS);
    }

    private static byte[] filled(int with) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }
}
