package dev.lethe.shredding.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.crypto.Crypto;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SeedTreeTest {

    private static final BigInteger ALL = BigInteger.valueOf(16).pow(10);
    private static final SeedTree WHOLE = SeedTree.fresh(new byte[32]);

    /** Places that often lie close to, in and above each other: few digits, of every length. */
    @Provide
    Arbitrary<Prefix> places() {
        Arbitrary<String> close =
                Arbitraries.strings().withChars("01f").ofMinLength(1).ofMaxLength(10);
        Arbitrary<String> deep =
                Arbitraries.strings().withChars("01").ofLength(4).map("000001"::concat);
        Arbitrary<String> anywhere = Arbitraries.strings()
                .withChars("0123456789abcdef")
                .ofMinLength(0)
                .ofMaxLength(10);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(6, close),
                        net.jqwik.api.Tuple.of(4, deep),
                        net.jqwik.api.Tuple.of(3, anywhere))
                .map(Prefix::new);
    }

    @Provide
    Arbitrary<List<Prefix>> punctures() {
        return places().list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<Prefix>> subjects() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().withChars("01f").ofLength(10),
                        Arbitraries.strings().withChars("01").ofLength(4).map("000001"::concat),
                        Arbitraries.strings().withChars("0123456789abcdef").ofLength(10))
                .map(Prefix::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Property
    void what_is_punctured_is_gone_and_all_else_is_what_it_was(
            @ForAll("punctures") List<Prefix> punctures, @ForAll("subjects") List<Prefix> subjects) {
        SeedTree tree = WHOLE.puncture(punctures);
        for (Prefix subject : subjects) {
            boolean gone = punctures.stream().anyMatch(target -> target.contains(subject));
            assertThat(tree.wrappingKey(subject)).isEqualTo(gone ? null : WHOLE.wrappingKey(subject));
            assertThat(tree.covers(subject)).isEqualTo(!gone);
            assertThat(tree.identifierKey(subject)).isEqualTo(gone ? null : WHOLE.identifierKey(subject));
        }
        for (Prefix target : punctures) assertThat(tree.covers(target)).isFalse();
    }

    @Property
    void coverage_is_counted_exactly(@ForAll("punctures") List<Prefix> punctures) {
        BigInteger lost = BigInteger.ZERO;
        for (Prefix target : outermost(punctures))
            lost = lost.add(BigInteger.valueOf(16).pow(10 - target.digits().length()));
        assertThat(WHOLE.puncture(punctures).coverage()).isEqualTo(ALL.subtract(lost));
    }

    @Property
    void the_order_of_punctures_and_their_batches_do_not_matter(
            @ForAll("punctures") List<Prefix> punctures, @ForAll Random random) {
        SeedTree atOnce = WHOLE.puncture(punctures);
        List<Prefix> shuffled = new ArrayList<>(punctures);
        Collections.shuffle(shuffled, random);
        SeedTree oneByOne = WHOLE;
        for (Prefix target : shuffled) oneByOne = oneByOne.puncture(List.of(target));
        assertThat(oneByOne).isEqualTo(atOnce);
        int half = shuffled.size() / 2;
        assertThat(WHOLE.puncture(shuffled.subList(half, shuffled.size())).puncture(shuffled.subList(0, half)))
                .isEqualTo(atOnce);
    }

    @Property
    void puncturing_again_changes_nothing(@ForAll("punctures") List<Prefix> punctures) {
        SeedTree once = WHOLE.puncture(punctures);
        assertThat(once.puncture(punctures)).isEqualTo(once);
    }

    @Property
    void the_prefixes_are_those_that_the_ledger_leads_to_expect(@ForAll("punctures") List<Prefix> punctures) {
        assertThat(WHOLE.puncture(punctures).prefixes()).isEqualTo(SeedTree.expectedAfter(punctures));
    }

    @Property
    void no_prefix_lies_in_another(@ForAll("punctures") List<Prefix> punctures) {
        Prefix last = null;
        for (Prefix each : WHOLE.puncture(punctures).prefixes()) { // in order, what contains another stands before it
            if (last != null) assertThat(last.contains(each)).isFalse();
            last = each;
        }
    }

    @Property
    void a_walk_gives_what_single_derivations_give(
            @ForAll("punctures") List<Prefix> punctures, @ForAll("subjects") List<Prefix> subjects) {
        SeedTree tree = WHOLE.puncture(punctures);
        try (SeedTree.Walk walk = tree.walk()) {
            for (Prefix subject : subjects) {
                byte[] key = walk.wrappingKey(subject);
                assertThat(key).isEqualTo(tree.wrappingKey(subject));
                Crypto.clear(key); // the caller's own: the next one must not suffer
                assertThat(walk.identifierKey(subject)).isEqualTo(tree.identifierKey(subject));
            }
        }
        assertThat(tree).isEqualTo(WHOLE.puncture(punctures));
    }

    @Property
    void seeds_handed_out_are_copies(@ForAll("punctures") List<Prefix> punctures) {
        SeedTree tree = WHOLE.puncture(punctures);
        SortedMap<Prefix, byte[]> seeds = tree.seeds();
        assertThat(SeedTree.of(seeds)).isEqualTo(tree);
        seeds.values().forEach(Crypto::clear);
        assertThat(tree).isEqualTo(WHOLE.puncture(punctures));
    }

    @Example
    void the_subjects_of_a_range_leave_as_few_seeds_as_the_range() {
        List<Prefix> subjects = new ArrayList<>();
        for (int i = 0; i < 4096; i++) subjects.add(new Prefix("02%08x".formatted(i)));
        // One after the other or the range at once: the same few seeds.
        assertThat(WHOLE.puncture(subjects)).isEqualTo(WHOLE.puncture(List.of(new Prefix("0200000"))));
        assertThat(WHOLE.puncture(subjects).size()).isEqualTo(7 * 15);
    }

    @Example
    void the_whole_tree_can_be_punctured() {
        SeedTree nothing = WHOLE.puncture(List.of(new Prefix("")));
        assertThat(nothing.coverage()).isZero();
        assertThat(nothing.prefixes()).isEmpty();
        assertThat(nothing.wrappingKey(new Prefix("0000000000"))).isNull();
        assertThat(SeedTree.expectedAfter(List.of(new Prefix("")))).isEmpty();
    }

    @Example
    void seeds_that_overlap_or_have_another_length_are_refused() {
        SortedMap<Prefix, byte[]> overlapping = new TreeMap<>();
        overlapping.put(new Prefix("0"), new byte[32]);
        overlapping.put(new Prefix("0000000001"), new byte[32]);
        assertThatThrownBy(() -> SeedTree.of(overlapping)).isInstanceOf(IllegalArgumentException.class);
        SortedMap<Prefix, byte[]> shorter = new TreeMap<>();
        shorter.put(new Prefix("0"), new byte[31]);
        assertThatThrownBy(() -> SeedTree.of(shorter)).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void only_subjects_have_keys() {
        assertThatThrownBy(() -> WHOLE.wrappingKey(new Prefix("000000000")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WHOLE.identifierKey(new Prefix("00"))).isInstanceOf(IllegalArgumentException.class);
    }

    // --- The check before every write, which puncture() passes and everything else must not ---

    @Property
    void the_check_accepts_exactly_what_was_named(
            @ForAll("punctures") List<Prefix> earlier, @ForAll("punctures") List<Prefix> punctures) {
        SeedTree before = WHOLE.puncture(earlier);
        SeedTree after = before.puncture(punctures);
        PunctureCheck.check(before, after, punctures);
        if (!after.equals(before)) {
            assertThatThrownBy(() -> PunctureCheck.check(before, after, List.of()))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> PunctureCheck.check(after, before, List.of()))
                    .as("growing back")
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Property
    void the_check_refuses_a_tree_that_lost_or_changed_a_single_seed(
            @ForAll("punctures") List<Prefix> punctures, @ForAll Random random) {
        SeedTree after = WHOLE.puncture(punctures);
        if (after.size() == 0) return;
        Prefix one = new ArrayList<>(after.prefixes()).get(random.nextInt(after.size()));

        SortedMap<Prefix, byte[]> lacking = after.seeds();
        lacking.remove(one);
        assertThatThrownBy(() -> PunctureCheck.check(WHOLE, SeedTree.of(lacking), punctures))
                .isInstanceOf(IllegalStateException.class);

        SortedMap<Prefix, byte[]> changed = after.seeds();
        changed.get(one)[random.nextInt(32)] ^= 1;
        assertThatThrownBy(() -> PunctureCheck.check(WHOLE, SeedTree.of(changed), punctures))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> PunctureCheck.check(after, SeedTree.of(changed), List.of()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Example
    void the_check_refuses_to_lose_one_place_in_exchange_for_another() {
        Prefix named = new Prefix("0000000001");
        Prefix other = new Prefix("0000000002");
        assertThatThrownBy(() -> PunctureCheck.check(WHOLE, WHOLE.puncture(List.of(other)), List.of(named)))
                .isInstanceOf(IllegalStateException.class);
        SeedTree without = WHOLE.puncture(List.of(named));
        assertThatThrownBy(() -> PunctureCheck.check(without, WHOLE.puncture(List.of(other)), List.of(other)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Example
    void the_check_refuses_anything_out_of_nothing() {
        SeedTree nothing = WHOLE.puncture(List.of(new Prefix("")));
        assertThatThrownBy(() -> PunctureCheck.check(nothing, WHOLE, List.of()))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Collection<Prefix> outermost(Collection<Prefix> prefixes) {
        return prefixes.stream()
                .distinct()
                .filter(one -> prefixes.stream().noneMatch(other -> !other.equals(one) && other.contains(one)))
                .toList();
    }
}
