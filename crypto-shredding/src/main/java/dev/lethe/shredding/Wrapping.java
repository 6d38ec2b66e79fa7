package dev.lethe.shredding;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/** Rows of the vault, sealed and opened with what the tree derives for their place; what it derives is cleared at once. */
final class Wrapping {

    private Wrapping() {}

    static byte[] wrap(SeedTree.Walk walk, int epoch, Prefix slot, NewKey key) {
        byte[] wrapping = living(walk.wrappingKey(slot), slot);
        try {
            return Constructions.wrapKey(wrapping, epoch, slot, key.keyId(), key.key());
        } finally {
            Crypto.clear(wrapping);
        }
    }

    static byte[] sealSubject(SeedTree.Walk walk, int epoch, Prefix subject, UUID subjectId) {
        byte[] key = living(walk.subjectKey(subject), subject);
        try {
            return Constructions.sealSubject(key, epoch, subject, subjectId);
        } finally {
            Crypto.clear(key);
        }
    }

    /** Under the key of its first number, which has no other use. */
    static byte[] sealUnused(SeedTree.Walk walk, int epoch, Prefix place) {
        Prefix first = place.first(Prefix.SUBJECT);
        byte[] key = living(walk.subjectKey(first), first);
        try {
            return Constructions.sealUnused(key, epoch, place);
        } finally {
            Crypto.clear(key);
        }
    }

    static byte[] sealIdentifier(
            SeedTree.Walk walk, int epoch, Prefix subject, int generation, byte[] hash, Identifier identifier) {
        byte[] key = living(walk.subjectKey(subject), subject);
        try {
            return Constructions.sealIdentifier(key, epoch, subject, generation, hash, identifier);
        } finally {
            Crypto.clear(key);
        }
    }

    /** The key of a row; null when its slot is punctured or its epoch gone. The caller clears it. */
    static byte @Nullable [] unwrap(Walks walks, int epoch, Prefix slot, UUID keyId, byte[] wrapped)
            throws AEADBadTagException {
        SeedTree.Walk walk = walks.of(epoch);
        byte[] wrapping = walk == null ? null : walk.wrappingKey(slot);
        if (wrapping == null) return null;
        try {
            return Constructions.unwrapKey(wrapping, epoch, slot, keyId, wrapped);
        } finally {
            Crypto.clear(wrapping);
        }
    }

    /** Whether this subject row is ours and stands where it was written. */
    static boolean subjectHolds(Walks walks, int epoch, Prefix subject, UUID subjectId, byte @Nullable [] seal) {
        SeedTree.Walk walk = walks.of(epoch);
        byte[] key = walk == null ? null : walk.subjectKey(subject);
        if (key == null || seal == null) {
            Crypto.clear(key);
            return false;
        }
        try {
            Constructions.checkSubject(key, epoch, subject, subjectId, seal);
            return true;
        } catch (AEADBadTagException _) {
            return false;
        } finally {
            Crypto.clear(key);
        }
    }

    static void insertKeys(Connection connection, UUID[] keyIds, byte[][] slots, Integer[] epochs, byte[][] wrapped)
            throws SQLException {
        VaultDatabase.executePlanned(
                connection,
                "INSERT INTO vault.record_key (key_id, slot, epoch, wrapped) SELECT * FROM unnest(?, ?, ?, ?)",
                keyIds,
                slots,
                epochs,
                wrapped);
    }

    private static byte[] living(byte @Nullable [] derived, Prefix place) {
        if (derived == null)
            throw new IllegalStateException(
                    "A place for a new key is punctured already: lane " + place.lane() + " hands out numbers twice");
        return derived;
    }
}
