package dev.lethe.shredding;

import java.util.UUID;

/** The identity of one record: the aggregate that a sealed value stands in, and to which it is bound. */
public interface RecordId {

    /** The 16 bytes that enter the associated data of every value of this record. */
    UUID value();
}
