package dev.lethe.shredding.vault;

import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Hindrance;
import dev.lethe.shredding.Restriction;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.database.VaultDatabase;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.ledger.Orders;
import dev.lethe.shredding.ledger.Restores;
import dev.lethe.shredding.ledger.States;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.vault.Subjects.Living;
import dev.lethe.shredding.vault.Subjects.Look;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** What keeps a key from being destroyed, by whichever says so: an order, the ledger, the events, or its row. */
final class Holds {

    private final VaultDatabase database;
    private final RootStore root;
    private final Ledger ledger;
    private final Lanes lanes;
    private final Subjects subjects;
    private final Function<Collection<UUID>, Map<UUID, Ground>> keptByEvents;

    Holds(
            VaultDatabase database,
            RootStore root,
            Ledger ledger,
            Lanes lanes,
            Subjects subjects,
            Function<Collection<UUID>, Map<UUID, Ground>> keptByEvents) {
        this.database = database;
        this.root = root;
        this.ledger = ledger;
        this.lanes = lanes;
        this.subjects = subjects;
        this.keptByEvents = keptByEvents;
    }

    private RootState state() {
        return root.current().orElseThrow();
    }

    /** Living keys that were kept when their person was erased, or will be: a hold holds from its order on. */
    Map<UUID, Ground> of(Connection connection, Set<UUID> keyIds) throws SQLException {
        Set<UUID> changed = new HashSet<>();
        Map<UUID, Ground> held = of(connection, keyIds, subjects.living(connection, keyIds, Look.ONLY), changed);
        if (!changed.isEmpty())
            throw new VaultException(
                    "What the vault says of " + changed.size()
                            + " keys being held was changed: nothing is destroyed on its word. Compare the vault with a backup");
        return held;
    }

    /** @param changed is told those of which the rows that say so were changed */
    Map<UUID, Ground> of(Connection connection, Set<UUID> keyIds, Living living, Set<UUID> changed)
            throws SQLException {
        Map<UUID, Ground> held = new HashMap<>(keptByEvents.apply(keyIds));
        Orders.Pending pending = Orders.pending(connection, state());
        held.putAll(Orders.kept(pending, keyIds));
        held.putAll(States.held(connection, state(), ledger, keyIds, changed));
        held.keySet().retainAll(living.keys());
        // What such a row was to keep nobody knows, nor whether its event came: until it is mended, all may be held.
        // Nor who was
        // restricted, where the rows that say so are not those that were said
        if (pending.forged().stream().anyMatch(erasure -> !ledger.isRecorded(erasure))
                || !Restores.isAsLeft(connection, root))
            living.named().forEach((key, subject) -> {
                if (lanes.lane(subject.lane()).isNamedByEvents()) changed.add(key);
            });
        changed.removeIf(key -> !living.keys().contains(key) && !living.broken().containsKey(key));
        return held;
    }

    /** Those of these living keys that are restricted. @param changed is told those of which the rows that say so were changed */
    Map<UUID, Restriction> restricted(Connection connection, Living living, Set<UUID> changed) throws SQLException {
        return Restrictions.among(connection, state(), living.keys(), changed);
    }

    Map<UUID, Hindrance> hindrances(Set<UUID> keyIds) {
        if (keyIds.isEmpty()) return Map.of();
        return database.read(connection -> {
            Map<UUID, Hindrance> hindrances = new HashMap<>();
            Living living = subjects.living(connection, keyIds, Look.ONLY);
            Set<UUID> broken = new HashSet<>(living.broken().keySet());
            Map<UUID, Ground> held = of(connection, keyIds, living, broken);
            Map<UUID, Restriction> restricted = restricted(connection, living, broken);
            broken.forEach(key -> hindrances.put(key, new Hindrance.Broken()));
            Subjects.unknown(connection, keyIds).forEach(key -> hindrances.put(key, new Hindrance.Unknown()));
            restricted.forEach((key, restriction) ->
                    hindrances.put(key, new Hindrance.Restricted(restriction.since(), restriction.ground())));
            // Last: that it is held is what whoever reads it has to know
            held.forEach((key, ground) -> hindrances.put(key, new Hindrance.Held(ground)));
            return hindrances;
        });
    }
}
