package dev.lethe.shredding;

import java.util.List;
import java.util.UUID;

/** Keys in the order of the owners they were made for. */
final class NewRecordKeys implements RecordKeys {

    private final List<NewKey> keys;
    private volatile boolean closed;

    NewRecordKeys(List<NewKey> keys) {
        this.keys = List.copyOf(keys);
    }

    @Override
    public UUID keyId(int owner) {
        return keys.get(owner).keyId();
    }

    @Override
    public <T> Personal<T> seal(int owner, Place<T> place, T value) {
        if (closed) throw new IllegalStateException("These keys were cleared");
        NewKey key = keys.get(owner);
        return Constructions.sealValue(key.key(), key.keyId(), place, value);
    }

    @Override
    public void close() {
        closed = true;
        keys.forEach(NewKey::clear);
    }
}
