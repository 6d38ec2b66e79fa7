package dev.lethe.shredding;

import java.util.List;

/** Whose a part of a record is, and how long it will live: what decides where its key lies in the tree. */
public sealed interface Owner {

    /** The lane of the record. */
    Lane lane();

    /** Nobody is named: a subject of its own, which nothing finds but the record itself. */
    record Anonymous(Lane lane) implements Owner {}

    /**
     * A person who is named by what was typed, as a claim. The first e-mail address resolves to the person if it is known;
     * the other identifiers only find possible matches. In a lasting lane the person's subject is shared; in an expiring
     * lane the record is a subject of its own.
     */
    record Named(Lane lane, Population population, List<Identifier> identifiers) implements Owner {
        /** @throws IllegalArgumentException when there is no identifier: that is {@link Anonymous} */
        public Named {
            identifiers = List.copyOf(identifiers);
            if (identifiers.isEmpty()) throw new IllegalArgumentException("A named owner has an identifier");
        }
    }
}
