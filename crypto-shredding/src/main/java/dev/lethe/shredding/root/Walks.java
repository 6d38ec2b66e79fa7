package dev.lethe.shredding.root;

import dev.lethe.shredding.tree.SeedTree;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A walk through the tree of each epoch, for rows in the order of their places. For one thread. */
public final class Walks implements AutoCloseable {

    private final Map<Integer, SeedTree.Walk> walks = new HashMap<>();

    public Walks(RootState state) {
        state.epochs().forEach((number, epoch) -> walks.put(number, epoch.tree().walk()));
    }

    /** Null when the root state has no such epoch: then nothing of it can be derived. */
    public SeedTree.@Nullable Walk of(int epoch) {
        return walks.get(epoch);
    }

    @Override
    public void close() {
        walks.values().forEach(SeedTree.Walk::close);
    }
}
