package dev.lethe.shredding.root;

import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.tree.Neighbourhoods;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How the root state grows with what a council destroys: the tree and the places of the product itself, and nothing else of it.
 * In its package, since nobody else may hold a tree.
 */
public final class RootGrowth {

    /** What a council of the size that the design has in mind destroys. */
    private static final int LASTING = 100_000;

    private static final int NEW_LASTING = 100;
    private static final int PERSONS_A_WEEK = 20;
    private static final int RECORDS_OF_A_PERSON = 4;
    private static final int SINGLE = 50;
    private static final int SUBMISSIONS = 300;
    private static final int SHORT_LIVED = 1_000;
    private static final int[] PERIODS = {30, 90, 366};
    /** Of two periods in one class, the shorter is punctured between those that are left of the longer. */
    private static final int[] SHARED = {170, 180};

    private static final int DRAFTS = 14;

    /** A lane, in which numbers are given in order. */
    private final class Lane {
        final int number;
        long next;

        Lane(int number) {
            this.number = number;
        }

        List<Prefix> take(int count) {
            List<Prefix> taken = new ArrayList<>(count);
            for (int i = 0; i < count; i++) taken.add(Prefix.subject(number, next++));
            return taken;
        }
    }

    private final Random random;
    private final Map<String, Long> seeds = new LinkedHashMap<>();
    private SeedTree tree = SeedTree.fresh(new byte[Crypto.KEY]);

    private RootGrowth(long seed) {
        random = new Random(seed);
    }

    /**
     * A simulation.
     *
     * @param years how many
     * @param seed of what is random
     * @return the bytes of the seeds after each year, by cause, in a file of the root state
     */
    public static List<Map<String, Long>> simulate(int years, long seed) {
        return new RootGrowth(seed).run(years);
    }

    /** The number of bytes in which an erasure must fit. */
    public static long limit() {
        return RootFile.LARGEST - RootFile.RESERVED;
    }

    private List<Map<String, Long>> run(int years) {
        Lane people = new Lane(0);
        List<Prefix> lasting = new ArrayList<>(people.take(LASTING));
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < PERIODS.length + 3; i++) lanes.add(new Lane(1 + i));
        Lane shared = lanes.get(PERIODS.length);
        Lane minutes = lanes.get(PERIODS.length + 1);
        Lane drafts = lanes.get(PERIODS.length + 2);
        List<Deque<List<Prefix>>> waiting = new ArrayList<>();
        for (int i = 0; i < PERIODS.length + SHARED.length + 2; i++) waiting.add(new ArrayDeque<>());
        Deque<List<Prefix>> ofLastWeek = new ArrayDeque<>();
        List<Map<String, Long>> each = new ArrayList<>();
        for (int day = 1; day <= 365 * years; day++) {
            List<Prefix> today = people.take(NEW_LASTING);
            ofLastWeek.add(today);
            if (ofLastWeek.size() > 7) ofLastWeek.remove();
            lasting.addAll(today);
            if (day % 7 == 0) destroy("persons", some(lasting, PERSONS_A_WEEK * RECORDS_OF_A_PERSON));
            List<Prefix> recent = new ArrayList<>();
            ofLastWeek.forEach(recent::addAll);
            List<Prefix> single = some(recent, SINGLE / 2);
            single.addAll(some(lasting, SINGLE / 2));
            destroy("single records", single);
            for (int i = 0; i < PERIODS.length; i++)
                expire(lanes.get(i), SUBMISSIONS, PERIODS[i], waiting.get(i), "retention");
            for (int i = 0; i < SHARED.length; i++)
                expire(
                        shared,
                        SUBMISSIONS / 2,
                        SHARED[i],
                        waiting.get(PERIODS.length + i),
                        "retention, two periods of a class");
            expire(minutes, SHORT_LIVED / 2, 1, waiting.get(waiting.size() - 2), "uploads and drafts");
            expire(drafts, SHORT_LIVED / 2, DRAFTS, waiting.getLast(), "uploads and drafts");
            if (day % 365 == 0) {
                Map<String, Long> bytes = new LinkedHashMap<>();
                seeds.forEach((cause, count) -> bytes.put(cause, count * RootFile.SEED));
                each.add(bytes);
            }
        }
        return each;
    }

    /** What comes today, of which one in a hundred is erased early, and the end of what came a period ago. */
    private void expire(Lane lane, int count, int period, Deque<List<Prefix>> days, String cause) {
        days.add(new ArrayList<>(lane.take(count)));
        List<Prefix> early = new ArrayList<>();
        for (int i = 0; i < count / 100; i++) {
            List<List<Prefix>> all = List.copyOf(days);
            List<Prefix> day = all.get(random.nextInt(all.size()));
            if (!day.isEmpty()) early.add(day.remove(random.nextInt(day.size())));
        }
        destroy(cause, early);
        if (days.size() > period) destroy(cause, days.remove());
    }

    /** Takes some at random out of a list. */
    private List<Prefix> some(List<Prefix> from, int count) {
        List<Prefix> taken = new ArrayList<>();
        while (taken.size() < count && !from.isEmpty()) {
            int at = random.nextInt(from.size());
            Collections.swap(from, at, from.size() - 1);
            Prefix one = from.removeLast();
            if (tree.covers(one)) taken.add(one);
        }
        return taken;
    }

    /** What a day destroys goes at once: which seeds are left does not depend on the order. */
    private void destroy(String cause, List<Prefix> subjects) {
        if (subjects.isEmpty()) return;
        SortedSet<Prefix> doomed = new TreeSet<>(subjects);
        int before = tree.size();
        tree = tree.puncture(new Neighbourhoods(List.of(tree), doomed).places());
        seeds.merge(cause, (long) tree.size() - before, Long::sum);
    }
}
