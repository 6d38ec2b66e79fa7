package dev.lethe.shredding;

import java.util.List;

/** Whose a part of a record is, and how long it will live: what decides where its key lies in the tree. */
public sealed interface Owner {

    /** The lane of the record. */
    Lane lane();

    /** Nobody is named: a subject of its own, which nothing finds but the record itself. */
    record Anonymous(Lane lane) implements Owner {}

    /**
     * A person who is named by what was typed, as a claim. Their part is a subject of its own, which the first e-mail address
     * finds as theirs; the other identifiers only find possible matches.
     */
    record Named(Lane lane, Population population, List<Identifier> identifiers) implements Owner {
        /** The most identifiers of one person in one record. */
        public static final int MOST = 255;

        /**
         * @throws IllegalArgumentException when there is no identifier, which is {@link Anonymous}, or more than {@value #MOST}; when
         *     a member of staff has not exactly one account, or anybody else has one
         */
        public Named {
            identifiers = List.copyOf(identifiers);
            if (identifiers.isEmpty()) throw new IllegalArgumentException("A named owner has an identifier");
            if (identifiers.size() > MOST)
                throw new IllegalArgumentException("A person has at most " + MOST + " identifiers in one record");
            long accounts = identifiers.stream()
                    .filter(each -> each.kind() == Identifier.Kind.ACCOUNT)
                    .count();
            if (accounts != (population == Population.STAFF ? 1 : 0))
                throw new IllegalArgumentException("A member of staff has an account, and nobody else has");
        }
    }
}
