package dev.lethe.shredding.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.crypto.Crypto;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NeighbourhoodsTest {

    private static final SeedTree WHOLE = SeedTree.fresh(Crypto.random(32));

    /** What is the matter with a number. */
    private enum Fate {
        ALIVE,
        DEAD,
        DOOMED
    }

    /** A run of numbers with one fate. */
    private record Stretch(Fate fate, int length) {}

    @Provide
    Arbitrary<List<Stretch>> stretches() {
        Arbitrary<Integer> lengths = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(4, Arbitraries.integers().between(1, 4)),
                net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(5, 60)),
                net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(61, 600)));
        // Few of the living, or nothing could ever be joined.
        Arbitrary<Fate> fates = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(1, Fate.ALIVE),
                net.jqwik.api.Tuple.of(4, Fate.DEAD),
                net.jqwik.api.Tuple.of(4, Fate.DOOMED));
        return net.jqwik.api.Combinators.combine(fates, lengths)
                .as(Stretch::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(25);
    }

    @Property(tries = 300)
    void nothing_alive_lies_in_a_place_and_no_place_could_be_wider(@ForAll("stretches") List<Stretch> stretches) {
        List<Fate> fates = new ArrayList<>();
        for (Stretch stretch : stretches) for (int i = 0; i < stretch.length(); i++) fates.add(stretch.fate());
        SortedSet<Prefix> dead = new TreeSet<>();
        SortedSet<Prefix> doomed = new TreeSet<>();
        for (int i = 0; i < fates.size(); i++) {
            switch (fates.get(i)) {
                case ALIVE -> {}
                case DEAD -> dead.add(Prefix.subject(7, i));
                case DOOMED -> doomed.add(Prefix.subject(7, i));
            }
        }
        SeedTree tree = WHOLE.puncture(dead);

        List<Prefix> places = new Neighbourhoods(List.of(tree), doomed).places();

        for (int i = 0; i < fates.size(); i++) {
            Prefix subject = Prefix.subject(7, i);
            boolean named = places.stream().anyMatch(place -> place.contains(subject));
            if (fates.get(i) == Fate.DOOMED) assertThat(named).isTrue();
            if (fates.get(i) == Fate.ALIVE)
                assertThat(named).as("%s lives", subject).isFalse();
        }
        SeedTree after = tree.puncture(places);
        for (Prefix place : places) {
            Prefix around = place.first(place.digits().length() - 1);
            assertThat(places).noneMatch(other -> other != place && other.contains(place));
            assertThat(aliveIn(around, fates))
                    .as("something in %s lives", around)
                    .isTrue();
            assertThat(after.covers(place)).isFalse();
        }
        assertThat(after.covers(new Prefix("07ffffffff"))).isTrue();
        assertThat(after.covers(new Prefix("06"))).isTrue();
    }

    private static boolean aliveIn(Prefix place, List<Fate> fates) {
        long first = place.first(Prefix.SUBJECT).number();
        long last = place.last(Prefix.SUBJECT).number();
        if (last >= fates.size()) return true;
        for (long i = first; i <= last; i++) if (fates.get((int) i) == Fate.ALIVE) return true;
        return false;
    }

    @Example
    void a_place_must_be_dead_in_every_epoch() {
        SortedSet<Prefix> doomed = new TreeSet<>();
        for (int i = 0; i < 15; i++) doomed.add(Prefix.subject(7, i));
        SeedTree dead = WHOLE.puncture(List.of(Prefix.subject(7, 15)));

        assertThat(new Neighbourhoods(List.of(dead), doomed).places()).containsExactly(new Prefix("070000000"));
        assertThat(new Neighbourhoods(List.of(dead, WHOLE), doomed).places()).isEqualTo(List.copyOf(doomed));
    }

    @Example
    void nothing_is_named_around_what_lives() {
        SortedSet<Prefix> doomed = new TreeSet<>();
        for (int i = 0; i < 512; i++) doomed.add(Prefix.subject(7, i));
        assertThat(new Neighbourhoods(List.of(WHOLE), doomed).places())
                .containsExactly(new Prefix("07000000"), new Prefix("07000001"));
        doomed.remove(Prefix.subject(7, 3));
        assertThat(new Neighbourhoods(List.of(WHOLE), doomed).places())
                .hasSize(15 + 15 + 1)
                .contains(Prefix.subject(7, 4), new Prefix("070000001"), new Prefix("07000001"));
    }

    @Example
    void a_lane_is_never_named_as_a_whole() {
        SeedTree tree = WHOLE.puncture(List.of(
                new Prefix("071"),
                new Prefix("072"),
                new Prefix("073"),
                new Prefix("074"),
                new Prefix("075"),
                new Prefix("076"),
                new Prefix("077"),
                new Prefix("078"),
                new Prefix("079"),
                new Prefix("07a"),
                new Prefix("07b"),
                new Prefix("07c"),
                new Prefix("07d"),
                new Prefix("07e"),
                new Prefix("07f")));
        SortedSet<Prefix> gone = new TreeSet<>();
        for (int length = 4; length <= Prefix.SUBJECT; length++)
            for (int digit = 1; digit < 16; digit++)
                gone.add(new Prefix("070" + "0".repeat(length - 4) + Integer.toHexString(digit)));

        assertThat(new Neighbourhoods(List.of(tree.puncture(gone)), new TreeSet<>(List.of(Prefix.subject(7, 0))))
                        .places())
                .containsExactly(new Prefix("070"));
    }
}
