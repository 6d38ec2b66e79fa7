package dev.lethe.ui.web;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of memory that requests share. One address has an eighth of them at most, so that nobody who is slow needs them all;
 * but whatever is the only one from its address may be as large as it is.
 */
final class Pool {

    private static final int ADDRESSES = 8;
    private static final int SECONDS = 2;

    private final int all;
    private final Semaphore left;
    private final Map<NetworkAddress, Integer> byPlace = new ConcurrentHashMap<>();

    Pool(int all) {
        this.all = all;
        this.left = new Semaphore(all, true);
    }

    /** What is held at the moment. */
    int held() {
        return all - left.availablePermits();
    }

    /** What one request holds of it. Nothing is larger than the whole. For one thread at a time. */
    final class Share {

        private final @Nullable NetworkAddress place;
        private int own;

        Share(@Nullable NetworkAddress place) {
            this.place = place;
        }

        /** Takes what is missing until so much is held, or nothing. */
        boolean growsTo(long bytes) {
            int more = (int) Math.min(bytes, all) - own;
            if (more <= 0) return true;
            if (!isOfThePlace(more)) return false;
            if (!acquired(more)) {
                uncount(more);
                return false;
            }
            own += more;
            return true;
        }

        /** Waits as long as for all: whoever was the only one may be about to end. */
        private boolean isOfThePlace(int more) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            try {
                while (!counted(more)) {
                    if (System.nanoTime() >= end) return false;
                    Thread.sleep(50);
                }
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private boolean counted(int more) {
            if (place == null) return true;
            int together = byPlace.merge(place, more, Integer::sum);
            if (together <= all / ADDRESSES || together - more == own) return true;
            uncount(more);
            return false;
        }

        private void uncount(int less) {
            if (place != null)
                byPlace.computeIfPresent(place, (_, bytes) -> bytes <= less ? null : Integer.valueOf(bytes - less));
        }

        private boolean acquired(int more) {
            try {
                return left.tryAcquire(more, SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        /** Gives back what is more than this. */
        void shrinksTo(long bytes) {
            int less = own - (int) Math.max(0, Math.min(bytes, own));
            if (less == 0) return;
            own -= less;
            uncount(less);
            left.release(less);
        }
    }
}
