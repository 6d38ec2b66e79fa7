package dev.lethe.shredding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        DOOMED,
        UNUSED
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
                net.jqwik.api.Tuple.of(4, Fate.DOOMED),
                net.jqwik.api.Tuple.of(3, Fate.UNUSED));
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
        List<UnusedNumbers.Run> unused = new ArrayList<>();
        SortedSet<Prefix> dead = new TreeSet<>();
        SortedSet<Prefix> doomed = new TreeSet<>();
        for (int i = 0; i < fates.size(); i++) {
            switch (fates.get(i)) {
                case ALIVE -> {}
                case DEAD -> dead.add(Prefix.subject(7, i));
                case DOOMED -> doomed.add(Prefix.subject(7, i));
                case UNUSED -> unused.add(new UnusedNumbers.Run(7, i, i + 1));
            }
        }
        SeedTree tree = WHOLE.puncture(dead);
        SortedSet<Prefix> never = new TreeSet<>(UnusedNumbers.places(unused));

        List<Prefix> places = new Neighbourhoods(List.of(tree), doomed, never).places(List.of());

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
    void a_subject_of_which_only_a_record_is_gone_still_lives() {
        SortedSet<Prefix> doomed = new TreeSet<>();
        for (int i = 0; i < 15; i++) doomed.add(Prefix.subject(7, i));
        SeedTree tree = WHOLE.puncture(List.of(Prefix.subject(7, 15).record(0)));

        assertThat(new Neighbourhoods(List.of(tree), doomed, new TreeSet<>()).places(List.of()))
                .isEqualTo(List.copyOf(doomed));
    }

    @Example
    void a_place_must_be_dead_in_every_epoch() {
        SortedSet<Prefix> doomed = new TreeSet<>();
        for (int i = 0; i < 15; i++) doomed.add(Prefix.subject(7, i));
        SeedTree dead = WHOLE.puncture(List.of(Prefix.subject(7, 15)));

        assertThat(new Neighbourhoods(List.of(dead), doomed, new TreeSet<>()).places(List.of()))
                .containsExactly(new Prefix("070000000"));
        assertThat(new Neighbourhoods(List.of(dead, WHOLE), doomed, new TreeSet<>()).places(List.of()))
                .isEqualTo(List.copyOf(doomed));
    }

    @Example
    void an_unused_place_that_is_gone_in_part_hides_nobody() {
        SortedSet<Prefix> doomed = new TreeSet<>();
        for (int i = 0; i < 255; i++) if (i < 16 || i >= 32) doomed.add(Prefix.subject(7, i));
        // 07000000ff lives; of the sixteen that are called unused one is gone: as many are left as the count allows.
        SeedTree tree = WHOLE.puncture(List.of(Prefix.subject(7, 20)));

        List<Prefix> places = new Neighbourhoods(List.of(tree), doomed, new TreeSet<>(List.of(new Prefix("070000001"))))
                .places(List.of());

        assertThat(places).noneMatch(place -> place.contains(new Prefix("07000000ff")));
    }

    @Example
    void nothing_is_named_around_an_obstacle() {
        SortedSet<Prefix> doomed = new TreeSet<>();
        for (int i = 0; i < 512; i++) doomed.add(Prefix.subject(7, i));
        Neighbourhoods neighbourhoods = new Neighbourhoods(List.of(WHOLE), doomed, new TreeSet<>());

        assertThat(neighbourhoods.places(List.of())).containsExactly(new Prefix("07000000"), new Prefix("07000001"));
        assertThat(neighbourhoods.places(List.of(Prefix.subject(7, 3))))
                .hasSize(16 + 15 + 1)
                .contains(Prefix.subject(7, 3), new Prefix("070000001"), new Prefix("07000001"));
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
        SortedSet<Prefix> unused = new TreeSet<>(UnusedNumbers.places(List.of(new UnusedNumbers.Run(7, 1, 1L << 28))));

        assertThat(new Neighbourhoods(List.of(tree), new TreeSet<>(List.of(Prefix.subject(7, 0))), unused)
                        .places(List.of()))
                .containsExactly(new Prefix("070"));
    }

    @Example
    void a_number_that_is_called_unused_and_has_a_subject_stops_everything() {
        assertThatThrownBy(() -> new Neighbourhoods(
                        List.of(WHOLE),
                        new TreeSet<>(List.of(Prefix.subject(7, 3))),
                        new TreeSet<>(List.of(new Prefix("070000000")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void runs_of_numbers_are_told_by_the_fewest_places(
            @ForAll @net.jqwik.api.constraints.LongRange(min = 0, max = 1 << 20) long from,
            @ForAll @net.jqwik.api.constraints.LongRange(min = 0, max = 1 << 14) long length,
            @ForAll @net.jqwik.api.constraints.LongRange(min = 0, max = 1 << 14) long cut) {
        long middle = from + Math.min(cut, length);
        List<Prefix> places = UnusedNumbers.places(
                List.of(new UnusedNumbers.Run(7, middle, from + length), new UnusedNumbers.Run(7, from, middle)));

        long next = from;
        for (Prefix place : places) {
            assertThat(place.first(Prefix.SUBJECT)).isEqualTo(Prefix.subject(7, next));
            next = place.last(Prefix.SUBJECT).number() + 1;
        }
        assertThat(next).isEqualTo(from + length);
        for (int i = 0; i + 15 < places.size(); i++) {
            Prefix around = places.get(i).first(places.get(i).digits().length() - 1);
            List<Prefix> sixteen = places.subList(i, i + 16);
            assertThat(sixteen.stream()
                            .allMatch(place -> around.contains(place)
                                    && place.digits().length()
                                            == around.digits().length() + 1))
                    .as("sixteen in a row are one")
                    .isFalse();
        }
    }
}
