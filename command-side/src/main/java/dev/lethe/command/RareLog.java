package dev.lethe.command;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Writes to a log what anybody can bring about again and again, while a database is away say: at once when it first happens,
 * and from then on once a minute, with how often it was. For any thread.
 */
public final class RareLog {

    private static final long A_MINUTE = Duration.ofMinutes(1).toNanos();

    /** How many kinds are told apart; beyond, newcomers are told as one. */
    static final int MOST_KINDS = 100;

    private static final Object ANY_OTHER = new Object();

    private final Logger log;
    private final LongSupplier nanos;
    private final ConcurrentMap<Object, Kind> kinds = new ConcurrentHashMap<>();

    public RareLog(Logger log) {
        this(log, System::nanoTime);
    }

    RareLog(Logger log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
    }

    /** @param what the same each time: it is remembered */
    public void error(String what) {
        error(what, () -> what);
    }

    /** As {@link #error(String)}, apart for each type of failure. */
    public void error(String what, Throwable failure) {
        tell(Level.ERROR, what, failure);
    }

    /** As {@link #error(String, Throwable)}, of what harms nobody yet. */
    public void warn(String what, Throwable failure) {
        tell(Level.WARN, what, failure);
    }

    private void tell(Level level, String what, Throwable failure) {
        int times = due(List.of(what, failure.getClass()));
        if (times > 0) log.atLevel(level).setCause(failure).log(counted(what, times));
    }

    /**
     * Tells what has more to it than its kind.
     *
     * @param kind what is the same each time: it is remembered
     */
    public void error(Object kind, Supplier<String> what) {
        tell(Level.ERROR, kind, what);
    }

    /** As {@link #error(Object, Supplier)}, of what harms nobody yet. */
    public void warn(Object kind, Supplier<String> what) {
        tell(Level.WARN, kind, what);
    }

    private void tell(Level level, Object kind, Supplier<String> what) {
        int times = due(kind);
        if (times > 0) log.atLevel(level).log("{}", counted(what.get(), times));
    }

    private static String counted(String what, int times) {
        return times == 1 ? what : what + " (" + times + " times since this was last said)";
    }

    /** How often it was since it was last told, and 0 where that was within a minute. */
    private int due(Object kind) {
        Kind known = kinds.get(kind);
        if (known == null) known = kinds.computeIfAbsent(kinds.size() < MOST_KINDS ? kind : ANY_OTHER, _ -> new Kind());
        return known.again(nanos.getAsLong());
    }

    private static final class Kind {

        private boolean told;
        private long at;
        private int times;

        synchronized int again(long now) {
            times++;
            if (told && now - at < A_MINUTE) return 0;
            told = true;
            at = now;
            int all = times;
            times = 0;
            return all;
        }
    }
}
