package dev.lethe.shredding.tree;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the fewest places that are exactly what dies and what is dead: where everything around them is dead too, the whole
 * neighbourhood is named instead. What is dead already is told from the tree itself, never from rows. A number without a row
 * is neither: it may be in a block, made ahead, another node's, or lost to a restore.
 */
public final class Neighbourhoods {

    /** The fewest digits of a place, one more than those of a lane. */
    public static final int WIDEST = Prefix.LANE + 1;

    private final Collection<SeedTree> trees;
    private final List<Prefix> doomed;
    private final Map<Prefix, Boolean> dead = new HashMap<>();

    /**
     * @param trees of all epochs
     * @param doomed living subjects that are destroyed now
     */
    public Neighbourhoods(Collection<SeedTree> trees, SortedSet<Prefix> doomed) {
        this.trees = trees;
        this.doomed = List.copyOf(doomed);
    }

    /** The places. */
    public List<Prefix> places() {
        SortedSet<Prefix> places = new TreeSet<>();
        for (Prefix subject : doomed) {
            Prefix place = subject;
            while (place.digits().length() > WIDEST) {
                Prefix around = place.first(place.digits().length() - 1);
                if (!dead.computeIfAbsent(around, this::isDead)) break;
                place = around;
            }
            places.add(place);
        }
        check(places);
        return List.copyOf(places);
    }

    private boolean isDead(Prefix place) {
        int dying = count(doomed, place);
        return trees.stream().allMatch(tree -> tree.subjectsCovered(place, dying) == dying);
    }

    /** However they were found: puncturing them must leave exactly what puncturing the subjects leaves. */
    private void check(SortedSet<Prefix> places) {
        if (places.stream().allMatch(place -> place.digits().length() == Prefix.SUBJECT)) return;
        for (SeedTree tree : trees)
            if (!tree.puncture(places).equals(tree.puncture(doomed)))
                throw new IllegalStateException("Something else than what dies or is dead would be lost");
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
