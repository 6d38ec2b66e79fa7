package dev.lethe.shredding;

import java.util.UUID;

/**
 * What a store bears beside its data, so that a restored one can be told. Its text form shows nothing that is of use.
 *
 * @param epoch of the book key
 * @param mac under it, 32 bytes
 */
public record Mark(UUID mark, int epoch, byte[] mac) {

    @Override
    public String toString() {
        return "Mark[" + mark + "]";
    }
}
