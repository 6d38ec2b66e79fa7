package dev.lethe.shredding.root;

import dev.lethe.shredding.Restore;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.VaultHealth;
import dev.lethe.shredding.VaultRefusedException;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.PunctureCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the root state in a file and its mirrors. One process holds its lock; every write is compare-and-set. */
public final class RootStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RootStore.class);

    private final List<RootCopy> copies;
    private final Set<Path> named;
    private final InstantSource clock;
    private final List<RootState> found = new ArrayList<>();
    /** Those that bear another's name: somebody copied a whole directory to make a mirror of it. */
    private final Set<RootCopy> copied = new HashSet<>();
    /** Which mirror each copy is. */
    private final Map<RootCopy, UUID> ids = new LinkedHashMap<>();
    /** The copies that do not hold the state in use durably, each with what is wrong. */
    private final Map<RootCopy, String> behind = new LinkedHashMap<>();

    private volatile @Nullable RootState current;

    private RootStore(List<RootCopy> copies, Set<Path> named, InstantSource clock) {
        this.copies = copies;
        this.named = named;
        this.clock = clock;
    }

    /** As {@link #open(List, Collection, InstantSource)}, where no directory is named as new. */
    static RootStore open(List<Path> directories) {
        return open(directories, List.of(), InstantSource.system());
    }

    /**
     * Takes the lock on the directories, reads every mirror, and takes the highest valid version. Mirrors that are behind,
     * torn, absent or cannot be reached are only reported until the first write or {@link #repair}.
     *
     * @param directories where the copies lie; the first is the main one. Created with mode 0700 when absent
     * @param named those of them that held a copy, stand empty, and may be written all the same
     * @throws VaultRefusedException when another process holds the lock, the main directory cannot be used, a copy is not
     *     valid while no other is, copies belong to different instances, or copies of one version differ
     */
    public static RootStore open(List<Path> directories, Collection<Path> named, InstantSource clock) {
        if (directories.isEmpty()) throw new IllegalArgumentException("The root state needs a directory");
        List<RootCopy> copies = new ArrayList<>();
        for (Path directory : directories) copies.add(new RootCopy(absolute(directory)));
        Set<Path> fresh = named.stream().map(RootStore::absolute).collect(Collectors.toSet());
        RootStore store = new RootStore(copies, fresh, clock);
        try {
            store.start();
            return store;
        } catch (Throwable e) {
            store.close();
            throw e;
        }
    }

    private static Path absolute(Path directory) {
        return directory.toAbsolutePath().normalize();
    }

    private void start() {
        Map<RootCopy, RootCopy.Found> all = new LinkedHashMap<>();
        for (RootCopy copy : copies) {
            try {
                copy.lock();
                refuseTwice(copy, all.keySet());
                all.put(copy, copy.read());
            } catch (IOException e) {
                if (copy == copies.getFirst())
                    throw new VaultRefusedException("The directory of the root state, " + copy.directory()
                            + ", cannot be used: " + RootCopy.reason(e));
                all.put(copy, new RootCopy.Found.Unreachable(RootCopy.reason(e)));
            }
        }
        if (all.get(copies.getFirst()) instanceof RootCopy.Found.Unreachable(String why))
            throw new VaultRefusedException(
                    "The root state in " + copies.getFirst().directory() + " cannot be read: " + why);
        all.forEach(RootStore::refuseOtherFormat);
        RootState newest = newest(all);
        all.forEach((copy, there) -> {
            if (there instanceof RootCopy.Found.Valid(RootState state)) found.add(state);
            String wrong = wrong(there, newest);
            if (wrong != null) behind.put(copy, wrong);
        });
        all.forEach((copy, there) -> ids.put(copy, identify(copy, there, newest)));
        current = newest;
        if (newest == null) {
            all.forEach((copy, there) -> {
                if (there instanceof RootCopy.Found.Invalid(String why))
                    throw new VaultRefusedException("The root state in " + copy.directory() + " is damaged (" + why
                            + ") and no other copy is valid. Put an intact copy in its place. Without one no personal data"
                            + " can be opened; a new root state is never made in place of a damaged one");
            });
        }
    }

    /** By what it says itself, else by where it is; what is new gets a new id. */
    private UUID identify(RootCopy copy, RootCopy.Found there, @Nullable RootState state) {
        UUID said = copy.id();
        if (said != null && !ids.containsValue(said)) return said;
        if (said != null) copied.add(copy);
        if (state != null && !(there instanceof RootCopy.Found.Absent && named.contains(copy.directory())))
            for (var mirror : state.mirrors().entrySet())
                if (mirror.getValue().named()
                        && mirror.getValue().directory().equals(copy.directory().toString())
                        && !ids.containsValue(mirror.getKey())) return mirror.getKey();
        return UUID.randomUUID();
    }

    /** An empty directory in which a copy was kept looks like a disk that is not mounted: nothing is written beneath it. */
    private void claim(RootCopy copy) throws IOException {
        UUID id = Objects.requireNonNull(ids.get(copy));
        UUID said = copy.id();
        if (id.equals(said)) return;
        RootState state = current;
        RootState.Mirror mirror = state == null ? null : state.mirrors().get(id);
        if (said != null && !copied.contains(copy))
            throw new IOException("another copy is there now than the one that was when this process started");
        if (mirror != null && mirror.version() > 0 && copy.read() instanceof RootCopy.Found.Absent)
            throw new IOException(
                    "a copy was kept there and the directory stands empty, as if its disk were not mounted. It is"
                            + " not written until the disk is back, or until the directory is named as new (--new-mirror="
                            + copy.directory() + ")");
        copy.name(id);
        copied.remove(copy);
    }

    /** Whether it was never written before. */
    public boolean isNew(Path directory) {
        RootState state = current;
        for (RootCopy copy : copies)
            if (copy.directory().equals(absolute(directory)))
                return state == null || !state.mirrors().containsKey(ids.get(copy));
        return false;
    }

    /** What the state says of the mirrors, as far as is known before it is written. */
    private Map<UUID, RootState.Mirror> mirrors(RootState before) {
        Map<UUID, RootState.Mirror> mirrors = new LinkedHashMap<>();
        before.mirrors()
                .forEach((id, mirror) -> mirrors.put(
                        id, new RootState.Mirror(mirror.directory(), false, mirror.version(), mirror.seen())));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        for (RootCopy copy : copies) {
            UUID id = Objects.requireNonNull(ids.get(copy));
            RootState.Mirror known = before.mirrors().get(id);
            String directory = copy.directory().toString();
            mirrors.put(
                    id,
                    !behind.containsKey(copy)
                            ? new RootState.Mirror(directory, true, before.version(), now)
                            : new RootState.Mirror(
                                    directory,
                                    true,
                                    known == null ? 0 : known.version(),
                                    known == null ? now : known.seen()));
        }
        return mirrors;
    }

    public static void refuseOtherFormat(RootCopy copy) {
        refuseOtherFormat(copy, copy.read());
    }

    private static void refuseOtherFormat(RootCopy copy, RootCopy.Found there) {
        if (there instanceof RootCopy.Found.Other(String why))
            throw new VaultRefusedException("The root state in " + copy.directory() + " cannot be used: " + why
                    + " It was left as it is. Use the version that reads it, or name another root directory");
    }

    private static void refuseTwice(RootCopy copy, Collection<RootCopy> others) throws IOException {
        for (RootCopy other : others) {
            if (java.nio.file.Files.exists(other.directory())
                    && java.nio.file.Files.isSameFile(copy.directory(), other.directory()))
                throw new VaultRefusedException("The directory of the root state, " + copy.directory()
                        + ", is named twice: a mirror is another place");
        }
    }

    private static @Nullable RootState newest(Map<RootCopy, RootCopy.Found> all) {
        RootState newest = null;
        Path where = null;
        for (var each : all.entrySet()) {
            if (!(each.getValue() instanceof RootCopy.Found.Valid(RootState state))) continue;
            Path here = each.getKey().directory();
            if (newest == null || where == null) {
                newest = state;
                where = here;
                continue;
            }
            if (!state.instance().equals(newest.instance()))
                throw new VaultRefusedException("The root states in " + where + " and " + here
                        + " belong to different vaults (" + newest.instance() + ", " + state.instance()
                        + "). Remove the one that is not this vault's");
            if (state.version() == newest.version() && !state.equals(newest))
                throw new VaultRefusedException("The root states in " + where + " and " + here + " are both version "
                        + state.version() + " but differ: they were changed apart from each other. Remove the one that"
                        + " this vault did not write last");
            if (state.version() > newest.version()) {
                newest = state;
                where = here;
            }
        }
        return newest;
    }

    private static @Nullable String wrong(RootCopy.Found there, @Nullable RootState newest) {
        return switch (there) {
            case RootCopy.Found.Valid(RootState state) ->
                newest == null || state.version() == newest.version()
                        ? null
                        : "it is version " + state.version() + ", the one in use is " + newest.version();
            case RootCopy.Found.Invalid(String why) -> "it is damaged: " + why;
            case RootCopy.Found.Other(String why) -> why;
            case RootCopy.Found.Absent() -> newest == null ? null : "there is none";
            case RootCopy.Found.Unreachable(String why) -> "it cannot be reached: " + why;
        };
    }

    /** The state in use; empty when no mirror has any. */
    public Optional<RootState> current() {
        return Optional.ofNullable(current);
    }

    /** Every valid copy that was found at the start, for comparing with the ledger; the one in use is the newest. */
    public List<RootState> found() {
        return List.copyOf(found);
    }

    /** How many copies hold the state in use, durably. */
    public synchronized int copies() {
        return current == null ? 0 : copies.size() - behind.size();
    }

    /**
     * Writes the first state. Refused when any mirror holds one, or may hold one.
     *
     * @throws VaultRefusedException when a mirror cannot be reached, or anything lies in the file's place
     * @throws MirrorBehindException as {@link #update}
     */
    public synchronized void create(RootState first) {
        for (RootCopy copy : copies) {
            switch (copy.read()) {
                case RootCopy.Found.Absent() -> {}
                case RootCopy.Found.Unreachable(String why) ->
                    throw new VaultRefusedException("No new root state is made while " + copy.directory()
                            + " cannot be reached (" + why + "): it may hold the one that belongs here");
                case RootCopy.Found.Valid _, RootCopy.Found.Invalid _, RootCopy.Found.Other _ ->
                    throw new VaultRefusedException(
                            "No new root state is made: there is something in its place in " + copy.directory());
            }
        }
        writeEverywhere(first.withMirrors(mirrors(first)));
    }

    /**
     * Punctures all epochs at these places and moves the anchor, in all mirrors. The only change that may lose anything.
     * Doing it again brings mirrors up that were behind.
     *
     * @throws MirrorBehindException as {@link #update}
     * @throws VaultException as {@link #update}
     */
    public RootState puncture(Collection<Prefix> targets, long ledgerNumber, byte[] ledgerHash) {
        return change(List.copyOf(targets), state -> state.punctured(targets, ledgerNumber, ledgerHash));
    }

    /**
     * Any other change, in all mirrors: lock, compare the version on disk, check (nothing is new, nothing is lost, nothing
     * went back), write beside, fsync, rename, fsync the directory. The version is raised here. A change that changes
     * nothing is not written.
     *
     * @throws MirrorBehindException when the new state is in use and on disk, but not in every mirror
     * @throws VaultException when it could not be written anywhere; the old state is still in use
     */
    public RootState update(UnaryOperator<RootState> change) {
        return change(List.of(), change);
    }

    private synchronized RootState change(List<Prefix> lost, UnaryOperator<RootState> change) {
        RootState before = inUse();
        RootState next = change.apply(before).withVersion(before.version());
        if (next.equals(before)) {
            if (!behind.isEmpty()) repair();
            return before;
        }
        next = next.withVersion(before.version() + 1).withMirrors(mirrors(before));
        check(before, next, lost);
        compareWithDisk(before);
        writeEverywhere(next);
        return next;
    }

    private RootState inUse() {
        RootState state = current;
        if (state == null) throw new VaultException("There is no root state yet");
        return state;
    }

    /** Whoever made the change: nothing in it is new, and nothing is gone but what was named. */
    private static void check(RootState before, RootState next, List<Prefix> lost) {
        if (!next.instance().equals(before.instance())) throw refused("it would belong to another vault");
        if (!next.epochs().keySet().equals(before.epochs().keySet())) throw refused("its epochs would change");
        if (!next.mirrors().keySet().containsAll(before.mirrors().keySet()))
            throw refused("a mirror that may lie somewhere would be forgotten");
        for (Restore restore : before.restores())
            if (next.restores().stream()
                    .noneMatch(each -> each.store() == restore.store()
                            && each.told().equals(restore.told())
                            && (restore.isAwaited() || each.equals(restore))))
                throw refused("a restore that was told would be forgotten");
        before.lanes().forEach((number, lane) -> {
            RootState.NumberedLane after = next.lanes().get(number);
            if (after == null || !after.lane().equals(lane.lane()))
                throw refused("lane " + number + " would be another");
            if (after.firstFree() < lane.firstFree())
                throw refused("the high-water mark of lane " + number + " would go down");
            if (lane.successor() != null && !lane.successor().equals(after.successor()))
                throw refused("lane " + number + " would be followed by another");
        });
        if (next.ledgerNumber() < before.ledgerNumber()
                || next.ledgerNumber() == before.ledgerNumber()
                        && !java.util.Arrays.equals(next.ledgerHash(), before.ledgerHash()))
            throw refused("the ledger's anchor would go back");
        before.epochs().forEach((number, epoch) -> {
            RootState.Epoch after = next.epochs().get(number);
            if (after == null) throw refused("its epochs would change");
            if (!after.book().equals(epoch.book())) throw refused("its book key would change");
            PunctureCheck.check(epoch.tree(), after.tree(), lost);
        });
    }

    private static IllegalStateException refused(String why) {
        return new IllegalStateException("The root state is not changed: " + why);
    }

    private void compareWithDisk(RootState before) {
        boolean seen = false;
        for (RootCopy copy : copies) {
            if (!(copy.read() instanceof RootCopy.Found.Valid(RootState state))) continue;
            if (!state.instance().equals(before.instance())
                    || state.version() > before.version()
                    || state.version() == before.version() && !state.equals(before))
                throw new VaultException("The root state in " + copy.directory()
                        + " was changed by someone else: nothing was written. Restart to compare the copies");
            seen |= state.version() == before.version();
        }
        if (!seen)
            throw new VaultException("No copy of the root state on disk is the one in use (version " + before.version()
                    + "): nothing was written. Find out who removed it before stopping this process");
    }

    private void writeEverywhere(RootState next) {
        byte[] bytes = RootFile.encode(next);
        try {
            if (!RootFile.decode(bytes).equals(next)) throw refused("it would not read back as it is");
            Map<RootCopy, String> failed = new LinkedHashMap<>();
            IOException last = null;
            boolean anywhere = false;
            for (RootCopy copy : copies) {
                try {
                    copy.lock();
                    claim(copy);
                    copy.write(bytes);
                    anywhere = true;
                } catch (IOException | VaultRefusedException e) {
                    last = e instanceof IOException io ? io : new IOException(e.getMessage(), e);
                    failed.put(copy, "it could not be written: " + RootCopy.reason(last));
                    // The rename may have happened before the failure: then it is there, if perhaps not for good.
                    anywhere |= copy.read() instanceof RootCopy.Found.Valid(RootState state) && state.equals(next);
                }
            }
            if (!anywhere && last != null) {
                throw new VaultException("The root state could not be written: " + describe(failed), last);
            }
            current = next;
            behind.clear();
            behind.putAll(failed);
            if (last != null) throw behind(last);
        } catch (IOException e) {
            throw refused("it would not read back (" + e.getMessage() + ")");
        } finally {
            Crypto.clear(bytes);
        }
    }

    private MirrorBehindException behind(IOException cause) {
        return new MirrorBehindException(
                "Not every copy of the root state could be written: " + describe(behind), cause);
    }

    private static String describe(Map<RootCopy, String> wrong) {
        List<String> lines = new ArrayList<>();
        wrong.forEach((copy, why) -> lines.add("in " + copy.directory() + " " + why));
        return String.join("; ", lines);
    }

    /**
     * Brings mirrors that are behind, torn or absent up to the version in use, and removes what interrupted writes left.
     *
     * @return what was mended, in plain English; a copy that is new is not
     * @throws MirrorBehindException when one still is
     * @throws VaultException when a copy was changed by someone else
     */
    public synchronized List<String> repair() {
        RootState state = inUse();
        List<String> mended = new ArrayList<>();
        compareWithDisk(state);
        byte[] bytes = RootFile.encode(state);
        try {
            IOException last = null;
            for (RootCopy copy : copies) {
                try {
                    copy.lock();
                    String wrong = wrong(copy.read(), state);
                    claim(copy);
                    // A copy that is here but not known to be durable is written again.
                    if (behind.containsKey(copy) || wrong != null) copy.write(bytes);
                    copy.removeInterrupted();
                    behind.remove(copy);
                    if (wrong != null && state.mirrors().containsKey(ids.get(copy)))
                        mended.add("The copy of the root state in " + copy.directory() + " was not up to date: " + wrong
                                + ". It was written anew from the newest");
                } catch (IOException | VaultRefusedException e) {
                    last = e instanceof IOException io ? io : new IOException(e.getMessage(), e);
                    behind.put(copy, "it could not be written: " + RootCopy.reason(last));
                }
            }
            mended.forEach(each -> LOG.warn("{}", each));
            if (last != null) throw behind(last);
            return mended;
        } finally {
            Crypto.clear(bytes);
        }
    }

    /**
     * Looks at every copy as it is now, and brings up those that are back.
     *
     * @return all of them, the main one first
     */
    public synchronized List<VaultHealth.Copy> look() {
        RootState state = inUse();
        for (RootCopy copy : copies) {
            String wrong = wrong(copy.read(), state);
            if (wrong == null && !java.nio.file.Files.isWritable(copy.directory())) wrong = "it cannot be written";
            if (wrong != null) behind.put(copy, wrong);
        }
        if (!behind.isEmpty()) {
            try {
                repair();
            } catch (VaultException _) {
                // What is wrong with each is known, and said below
            }
        }
        List<VaultHealth.Copy> seen = new ArrayList<>();
        for (RootCopy copy : copies) {
            RootState held = copy.read() instanceof RootCopy.Found.Valid(RootState valid) ? valid : null;
            seen.add(new VaultHealth.Copy(
                    copy.directory(),
                    behind.get(copy),
                    held == null ? 0 : held.version(),
                    held == null ? 0 : RootFile.length(held)));
        }
        return List.copyOf(seen);
    }

    /** What an operator should know about copies that are not up to date, in plain English. */
    public synchronized List<String> behind() {
        List<String> warnings = new ArrayList<>();
        behind.forEach(
                (copy, why) -> warnings.add("The copy of the root state in " + copy.directory() + " is not up to date: "
                        + why + ". Until it is, erasures stay pending, and before long nothing new can be sealed."));
        return List.copyOf(warnings);
    }

    /**
     * What an operator should know about how the copies are kept, in plain English.
     *
     * @param dataDirectories where the databases and their backups lie: the root state should not
     */
    public synchronized List<String> warnings(List<Path> dataDirectories) {
        List<String> warnings = new ArrayList<>();
        for (RootCopy copy : copies) {
            for (Path leftover : copy.leftovers()) {
                boolean ours = leftover.endsWith(RootCopy.NEW);
                warnings.add(
                        leftover + (ours ? " was left by an interrupted write" : " looks like a copy of the root state")
                                + ". A copy can bring back what was erased: "
                                + (ours ? "it is overwritten and removed with the next write." : "destroy it."));
            }
        }
        RootState state = current;
        long size = state == null ? 0 : RootFile.length(state);
        warnings.addAll(
                Surroundings.warnings(copies.stream().map(RootCopy::directory).toList(), dataDirectories, size));
        return List.copyOf(warnings);
    }

    /** The main directory, where the ledger file lies too. */
    Path main() {
        return copies.getFirst().directory();
    }

    /** Gives the locks back. */
    @Override
    public void close() {
        for (RootCopy copy : copies) copy.close();
    }
}
