package dev.lethe.shredding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the fewest places that say the same as many subjects: where everything around them is dead too, or was never used,
 * the whole neighbourhood is named instead. What is dead already is told from the tree itself, never from rows; what was
 * never used, from {@link UnusedNumbers} alone. So nothing that lives, or may yet come to live, can lie in such a place.
 */
final class Neighbourhoods {

    /** The fewest digits of a place, one more than those of a lane. */
    static final int WIDEST = Prefix.LANE + 1;

    private final Collection<SeedTree> trees;
    private final List<Prefix> doomed;
    private final List<Prefix> unused;
    /** How many numbers lie in the unused places before each one. */
    private final long[] unusedBefore;

    private final Map<Prefix, Boolean> dead = new HashMap<>();

    /**
     * @param trees of all epochs
     * @param doomed living subjects that are destroyed now
     * @param unused places of 3 to 10 digits with numbers that were never used and never will be; none in another
     */
    Neighbourhoods(Collection<SeedTree> trees, SortedSet<Prefix> doomed, SortedSet<Prefix> unused) {
        this.trees = trees;
        this.doomed = List.copyOf(doomed);
        // One of which a part is gone says nothing: counting it would hide as many that live.
        this.unused = unused.stream()
                .filter(place -> trees.stream().allMatch(tree -> tree.coversWhole(place)))
                .toList();
        this.unusedBefore = new long[this.unused.size() + 1];
        for (int i = 0; i < this.unused.size(); i++) {
            Prefix place = this.unused.get(i);
            if (i > 0 && this.unused.get(i - 1).contains(place))
                throw new IllegalArgumentException(place + " lies in another unused place");
            if (count(this.doomed, place) > 0)
                throw new IllegalArgumentException(place + " is called unused, and has a subject");
            unusedBefore[i + 1] = unusedBefore[i] + numbers(place);
        }
    }

    /**
     * The places.
     *
     * @param obstacles subjects that nothing may be named around: what is known of them contradicts the tree
     */
    List<Prefix> places(Collection<Prefix> obstacles) {
        SortedSet<Prefix> places = new TreeSet<>();
        for (Prefix subject : doomed) {
            Prefix place = subject;
            while (place.digits().length() > WIDEST) {
                Prefix around = place.first(place.digits().length() - 1);
                if (!dead.computeIfAbsent(around, this::isDead)
                        || obstacles.stream().anyMatch(around::contains)) break;
                place = around;
            }
            places.add(place);
        }
        check(places);
        return List.copyOf(places);
    }

    private boolean isDead(Prefix place) {
        int from = lower(unused, place);
        int to = upper(unused, place);
        long accounted = count(doomed, place) + unusedBefore[to] - unusedBefore[from];
        return trees.stream().allMatch(tree -> tree.subjectsCovered(place, accounted) == accounted);
    }

    /** However they were found: puncturing them must leave exactly what puncturing the subjects and the unused leaves. */
    private void check(SortedSet<Prefix> places) {
        List<Prefix> wide = places.stream()
                .filter(place -> place.digits().length() < Prefix.SUBJECT)
                .toList();
        if (wide.isEmpty()) return;
        List<Prefix> narrow = new ArrayList<>();
        for (Prefix place : wide) {
            narrow.addAll(doomed.subList(lower(doomed, place), upper(doomed, place)));
            narrow.addAll(unused.subList(lower(unused, place), upper(unused, place)));
        }
        for (SeedTree tree : trees)
            if (!tree.puncture(wide).equals(tree.puncture(narrow)))
                throw new IllegalStateException("Something else than what is dead or unused would be lost");
    }

    private static long numbers(Prefix place) {
        return 1L << 4 * (Prefix.SUBJECT - place.digits().length());
    }

    private static int count(List<Prefix> ordered, Prefix place) {
        return upper(ordered, place) - lower(ordered, place);
    }

    /** The index of the first that lies in this place, or comes after it. */
    private static int lower(List<Prefix> ordered, Prefix place) {
        int low = 0;
        int high = ordered.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ordered.get(middle).compareTo(place) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /** The index of the first that comes after this place. */
    private static int upper(List<Prefix> ordered, Prefix place) {
        Prefix last = place.last(Prefix.SUBJECT);
        int low = 0;
        int high = ordered.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ordered.get(middle).compareTo(last) <= 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
