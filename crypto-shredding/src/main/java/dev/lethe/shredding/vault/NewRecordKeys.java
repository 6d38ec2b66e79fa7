package dev.lethe.shredding.vault;

import dev.lethe.shredding.FilePlace;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Place;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.sealing.Constructions;
import dev.lethe.shredding.sealing.SealedFiles;
import dev.lethe.shredding.tree.Prefix;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** Keys in the order of the owners they were made for. */
final class NewRecordKeys implements RecordKeys {

    private final List<NewKey> keys;
    private final Predicate<Prefix> dead;
    private volatile boolean closed;

    /** @param dead whether an entry of the ledger covers a subject */
    NewRecordKeys(List<NewKey> keys, Predicate<Prefix> dead) {
        this.keys = List.copyOf(keys);
        this.dead = dead;
    }

    @Override
    public boolean areDestroyed() {
        return keys.stream().anyMatch(key -> dead.test(key.subject()));
    }

    @Override
    public UUID keyId(int owner) {
        return keys.get(owner).keyId();
    }

    @Override
    public <T> Personal<T> seal(int owner, Place<T> place, T value) {
        NewKey key = open(owner);
        return Constructions.sealValue(key.key(), key.keyId(), place, value);
    }

    @Override
    public long sealFile(int owner, FilePlace place, InputStream plain, OutputStream sealed) throws IOException {
        NewKey key = open(owner);
        return SealedFiles.seal(key.key(), key.keyId(), place, plain, sealed);
    }

    private NewKey open(int owner) {
        if (closed) throw new IllegalStateException("These keys were cleared");
        return keys.get(owner);
    }

    @Override
    public void close() {
        closed = true;
        keys.forEach(NewKey::clear);
    }
}
