package dev.lethe.shredding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    private static final int KEYS = LANES + 2 + 9;
    private static final int EPOCHS = KEYS + 1 + 36;
    private static final int SEEDS = EPOCHS + 1 + 8;
    private static final int CHECKSUM = SEEDS + 2 * 40;

    @Provide
    Arbitrary<RootState> states() {
        Arbitrary<byte[]> secrets = Arbitraries.bytes().array(byte[].class).ofSize(32);
        Arbitrary<SeedTree> trees = Combinators.combine(
                        secrets,
                        Arbitraries.strings()
                                .withChars("01f")
                                .ofMaxLength(14)
                                .map(Prefix::new)
                                .list()
                                .ofMaxSize(4))
                .as((seed, gone) -> SeedTree.fresh(seed).puncture(gone));
        Arbitrary<SortedMap<Integer, SeedTree>> epochs = Arbitraries.maps(
                        Arbitraries.integers().greaterOrEqual(1), trees)
                .ofMinSize(1)
                .ofMaxSize(2)
                .map(TreeMap::new);
        Arbitrary<SortedMap<Integer, Long>> marks = Arbitraries.maps(
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.longs().between(0, 1L << 32))
                .ofMaxSize(256)
                .map(TreeMap::new);
        Arbitrary<List<RootState.IdentifierKey>> keys = Arbitraries.maps(
                        Arbitraries.integers().greaterOrEqual(1), secrets)
                .ofMinSize(1)
                .ofMaxSize(2)
                .map(map -> new TreeMap<>(map)
                        .entrySet().stream()
                                .map(key -> new RootState.IdentifierKey(key.getKey(), key.getValue()))
                                .toList());
        return Combinators.combine(
                        Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                                .as(UUID::new),
                        Arbitraries.longs().greaterOrEqual(1),
                        epochs,
                        marks,
                        keys,
                        Arbitraries.longs().greaterOrEqual(0),
                        secrets)
                .as((instance, version, trees1, lanes, ids, number, hash) -> new RootState(
                        instance, version, trees1, lanes, ids, number, number == 0 ? new byte[32] : hash));
    }

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
        expected.put("lethe/rs".getBytes(StandardCharsets.US_ASCII)).putShort((short) 1);
        expected.put(HexFormat.of().parseHex("00000000000000010000000000000002"))
                .putLong(3);
        expected.putLong(4).put(filled(5));
        expected.putShort((short) 1).put((byte) 6).putLong(7);
        expected.put((byte) 1).putInt(8).put(filled(9));
        expected.put((byte) 1).putInt(10).putInt(2);
        expected.put(HexFormat.of().parseHex("0100000000000002")).put(filled(11));
        expected.put(HexFormat.of().parseHex("020000000300040e")).put(filled(12));
        expected.put(MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(expected.array(), CHECKSUM)));
        assertThat(RootFile.encode(SMALL)).isEqualTo(expected.array());
    }

    @Example
    void what_does_not_hold_together_is_refused_even_with_a_right_checksum() {
        refusedWith(bytes -> bytes[0] = 'L', "not a root state");
        refusedWith(bytes -> bytes[9] = 2, "format is 2");
        refusedWith(bytes -> bytes[26 + 7] = 0, "Versions are numbered from 1"); // the version, 3
        refusedWith(bytes -> bytes[34] = -1, "Ledger entries"); // the ledger number, negative
        refusedWith(bytes -> bytes[LANES + 1] = 2, ""); // two lanes, but the bytes of one
        refusedWith(bytes -> bytes[LANES + 3] = 1, "high-water"); // beyond 2^32
        refusedWith(bytes -> bytes[KEYS] = 0, "");
        refusedWith(bytes -> bytes[KEYS] = 3, "");
        refusedWith(bytes -> bytes[KEYS + 1] = -1, "Generations");
        refusedWith(bytes -> bytes[EPOCHS] = 0, "something follows its end");
        refusedWith(bytes -> bytes[EPOCHS] = 3, "");
        refusedWith(bytes -> bytes[EPOCHS + 1] = -1, "epochs");
        refusedWith(bytes -> bytes[EPOCHS + 8] = 1, "something follows its end"); // one seed less
        refusedWith(bytes -> bytes[EPOCHS + 8] = 3, "more seeds than bytes");
        refusedWith(bytes -> bytes[EPOCHS + 5] = -1, "more seeds than bytes");
        refusedWith(bytes -> bytes[SEEDS + 7] = 15, "Not a prefix"); // longer than a slot
        refusedWith(bytes -> bytes[SEEDS + 6] = 1, "Not a prefix"); // digits beyond its length
        refusedWith(bytes -> bytes[SEEDS] = 3, "out of order");
        refusedWith(bytes -> bytes[SEEDS] = 2, "lies inside"); // 02 contains 0200000003000 4
        refusedWith(bytes -> System.arraycopy(bytes, SEEDS, bytes, SEEDS + 40, 8), "out of order"); // the same twice
    }

    @Example
    void more_than_two_epochs_or_identifier_keys_or_any_out_of_order_are_refused() {
        SeedTree tree = SMALL.tree();
        assertThatThrownBy(
                        () -> with(new TreeMap<>(java.util.Map.of(1, tree, 2, tree, 3, tree)), SMALL.identifierKeys()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> with(new TreeMap<>(), SMALL.identifierKeys()))
                .isInstanceOf(IllegalArgumentException.class);
        RootState.IdentifierKey one = new RootState.IdentifierKey(1, filled(1));
        RootState.IdentifierKey two = new RootState.IdentifierKey(2, filled(2));
        RootState.IdentifierKey three = new RootState.IdentifierKey(3, filled(3));
        for (List<RootState.IdentifierKey> keys : List.of(
                List.<RootState.IdentifierKey>of(), List.of(one, two, three), List.of(two, one), List.of(one, one)))
            assertThatThrownBy(() -> with(SMALL.epochs(), keys)).isInstanceOf(IllegalArgumentException.class);
    }

    private static RootState with(SortedMap<Integer, SeedTree> epochs, List<RootState.IdentifierKey> keys) {
        return new RootState(new UUID(1, 2), 3, epochs, SMALL.highWater(), keys, 4, filled(5));
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
        seeds.put(new Prefix("02000000030004"), filled(12));
        return new RootState(
                new UUID(1, 2),
                3,
                new TreeMap<>(java.util.Map.of(10, SeedTree.of(seeds))),
                new TreeMap<>(java.util.Map.of(6, 7L)),
                List.of(new RootState.IdentifierKey(8, filled(9))),
                4,
                filled(5));
    }

    private static byte[] filled(int with) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }
}
